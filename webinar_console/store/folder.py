"""Folders that only their owner may look into: their names tell servers, their files people."""

from pathlib import Path

_OWNER_ONLY = 0o700


def make_private(folder: Path) -> None:
    """Make a folder and what is missing above it, all for their owner only. Raises ``OSError``.

    A folder that is there already keeps its rights: it may be the person's own choice.
    """
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir(mode=_OWNER_ONLY, exist_ok=True)
