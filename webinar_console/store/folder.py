"""Folders and files that only their owner may look into: they tell servers, names and addresses."""

import stat
from pathlib import Path

_FOLDER, _FILE = 0o700, 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private(folder: Path) -> None:
    """Make a folder and what is missing above it, all for their owner only. Raises ``OSError``.

    A folder that is there already keeps its rights: it may be the person's own choice.
    """
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir(mode=_FOLDER, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make an empty file for its owner only; one that is there is taken away from others. Raises ``OSError``.

    Before anything is written to it: what SQLite keeps beside a file has the rights of that file.
    """
    path.touch(mode=_FILE)
    if path.stat().st_mode & _OTHERS:
        path.chmod(_FILE)
