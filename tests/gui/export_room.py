"""What the tests of exports share: answering what is asked, and reading what was written."""

from pathlib import Path

import openpyxl
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from tests.helpers.qt import until
from webinar_console.ui.registrants.export_sheet import (
    ExportSheet,
)
from webinar_console.ui.registrants.panel import RegistrantsPanel

FIRST, EMAIL, SOURCE = 0, 2, 3


async def sheet_of(panel: RegistrantsPanel) -> ExportSheet:
    sheet: ExportSheet = await until(
        lambda: next((s for s in panel.window().findChildren(ExportSheet) if s.isVisible()), None)
    )
    return sheet


async def save_as(panel: RegistrantsPanel, path: Path) -> None:
    """Answer the file dialog."""
    dialog: QFileDialog = await until(
        lambda: next((d for d in panel.window().findChildren(QFileDialog) if d.isVisible()), None)
    )
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    dialog.accept()


def shown_in(panel: RegistrantsPanel) -> list[list[str]]:
    model = panel.model
    columns = panel.view.in_view_order(range(model.columnCount()))
    return [[str(model.index(row, c).data()) for c in columns] for row in range(model.rowCount())]


def told(path: Path) -> list[list[str]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]


def deeds(panel: RegistrantsPanel) -> dict[str, QAction]:
    menu = panel.exporting.menu(panel)
    return {action.text(): action for action in menu.actions() if action.text()}


async def answered(panel: RegistrantsPanel, path: Path) -> None:
    """Answer the file dialog for a file that is there already."""
    dialog: QFileDialog = await until(
        lambda: next((d for d in panel.window().findChildren(QFileDialog) if d.isVisible()), None)
    )
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    await save_as(panel, path)
