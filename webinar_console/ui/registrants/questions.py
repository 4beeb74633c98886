"""Names for the questions of the registration: RingCentral tells their ids only, so a person names them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, push_button, row

from .kept_setting import KeptSetting
from .ports import KeptSettings
from .view_sheets import AS_TYPED

ABOUT = (
    "RingCentral tells what was answered, not what was asked. The names that you give here are kept for this "
    "account, and stay on this computer."
)
_SETTING = "registrants questions"
#: Answers that are shown beside a question, to know it by.
_SAMPLES = 3
_MOST_LETTERS = 60


class QuestionNames(QObject):
    """The names that were given, by the questions' ids; ``changed`` when there are others."""

    changed = Signal()

    def __init__(self, settings: KeptSettings, tasks: TaskOwner, parent: QObject) -> None:
        super().__init__(parent)
        self._setting = KeptSetting(settings, _SETTING, tasks, self)
        self.names: dict[str, str] = {}

    async def load(self) -> None:
        """Read what was kept. What cannot be understood counts as nothing. Raises ``StoreError``."""
        kept = await self._setting.load()
        if isinstance(kept, dict):
            self.names = {str(question): name for question, name in kept.items() if isinstance(name, str)}

    async def aclose(self) -> None:
        """Save what is not saved yet. Raises ``StoreError``."""
        await self._setting.aclose()

    def rename(self, question: str, name: str) -> None:
        """Give a question a name; without one it goes by its id again."""
        others = {one: old for one, old in self.names.items() if one != question}
        names = {**others, question: name.strip()} if name.strip() else others
        if names != self.names:
            self.names = names
            self.changed.emit()
            self._setting.keep(dict(names))


class QuestionsSheet(Sheet):
    """A line for each question. A name counts as soon as it is typed, so there is nothing to confirm."""

    def __init__(
        self, theme: Theme, names: QuestionNames, samples: Mapping[str, Sequence[str]], parent: QWidget
    ) -> None:
        super().__init__(theme, "Names of questions", parent, 520)
        # What is typed is seen in the table at once, and the table can be looked at meanwhile.
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fields: dict[str, QLineEdit] = {}
        lines: list[QWidget | int | None] = []
        for question, answers in samples.items():
            field = QLineEdit(names.names.get(question, ""))
            field.setFont(theme.font())
            field.setPlaceholderText("Name of this question")
            field.setAccessibleName(f"Name of the question {question}")
            field.textChanged.connect(lambda text, one=question: names.rename(one, text))
            self.fields[question] = field
            said = "; ".join(answers[:_SAMPLES])
            said = said if len(said) <= _MOST_LETTERS else f"{said[: _MOST_LETTERS - 1]}…"
            about = f"{question} · for example {said}" if said else question
            lines += [Label(theme, about, size=Size.SMALL, tone="muted", wrap=True), 4, field, 12]
        inner = QWidget()
        inner.setLayout(column(theme, *lines, None, gap=0))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inner)
        scroll.setMinimumHeight(min(inner.sizeHint().height(), theme.space(360)))
        done = push_button(theme, "Done")
        done.clicked.connect(self.close)
        foot = row(theme, Label(theme, AS_TYPED, tone="muted"), None, done)
        heading = Label(theme, "Name the questions", size=Size.HEADING, strong=True)
        about_all = Label(theme, ABOUT, tone="muted", wrap=True)
        self.setLayout(column(theme, heading, about_all, scroll, foot, gap=12, margin=24))
        if self.fields:
            next(iter(self.fields.values())).setFocus()
