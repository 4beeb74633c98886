"""Where the backup file of those who are removed goes: told before, and another folder can be chosen."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from webinar_console.ui.phrases import people
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import Label, push_button, row


class BackupPlace(QWidget):
    """A sentence and a link. ``folder`` is what is chosen; ``is_new``: not what it was before."""

    def __init__(self, theme: Theme, folder: Path, count: int) -> None:
        super().__init__()
        self.folder, self.is_new, self._count = folder, False, count
        self.words = Label(theme, wrap=True)
        self.change = push_button(theme, "Change…", look="link", name="Choose the folder of the backup")
        self.change.clicked.connect(self._ask)
        self._dialog: QFileDialog | None = None
        layout = row(theme, self.words, self.change, gap=8)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self._tell()

    def choose(self, folder: Path) -> None:
        """Take this folder."""
        self.folder, self.is_new = folder, True
        self._tell()

    def _tell(self) -> None:
        whom = "this person" if self._count == 1 else f"these {people(self._count)}"
        self.words.setText(f"A backup of {whom} is written first, into {self.folder}.")
        self.words.setToolTip(str(self.folder))

    def _ask(self) -> None:
        # A folder that is made with the first backup would be taken for the name of a file.
        there = next((path for path in (self.folder, *self.folder.parents) if path.is_dir()), Path.home())
        dialog = self._dialog = QFileDialog(self, "Where should the backup go?", str(there))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.accepted.connect(lambda: self.choose(Path(dialog.selectedFiles()[0])))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
