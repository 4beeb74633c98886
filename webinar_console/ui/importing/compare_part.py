"""Step four: the list beside the people of the session, each group with its price and its box."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from webinar_console.services.comparison import Comparison, Group
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, column, push_button, row, under_box

from .compare_words import group_help, group_words, price_words

_TICKED = (Group.ADD, Group.DIFFERS, Group.ONLY_THERE)
# Whoever is added stands in the rows of the check.
_SHOWN = (Group.DIFFERS, Group.ONLY_THERE)


def show_words(count: int) -> str:
    """What opens the list of a group: "Show the 95"."""
    return "Show who" if count == 1 else f"Show the {count:,}"


class _GroupLine(QWidget):
    """A box with what it does, its price, and what else is to be known."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.setFont(theme.font())
        self.price = Label(theme, tone="muted", wrap=True, tabular=True)
        self.help = Label(theme, size=Size.SMALL, tone="muted", wrap=True)
        below = column(theme, self.price, self.help, gap=2)
        below.setContentsMargins(under_box(theme), 0, 0, 0)
        self.show_who = push_button(theme, "", look="link")
        self.setLayout(column(theme, row(theme, self.box, self.show_who, None, gap=12), below, gap=2))

    def show_group(self, group: Group, comparison: Comparison, session: str, *, ticked: bool) -> None:
        """Show a group as it is now."""
        price, told = price_words(group, comparison), group_help(group, comparison)
        barred = group is Group.ONLY_THERE and comparison.doubtful > 0
        self.box.setText(group_words(group, comparison, session))
        self.box.setAccessibleDescription(f"{price}. {told}" if told else price)
        self.box.setEnabled(not barred)
        words = show_words(comparison.count[group])
        self.show_who.setText(words)
        self.show_who.setAccessibleName(f"{words}: {group_words(group, comparison, session)}")
        self.show_who.setVisible(group in _SHOWN)
        with QSignalBlocker(self.box):
            self.box.setChecked(ticked and not barred)
        self.price.setText(price)
        self.price.setVisible(bool(price))
        self.help.setText(told)
        self.help.set_tone("warning" if barred else "muted")
        self.help.setVisible(bool(told))
        self.setVisible(comparison.count[group] > 0)


class ComparePart(QWidget):
    """``ticked`` tells a group and whether it is wanted, ``show_wanted`` one whose people are to be seen."""

    ticked = Signal(object, bool)  # Group
    show_wanted = Signal(object)  # Group

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        #: What is shown: of which session, and what a row of its list is called.
        self.comparison, self.session, self.unit = Comparison(), "", "line"
        self.lines = {group: _GroupLine(theme) for group in _TICKED}
        for group, line in self.lines.items():
            line.box.toggled.connect(partial(self.ticked.emit, group))
            line.show_who.clicked.connect(lambda _on=False, group=group: self.show_wanted.emit(group))
        self.same = Label(theme, wrap=True)
        add, differs, only = (self.lines[group] for group in _TICKED)
        self.setLayout(column(theme, add, differs, only, self.same, None, gap=12))

    def show_comparison(
        self, comparison: Comparison, session: str, wanted: frozenset[Group], unit: str = "line"
    ) -> None:
        """Show who is where, and which groups are wanted. ``session`` is its name."""
        self.comparison, self.session, self.unit = comparison, session, unit
        for group, line in self.lines.items():
            line.show_group(group, comparison, session, ticked=group in wanted)
        self.same.setText(group_words(Group.SAME, comparison, session))
        self.same.setVisible(comparison.count[Group.SAME] > 0)
