"""Pictures of the search for a person: ``python -m tests.gui.gallery_search [folder]``."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from datetime import timedelta

from tests.gui.gallery import Gallery
from tests.gui.people import people
from tests.gui.samples import NOW, SESSIONS
from tests.gui.stage import BERLIN, Stage
from tests.helpers.qt import Gui, click, run_gui, type_text, until
from webinar_console.services.whereabouts import Whereabouts
from webinar_console.store import Store
from webinar_console.ui.whereabouts import PersonSearch


async def paint(gui: Gui, folder: Path) -> None:
    """Every state of the box."""
    gallery = Gallery(gui, folder)
    stage = Stage(gui)
    store = await Store.open(None)
    copies = ("live", "spring", "demo-1", "tokyo", "winter", "onboarding", "demo-0")
    for number, session_id in enumerate(copies):
        past = session_id in ("winter", "onboarding", "demo-0", "live")
        crowd = people(1200, attended=0.5 if past else 0.0)[number * 100 :]
        await store.cache.keep_registrants(session_id, crowd, NOW - timedelta(minutes=7, days=number))
    await stage.open("spring")
    search = PersonSearch(
        gui.theme,
        stage.window.covered,
        Whereabouts(store.cache, lambda: SESSIONS),
        gui.tasks("search"),
        lambda *_to: None,
        lambda: NOW,
        BERLIN,
    )
    search.open_search()
    await until(lambda: search.covered.text() != "")
    await gallery.keep("search-empty", stage.window)
    for name, text in (("one", "zoe okafor 5"), ("many", "anna"), ("nobody", "rumpelstiltskin")):
        search.field.clear()
        await type_text(search.field, text)
        await until(lambda: bool(search.model.lines) or search.note.text() != "")
        await gallery.keep(f"search-{name}", stage.window)
    await click(search.others)
    await gallery.keep("search-others", stage.window)
    stage.window.resize(900, 520)
    search.field.setText("anna")
    await until(lambda: len(search.model.lines) > 20)
    await gallery.keep("search-small", stage.window)


def main() -> None:
    """Entry point."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    run_gui(lambda gui: paint(gui, folder), timeout_s=60)


if __name__ == "__main__":
    main()
