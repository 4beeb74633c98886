"""Paint the marking of a list in both schemes: ``python -m tests.gui.gallery_marking [folder]``."""

import csv
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import openpyxl
from PySide6.QtCore import Qt

from tests.gui.desk import Desk
from tests.gui.gallery import Gallery
from tests.gui.registrants_room import desk_of, opened
from tests.gui.test_registrants_marking import choose, mark_sheet
from tests.helpers.qt import Gui, run_gui, until
from webinar_console.domain.external_id import value_in


def _leads(folder: Path, desk: Desk) -> Path:
    """A CRM's list: some registrants by their key, some strangers, some without."""
    path = folder / "Leads Q2 from the CRM.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Lead Id", "Account", "Owner"])
        for number, person in enumerate(desk.registrants.of["s1"][:1_300]):
            key = f"00Q{number}" if number % 13 == 0 else value_in(person.external_id or "", "oid")
            rows.writerow([key, f"Account {number % 90}", "Anna"])
        rows.writerow(["", "", ""])
    return path


def _book(folder: Path, desk: Desk) -> Path:
    path = folder / "crm.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Leads"
    book.active.append(["Mail", "Score"])
    for person in desk.registrants.of["s1"][:30]:
        book.active.append([person.email, "x"])
    book.create_sheet("Accounts").append(["Account", "City"])
    book.save(path)
    return path


async def paint(gui: Gui, folder: Path) -> None:
    """The menu, the sheet of a past and of an upcoming session, the bar, what is said at the end."""
    gallery = Gallery(gui, folder)
    desk = desk_of(4_812, attended=0.6)
    panel = await opened(gui, desk, status="Finished")
    menu = panel.exporting.menu(panel)
    menu.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    menu.adjustSize()
    await gallery.keep("marking-menu", menu)
    await choose(panel, _leads(folder, desk))
    sheet = await mark_sheet(panel)
    sheet.kind.setCurrentIndex(1)
    await gallery.keep("marking-sheet", sheet)
    sheet.reject()
    await until(lambda: not gui.app.activeModalWidget())
    panel.exporting.bar.begin_reading("Leads Q2 from the CRM.csv")
    panel.exporting.bar.show_read(700, 1_000, 840)
    await gallery.keep("marking-bar", panel)
    upcoming_desk = desk_of(40)
    upcoming = await opened(gui, upcoming_desk)
    upcoming.model.setData(upcoming.model.index(0, 0), "Changed")
    await choose(upcoming, _book(folder, upcoming_desk))
    early = await mark_sheet(upcoming)
    await gallery.keep("marking-upcoming", early)
    early.reject()
    await until(lambda: not gui.app.activeModalWidget())


def main() -> None:
    """Entry point."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    run_gui(lambda gui: paint(gui, folder), timeout_s=60)
    print(f"{len(list(folder.glob('marking-*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main()
