"""The name of a view, and the list in which views are renamed and deleted."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, icon_button, push_button, row
from webinar_console.ui.widgets.label import set_property

ABOUT = "Keeps the filter, columns, freeze and sorting, for every session."
TAKEN, NAMELESS = "Another view has this name.", "A view needs a name."
AS_TYPED = "Saved as you type."
_LONGEST = 60


class NameSheet(Sheet):
    """``named`` tells the name under which to keep what is shown."""

    named = Signal(str)

    def __init__(self, theme: Theme, taken: Sequence[str], parent: QWidget) -> None:
        super().__init__(theme, "Save as a view", parent, 420)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._taken = frozenset(taken)
        self.name = QLineEdit()
        self.name.setFont(theme.font())
        self.name.setMaxLength(_LONGEST)
        self.name.setAccessibleName("Name of the view")
        self.name.setPlaceholderText("Name of the view")
        self.confirm = push_button(theme, "Save view", look="primary")
        cancel = push_button(theme, "Cancel")
        cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._confirm)
        self._note = Label(theme, ABOUT, tone="muted", wrap=True)
        heading = Label(theme, "Save as a view", size=Size.HEADING, strong=True)
        buttons = row(theme, None, cancel, self.confirm)
        self.setLayout(column(theme, heading, self.name, self._note, 4, buttons, gap=12, margin=24))
        self.name.textChanged.connect(self._look)
        self.confirm.setDefault(True)
        self._look()
        self.name.setFocus()

    def _look(self) -> None:
        name = self.name.text().strip()
        self.confirm.setEnabled(bool(name))
        self.confirm.setText("Replace view" if name in self._taken else "Save view")
        self._note.setText(f"The view “{name}” becomes what is shown now." if name in self._taken else ABOUT)
        self.fit()

    def _confirm(self) -> None:
        self.named.emit(self.name.text().strip())
        self.accept()


class Manager(Protocol):
    """Who keeps the views."""

    def is_free(self, name: str, of: str) -> bool:
        """Whether the view ``of`` may be called so."""

    def rename(self, old: str, new: str) -> None:
        """Give a view another name."""

    def delete(self, name: str) -> Callable[[], str]:
        """Forget a view. Returns what brings it back, and answers what it is called then."""


class ManageSheet(Sheet):
    """A line for each view. What is typed or done counts at once, and a view that was deleted can be brought
    back.
    """

    def __init__(self, theme: Theme, names: Sequence[str], manager: Manager, parent: QWidget) -> None:
        super().__init__(theme, "Views", parent, 420)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.lines = [_Line(theme, name, manager) for name in names]
        self._theme, self._inner = theme, QWidget()
        self._inner.setLayout(column(theme, *self.lines, None, gap=4))
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self._inner)
        self._give_room()
        # Return in a line ends its edit.
        done = push_button(theme, "Done")
        done.clicked.connect(self.close)
        heading = Label(theme, "Your views", size=Size.HEADING, strong=True)
        foot = row(theme, Label(theme, AS_TYPED, tone="muted"), None, done)
        self.setLayout(column(theme, heading, scroll, foot, gap=12, margin=24))
        for line in self.lines:
            line.grew.connect(self._give_room)

    def _give_room(self) -> None:
        layout = self._inner.layout()
        if layout is not None:
            layout.activate()
        self._scroll.setMinimumHeight(min(self._inner.sizeHint().height(), self._theme.space(320)))

    def done(self, result: int) -> None:
        """Qt's call, whichever way it is closed: a name that cannot be is not left half typed."""
        for line in self.lines:
            line.end()
        super().done(result)


class _Line(QWidget):
    """A view's name to be changed, and a button that deletes it and then brings it back. ``grew`` tells that
    words came or went below it.
    """

    grew = Signal()

    def __init__(self, theme: Theme, name: str, manager: Manager) -> None:
        super().__init__()
        # What it is called now, and what it was called before somebody began to type.
        self._name, self._before, self._manager = name, name, manager
        self._bring_back: Callable[[], str] | None = None
        self.field = QLineEdit(name)
        self.field.setFont(theme.font())
        self.field.setMaxLength(_LONGEST)
        self.field.setAccessibleName(f"Name of the view {name}")
        self.field.textChanged.connect(self._look)
        self.field.editingFinished.connect(self.end)
        self.error = Label(theme, size=Size.SMALL, tone="error")
        self.error.hide()
        self.remove = icon_button(theme, "trash", f"Delete the view {name}", tip="Delete this view")
        self.back = push_button(theme, "Bring back", look="link")
        self.gone = Label(theme, tone="muted")
        self.remove.clicked.connect(self._do_delete)
        self.back.clicked.connect(self._do_bring_back)
        line = row(theme, self.field, self.gone, self.back, self.remove, gap=8)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        self.setLayout(column(theme, line, self.error, gap=4))
        self._show()

    def _look(self) -> None:
        name = self.field.text().strip()
        wrong = NAMELESS if not name else "" if self._manager.is_free(name, self._name) else TAKEN
        if not wrong:
            self._rename(name)
        self._say(wrong)

    def _say(self, wrong: str) -> None:
        if wrong == self.error.text():
            return
        set_property(self.field, "state", "error" if wrong else "")
        self.field.setAccessibleDescription(wrong)
        self.error.setText(wrong)
        self.error.setVisible(bool(wrong))
        self.grew.emit()

    def _rename(self, name: str) -> None:
        self._manager.rename(self._name, name)
        self._name = name
        self.field.setAccessibleName(f"Name of the view {name}")
        self.remove.setAccessibleName(f"Delete the view {name}")

    def end(self) -> None:
        """The edit is over. Where no name came of it, the view is called as before."""
        if self._bring_back is not None:
            return
        if self.error.text() and self._manager.is_free(self._before, self._name):
            self._rename(self._before)
        self.field.setText(self._name)
        self._before = self._name
        self._say("")

    def _do_delete(self) -> None:
        self.end()
        self._bring_back = self._manager.delete(self._name)
        self._show()

    def _do_bring_back(self) -> None:
        if self._bring_back is not None:
            self._name = self._before = self._bring_back()
            self._bring_back = None
            self.field.setText(self._name)
        self._show()

    def _show(self) -> None:
        is_gone = self._bring_back is not None
        self.gone.setText(f"“{self._name}” is deleted.")
        self.field.setHidden(is_gone)
        self.remove.setHidden(is_gone)
        self.gone.setVisible(is_gone)
        self.back.setVisible(is_gone)
