"""The account button: who is signed in, the pace of the practice account, the look, signing out."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from webinar_console.ui.theme import SchemeChoice, Theme

from .commands import Command

_LOOKS = {
    SchemeChoice.SYSTEM: "Light or dark as the system",
    SchemeChoice.LIGHT: "Light",
    SchemeChoice.DARK: "Dark",
}


@dataclass(frozen=True, slots=True)
class AccountShown:
    """What the button and the menu say. ``real_pace`` is ``None`` where there is no choice.

    ``commands`` are what else can be done with the account.
    """

    name: str
    server: str
    is_practice: bool = False
    real_pace: bool | None = None
    commands: tuple[Command, ...] = ()


def menu_text(text: str) -> str:
    """Text for a menu: an ampersand in a name is a letter, not a shortcut."""
    return text.replace("&", "&&")


class AccountButton(QToolButton):
    """Opens the account's menu. ``real_pace_chosen`` carries True for RingCentral's real pace."""

    real_pace_chosen = Signal(bool)
    sign_out_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._account: AccountShown | None = None
        self.setProperty("look", "quiet")
        self.setFont(theme.font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        side = theme.space(16)
        self.setIconSize(QSize(side, side))
        self.setAccessibleName("Account")
        self._menu = QMenu(self)
        self.clicked.connect(self.open_menu)

    def show_account(self, account: AccountShown) -> None:
        """Show this account."""
        self._account = account
        # A full-width space of its own before the arrow; the style sheet hides Qt's menu arrow.
        self.setText(f"{menu_text(account.name)} ▾")
        self.setIcon(self._theme.icon("practice" if account.is_practice else "person"))
        self.setAccessibleName(f"Account: {account.name}")

    def fill_menu(self) -> QMenu:
        """The menu as it is now."""
        menu, account = self._menu, self._account
        menu.clear()
        if account is not None:
            # A sentence a line: a menu is as wide as its longest line.
            for words in (account.name, *account.server.replace(". ", ".\n").splitlines()):
                menu.addAction(menu_text(words)).setEnabled(False)
            menu.addSeparator()
        if account is not None and account.real_pace is not None:
            pace = QAction("RingCentral’s real pace (10 calls a minute)", menu)
            pace.setCheckable(True)
            pace.setChecked(account.real_pace)
            pace.setToolTip("Otherwise the practice account answers faster, so that an import takes seconds.")
            pace.toggled.connect(self.real_pace_chosen)
            menu.addAction(pace)
            menu.addSeparator()
        looks = QActionGroup(menu)
        for choice, words in _LOOKS.items():
            look = QAction(words, looks)
            look.setCheckable(True)
            look.setChecked(self._theme.choice is choice)
            look.triggered.connect(lambda _on, choice=choice: self._theme.choose(choice))
            menu.addAction(look)
        if account is not None:
            menu.addSeparator()
            for command in account.commands:
                menu.addAction(menu_text(command.title), command.run)
            leave = menu.addAction("Sign out")
            leave.triggered.connect(self.sign_out_wanted)
        return menu

    def open_menu(self) -> None:
        """Open it below the button, without a loop of its own (``popup``, never ``exec``)."""
        menu = self.fill_menu()
        width = menu.sizeHint().width()
        menu.popup(self.mapToGlobal(QPoint(self.width() - width, self.height() + 2)))
