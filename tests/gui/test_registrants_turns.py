"""Long work of the table: what goes first, and what is done no more often than needed."""

from collections.abc import Iterator

import msgspec
from PySide6.QtCore import QObject, Qt

from tests.gui.people import people
from tests.gui.registrants_room import Key, begin_paste, desk_of, opened
from tests.helpers.qt import Gui, gui_test, press, until
from webinar_console.domain.registrant import Registrant
from webinar_console.ui.registrants.offers import Offers
from webinar_console.ui.registrants.panel import RegistrantsPanel

Ctrl = Qt.KeyboardModifier.ControlModifier
EMAIL, SOURCE = 2, 3


class Background(QObject):
    """Steady work that goes on until it is told to end."""

    def __init__(self, panel: RegistrantsPanel) -> None:
        super().__init__(panel)
        self.turns, self.is_wanted = 0, True
        panel.model.slices.steady(self._work())

    def _work(self) -> Iterator[None]:
        while self.is_wanted:
            self.turns += 1
            yield


@gui_test
async def test_a_paste_and_its_undo_wait_for_nothing_in_the_background(gui: Gui) -> None:
    panel = await opened(gui, desk_of(1_000))
    panel.view.setFocus()
    background = Background(panel)
    await until(lambda: background.turns)
    await begin_paste(panel, 900)
    await until(lambda: panel.model.stack.canUndo())
    assert len(panel.model.draft) == 900
    assert background.is_wanted
    await press(panel.view, Key.Key_Z, Ctrl)
    await until(lambda: not len(panel.model.draft))
    turns = background.turns
    await until(lambda: background.turns > turns, what="the background again")
    background.is_wanted = False
    await until(lambda: panel.model.slices.is_idle)


@gui_test
async def test_what_is_still_being_copied_is_what_is_pasted(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3_000))
    model, view = panel.model, panel.view
    wanted = [model.record_at(row).email for row in range(3_000)]
    view.setFocus()
    view.selectColumn(EMAIL)
    await press(view, Key.Key_C, Ctrl)
    view.clearSelection()
    view.setCurrentIndex(model.index(0, SOURCE))
    await press(view, Key.Key_V, Ctrl)
    await until(lambda: model.slices.is_idle and len(model.draft) == 3_000)
    assert [model.record_at(row).source for row in range(3_000)] == wanted


@gui_test
async def test_values_are_learned_once_while_rows_change(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5_000))
    model, offers = panel.model, Offers(panel.model)
    passes: list[int] = []

    def again() -> None:
        # As the filter does, which offers anew what it has heard of; and a job changes rows all the time.
        passes.append(len(passes))
        assert len(passes) < 10
        change(model.record_at(0))
        offers.learn()

    def change(person: Registrant) -> None:
        model.replace_rows([(0, msgspec.structs.replace(person, source=f"list {len(passes)}"))])

    offers.learned.connect(again)
    for _ in range(10):
        change(model.record_at(0))
        offers.learn()
    await until(lambda: model.slices.is_idle)
    assert passes == [0]
    # Asked again, it looks again: the rows are others.
    offers.learn()
    await until(lambda: model.slices.is_idle)
    assert passes == [0, 1]


@gui_test
async def test_people_who_have_gone_have_no_values(gui: Gui) -> None:
    panel = await opened(gui, desk_of(50))
    model, offers = panel.model, Offers(panel.model)
    sources = {person.source for person in people(50)}
    gone = {slot for slot, person in enumerate(people(50)) if person.source == "newsletter"}
    assert gone
    model.drop_slots(gone)
    offers.learn()
    await until(lambda: model.slices.is_idle)
    assert set(offers.values["source"]) == sources - {"newsletter", "", None}
