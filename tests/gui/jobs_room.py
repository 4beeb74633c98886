"""What these tests share: set-up and small steps."""

from typing import TypeVar

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from tests.helpers.qt import until
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.jobs.job_line import JobLine

Kind = TypeVar("Kind", bound=QDialog)
Fail = QAbstractItemModelTester.FailureReportingMode.Fatal


def the_line(panel: JobsPanel) -> JobLine:
    (line,) = [line for line in panel.findChildren(JobLine) if line.isVisible()]
    return line


def with_text(root: QWidget, text: str) -> QPushButton:
    (button,) = [b for b in root.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    return button


async def the_dialog(panel: JobsPanel, kind: type[Kind]) -> Kind:
    """The dialog that is open over the panel."""
    return await until(lambda: next((d for d in panel.findChildren(kind) if d.isVisible()), None))
