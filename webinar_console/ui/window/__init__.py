"""Parts of the main window: top bar, budget meter, account menu, command palette, drop overlay."""

from .account_menu import AccountButton, AccountShown
from .budget_meter import BudgetMeter
from .commands import Command, look_commands
from .cover import Cover
from .drop_overlay import DropOverlay
from .palette import CommandPalette

__all__ = [
    "AccountButton",
    "AccountShown",
    "BudgetMeter",
    "Command",
    "CommandPalette",
    "Cover",
    "DropOverlay",
    "look_commands",
]
