"""What a picture would show at once and no value tells: widgets over each other, sentences that are cut."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtWidgets import QAbstractScrollArea, QComboBox, QLineEdit, QWidget

from webinar_console.ui.widgets import Label
from webinar_console.ui.widgets.report_table import ReportTable


def covered(root: QWidget) -> list[str]:
    """Visible siblings below ``root`` that cover each other, and children that stand out of their parent."""
    return list(_covered(root))


def _covered(parent: QWidget) -> Iterator[str]:
    if isinstance(parent, (ReportTable, QComboBox, QLineEdit)):
        return
    shown = [child for child in parent.children() if isinstance(child, QWidget) and child.isVisible()]
    shown = [child for child in shown if not child.isWindow()]
    # The insides of a scroll area may be larger than what is seen of them: that is what it is for.
    free = isinstance(parent.parentWidget(), QAbstractScrollArea)
    for one, other in combinations(shown, 2):
        if one.geometry().intersects(other.geometry()):
            yield f"{_name(one)} and {_name(other)} of {_name(parent)}"
    for child in shown:
        if not free and not parent.rect().contains(child.geometry()):
            yield f"{_name(child)} stands out of {_name(parent)}: {child.geometry()}, {parent.rect()}"
        yield from _covered(child)


def cut(root: QWidget) -> list[str]:
    """Visible sentences below ``root`` that got less height than they need."""
    return [
        label.text()
        for label in root.findChildren(Label)
        if label.isVisible() and label.wordWrap() and label.height() < label.heightForWidth(label.width())
    ]


def rows_seen(table: ReportTable) -> int:
    """How many whole rows of a table can be seen."""
    return (
        table.viewport().visibleRegion().boundingRect().height()
        // table.verticalHeader().defaultSectionSize()
    )


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    words = text() if callable(text) else ""
    return f"{type(widget).__name__} {widget.accessibleName() or words!r}"
