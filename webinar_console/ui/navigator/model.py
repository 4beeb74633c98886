"""The tree's model: an agenda, changed in place so that selection and open branches survive a refresh."""

from datetime import datetime, tzinfo
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from webinar_console.domain.agenda import Agenda
from webinar_console.domain.session import Session
from webinar_console.ui.moments import (
    count,
    from_now,
    long_when,
    own_start,
    short_for_you,
    short_when,
    when_for_you,
)
from webinar_console.ui.widgets.label import plain_tip

from .nodes import Node, NodeKind, root_of

Index = QModelIndex | QPersistentModelIndex
NODE_ROLE = Qt.ItemDataRole.UserRole
SECOND_LINE_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()


class AgendaModel(QAbstractItemModel):
    """Groups, webinars and sessions. ``here`` is the person's zone, ``None`` for the computer's."""

    def __init__(self, here: tzinfo | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._here = here
        self._agenda = Agenda()
        self._search = ""
        self._now = datetime.now().astimezone()
        self._root = root_of(self._agenda)

    def show_agenda(self, agenda: Agenda, now: datetime) -> None:
        """Show this agenda. Only what differs is inserted, removed, moved or repainted."""
        self._agenda, self._now = agenda, now
        self._sync(self._root, root_of(agenda, self._search), _NOWHERE)

    def search(self, text: str) -> None:
        """Keep what matches; an empty text keeps everything."""
        self._search = text
        self._sync(self._root, root_of(self._agenda, text), _NOWHERE)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not self._root.children

    def index_of_session(self, session_id: str) -> QModelIndex:
        """Where a session stands; an invalid index when it is not in the tree."""
        for node in self._root.walk():
            if node.session is not None and node.session.id == session_id:
                return self._index_of(node)
        return QModelIndex()

    def node(self, index: Index) -> Node:
        """The node of a valid index."""
        node: Node = index.internalPointer()
        return node

    def session(self, index: Index) -> Session | None:
        """The session of an index, ``None`` for groups and webinars of several sessions."""
        return self.node(index).session if index.isValid() else None

    # Qt's questions.

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """The child at ``row``."""
        children = self._node_or_root(parent).children
        if column == 0 and 0 <= row < len(children):
            return self.createIndex(row, 0, children[row])
        return QModelIndex()

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """The index above."""
        if not index.isValid():
            return QModelIndex()
        above = self.node(index).parent
        return QModelIndex() if above is None or above is self._root else self._index_of(above)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many children there are."""
        return 0 if parent.column() > 0 else len(self._node_or_root(parent).children)

    def columnCount(self, _parent: Index = _NOWHERE) -> int:
        """One column."""
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Groups are headings: there is nothing to select in them."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.node(index).kind is NodeKind.GROUP:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Title, second line, tool tip and what a screen reader says."""
        if not index.isValid():
            return None
        node = self.node(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return node.title or self._when(node)
        if role == SECOND_LINE_ROLE:
            return self._second_line(node)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(node))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(node)
        if role == NODE_ROLE:
            return node
        return None

    def _when(self, node: Node) -> str:
        if node.session is None:
            return ""
        mine = short_for_you(node.session, self._here)
        own = short_when(node.session, self._now, self._here)
        return f"{own} · {mine}" if mine else own

    def _second_line(self, node: Node) -> str:
        if node.kind is NodeKind.WEBINAR:
            first = short_when(node.sessions[0], self._now, self._here)
            return f"{count(len(node.sessions), 'session')} · {first}"
        return self._when(node) if node.title else ""

    def _tip(self, node: Node) -> str:
        if node.session is None:
            return node.title if node.kind is NodeKind.WEBINAR else ""
        start = own_start(node.session, self._here)
        lines = [
            node.session.name,
            long_when(node.session, self._here),
            when_for_you(node.session, self._here),
        ]
        if start is not None:
            lines.append(from_now(start, self._now).capitalize())
        return "\n".join(line for line in lines if line)

    def _spoken(self, node: Node) -> str:
        if node.kind is NodeKind.GROUP:
            return f"{node.title}, {count(len(node.children), 'webinar')}"
        return ", ".join(part for part in (node.title, self._second_line(node) or self._when(node)) if part)

    def _node_or_root(self, index: Index) -> Node:
        return self.node(index) if index.isValid() else self._root

    def _index_of(self, node: Node) -> QModelIndex:
        above = node.parent
        if above is None:
            return QModelIndex()
        return self.createIndex(above.children.index(node), 0, node)

    # Changing in place.

    def _sync(self, have: Node, want: Node, at: QModelIndex) -> None:
        wanted = {node.key for node in want.children}
        for row in range(len(have.children) - 1, -1, -1):
            if have.children[row].key not in wanted:
                self.beginRemoveRows(at, row, row)
                del have.children[row]
                self.endRemoveRows()
        for row, node in enumerate(want.children):
            self._place(have, node, row, at)
            mine = have.children[row]
            here = self.index(row, 0, at)
            if mine is not node:
                mine.period = node.period
                self._sync(mine, node, here)
                if not mine.same_face(node):
                    mine.take_face(node)
        # Dates are said in words ("in 3 days"), so any row may have to be painted anew.
        if have.children:
            self.dataChanged.emit(self.index(0, 0, at), self.index(len(have.children) - 1, 0, at))

    def _place(self, have: Node, node: Node, row: int, at: QModelIndex) -> None:
        """Make sure that the child with this node's key stands at ``row``."""
        for found in range(row, len(have.children)):
            if have.children[found].key == node.key:
                break
        else:
            self.beginInsertRows(at, row, row)
            node.parent = have
            have.children.insert(row, node)
            self.endInsertRows()
            return
        if found != row:
            self.beginMoveRows(at, found, found, at, row)
            have.children.insert(row, have.children.pop(found))
            self.endMoveRows()
