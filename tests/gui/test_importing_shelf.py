"""The shelf by itself: what was decided goes only where the person lets go of it."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject

from tests.gui.import_room import AUTUMN, SPRING
from tests.gui.sheet_room import draft_of
from tests.helpers.qt import Gui, gui_test
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import ReadChoices, TableSource, TextSource
from webinar_console.services.imports import PlanChoices
from webinar_console.services.mending import Mended, Mending
from webinar_console.store import Store
from webinar_console.store.import_drafts import ImportDrafts
from webinar_console.ui.importing.choices import Kept
from webinar_console.ui.importing.recording import Recorder
from webinar_console.ui.importing.shelf import Shelf, name_of
from webinar_console.ui.messages import Messages
from webinar_console.ui.tasks import TaskOwner

NOW = datetime(2026, 5, 12, 16, 5, tzinfo=UTC)


def kept(name: str, *, decided: bool = True) -> Kept:
    draft = replace(draft_of((Target.EMAIL,)), name=name, source=TextSource(name, name))
    return Kept(draft, wanted=PlanChoices(trim=decided))


def shelf(parent: QObject, drafts: ImportDrafts | None = None) -> Shelf:
    return Shelf(parent, drafts, lambda: NOW, TaskOwner("shelf", Messages().error))


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), st.booleans()),
        st.tuples(st.just("bring back"), st.integers(0, 5)),
        st.tuples(st.sampled_from(["drop", "forget"]), st.none()),
    ),
    max_size=30,
)


@given(_STEPS)
def test_whatever_is_read_and_brought_back_nothing_decided_is_lost_or_doubled(
    steps: list[tuple[str, bool | int | None]],
) -> None:
    parent = QObject()
    place, alive = shelf(parent), set[str]()
    for number, (step, what) in enumerate(steps):
        waits, formers = place.of(SPRING), place.formers(SPRING)
        match step:
            case "read":
                place.give_way(SPRING)
                place.keep(SPRING, kept(str(number), decided=bool(what)))
                alive |= {str(number)} if what else set()
            case "bring back" if isinstance(what, int) and what < len(formers):
                place.bring_back(SPRING, formers[what])
                assert place.of(SPRING) is formers[what]
            case "drop":
                place.drop(SPRING)
                alive -= {name_of(waits)} if waits is not None else set()
                assert place.of(SPRING) is (formers[0] if formers else None), "the last one that gave way"
            case "forget":
                place.forget_formers(SPRING)
                alive &= {name_of(waits)} if waits is not None else set()
        there = [name_of(other) for other in place.imports(SPRING) if other.is_decided]
        assert sorted(there) == sorted(alive)
        assert place.imports(AUTUMN) == ()


@gui_test
async def test_what_came_before_the_disk_was_read_takes_nothing_from_it(gui: Gui) -> None:
    parent = QObject()
    async with await Store.open(None) as store:
        first = shelf(parent, store.import_drafts)
        first.keep(SPRING, kept("old"))
        first.give_way(SPRING)
        first.keep(SPRING, kept("newer"))
        await first.save_all()
        second = shelf(parent, store.import_drafts)
        second.keep(SPRING, kept("newest"))
        await second.save_all()
        third = shelf(parent, store.import_drafts)
        await third.remembered(SPRING)
        assert [name_of(other) for other in third.imports(SPRING)] == ["newest", "newer", "old"]


def test_rows_that_were_left_out_before_they_came_are_no_decision_of_now() -> None:
    rows = (("ada@x.com",), ("bo@x.com",))
    source = TableSource("guests.csv", ("E-mail",), (2, 3), rows, left_out=frozenset({1}))
    draft = replace(draft_of((Target.EMAIL,)), source=source, rows=list(rows), lines=[2, 3])
    begun = Kept.begun(draft, ReadChoices())
    taken = replace(begun, mending=Mending(Mended()))
    for import_, is_decided in ((begun, False), (taken, True)):
        record = Recorder().record_of(import_, import_.mending.mended, NOW)
        assert record is not None
        assert (import_.is_decided, record.is_decided) == (is_decided, is_decided)
