"""A step of the sheet: one line that always tells the essence, and a body that unfolds."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from webinar_console.ui.theme import Theme, Tone
from webinar_console.ui.widgets import ElidedLabel, Label, column, row, tool_button


class Section(QWidget):
    """``title`` and ``summary`` in a line; ``unfolded`` tells when the person opened it.

    ``aside`` stands at the end of the line while the step is open.
    """

    unfolded = Signal()

    def __init__(self, theme: Theme, title: str, body: QWidget, aside: QWidget | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._title = title
        self._button = tool_button(theme, title, "chevron-right", name=title)
        self._button.setCheckable(True)
        self._button.setFont(theme.font(strong=True))
        self._button.setFixedWidth(theme.space(132))
        self._button.toggled.connect(self._toggle)
        self._button.clicked.connect(self._clicked)
        self.summary = ElidedLabel(theme, tone="muted")
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._problem = Label(theme, tone="error", wrap=True)
        self._problem.hide()
        self.body = body
        self._aside = aside
        self._inner = QWidget()
        self._inner.setLayout(column(theme, self._problem, body, gap=8, margin=(28, 4, 0, 8)))
        head = row(theme, self._button, self.summary, gap=8)
        head.setStretch(1, 1)
        if aside is not None:
            head.addWidget(aside)
        self._column = column(theme, head, self._inner, gap=0)
        self.setLayout(self._column)
        self._toggle(False)

    @property
    def is_open(self) -> bool:
        """Whether the body is shown."""
        return self._button.isChecked()

    def set_open(self, opened: bool) -> None:
        """Show or hide the body."""
        self._button.setChecked(opened)

    def focus_title(self) -> None:
        """Put the focus on the line itself."""
        self._button.setFocus()

    def show_summary(self, summary: str, *, problem: str = "", tone: Tone = "muted") -> None:
        """The essence, and what is wrong with it, if anything."""
        self.summary.setText(summary)
        self.summary.set_tone(tone)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._button.setAccessibleDescription(f"{summary}. {problem}" if problem else summary)
        self._show_inner()

    @property
    def problem(self) -> str:
        """The sentence that says what is wrong, empty when nothing is."""
        return self._problem.text()

    def _toggle(self, opened: bool) -> None:
        self._button.setIcon(self._theme.icon("chevron-down" if opened else "chevron-right"))
        self.body.setVisible(opened)
        if self._aside is not None:
            self._aside.setVisible(opened)
        self._show_inner()
        policy = QSizePolicy.Policy.Expanding if opened else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)

    def _show_inner(self) -> None:
        self._inner.setVisible(self.is_open or bool(self.problem))

    def _clicked(self, opened: bool) -> None:
        if opened:
            self.unfolded.emit()
