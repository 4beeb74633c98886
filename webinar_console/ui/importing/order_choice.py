"""Who comes first when there are not enough seats: the order of the file, or that of one of its columns."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from webinar_console.services.imports import RowOrder
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import Label, row

_LETTERS = 18


class OrderChoice(QWidget):
    """``chosen`` carries a ``RowOrder``, or ``None`` for the order of the file."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._header: tuple[str, ...] = ()
        self.box = QComboBox()
        self.box.setFont(theme.font())
        self.box.setAccessibleName("Who comes first")
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(_LETTERS)
        self.box.activated.connect(lambda _place: self.chosen.emit(self.box.currentData()))
        label = Label(theme, "Who comes first:", tone="muted")
        label.setBuddy(self.box)
        self.setLayout(row(theme, label, self.box, gap=6))
        self.hide()

    def show_columns(self, header: Sequence[str], order: RowOrder | None) -> None:
        """Offer the columns of a file; ``order`` is chosen."""
        with QSignalBlocker(self.box):
            if tuple(header) != self._header or not self.box.count():
                self._header = tuple(header)
                self.box.clear()
                self.box.addItem("as in the file", None)
                for place, name in enumerate(self._header):
                    self.box.addItem(f"the lowest {name}", RowOrder(place))
                    self.box.addItem(f"the highest {name}", RowOrder(place, descending=True))
            self.box.setCurrentIndex(
                next(i for i in range(self.box.count()) if self.box.itemData(i) == order)
            )
