"""The command line."""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from webinar_console import __version__


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for. ``tour`` and ``tour_folder`` go together.

    ``data`` is the folder for the program's records; ``None``: the usual one, and a passing one for the tour,
    which wants a practice account that nobody has practised on. ``files`` are to be imported, absolute.
    """

    data: Path | None = None
    demo: bool = False
    tour: bool = False
    tour_folder: Path = Path("build/tour")
    server: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    jwt: str | None = None
    scheme: str | None = None
    files: tuple[Path, ...] = ()

    def as_tour(self) -> "Options":
        """The same job by script: for a computer without a screen."""
        return replace(self, tour=True)


def default_data() -> Path:
    """Where the program keeps its records on this computer."""
    # Late: a start that names its folder does not need it.
    import platformdirs

    return Path(platformdirs.user_data_dir("Webinar Console", appauthor=False))


def parse(arguments: list[str]) -> Options:
    """Read the command line. Exits with a message, as argparse does, when it makes no sense."""
    parser = argparse.ArgumentParser(
        prog="webinar-console",
        description="See RingCentral webinars, edit registrants, set preferences, invite people from a file.",
    )
    parser.add_argument(
        "--demo", action="store_true", help="open the practice account; tour without a screen"
    )
    parser.add_argument("--tour", action="store_true", help="do the whole job by script and save pictures")
    parser.add_argument("--tour-folder", type=Path, default=Path("build/tour"), metavar="FOLDER")
    parser.add_argument("--server", metavar="URL", help="another server that speaks RingCentral's contract")
    parser.add_argument("--client-id", metavar="ID")
    parser.add_argument("--client-secret", metavar="SECRET", help="better: type it into the sign-in page")
    parser.add_argument("--jwt", metavar="JWT", help="better: type it into the sign-in page")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep the program's records here")
    parser.add_argument("--scheme", choices=("light", "dark"), help="do not follow the system's colours")
    parser.add_argument("--version", action="version", version=f"Webinar Console {__version__}")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="lists of people to import")
    found = parser.parse_args(arguments)
    if found.server and not (found.client_id and found.client_secret and found.jwt):
        missing = [n for n in ("client_id", "client_secret", "jwt") if not getattr(found, n)]
        if len(missing) < 3:
            parser.error("--server needs all of --client-id, --client-secret and --jwt, or none of them")
    return Options(
        data=found.data,
        demo=found.demo,
        tour=found.tour,
        tour_folder=found.tour_folder,
        server=found.server,
        client_id=found.client_id,
        client_secret=found.client_secret,
        jwt=found.jwt,
        scheme=found.scheme,
        # The program that is open already may have another folder.
        files=tuple(path.absolute() for path in found.files),
    )
