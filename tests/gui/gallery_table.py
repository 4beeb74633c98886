"""Paint the registrants' table in both schemes: ``python -m tests.gui.gallery_table [folder]``."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from tests.gui.gallery import Gallery
from tests.gui.registrants_room import desk_of, opened
from tests.gui.test_registrants_columns import column_of
from tests.helpers.qt import Gui, run_gui, until
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


def main() -> None:
    """Entry point."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    run_gui(lambda gui: paint(gui, folder), timeout_s=60)
    print(f"{len(list(folder.glob('table-*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main()
