"""``python -m webinar_console``."""

import sys

from webinar_console.app import main

if __name__ == "__main__":
    sys.exit(main())
