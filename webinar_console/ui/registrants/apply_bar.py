"""The bar below the table: how much is staged, what stands against applying it, and what can be done."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

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
        self._problem = push_button(theme, "", look="link", icon="warning", name="Show the problem")
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
        self._problem.setText(_short(first) + more)
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


def _short(text: str, most: int = 70) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
