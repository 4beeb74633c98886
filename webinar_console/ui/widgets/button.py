"""Buttons: one primary per place, the others plain or quiet. The words are verbs."""

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton

from webinar_console.ui.theme import Theme, Tone

Look = Literal["plain", "primary", "quiet", "danger", "link", "field"]


def push_button(
    theme: Theme, text: str, *, look: Look = "plain", icon: str = "", name: str = "", tip: str = ""
) -> QPushButton:
    """A button with words. ``name`` is its accessible name where the words alone do not say enough."""
    button = QPushButton(text)
    button.setProperty("look", look)
    button.setAutoDefault(False)
    tones: dict[Look, Tone] = {"primary": "on_accent", "danger": "error", "link": "accent"}
    _dress(theme, button, icon, tones.get(look, "muted"), name, tip)
    return button


def tool_button(theme: Theme, text: str, icon: str, *, name: str = "", tip: str = "") -> QToolButton:
    """A quiet button with an icon beside its words."""
    button = QToolButton()
    button.setText(text)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setProperty("look", "quiet")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    _dress(theme, button, icon, "muted", name, tip)
    return button


def icon_button(theme: Theme, icon: str, name: str, *, tip: str = "") -> QToolButton:
    """A quiet button that is only an icon; ``name`` is what a screen reader says and the tool tip shows."""
    button = QToolButton()
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setProperty("look", "quiet")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    _dress(theme, button, icon, "muted", name, tip or name)
    return button


def _dress(theme: Theme, button: QAbstractButton, icon: str, tone: Tone, name: str, tip: str) -> None:
    button.setFont(theme.font())
    button.setCursor(Qt.CursorShape.ArrowCursor)
    if icon:
        button.setIcon(theme.icon(icon, tone))
        side = theme.space(16)
        button.setIconSize(QSize(side, side))
    if name:
        button.setAccessibleName(name)
    if tip:
        button.setToolTip(tip)
