"""The modules below ``packaging/`` are scripts, not a package: their folder is put on the path for them."""

import sys
from pathlib import Path

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"

# Last, so that nothing there hides an installed package.
if str(PACKAGING) not in sys.path:
    sys.path.append(str(PACKAGING))
