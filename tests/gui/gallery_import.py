"""Paint the import sheet in both schemes: ``python -m tests.gui.gallery_import [folder]``."""

import os
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QWidget

from tests.corpus.shelf import FOLDER
from tests.gui.gallery import Gallery
from tests.gui.import_room import NAMES, SPRING, ImportRoom, import_room, write_people
from tests.gui.sheet_room import ready
from tests.gui.test_importing_columns import crm
from tests.helpers.qt import Gui, click, named, run_gui, turns, until
from webinar_console.domain.errors import Unreachable
from webinar_console.domain.mapping import ColumnUse
from webinar_console.domain.people import Target
from webinar_console.domain.preferences import CLOSED, Preferences, RegistrationSettings
from webinar_console.domain.registrant import Answer, Registrant
from webinar_console.services.comparison import Group
from webinar_console.services.import_draft import UNSURE
from webinar_console.services.mappings import Mappings
from webinar_console.services.mending import Mended
from webinar_console.store.store import Store
from webinar_console.ui.importing.mapping_desk import NameSheet
from webinar_console.ui.importing.people_sheet import PeopleSheet
from webinar_console.ui.importing.removal_sheet import RemovalSheet
from webinar_console.ui.importing.trial_sheet import TrialSheet
from webinar_console.ui.messages import message_for


async def paint(gui: Gui, folder: Path) -> None:
    """Every state of the sheet."""
    gallery = Gallery(gui, folder)
    with tempfile.TemporaryDirectory() as name:
        people = write_people(Path(name) / "Spring launch guests.csv")
        room = import_room(gui)
        room.lookup.people = [_there(number) for number in range(140)]
        await room.sheet.show_session(SPRING)
        await gallery.keep("choose", room.sheet)
        await room.sheet.open_paths([people])
        await ready(room)
        await gallery.keep("checked", room.sheet)
        await click(named(room.sheet, "Try with yourself"))
        trial = await until(lambda: room.sheet.findChild(TrialSheet))
        await turns(3)
        await gallery.keep("trial", trial)
        trial.send.click()
        await turns(3)
        await gallery.keep("trial-blank", trial)
        trial.reject()
        for step in (room.sheet.page.columns_step, room.sheet.page.file_step):
            room.sheet.page.open_step(step)
            await until(lambda: room.sheet.page.columns.is_whole)
            await gallery.keep("columns" if step is room.sheet.page.columns_step else "file", room.sheet)
        room.sheet.page.open_step(room.sheet.page.compare_step)
        await gallery.keep("compare", room.sheet)
        for group in (Group.DIFFERS, Group.ONLY_THERE):
            room.sheet.page.compare.lines[group].show_who.click()
            people_sheet = await until(lambda: room.sheet.findChild(PeopleSheet))
            await turns(3)
            await gallery.keep(f"compare-{group.value}", people_sheet)
            people_sheet.reject()
            await until(lambda: room.sheet.findChild(PeopleSheet) is None)
        await _sizes(gallery, gui, people)
        await _offline(gallery, gui, people)
        await _prices(gallery, gui, Path(name) / "Replies.csv", people)
        await _columns(gallery, gui, Path(name))
        await _workbook(gallery, gui)
        await _formers(gallery, gui, Path(name))
        await _several(gallery, gui)
        await _ambiguous(gallery, gui)
        gui.show(room.sheet, 900, 640)
        await _short_of_seats(gallery, room)
        await _mending(gallery, room, Path(name))
        await _mapping(gallery, gui, Path(name) / "CRM export.csv")


async def _sizes(gallery: Gallery, gui: Gui, people: Path) -> None:
    """The room that a window of 1366 × 768 leaves, the smallest window, and much room."""
    for size in ((1048, 608), (582, 500), (1360, 860)):
        room = import_room(gui)
        window = gui.show(QWidget(), *size)
        room.sheet.setParent(window)
        room.sheet.setGeometry(0, 0, *size)
        room.sheet.show()
        await room.sheet.show_session(SPRING)
        await room.sheet.open_paths([people])
        await ready(room)
        name, check = f"{size[0]}x{size[1]}", room.sheet.page.check
        await gallery.keep(f"{name}-checked", room.sheet)
        await click(check.below.lead)
        await turns(4)
        await gallery.keep(f"{name}-mending", room.sheet)
        full = RegistrationSettings(auto_close_limit=4_100)
        room.sheet.use_preferences(Preferences(id=SPRING.id, registrant_count=4_000, settings=full))
        await until(lambda room=room: "Only 100 seats" in room.sheet.foot.sentences[0])
        room.sheet._banner.show_message(message_for("The file that was dropped is no list of people."))
        await turns(4)
        await gallery.keep(f"{name}-seats", room.sheet)


async def _prices(gallery: Gallery, gui: Gui, path: Path, people: Path) -> None:
    """Who is replaced and removed, with the question before; a late end; a closed session; nothing new."""
    path.write_text("\n".join(people.read_text(encoding="utf-8").splitlines()[:289]), encoding="utf-8")
    room = import_room(gui, height=800)
    room.lookup.people = [_there(number) for number in range(140)]
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([path])
    await ready(room)
    room.sheet.page.open_step(room.sheet.page.compare_step)
    for group, deed in ((Group.DIFFERS, "replace"), (Group.ONLY_THERE, "remove")):
        room.sheet.flow.choose_group(group, True)
        await until(lambda deed=deed: deed in room.sheet.foot.start.text())
        await ready(room)
    await turns(5)
    await gallery.keep("replace-and-remove", room.sheet)
    await click(room.sheet.foot.start)
    question = await until(lambda: room.sheet.findChild(RemovalSheet))
    await turns(5)
    await gallery.keep("removal", question)
    question.reject()
    room.clock[0] += timedelta(minutes=80)
    await ready(room)
    room.sheet.flow.tell()
    await turns(5)
    await gallery.keep("late", room.sheet)
    full = RegistrationSettings(auto_close_limit=4_100)
    shut = Preferences(id=SPRING.id, registration_status=CLOSED, registrant_count=4_000, settings=full)
    room.sheet.use_preferences(shut)
    await until(lambda: "Registration is closed" in room.sheet.foot.sentences[0])
    await turns(20)
    await gallery.keep("closed", room.sheet)
    path.write_text("First name,Last name,E-mail\n" + _line(4) + _line(5), encoding="utf-8")
    known, room = room.lookup.people, import_room(gui)
    room.lookup.people = known
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([path])
    await until(lambda: "nothing to send" in " ".join(room.sheet.foot.sentences))
    await turns(5)
    await gallery.keep("nothing-new", room.sheet)


def _line(number: int) -> str:
    return f"Guest,{number},guest{number}@example.org\n"


async def _workbook(gallery: Gallery, gui: Gui) -> None:
    """A workbook with several sheets, one of them hidden; and one with much to be said of it."""
    for name in ("sheets.xlsx", "formulas.xlsx", "hidden.xlsx"):
        room = import_room(gui)
        await room.sheet.show_session(SPRING)
        await room.sheet.open_paths([FOLDER / name])
        await ready(room)
        room.sheet.page.open_step(room.sheet.page.file_step)
        await turns(4)
        await gallery.keep(f"workbook-{name.partition('.')[0]}", room.sheet)


async def _offline(gallery: Gallery, gui: Gui, people: Path) -> None:
    """Nothing is checked, because nobody could be asked who is registered."""
    room = import_room(gui, width=1048, height=608)
    room.lookup.failure = Unreachable("There is no connection to RingCentral. Nothing was sent.")
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([people])
    await until(room.sheet._banner.isVisible)
    await turns(4)
    await gallery.keep("offline", room.sheet)


async def _columns(gallery: Gallery, gui: Gui, folder: Path) -> None:
    """The columns of a CRM in a wide and in a narrow sheet."""
    for width in (900, 582):
        room = await crm(gui, folder, width)
        room.sheet.page.columns.remapped.emit(9, ColumnUse(Target.SOURCE))
        room.sheet.page.columns.remapped.emit(5, ColumnUse(Target.EMAIL))
        await turns(4)
        await gallery.keep(f"columns-crm-{width}", room.sheet)


async def _formers(gallery: Gallery, gui: Gui, folder: Path) -> None:
    """Lists that gave way, and corrections of which nobody knows whose they are; wide and narrow."""
    paths = [folder / f"{name}.csv" for name in ("Vienna, after the fair", "Graz", "Linz")]
    for path in paths:
        path.write_text("First name,Last name,E-mail\n" + _line(4) + _line(5), encoding="utf-8")
    for width in (900, 582):
        room = import_room(gui, width=width)
        await room.sheet.show_session(SPRING)
        for path in paths:
            await room.sheet.open_paths([path])
            await ready(room)
            kept = room.sheet.shelf.of(SPRING)
            assert kept is not None
            aside = Mended({0: {ColumnUse(Target.EMAIL): "ann@example.org"}}, frozenset({1}))
            room.sheet.shelf.keep(SPRING, replace(kept, aside=aside))
            room.sheet._reopener.tell(SPRING)
        await turns(4)
        await gallery.keep(f"formers-{width}", room.sheet)


async def _several(gallery: Gallery, gui: Gui) -> None:
    """The question about several files."""
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([FOLDER / name for name in ("plain.xlsx", "german-excel.csv", "polish.csv")])
    await gallery.keep("several", room.sheet)
    room.sheet.several.join.click()
    await ready(room)
    await turns(4)
    await gallery.keep("joined", room.sheet)
    names = ("plain.xlsx", "empty.csv", "german-excel.csv", "polish.csv")
    other = import_room(gui)
    await other.sheet.show_session(SPRING)
    await other.sheet.open_paths([FOLDER / name for name in names])
    other.sheet.several.join.click()
    await until(other.sheet._choose.others.isVisible)
    await gallery.keep("joined-refused", other.sheet)


async def _ambiguous(gallery: Gallery, gui: Gui) -> None:
    """A text that can be read in more than one way."""
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([FOLDER / "ambiguous-two-regions.csv"])
    await until(lambda: UNSURE in room.sheet.foot.sentences)
    await turns(4)
    await gallery.keep("file-ambiguous", room.sheet)


async def _mapping(gallery: Gallery, gui: Gui, path: Path) -> None:
    """Full names, keys of the external id, an answer, a value for all rows, a named mapping."""
    names = [
        *("Ludwig van Beethoven", "Müller, Anna", "Cher", "王小明", "Zoë Ōta", "María de la Cruz"),
        *("Ann Lee", "José Ortega y Gasset"),
    ]
    header = "Name;E-Mail;Lead;external_id.oid;Question: 17;Emial privat;Company"
    people = [f"{name};guest{n}@example.org;00Q{n};4@{n};yes;x;Example" for n, name in enumerate(names)]
    path.write_text("\n".join([header, *people]) + "\n", encoding="utf-8")
    async with await Store.open(None) as store:
        room = import_room(gui, mappings=Mappings(store.settings))
        await room.sheet.show_session(SPRING)
        await room.sheet.open_paths([path])
        await ready(room)
        page = room.sheet.page
        page.open_step(page.columns_step)
        page.columns.remapped.emit(2, ColumnUse(Target.EXTERNAL_KEY, "lid"))
        page.columns.constants.add.click()
        page.columns.constants.lines[0].value.setText("spring-mailing")
        page.columns.constants.lines[0].value.editingFinished.emit()
        await ready(room)
        await gallery.keep("mapping", room.sheet)
        bar = page.columns._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())
        await gallery.keep("mapping-below", room.sheet)
        await gallery.keep("mapping-menu", page.columns.menu.fill_menu())
        sheet = NameSheet(gui.theme, "CRM export", set(), room.sheet)
        gui.show(sheet, 400, 160)
        await gallery.keep("mapping-name", sheet)
        room.lookup.people = [
            Registrant(id="1", email="x@example.org", questionnaire=[Answer(question_id="q-company")])
        ]
        page.columns.forget_questions()
        page.columns.remapped.emit(5, ColumnUse(Target.ANSWER))
        page.columns.remapped.emit(6, ColumnUse(Target.SOURCE))
        await until(lambda: "q-company" in page.columns.rows._reasons[5].text())
        bar.setValue(0)
        await gallery.keep("mapping-waits", room.sheet)


def _there(number: int) -> Registrant:
    """Somebody who is registered: the first forty are in the list, too, some of them otherwise."""
    first, last = NAMES[(number + 4) % len(NAMES)].split(" ", 1)
    last = "Otherwise" if number % 3 == 0 else last
    address = f"guest{number + 4}@example.org" if number < 40 else f"old{number}@example.org"
    came = f"p-{number}" if number % 20 == 19 else None
    return Registrant(
        id=str(number),
        first_name=first,
        last_name=last,
        email=address,
        source="newsletter",
        participant_id=came,
    )


async def _mending(gallery: Gallery, room: ImportRoom, folder: Path) -> None:
    """A slip with its offers, changed cells, a cell that is edited, the rules."""
    people = folder / "Workshop.csv"
    people.write_text(
        "First name,Last name,E-mail,Role,Source\n"
        + "".join(f"Guest,{n},guest{n}@northwind.example,,mail\n" for n in range(12))
        + "Zoë,Ōta,zoe@gmial.com,,\nŁukasz,Żak,lukasz@gmial.com,,\nDi,Ot,di at example.org,speaker,\n"
        + "Ed,Po,ed@example.org,speakr,\n=A2,Ng,ng@example.org,,\nInfo,Desk,info@example.org,,\n"
        + "Cher,,cher@example.org,,\n",
        encoding="utf-8",
    )
    room.sheet.page.open_step(room.sheet.page.check_step)
    await room.sheet.open_paths([people])
    await ready(room)
    check = room.sheet.page.check
    check.table.setFocus()
    check.table.selectRow(12)
    await turns(3)
    await gallery.keep("slip", room.sheet)
    check.model.setData(check.model.index(14, 4), "di@example.org")
    check.mender.leave_out([16])
    await until(lambda: room.sheet.flow.told is None)
    await ready(room)
    check.table.setCurrentIndex(check.model.index(18, 3))
    check.table.scrollToBottom()
    await turns(3)
    await gallery.keep("mended", room.sheet)
    check.table.edit_current()
    await turns(3)
    await gallery.keep("editing", room.sheet)
    room.sheet.setFocus()
    check.rules.menu.adjustSize()
    await gallery.keep("rules", check.rules.menu)


async def _short_of_seats(gallery: Gallery, room: ImportRoom) -> None:
    room.sheet.page.open_step(room.sheet.page.check_step)
    full = RegistrationSettings(auto_close_limit=4_100)
    room.sheet.use_preferences(Preferences(id=SPRING.id, registrant_count=4_000, settings=full))
    await until(lambda: "Only 100 seats" in room.sheet.foot.sentences[0])
    await gallery.keep("short-of-seats", room.sheet)
    await click(named(room.sheet, "Register only the first 100 for this import"))
    await until(lambda: "last 100 seats" in " ".join(room.sheet.foot.sentences))
    await turns(3)
    await gallery.keep("left-out", room.sheet)


def main() -> None:
    """Paint into the folder of the command line."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery-import")
    folder.mkdir(parents=True, exist_ok=True)

    async def story(gui: Gui) -> None:
        await paint(gui, folder)

    run_gui(story, timeout_s=400)


if __name__ == "__main__":
    main()
