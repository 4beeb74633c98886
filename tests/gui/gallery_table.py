"""Paint the registrants' table in both schemes: ``python -m tests.gui.gallery_table [folder]``."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QMenu

from tests.gui.gallery import Gallery
from tests.gui.people import people
from tests.gui.registrants_room import desk_of, opened
from tests.gui.test_registrants_columns import column_of
from tests.helpers.qt import Gui, run_gui, until
from webinar_console.domain.errors import StoreError
from webinar_console.domain.registrant import Answer, Registrant
from webinar_console.ui.registrants.panel import RegistrantsPanel
from webinar_console.ui.registrants.sorting import By


async def keep_menu(gallery: Gallery, name: str, menu: QMenu) -> None:
    """A menu without its window."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    menu.adjustSize()
    await gallery.keep(name, menu)


async def paint(gui: Gui, folder: Path) -> None:
    """Several sorted columns, the menu of a header."""
    gallery = Gallery(gui, folder)
    panel = await opened(gui, desk_of(4_812))
    model = panel.model
    model.sort_by([By("source"), By("last_name", descending=True), By("registered_at")])
    await until(lambda: model.slices.is_idle)
    await gallery.keep("table-sorted", panel)
    menu = panel.finder.header_menu(column_of(panel, "last_name"))
    await until(lambda: model.slices.is_idle)
    await keep_menu(gallery, "table-header-menu", menu)
    await paint_frozen(panel, gallery)
    await paint_stuck(gui, gallery)
    await paint_chosen(gui, gallery)


async def paint_frozen(panel: RegistrantsPanel, gallery: Gallery) -> None:
    """Frozen columns, with cells that are staged and selected over the border."""
    view, model = panel.view, panel.model
    panel.resize(800, 500)
    panel.layout_of_columns.freeze("last_name")
    model.setData(model.index(2, 0), "Changed")
    model.setData(model.index(3, column_of(panel, "source")), "fair")
    view.horizontalScrollBar().setValue(300)
    view.setFocus()
    view.setCurrentIndex(model.index(6, column_of(panel, "external_id")))
    block = QItemSelection(model.index(6, 1), model.index(8, column_of(panel, "external_id")))
    view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    await gallery.keep("table-frozen", panel)


async def paint_stuck(gui: Gui, gallery: Gallery) -> None:
    """Who is in other sessions could not be looked up."""
    desk = desk_of(40)
    desk.whereabouts.failure = StoreError("Another program holds Webinar Console's records.")
    panel = await opened(gui, desk)
    panel.filter.setText("also:yes")
    await until(panel.empty.isVisible)
    await gallery.keep("table-elsewhere-stuck", panel)


def answering(count: int) -> list[Registrant]:
    """People who answered two questions, and some whose external id is of another form."""
    towns = ("Berlin", "Aachen", "São Paulo", "東京")
    made = []
    for number, person in enumerate(people(count)):
        answers = [
            Answer(question_id="q-71", answer_text=towns[number % len(towns)]),
            Answer(question_id="q-72", answer_ids=[str(number % 3)]),
        ]
        other = f"CRM-{number}" if number % 7 == 0 else person.external_id
        made.append(msgspec.structs.replace(person, questionnaire=answers, external_id=other))
    return made


async def paint_chosen(gui: Gui, gallery: Gallery) -> None:
    """Keys and answers as columns, their menu and their names; views with a name."""
    desk = desk_of(0)
    desk.registrants.of["s1"] = answering(300)
    panel = await opened(gui, desk)
    columns = panel.layout_of_columns
    for name in ("key.lid", "key.oid", "answer.q-71"):
        columns.show_column(name, shown=True)
    columns.show_column("join_uri", shown=False)
    columns.questions.rename("q-71", "Town")
    panel.model.setData(panel.model.index(2, column_of(panel, "key.lid")), "4711")
    await until(lambda: panel.model.slices.is_idle)
    await gallery.keep("table-chosen", panel)
    menu = next(a.menu() for a in panel.finder.header_menu(0).actions() if a.text() == "Columns")
    assert isinstance(menu, QMenu)
    await until(lambda: panel.model.slices.is_idle)
    await keep_menu(gallery, "table-columns-menu", menu)
    questions = columns.name_questions()
    await until(questions.isVisible)
    await gallery.keep("table-questions", questions)
    questions.close()
    panel.filter.setText("lid:4711")
    named = panel.named_views.ask_name()
    named.name.setText("Sales list")
    await gallery.keep("table-save-view", named)
    named.confirm.click()
    panel.named_views.save("Everybody from Aachen")
    await keep_menu(gallery, "table-views-menu", panel.finder.views_menu())
    manage = panel.named_views.manage()
    await until(manage.isVisible)
    manage.lines[1].remove.click()
    manage.lines[0].field.clear()
    await gallery.keep("table-manage-views", manage)
    manage.close()


def main() -> None:
    """Entry point."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    run_gui(lambda gui: paint(gui, folder), timeout_s=60)
    print(f"{len(list(folder.glob('table-*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main()
