"""Paint the export of registrants in both schemes: ``python -m tests.gui.gallery_export [folder]``."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt

from tests.gui.gallery import Gallery
from tests.gui.registrants_room import desk_of, opened
from tests.helpers.qt import Gui, run_gui, until
from webinar_console.ui.registrants.export_sheet import ExportSheet


async def paint(gui: Gui, folder: Path) -> None:
    """The button, its menu, the sheet, the bar."""
    gallery = Gallery(gui, folder)
    panel = await opened(gui, desk_of(4_812, attended=0.6), status="Finished")
    panel.filter.setText("newsletter")
    await until(lambda: panel.model.slices.is_idle)
    model = panel.model
    await gallery.keep("export-button", panel)
    menu = panel.exporting.menu(panel)
    menu.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    menu.adjustSize()
    await gallery.keep("export-menu", menu)
    block = QItemSelection(model.index(2, 0), model.index(13, 3))
    panel.view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    panel.exporting.ask()
    sheet = await until(lambda: next(iter(panel.window().findChildren(ExportSheet)), None))
    await until(sheet.isVisible)
    sheet.kind.setCurrentIndex(1)
    await gallery.keep("export-sheet", sheet)
    sheet.reject()
    await until(lambda: not gui.app.activeModalWidget())
    panel.exporting.bar.begin("Spring launch 1 - attended.xlsx", 4_812)
    panel.exporting.bar.show_done(3_000)
    await gallery.keep("export-bar", panel)
    panel.resize(480, 500)
    await gallery.keep("export-narrow", panel)
    upcoming = await opened(gui, desk_of(40))
    upcoming.model.setData(upcoming.model.index(0, 0), "Changed")
    upcoming.exporting.ask()
    staged = await until(lambda: next(iter(upcoming.window().findChildren(ExportSheet)), None))
    await until(staged.isVisible)
    await gallery.keep("export-staged", staged)
    staged.reject()
    await until(lambda: not gui.app.activeModalWidget())


def main() -> None:
    """Entry point."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    run_gui(lambda gui: paint(gui, folder), timeout_s=60)
    print(f"{len(list(folder.glob('export-*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main()
