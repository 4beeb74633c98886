"""Paint the window in both schemes, to be looked at: ``python -m tests.gui.gallery [folder]``."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from tests.gui.samples import PREFERENCES, SESSIONS
from tests.gui.stage import Stage
from tests.helpers.qt import Gui, drop_files, run_gui, turns, type_text, until
from webinar_console.domain.errors import ErrorDetail, Forbidden, Unreachable
from webinar_console.domain.job import Budget
from webinar_console.domain.preferences import with_values
from webinar_console.ui.messages import Action
from webinar_console.ui.signin import SignInPanel
from webinar_console.ui.theme import SchemeChoice
from webinar_console.ui.widgets import Switch


class Gallery:
    """Saves each picture twice, light and dark."""

    def __init__(self, gui: Gui, folder: Path) -> None:
        self.gui, self.folder = gui, folder

    async def keep(self, name: str, widget: QWidget) -> None:
        for choice in (SchemeChoice.LIGHT, SchemeChoice.DARK):
            self.gui.theme.choose(choice)
            await turns(4)
            widget.grab().save(str(self.folder / f"{name}-{choice.value}.png"))


async def paint(gui: Gui, folder: Path) -> None:
    """Every state of the shell."""
    gallery = Gallery(gui, folder)
    stage = Stage(gui)
    window = stage.window
    signin = SignInPanel(gui.theme, gui.tasks("sign in"), lambda _request: gui.app.property("never"))
    window.show_page(signin)
    signin.say(Unreachable("RingCentral did not answer. Nothing was sent. Check the server address."))
    await gallery.keep("signin", window)
    await stage.open(None)
    await gallery.keep("nothing-chosen", window)
    assert stage.navigator.choose("pricing")
    await until(lambda: stage.panel.draft is not None)
    stage.area.header.show_panel_count(6)
    await gallery.keep("session", window)
    suppress = stage.panel.rows["suppress_emails"].control
    assert isinstance(suppress, Switch)
    suppress.click()
    stage.panel.rows["auto_close_limit"].control.setValue(5500)  # type: ignore[attr-defined]
    stage.preferences.kept["pricing"] = with_values(PREFERENCES, {"auto_close_limit": 4000})
    stage.panel.save()
    await until(stage.panel.banner.isVisible)
    gui.messages.error(
        Forbidden(
            "RingCentral does not allow this while the session is finished. Nothing was changed.",
            request_id="2f0c-77",
            status=403,
            details=(ErrorDetail("CMN-408", "In order to call this API endpoint, …", None),),
        ),
        actions=[Action("Try again", stage.navigator.refresh)],
    )
    stage.budget = Budget(10, 0, 60, 2, 8, 0.0, True)
    stage.window._top.meter.refresh()  # type: ignore[union-attr]
    await gallery.keep("conflict", window)
    window.message_area.banners[0]._more.setChecked(True)
    stage.budget = Budget(10, 0, 60, 2, 8, 23.4, True)
    stage.window._top.meter.refresh()  # type: ignore[union-attr]
    await gallery.keep("details", window)
    window.open_palette()
    await gallery.keep("palette", window)
    await type_text(window.palette_box.field, "demo")
    await gallery.keep("palette-demo", window)
    window.palette_box.close_palette()
    drop_files(window, QPoint(500, 400), [folder / "people.csv"], drop=False)
    await gallery.keep("drop", window)
    window.overlay.hide()
    stage.catalogue.answer = Unreachable("There is no connection to RingCentral. Nothing was sent.")
    stage.navigator.refresh()
    await turns(4)
    window.resize(900, 600)
    await gallery.keep("small-offline", window)
    menu = window._top.account.fill_menu()  # type: ignore[union-attr]
    menu.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    menu.adjustSize()
    await gallery.keep("account-menu", menu)


def main() -> None:
    """Entry point."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    assert SESSIONS
    run_gui(lambda gui: paint(gui, folder), timeout_s=60)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


if __name__ == "__main__":
    main()
