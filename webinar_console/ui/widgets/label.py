"""Labels: plain text always, in the theme's sizes and tones."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from webinar_console.ui.theme import Size, Theme, Tone


def set_property(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet looks at, and let it look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


class Label(QLabel):
    """A line or paragraph of plain text: whatever a server or a file says, it is shown letter by letter."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        size: Size = Size.BODY,
        tone: Tone = "text",
        strong: bool = False,
        wrap: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setFont(theme.font(size, strong=strong, tabular=tabular))
        self.setProperty("tone", tone)
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def set_tone(self, tone: Tone) -> None:
        """Change the ink."""
        set_property(self, "tone", tone)
