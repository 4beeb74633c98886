"""What these tests share: set-up and small steps."""

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton, QWidget

from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.jobs.job_line import JobLine

Fail = QAbstractItemModelTester.FailureReportingMode.Fatal


def the_line(panel: JobsPanel) -> JobLine:
    (line,) = [line for line in panel.findChildren(JobLine) if line.isVisible()]
    return line


def with_text(root: QWidget, text: str) -> QPushButton:
    (button,) = [b for b in root.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    return button
