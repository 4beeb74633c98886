"""How the full names of a file will be split, with some of them to judge it by."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from webinar_console.domain.mapping import NameOrder
from webinar_console.services.columns import Doubt, name_preview
from webinar_console.services.imports import ImportDraft
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import ElidedLabel, Label, column, row

from .mapping_words import ORDERS, split_words

_NAMES = 4


class NamesPart(QWidget):
    """Shown for a file with a column of full names. ``chosen`` carries a ``NameOrder``."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setFont(theme.font())
        self.box.setAccessibleName("Full names are written")
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for order, words in ORDERS.items():
            self.box.addItem(words, order)
        self.box.activated.connect(lambda _place: self.chosen.emit(NameOrder(self.box.currentData())))
        label = Label(theme, "Full names are written")
        label.setBuddy(self.box)
        comma = Label(theme, "“Last, First” is always understood.", size=Size.SMALL, tone="muted")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(16))
        grid.setVerticalSpacing(theme.space(2))
        for place, heading in enumerate(("In the file", "First name", "Last name")):
            grid.addWidget(Label(theme, heading, size=Size.SMALL, tone="muted"), 0, place)
            grid.setColumnStretch(place, 1)
        self.lines = [tuple(ElidedLabel(theme) for _ in range(3)) for _ in range(_NAMES)]
        for line, labels in enumerate(self.lines, 1):
            for place, name in enumerate(labels):
                grid.addWidget(name, line, place)
        self._shown: tuple[object, ...] = ()
        self.setLayout(column(theme, row(theme, label, self.box, comma, None), grid, gap=6))
        self.hide()

    def show_draft(self, draft: ImportDraft) -> None:
        """Show some names of the file as they will be split."""
        state = (draft.mapping.columns, draft.mapping.name_order, id(draft.rows))
        if state == self._shown:
            return
        self._shown = state
        preview = name_preview(draft, _NAMES)
        self.setVisible(bool(preview))
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(list(ORDERS).index(draft.mapping.name_order))
        for number, labels in enumerate(self.lines):
            shown = number < len(preview)
            for label in labels:
                label.setVisible(shown)
            if shown:
                full, split = preview[number]
                texts = (full, *split_words(split))
                unsplit = split.doubt in (Doubt.SINGLE, Doubt.UNSPACED)
                for label, text in zip(labels, texts, strict=True):
                    label.setText(text)
                labels[2].set_tone("warning" if unsplit else "text")
