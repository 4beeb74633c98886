"""Dialogs that ask for files and folders, without an event loop of their own; ``None`` and empty: nothing."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from webinar_console.domain.file_names import file_name

from .loop import finished

#: An ending of files and the words for it.
Kind = tuple[str, str]
#: Letters and bytes of a name that is offered: a disk takes 255 bytes with its ending.
_LONGEST, _SIZE = 120, 240


async def ask_where_to_save(
    parent: QWidget, title: str, words: str, kinds: Sequence[Kind], *, also: Sequence[str] = ()
) -> Path | None:
    """Where a file goes that is to be called by ``words``, which need not be a name that a disk takes.

    It ends as one of the ``kinds``, or as one of the endings in ``also`` where the person typed that. Whether
    an existing file is to be written over was asked.
    """
    known = {suffix for suffix, _ in kinds}.union(also)
    wanted = Path(file_name(words, longest=_LONGEST, size=_SIZE))
    while True:
        dialog = QFileDialog(parent, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{name} (*{suffix})" for suffix, name in kinds])
        dialog.setDefaultSuffix(kinds[0][0])
        dialog.filterSelected.connect(lambda shown, dialog=dialog: dialog.setDefaultSuffix(_suffix(shown)))
        if wanted.is_absolute():
            dialog.setDirectory(str(wanted.parent))
        dialog.selectFile(wanted.name)
        path, shown = await _chosen(dialog), dialog.selectedNameFilter()
        if path is None or path.suffix.casefold() in known:
            return path
        # Qt takes what follows the last dot of "Q3 v1.5" for an ending.
        wanted = path.with_name(path.name + _suffix(shown))
        if not wanted.exists():
            return wanted


async def ask_for_file(parent: QWidget, title: str, kinds: Sequence[Kind]) -> Path | None:
    """A file that is there; of the ``kinds``, or any."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([*(f"{name} (*{suffix})" for suffix, name in kinds), "All files (*)"])
    return await _chosen(dialog)


async def ask_for_files(parent: QWidget, title: str, words: str, suffixes: Sequence[str]) -> list[Path]:
    """Files that are there; ``words`` are for all of the ``suffixes``."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    patterns = " ".join(f"*{suffix}" for suffix in suffixes)
    dialog.setNameFilters([f"{words} ({patterns})", "All files (*)"])
    try:
        return [Path(path) for path in dialog.selectedFiles()] if await finished(dialog) else []
    finally:
        dialog.deleteLater()


async def ask_for_folder(parent: QWidget, title: str, start: str = "") -> Path | None:
    """A folder; ``start`` is shown first."""
    dialog = QFileDialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return await _chosen(dialog)


async def _chosen(dialog: QFileDialog) -> Path | None:
    try:
        return Path(dialog.selectedFiles()[0]) if await finished(dialog) else None
    finally:
        dialog.deleteLater()


def _suffix(shown: str) -> str:
    """The ending of a filter such as "CSV file (*.csv)"."""
    return shown.rpartition("*")[2].rstrip(")")
