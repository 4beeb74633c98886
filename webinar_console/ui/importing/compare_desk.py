"""What the comparison shows and asks beyond its boxes: who is in a group, and whether they may be removed."""

from PySide6.QtWidgets import QWidget

from webinar_console.domain.plan import JobPlan
from webinar_console.services.comparison import Group
from webinar_console.services.imports import ImportPlan
from webinar_console.ui.loop import finished
from webinar_console.ui.messages import Kind, Message, message_for
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import Banner
from webinar_console.ui.widgets.report_table import ReportModel

from .compare_part import ComparePart
from .people_sheet import PeopleSheet, ask_for_list, model_of, rows_of, title_of
from .ports import ImportService
from .removal_sheet import jobs_to_start


class CompareDesk:
    """Shows the people of a group in a sheet of their own, and saves that list where it is wanted."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        part: ComparePart,
        imports: ImportService,
        tasks: TaskOwner,
        banner: Banner,
    ) -> None:
        self._parent, self._theme, self._part = parent, theme, part
        self._imports, self._tasks, self._banner = imports, tasks, banner
        part.show_wanted.connect(self._begin)

    async def jobs_to_start(self, plan: ImportPlan, session: str) -> list[JobPlan]:
        """The jobs of a plan: asks before anybody is removed. None of them: the person went back."""
        return await jobs_to_start(self._theme, plan, session, self._parent)

    def _begin(self, group: Group) -> None:
        self._tasks.start(self._show(group), "show who", group="show who")

    async def _show(self, group: Group) -> None:
        comparison, session = self._part.comparison, self._part.session
        model = model_of(group, comparison, self._part.unit)
        title = title_of(group, comparison, session)
        sheet = PeopleSheet(self._theme, title, model, self._begin_save, self._parent)
        try:
            await finished(sheet)
        finally:
            sheet.deleteLater()

    def _begin_save(self, model: ReportModel, over: QWidget) -> None:
        self._tasks.start(self._save(model, over), "save a list", group="save", on_failure=self._say)

    async def _save(self, model: ReportModel, over: QWidget) -> None:
        path = await ask_for_list(over, over.windowTitle())
        if path is not None:
            header = [str(name) for name in model.headers]
            await self._imports.save_list(path, header, rows_of(model))
            self._banner.show_message(Message(Kind.SUCCESS, f"{path.name} is saved."))

    def _say(self, problem: Exception) -> None:
        self._banner.show_message(message_for(problem))
