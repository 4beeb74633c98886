"""What a place shows while it has nothing else: what it is for, and the one next step."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from webinar_console.ui.theme import Size, Theme, Tone
from webinar_console.ui.theme.icons import paint_icon

from .boxes import column, row
from .button import push_button
from .label import Label


class _Picture(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.icon = ""
        self.tone: Tone = "faint"
        side = theme.space(40)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_icon(painter, self.rect(), self.icon, getattr(self._theme.colours, self.tone))
        painter.end()


class EmptyState(QWidget):
    """Icon, heading, sentence and at most one button, in the middle of the room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._picture = _Picture(theme)
        self.heading = Label(theme, size=Size.HEADING, strong=True, wrap=True)
        self.sentence = Label(theme, tone="muted", wrap=True)
        self.button = push_button(theme, "")
        self._step: Callable[[], object] | None = None
        self.button.clicked.connect(self._press)
        for label in (self.heading, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            label.setMaximumWidth(theme.space(380))
            label.setMinimumWidth(theme.space(120))
        layout = column(
            theme,
            None,
            row(theme, None, self._picture, None),
            8,
            row(theme, self.heading, gap=0),
            row(theme, self.sentence, gap=0),
            8,
            row(theme, None, self.button, None),
            None,
            gap=4,
            margin=16,
        )
        self.setLayout(layout)

    def show_state(
        self,
        icon: str,
        heading: str,
        sentence: str = "",
        *,
        step: str = "",
        run: Callable[[], object] | None = None,
        tone: Tone = "faint",
    ) -> None:
        """Say it. ``step`` is the verb on the button that calls ``run``; without it there is no button."""
        self._picture.icon, self._picture.tone = icon, tone
        self._picture.setVisible(bool(icon))
        self._picture.update()
        self.heading.setText(heading)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.button.setText(step)
        self.button.setVisible(bool(step))
        self._step = run

    def _press(self) -> None:
        if self._step is not None:
            self._step()
