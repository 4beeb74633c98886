"""Pictures of the sheets about data on this computer: ``python -m tests.gui.gallery_data [folder]``."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QWidget

from tests.gui.gallery import Gallery
from tests.helpers.qt import Gui, run_gui, turns
from webinar_console.domain.keeping import Keeping
from webinar_console.services.local_data import DataKept, Unfinished
from webinar_console.ui.local_data.sheets import DataSheet, RemoveSheet


async def paint(gui: Gui, folder: Path) -> None:
    """Every state."""
    gallery = Gallery(gui, folder)
    window = gui.show(QWidget(), 900, 700)
    edits = (("Spring launch", 312), ("Pricing that people understand", 1))
    states = {
        "data": DataSheet(gui.theme, DataKept(Keeping.MONTH, 12, 18_400_000), window),
        "remove": RemoveSheet(gui.theme, "Acme Events", Unfinished(), window, is_practice=False),
        "remove-work": RemoveSheet(
            gui.theme, "Acme Events", Unfinished((), edits, ("Weekly demo",)), window, is_practice=False
        ),
        "remove-jobs": RemoveSheet(
            gui.theme, "the practice account", Unfinished(("Spring launch",)), window, is_practice=True
        ),
    }
    for name, sheet in states.items():
        sheet.open()
        await turns(4)
        await gallery.keep(name, sheet)
        sheet.close()


def main() -> None:
    """Entry point."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    run_gui(lambda gui: paint(gui, folder), timeout_s=60)


if __name__ == "__main__":
    main()
