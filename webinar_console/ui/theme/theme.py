"""The theme: follows the system's light or dark, or is told which; sizes come from the system's font."""

from dataclasses import asdict
from enum import Enum
from string import Template
from typing import Literal

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from webinar_console.resources import resource_path

from .colours import DARK, LIGHT, Colours
from .icons import InkEngine

Tone = Literal["text", "muted", "faint", "accent", "on_accent", "success", "warning", "error"]


class SchemeChoice(Enum):
    """What the person chose: as the system does, or always one of the two."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Size(Enum):
    """The four sizes of type, as multiples of the system's font."""

    SMALL = 0.92
    BODY = 1.0
    HEADING = 1.17
    TITLE = 1.6


# Line height, in pixels, of the font for which the spacing steps are drawn one to one.
_REFERENCE_LINE = 14.0
_DISABLED = {"text": "faint", "muted": "faint", "accent": "faint"}


class Theme(QObject):
    """Colours and sizes of the whole window, one object for all.

    ``changed`` is emitted after the colours changed and the palette and style sheet were set; widgets that
    paint themselves read ``colours`` while painting and need no more than the repaint that Qt does anyway.
    """

    changed = Signal()

    def __init__(self, app: QApplication, choice: SchemeChoice = SchemeChoice.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._base = QFont(app.font())
        self._line = QFontMetricsF(self._base).height()
        self._fonts: dict[tuple[Size, bool, bool], QFont] = {}
        self.colours: Colours = LIGHT
        self._colours: dict[str, QColor] = {}
        self._applied = False
        self._sheet = ""
        self._windows: list[QWidget] = []
        QDir.setSearchPaths("styles", [str(resource_path("styles"))])
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self.choose(choice)

    @property
    def choice(self) -> SchemeChoice:
        """What was chosen."""
        return self._choice

    @property
    def is_dark(self) -> bool:
        """Whether the dark scheme is shown now."""
        return self.colours is DARK

    def choose(self, choice: SchemeChoice) -> None:
        """Follow the system, or force one scheme (the title bar follows where the system can)."""
        self._choice = choice
        hints = self._app.styleHints()
        if choice is SchemeChoice.SYSTEM:
            hints.unsetColorScheme()
        else:
            dark = choice is SchemeChoice.DARK
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        self._apply()

    def _apply(self) -> None:
        if self._choice is SchemeChoice.SYSTEM:
            dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        else:
            # Not every platform can force its hint (offscreen cannot), so the choice itself decides.
            dark = self._choice is SchemeChoice.DARK
        wanted = DARK if dark else LIGHT
        if wanted is self.colours and self._applied:
            return
        self.colours, self._applied = wanted, True
        self._colours = {}
        self._app.setPalette(palette_of(self.colours))
        self._sheet = self._style_sheet()
        for window in self._windows:
            window.setStyleSheet(self._sheet)
        self.changed.emit()

    def dress(self, window: QWidget) -> None:
        """Give a window (and what is or comes into it) the style sheet, now and after each change.

        The sheet belongs to windows, not to the application: on the application it would be worked out anew
        each time that a panel under construction gets another parent, which doubles the time of building.
        """
        self._windows.append(window)
        window.destroyed.connect(lambda: self._windows.remove(window))
        window.setStyleSheet(self._sheet)

    def _style_sheet(self) -> str:
        text = resource_path("styles", "window.qss").read_text(encoding="utf-8")
        values: dict[str, str] = dict(asdict(self.colours))
        values["scheme"] = "dark" if self.is_dark else "light"
        for step in (1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 32):
            values[f"s{step}"] = f"{self.space(step)}px"
        # The radius of a round mark with an edge: more than half its side, and Qt draws a square.
        values["half"] = f"{(self.space(12) + 2) // 2}px"
        return Template(text).substitute(values)

    def space(self, step: float) -> int:
        """Pixels of a spacing step (4, 8, 12, 16, 24, 32), grown with the system's font."""
        return max(1, round(step * self._line / _REFERENCE_LINE))

    def font(self, size: Size = Size.BODY, *, strong: bool = False, tabular: bool = False) -> QFont:
        """The system's font in one of the four sizes and two weights.

        ``tabular`` gives all figures one width, for numbers and dates that stand below each other.
        """
        font = self._fonts.get((size, strong, tabular))
        if font is None:
            font = QFont(self._base)
            font.setPixelSize(max(9, round(QFontInfo(self._base).pixelSize() * size.value)))
            font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
            if tabular:
                font.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[size, strong, tabular] = font
        return QFont(font)

    def row_height(self, lines: float = 1.9) -> int:
        """The height of a table row of ``lines`` times the body font's height."""
        return round(self._line * lines)

    def colour(self, name: str) -> QColor:
        """A colour of the present scheme by its name in :class:`Colours`."""
        colour = self._colours.get(name)
        if colour is None:
            colour = self._colours[name] = QColor(getattr(self.colours, name))
        return QColor(colour)

    def icon(self, name: str, tone: Tone = "muted") -> QIcon:
        """An icon of ``resources/icons`` that follows the scheme; disabled it is faint."""

        def ink(mode: QIcon.Mode) -> str:
            key = _DISABLED.get(tone, tone) if mode is QIcon.Mode.Disabled else tone
            colour: str = getattr(self.colours, key)
            return colour

        return QIcon(InkEngine(name, ink))


def palette_of(colours: Colours) -> QPalette:
    """Qt's palette roles for a scheme, built by hand so that it is the same on every system."""
    role = QPalette.ColorRole
    palette = QPalette()
    named = {
        role.Window: colours.canvas,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.canvas,
        role.Text: colours.text,
        role.PlaceholderText: colours.muted,
        role.Button: colours.raised,
        role.ButtonText: colours.text,
        role.BrightText: colours.error,
        role.ToolTipBase: colours.raised,
        role.ToolTipText: colours.text,
        role.Highlight: colours.selection,
        role.HighlightedText: colours.text,
        role.Accent: colours.accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Light: colours.raised,
        role.Midlight: colours.hover,
        role.Mid: colours.hairline,
        role.Dark: colours.control,
        role.Shadow: colours.hairline,
    }
    for which, value in named.items():
        palette.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.faint))
    return palette
