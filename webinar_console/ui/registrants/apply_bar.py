"""The bar below the table: how much is staged, what stands against applying it, and what can be done."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import ElidedLabel, Label, column, hairline, push_button, row
from webinar_console.ui.widgets.label import plain_tip

from .checks import Problems
from .draft import Draft
from .words import changes


class ApplyBar(QWidget):
    """Shown only while something is staged. Clicking the reason (``problem_wanted``) leads to the row."""

    apply_wanted = Signal()
    discard_wanted = Signal()
    review_wanted = Signal()
    problem_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._count = Label(theme, strong=True)
        self._kinds = ElidedLabel(theme, tone="muted")
        self._problem = _Reason(theme)
        self._problem.clicked.connect(self.problem_wanted)
        self.discard = push_button(theme, "Discard…", look="quiet", name="Discard changes")
        self.review = push_button(theme, "Review…", look="quiet", name="Review changes")
        self.apply = push_button(theme, "Apply", look="primary", name="Apply changes", tip="Ctrl+S")
        self.discard.clicked.connect(self.discard_wanted)
        self.review.clicked.connect(self.review_wanted)
        self.apply.clicked.connect(self.apply_wanted)
        line = row(
            theme, self._count, self._kinds, self._problem, None, self.discard, self.review, self.apply
        )
        inner = QWidget()
        inner.setLayout(row(theme, line, margin=(12, 8)))
        self.setLayout(column(theme, hairline(), inner, gap=0))
        self.hide()

    def show_draft(self, draft: Draft, problems: Problems, *, blocked: str = "") -> None:
        """Say what is staged. ``blocked`` is a reason of another kind why it cannot be applied now."""
        resting = len(draft.applying)
        rest = len(draft) - resting
        self.setVisible(len(draft) > 0)
        self._count.setText(f"{changes(rest)} not applied" if rest else f"Applying {changes(resting)} …")
        self._kinds.setText(_kinds(draft) if rest and not resting else _resting(rest, resting))
        first = problems.first
        more = f" (and {problems.rows - 1:,} more)" if problems.rows > 1 else ""
        self._problem.say(first, more)
        self._problem.setToolTip(plain_tip(first))
        self._problem.setVisible(bool(first))
        self._kinds.setVisible(not first)
        why_not = blocked or first
        self.apply.setEnabled(rest > 0 and not why_not)
        self.apply.setToolTip(plain_tip(why_not or "Shows what will happen before anything is sent (Ctrl+S)"))
        for button in (self.discard, self.review):
            button.setEnabled(rest > 0)


def _kinds(draft: Draft) -> str:
    count = draft.counts()
    parts = [(count.added, "added"), (count.changed, "changed"), (count.removed, "removed")]
    return " · ".join(f"{number:,} {word}" for number, word in parts if number)


def _resting(rest: int, resting: int) -> str:
    return f"{resting:,} being applied" if rest else ""


class _Reason(QPushButton):
    """A link with a sentence, cut to the room there is. The number of further reasons is never cut."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._sentence, self._more = "", ""
        self.setProperty("look", "link")
        self.setAutoDefault(False)
        self.setFont(theme.font())
        self.setIcon(theme.icon("warning", "accent"))
        self.setIconSize(QSize(theme.space(16), theme.space(16)))
        self.setAccessibleName("Show the problem")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, sentence: str, more: str) -> None:
        """Show ``sentence``, shortened where it must be, and then ``more``."""
        self._sentence, self._more = sentence, more
        self.updateGeometry()
        self._cut()

    def _around(self) -> int:
        """The width of everything but the text: the icon and the edges."""
        return super().sizeHint().width() - self._width(self.text())

    def _width(self, text: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()

    def _cut(self) -> None:
        room = self.width() - self._around() - self._width(self._more)
        cut = self.fontMetrics().elidedText(self._sentence, Qt.TextElideMode.ElideRight, room)
        # An ampersand in a name is a letter, not a shortcut.
        self.setText((cut + self._more).replace("&", "&&"))

    def sizeHint(self) -> QSize:
        """Qt's call: room for the whole sentence."""
        # Two pixels for what rounding takes.
        width = self._around() + self._width(self._sentence) + self._width(self._more) + 2
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Qt's call: a few letters and the dots."""
        few = self.fontMetrics().averageCharWidth() * 8
        return QSize(self._around() + few + self._width(self._more), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call."""
        super().resizeEvent(event)
        self._cut()
