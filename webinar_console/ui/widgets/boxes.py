"""Layouts with the theme's spacing, and the hairline between panes."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from webinar_console.ui.theme import Theme

Part = QWidget | QLayout | int | None
Margin = int | tuple[int, int] | tuple[int, int, int, int]


def column(theme: Theme, *parts: Part, gap: int = 8, margin: Margin = 0) -> QVBoxLayout:
    """Parts below each other. A number is a fixed gap (a spacing step), ``None`` takes the free room.

    ``margin`` is one step, ``(horizontal, vertical)``, or left, top, right, bottom.
    """
    layout = QVBoxLayout()
    _fill(theme, layout, parts, gap, margin)
    return layout


def row(theme: Theme, *parts: Part, gap: int = 8, margin: Margin = 0) -> QHBoxLayout:
    """Parts beside each other, as :func:`column`."""
    layout = QHBoxLayout()
    _fill(theme, layout, parts, gap, margin)
    return layout


def _fill(theme: Theme, layout: QBoxLayout, parts: tuple[Part, ...], gap: int, margin: Margin) -> None:
    if isinstance(margin, int):
        margin = (margin, margin, margin, margin)
    elif len(margin) == 2:
        margin = (margin[0], margin[1], margin[0], margin[1])
    # A step of 0 stays 0; Theme.space() never goes below one pixel.
    left, top, right, bottom = (theme.space(step) if step else 0 for step in margin)
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(theme.space(gap) if gap else 0)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(theme.space(part))
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


def under_box(theme: Theme) -> int:
    """How far in a line stands under the words of a check box or a radio button, in pixels: its mark, the
    mark's edges, and the gap of the style sheet."""
    return theme.space(12) + 2 + theme.space(8)


def hairline(direction: Literal["horizontal", "vertical"] = "horizontal") -> QFrame:
    """A line of one pixel between panes."""
    line = QFrame()
    line.setProperty("line", direction)
    line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if direction == "horizontal":
        line.setFixedHeight(1)
    else:
        line.setFixedWidth(1)
    return line


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete the widgets in it."""
    while (taken := layout.takeAt(0)) is not None:
        if (widget := taken.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := taken.layout()) is not None:
            clear(inner)
