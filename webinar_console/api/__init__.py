"""The asynchronous RingCentral Webinar client: protocol, sender, governor, sign-in, resources.

Import from the modules: ``client.RingCentral``, ``protocol.tokens`` for credentials, ``governor.Governor``,
``retry``. Nothing is imported here, because httpx takes a while and a window should show before it.
"""

import sys

# The command line of httpx, which nobody calls here, would load click and rich where they are installed: a
# fifth of the time until the window is of use. Without it httpx does as it does where they are not.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # Python's own way to say "not there"
