"""Where the parts are put together, and nowhere else."""

import os
import sys

#: Set by the program itself when it runs without a screen.
PLATFORM = "QT_QPA_PLATFORM"


def main(arguments: list[str] | None = None) -> int:
    """Start the program; the exit code. A worker process for a people file starts here as well."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments:
        # Before Qt, and before anything else that costs time: a worker reads one file and ends.
        from webinar_console.files.flag import is_worker

        if is_worker(arguments):
            from webinar_console.files import worker

            return worker.main()

    from .options import parse

    options = parse(arguments)
    if options.demo and not has_screen():
        options = options.as_tour()
    if not has_screen():
        if not options.tour:
            print("There is no screen to show a window on. Try --demo, which then does the job by script.")
            return 1
        os.environ[PLATFORM] = "offscreen"

    from .start import start

    return start(options)


def has_screen() -> bool:
    """Whether a window can be shown: a display on Linux, or a platform that was named on purpose."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in (PLATFORM, "DISPLAY", "WAYLAND_DISPLAY"))
