"""The bar on top: a way to everything, who is signed in, and how many calls are left."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QSizePolicy, QWidget

from webinar_console.domain.job import Budget
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import column, hairline, icon_button, push_button, row

from .account_menu import AccountButton, AccountShown
from .budget_meter import BudgetMeter


class TopBar(QWidget):
    """``palette_wanted``: the person wants to search or command. ``settings`` shows the preferences."""

    palette_wanted = Signal()

    def __init__(self, theme: Theme, account: AccountShown, budget: Callable[[], Budget]) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        keys = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        self.search = push_button(
            theme, f"Search or command…   {keys}", look="field", icon="search", name="Search or command"
        )
        self.search.setMinimumWidth(theme.space(300))
        self.search.clicked.connect(self.palette_wanted)
        self.account = AccountButton(theme)
        self.account.show_account(account)
        self.meter = BudgetMeter(theme, budget)
        self.settings = icon_button(theme, "settings", "Registration settings")
        self.settings.setCheckable(True)
        parts = (self.search, None, self.account, self.meter, self.settings)
        bar = row(theme, *parts, gap=16, margin=(12, 8, 12, 8))
        self.setLayout(column(theme, bar, hairline(), gap=0))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
