"""Where an import begins: a place to drop a file, to choose one, or to paste; also what a bad file gets."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from webinar_console.ui.messages import Action
from webinar_console.ui.theme import Size, Theme, Tone
from webinar_console.ui.theme.icons import paint_icon
from webinar_console.ui.widgets import Label, column, push_button, row
from webinar_console.ui.widgets.label import set_property

_ICON = 40


class ChooseFile(QWidget):
    """A drop target with words and two ways in. The window takes the drop itself; this shows where."""

    file_wanted = Signal()
    paste_wanted = Signal()
    template_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = "import"
        self._tone: Tone = "accent"
        self._heading = Label(theme, size=Size.HEADING, strong=True, wrap=True)
        self._sentence = Label(theme, tone="muted", wrap=True)
        for label in (self._heading, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.button = push_button(theme, "Choose a file…", look="primary", icon="open")
        self.button.clicked.connect(self.file_wanted)
        self.others = push_button(theme, "", look="primary")
        self.others.clicked.connect(self._take_others)
        self._paste = push_button(theme, "Paste people", look="quiet", icon="copy")
        self._paste.setToolTip("Takes rows that were copied from a spreadsheet (Ctrl+V)")
        self._paste.clicked.connect(self.paste_wanted)
        self._template = push_button(theme, "Save a template…", look="link", name="Save a template")
        self._template.setToolTip("An empty list with the columns that an import understands")
        self._template.clicked.connect(self.template_wanted)
        words = column(theme, self._heading, self._sentence, gap=4)
        self.setLayout(
            column(
                theme,
                None,
                _ICON + 12,
                words,
                16,
                row(theme, None, self.others, self.button, self._paste, None, gap=8),
                12,
                row(theme, None, self._template, None),
                None,
                gap=0,
                margin=48,
            )
        )

    def invite(self, session_name: str) -> None:
        """Say what this is for."""
        self._icon, self._tone = "import", "accent"
        self._heading.setText("Drop a list of people here")
        self._sentence.setText(
            f"A workbook, a .csv or .txt file, or rows copied from a table, for {session_name}. "
            "You see every row and what will happen before anything is sent."
        )
        self.button.setText("Choose a file…")
        self._offer(None)
        self.update()

    def refuse(self, heading: str, sentence: str, others: Action | None = None) -> None:
        """Say why a file cannot be used; ``others`` goes on with those that were given beside it."""
        self._icon, self._tone = "error", "error"
        self._heading.setText(heading or "This cannot be used")
        self._sentence.setText(f"{sentence} Nothing was sent.")
        self.button.setText("Choose another file")
        self._offer(others)
        (self.button if others is None else self.others).setFocus()
        self.update()

    def _offer(self, others: Action | None) -> None:
        """The way on with the other files is the first button where there is one."""
        self._others = others
        self.others.setText(others.label if others is not None else "")
        self.others.setVisible(others is not None)
        set_property(self.button, "look", "primary" if others is None else "plain")
        self.button.setIcon(self._theme.icon("open", "on_accent" if others is None else "muted"))

    def _take_others(self) -> None:
        if self._others is not None:
            self._others.run()

    @property
    def words(self) -> str:
        """Heading and sentence as shown."""
        return f"{self._heading.text()}. {self._sentence.text()}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's call: the dashed edge of the drop target, and the icon above the heading."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = theme.space(24)
        pen = QPen(theme.colour("control"), 1.2)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        radius = theme.space(12)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)
        side = theme.space(_ICON)
        top = self._heading.geometry().top() - side - theme.space(12)
        place = QRectF((self.width() - side) / 2, top, side, side)
        paint_icon(painter, place, self._icon, getattr(theme.colours, self._tone))
        painter.end()
