"""Answers to the registration as columns, under the names that a person gives to the questions."""

from PySide6.QtWidgets import QMenu

from tests.gui.desk import Desk
from tests.gui.registrants_room import opened
from tests.gui.test_registrants_columns import column_of, order
from tests.helpers.qt import Gui, gui_test, type_text, until
from webinar_console.domain.registrant import Answer, Registrant
from webinar_console.ui.registrants.column_layout import NAME
from webinar_console.ui.registrants.more_columns import ANSWERED, ANSWERS
from webinar_console.ui.registrants.panel import RegistrantsPanel

SAID = (
    [Answer(question_id="q1", answer_text="Berlin"), Answer(question_id="q2", answer_ids=["7", "9"])],
    [Answer(question_id="q2", answer_ids=["10"])],
    None,
    [Answer(question_id="q1", answer_text="Aachen")],
)


def desk() -> Desk:
    made = Desk()
    made.registrants.of["s1"] = [
        Registrant(id=f"r{n}", first_name="Ann", last_name="B", email=f"a{n}@x.example", questionnaire=said)
        for n, said in enumerate(SAID)
    ]
    return made


def cells(panel: RegistrantsPanel, name: str) -> list[str]:
    rows = range(panel.model.rowCount())
    return [str(panel.model.index(row, column_of(panel, name)).data() or "") for row in rows]


async def menu_of(panel: RegistrantsPanel) -> QMenu:
    menu = next(a.menu() for a in panel.finder.header_menu(0).actions() if a.text() == "Columns")
    assert isinstance(menu, QMenu)
    await until(lambda: ANSWERS in [action.text() for action in menu.actions()])
    return menu


@gui_test
async def test_answers_are_shown_found_and_sorted_and_not_edited(gui: Gui) -> None:
    panel = await opened(gui, desk())
    menu = await menu_of(panel)
    texts = [action.text() for action in menu.actions()]
    assert texts[texts.index(ANSWERS) :] == [ANSWERS, "q1", "q2", NAME, "", "As at the beginning"]
    panel.filter.setText("aach")
    await until(lambda: panel.model.rowCount() == 0)
    for text in ("q1", "q2"):
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu = await menu_of(panel)
    await until(lambda: cells(panel, "answer.q1") == ["Aachen"], what="the filter looks at what is shown")
    panel.filter.clear()
    await until(lambda: panel.model.rowCount() == 4)
    assert order(panel)[4:7] == ["external_id", "answer.q1", "answer.q2"]
    assert cells(panel, "answer.q2") == ["7; 9", "10", "", ""]
    panel.model.sort(column_of(panel, "answer.q2"))
    await until(lambda: panel.model.slices.is_idle)
    assert cells(panel, "answer.q2") == ["7; 9", "10", "", ""]
    panel.model.sort(column_of(panel, "answer.q1"))
    await until(lambda: panel.model.slices.is_idle)
    assert cells(panel, "answer.q1") == ["Aachen", "Berlin", "", ""]
    assert panel.model.why_not_cell(0, column_of(panel, "answer.q1")) == ANSWERED
    assert not panel.model.setData(panel.model.index(0, column_of(panel, "answer.q1")), "x")


@gui_test
async def test_a_question_goes_by_the_name_that_it_is_given(gui: Gui) -> None:
    room = desk()
    panel = await opened(gui, room)
    await menu_of(panel)
    panel.layout_of_columns.show_column("answer.q1", shown=True)
    sheet = panel.layout_of_columns.name_questions()
    await until(sheet.isVisible)
    assert not sheet.isModal()
    assert panel.layout_of_columns.name_questions() is sheet, "one of them is enough"
    assert list(sheet.fields) == ["q1", "q2"]
    assert {field.placeholderText() for field in sheet.fields.values()} == {"Name of this question"}
    await type_text(sheet.fields["q1"], "Town")
    assert panel.model.columns[column_of(panel, "answer.q1")].title == "Town"
    assert "Town" in [action.text() for action in (await menu_of(panel)).actions()]
    sheet.close()
    await panel.aclose()
    assert room.settings.values["registrants questions"] == {"q1": "Town"}
    later = await opened(gui, room)
    assert later.model.columns[column_of(later, "answer.q1")].title == "Town"
    later.layout_of_columns.questions.rename("q1", " ")
    assert later.model.columns[column_of(later, "answer.q1")].title == "q1"
    await later.aclose()
    assert room.settings.values["registrants questions"] == {}


@gui_test
async def test_names_that_nobody_understands_count_as_none(gui: Gui) -> None:
    room = desk()
    room.settings.values["registrants questions"] = ["?"]
    room.settings.values["registrants columns"] = {"more": ["answer.q1", "answer.", "key.", "weather.now"]}
    panel = await opened(gui, room)
    assert cells(panel, "answer.q1") == ["Berlin", "", "", "Aachen"]
    assert len(order(panel)) == 9
