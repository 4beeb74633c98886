"""Where the frozen program starts. ``--self-check`` is for the smoke test (see ``self_check.py``)."""

import os
import sys


def forget_the_bootloader() -> None:
    """Give children the environment that the program itself was started with.

    PyInstaller's bootloader points the loader to the bundle, which has done its work by now. A browser or a
    file manager that the program opens must not load our libraries, and the program started again (the
    worker that reads people files) must begin anew.
    """
    theirs = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if theirs is not None:
        os.environ["LD_LIBRARY_PATH"] = theirs
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]


def main() -> int:
    """The program, or one check of itself; the exit code."""
    if getattr(sys, "frozen", False):
        forget_the_bootloader()
    if sys.argv[1:2] == ["--self-check"]:
        import self_check

        return self_check.main(sys.argv[2:])
    from webinar_console import app

    return app.main()


if __name__ == "__main__":
    sys.exit(main())
