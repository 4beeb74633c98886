"""Small pieces that every panel is built from. They hold no rules and know no service."""

from .banner import Banner, MessageArea
from .boxes import clear, column, hairline, row, under_box
from .button import icon_button, push_button, tool_button
from .chip import StatusChip, chip_width, paint_chip
from .combo import combo_box
from .elided import ElidedLabel
from .empty_state import EmptyState
from .label import Label
from .search_field import SearchField
from .sheet import Sheet, typed_number
from .switch import Switch
from .tool_row import ToolRow

__all__ = [
    "Banner",
    "ElidedLabel",
    "EmptyState",
    "Label",
    "MessageArea",
    "SearchField",
    "Sheet",
    "StatusChip",
    "Switch",
    "ToolRow",
    "chip_width",
    "clear",
    "column",
    "combo_box",
    "hairline",
    "icon_button",
    "paint_chip",
    "push_button",
    "row",
    "tool_button",
    "typed_number",
    "under_box",
]
