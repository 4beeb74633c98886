"""Where the frozen program starts. ``--self-check`` is for the smoke test (see ``self_check.py``)."""

import sys

if sys.argv[1:2] == ["--self-check"]:
    import self_check

    sys.exit(self_check.main(sys.argv[2:]))

from webinar_console.app import main

sys.exit(main())
