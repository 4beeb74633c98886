"""What can only be read: counts, and the address of the registration page with a button to copy it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from webinar_console.domain.preferences import Preferences
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import ElidedLabel, Label, clear, column, hairline, icon_button, row

from .words import fact_rows


class Facts(QWidget):
    """Rows of words and values below the settings."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: list[tuple[str, str, str]] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(theme.space(6))
        self._grid.setColumnStretch(0, 1)
        self._page_words = Label(theme, "Registration page", size=Size.SMALL, tone="muted")
        self._page = ElidedLabel(theme, mode=Qt.TextElideMode.ElideMiddle)
        self._copy = icon_button(theme, "copy", "Copy the registration page link")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._page.text()))
        link = row(theme, self._page, self._copy, gap=4)
        link.setStretch(0, 1)
        self._link = QWidget()
        self._link.setToolTip("API: registrationPageUri")
        self._link.setLayout(column(theme, self._page_words, link, gap=0))
        self.setLayout(column(theme, hairline(), 4, self._grid, self._link, gap=8, margin=(16, 8)))

    def show_facts(self, preferences: Preferences) -> None:
        """Show what the server says."""
        rows = fact_rows(preferences)
        if rows != self._shown:
            self._shown = rows
            self._lay_out(rows)
        self._page.setText(preferences.registration_page_uri or "")
        self._link.setVisible(bool(preferences.registration_page_uri))

    def _lay_out(self, rows: list[tuple[str, str, str]]) -> None:
        clear(self._grid)
        for at, (words, value, api) in enumerate(rows):
            left = Label(self._theme, words, tone="muted")
            right = Label(self._theme, value, tabular=True)
            right.setAlignment(Qt.AlignmentFlag.AlignRight)
            for label in (left, right):
                label.setToolTip(f"API: {api}")
            self._grid.addWidget(left, at, 0)
            self._grid.addWidget(right, at, 1)
