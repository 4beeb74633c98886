"""What these tests share: set-up and small steps."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog, QLineEdit

from tests.gui.desk import NOW, Desk, session
from tests.gui.people import people
from tests.helpers.qt import Gui, click, named, press, until
from webinar_console.domain.errors import Forbidden
from webinar_console.ui.registrants.panel import RegistrantsPanel

Key = Qt.Key


async def opened(gui: Gui, desk: Desk, *, status: str = "Scheduled") -> RegistrantsPanel:
    panel = gui.show(RegistrantsPanel(gui.theme, desk, gui.tasks(), gui.messages, lambda: NOW), 1200, 600)
    panel.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    await panel.show_session(session(status=status))
    await until(lambda: panel.model.slices.is_idle)
    return panel


def desk_of(count: int, *, attended: float = 0.0) -> Desk:
    desk = Desk()
    desk.registrants.of["s1"] = people(count, attended=attended)
    return desk


def editor_of(panel: RegistrantsPanel) -> QLineEdit:
    found = [e for e in panel.view.viewport().findChildren(QLineEdit) if e.isVisible()]
    assert len(found) == 1
    return found[0]


def sheet_of(panel: RegistrantsPanel) -> QDialog | None:
    return next((d for d in panel.findChildren(QDialog) if d.isVisible()), None)


async def confirm(panel: RegistrantsPanel) -> QDialog:
    sheet = await until(lambda: sheet_of(panel), what="the sheet")
    await click(sheet.confirm)  # type: ignore[attr-defined]
    return sheet


async def apply_all(gui: Gui, panel: RegistrantsPanel, desk: Desk) -> str:
    await until(lambda: panel.bar.apply.isEnabled())
    await click(named(panel, "Apply changes"))
    await confirm(panel)
    await until(lambda: desk.jobs.plans)
    return next(iter(desk.jobs.plans))


async def _refuse(session_id: str) -> object:
    raise Forbidden("Not yours.")


# -- blocks of cells


async def begin_paste(panel: RegistrantsPanel, count: int) -> None:
    """Press the key that puts new sources into the first rows: so many take a moment."""
    panel.view.setCurrentIndex(panel.model.index(0, 3))
    QGuiApplication.clipboard().setText("\n".join(f"list {n}" for n in range(count)))
    await press(panel.view, Key.Key_V, Qt.KeyboardModifier.ControlModifier)


async def shown(gui: Gui, desk: Desk) -> RegistrantsPanel:
    panel = await opened(gui, desk)
    panel.view.setFocus()
    return panel


def select(panel: RegistrantsPanel, top: int, left: int, bottom: int, right: int) -> None:
    model = panel.model
    block = QItemSelection(model.index(top, left), model.index(bottom, right))
    panel.view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


async def paste(panel: RegistrantsPanel, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    await press(panel.view, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: panel.model.slices.is_idle)


def cells(panel: RegistrantsPanel, column: int) -> list[str]:
    return [str(panel.model.index(row, column).data()) for row in range(panel.model.rowCount())]


# -- the selection


def selected(panel: RegistrantsPanel) -> set[str]:
    return set(panel.view.selected_keys())
