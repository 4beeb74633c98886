"""The menu of mappings: as guessed, those with a name, saving and sharing."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton

from webinar_console.domain.mapping import SavedMapping
from webinar_console.ui.theme import Theme
from webinar_console.ui.window.account_menu import menu_text

from .choices import Kept
from .mapping_words import mapping_title


class MappingMenu(QToolButton):
    """The button that says which mapping holds, with its menu.

    ``chosen`` carries a ``SavedMapping``; ``guess_wanted`` goes back to the guesses.
    """

    chosen = Signal(object)
    guess_wanted = Signal()
    save_wanted = Signal()
    write_wanted = Signal()
    read_wanted = Signal()
    forget_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "quiet")
        self.setFont(theme.font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip("How the columns are used can be saved under a name, or as a file for others")
        self._kept: Kept | None = None
        self._named: Sequence[SavedMapping] = ()
        self.can_save = False
        self._menu = QMenu(self)
        self.clicked.connect(self.open_menu)

    def show_kept(self, kept: Kept) -> None:
        """Say which mapping holds."""
        self._kept = kept
        title = mapping_title(kept)
        self.setText(f"Mapping: {menu_text(title)} ▾")
        self.setAccessibleName(f"Mapping: {title}")

    def show_named(self, named: Sequence[SavedMapping]) -> None:
        """Offer these."""
        self._named, self.can_save = named, True

    def fill_menu(self) -> QMenu:
        """The menu as it is now."""
        menu, kept = self._menu, self._kept
        menu.clear()
        recalled = kept.draft.recalled if kept is not None else ""
        guessed = menu.addAction("As guessed", self.guess_wanted.emit)
        guessed.setCheckable(True)
        guessed.setChecked(kept is not None and not recalled and not kept.is_changed)
        for saved in self._named:
            action = menu.addAction(menu_text(saved.name), partial(self.chosen.emit, saved))
            action.setCheckable(True)
            action.setChecked(kept is not None and saved.name == recalled and not kept.is_changed)
        if self.can_save:
            menu.addSeparator()
            menu.addAction("Save under a name…", self.save_wanted.emit)
            menu.addAction("Save as a file…", self.write_wanted.emit)
            menu.addAction("Load from a file…", self.read_wanted.emit)
            if any(saved.name == recalled for saved in self._named):
                menu.addSeparator()
                forget = partial(self.forget_wanted.emit, recalled)
                menu.addAction(f"Forget “{menu_text(recalled)}”", forget)
        return menu

    def open_menu(self) -> None:
        """Open it below the button, without a loop of its own (``popup``, never ``exec``)."""
        menu = self.fill_menu()
        width = menu.sizeHint().width()
        menu.popup(self.mapToGlobal(QPoint(self.width() - width, self.height() + 2)))
