"""Step one: how the file was read, what can be read differently, and its first rows."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from webinar_console.domain.people_source import DELIMITERS, ENCODINGS, ReadChoices, TableSource
from webinar_console.services.imports import ImportDraft
from webinar_console.services.readings import readings_of
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import Label, clear, column, combo_box, push_button, row
from webinar_console.ui.widgets.report_table import ReportTable

from .people_model import PreviewModel
from .words import delimiter_words, encoding_words, file_notes


class FilePart(QWidget):
    """Shows a draft's file. ``choices_changed`` tells what the person wants read differently."""

    choices_changed = Signal(object)  # ReadChoices
    other_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._choices = ReadChoices()
        self._encoding = _combo(theme, "Encoding", ENCODINGS)
        self._delimiter = _combo(theme, "Delimiter", DELIMITERS)
        self._sheet = _combo(theme, "Sheet", ())
        self._header = QCheckBox("The first row names the columns")
        self._header.setFont(theme.font())
        self._encoding.activated.connect(self._chosen)
        self._delimiter.activated.connect(self._chosen)
        self._sheet.activated.connect(self._chosen)
        self._header.clicked.connect(self._chosen)
        self._other = push_button(theme, "Choose another file…", icon="open")
        self._other.clicked.connect(self.other_wanted)
        self._notes = Label(theme, tone="warning", wrap=True)
        self.readings = row(theme, gap=8)
        self._ask = QWidget()
        self._ask.setLayout(self.readings)
        self._preview_place = column(theme, gap=0)
        self._preview: ReportTable | None = None
        self._of_text, self._of_workbook = QWidget(), QWidget()
        encoding, delimiter = (
            Label(theme, words, tone="muted") for words in ("Encoding", "Columns separated by")
        )
        self._of_text.setLayout(row(theme, encoding, self._encoding, 8, delimiter, self._delimiter, None))
        self._of_workbook.setLayout(row(theme, Label(theme, "Sheet", tone="muted"), self._sheet, None))
        more = row(theme, self._header, None, self._other)
        parts = (self._of_text, self._of_workbook, more, self._notes, self._ask, self._preview_place)
        self.setLayout(column(theme, *parts))

    def show_draft(self, draft: ImportDraft, choices: ReadChoices) -> None:
        """Show how the file was read."""
        self._choices = choices
        is_read = not isinstance(draft.source, TableSource)
        self._header.setEnabled(is_read)
        # A sheet and the table of a web page are read in one way only.
        is_text = is_read and bool(draft.encoding)
        self._of_text.setVisible(is_text)
        if is_text:
            _select(self._encoding, draft.encoding, encoding_words(draft.encoding))
            _select(self._delimiter, draft.delimiter, delimiter_words(draft.delimiter))
        self._of_workbook.setVisible(len(draft.sheets) > 1)
        self._sheet.clear()
        for name in draft.sheets:
            self._sheet.addItem(name, name)
        self._sheet.setCurrentIndex(self._sheet.findData(draft.sheet))
        self._header.setChecked(draft.header_line is not None)
        notes = file_notes(draft)
        self._notes.setText(notes)
        self._notes.setVisible(bool(notes))
        self._show_readings(draft)
        self._show_preview(draft)

    def _show_readings(self, draft: ImportDraft) -> None:
        """What is in doubt can be answered here: each reading is a button with its words."""
        clear(self.readings)
        offered = readings_of(draft)
        for reading in offered:
            button = push_button(self._theme, f"{reading.words} – {encoding_words(reading.encoding)}")
            button.setAccessibleDescription("Read the file so.")
            button.clicked.connect(partial(self._choose_encoding, reading.encoding))
            self.readings.addWidget(button)
        self.readings.addStretch(1)
        self._ask.setVisible(bool(offered))

    def _choose_encoding(self, encoding: str) -> None:
        self._choices = replace(self._choices, encoding=encoding)
        self.choices_changed.emit(self._choices)

    def _show_preview(self, draft: ImportDraft) -> None:
        if self._preview is not None:
            self._preview_place.removeWidget(self._preview)
            self._preview.hide()
            self._preview.deleteLater()
        model = PreviewModel(draft)
        self._preview = ReportTable(self._theme, "First rows of the file", model, model.widths())
        self._preview.keep_rows(4)
        self._preview_place.addWidget(self._preview)

    def _chosen(self) -> None:
        """Ask for another reading, with what the person decided so far and now."""
        sender = self.sender()
        self._choices = ReadChoices(
            encoding=self._encoding.currentData() if sender is self._encoding else self._choices.encoding,
            delimiter=self._delimiter.currentData() if sender is self._delimiter else self._choices.delimiter,
            has_header=self._header.isChecked() if sender is self._header else self._choices.has_header,
            sheet=self._sheet.currentData() if sender is self._sheet else self._choices.sheet,
        )
        self.choices_changed.emit(self._choices)


def _combo(theme: Theme, name: str, choices: tuple[tuple[str, str], ...]) -> QComboBox:
    combo = combo_box(theme, name, choices)
    combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(26 if choices == ENCODINGS else 10)
    return combo


def _select(combo: QComboBox, value: str, words: str) -> None:
    place = combo.findData(value)
    if place < 0:
        combo.addItem(words, value)
        place = combo.count() - 1
    combo.setCurrentIndex(place)
