"""Paints the tree's rows: headings of groups, two lines for a webinar, one for a session inside it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from webinar_console.domain.agenda import Period
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.theme.icons import paint_icon

from .model import NODE_ROLE, SECOND_LINE_ROLE
from .nodes import Node, NodeKind

Index = QModelIndex | QPersistentModelIndex
_DOTS = {Period.LIVE: "success", Period.UPCOMING: "accent", Period.PAST: "control"}


class AgendaDelegate(QStyledItemDelegate):
    """The view has no indentation and draws no branches: depth, arrows and selection are painted here."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._title = theme.font()
        self._title_chosen = theme.font(strong=True)
        self._second = theme.font(Size.SMALL, tabular=True)
        self._heading = QFont(theme.font(Size.SMALL, strong=True))
        self._heading.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of a row; the width is the view's."""
        node: Node = index.data(NODE_ROLE)
        space = self._theme.space
        line, small = QFontMetrics(self._title).height(), QFontMetrics(self._second).height()
        if node.kind is NodeKind.GROUP:
            return QSize(0, QFontMetrics(self._heading).height() + space(16))
        if index.data(SECOND_LINE_ROLE):
            return QSize(0, line + small + space(14))
        return QSize(0, line + space(8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's call."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        node: Node = index.data(NODE_ROLE)
        rect: QRect = option.rect
        if node.kind is NodeKind.GROUP:
            self._paint_heading(painter, rect, node, self._is_open(option))
        else:
            self._paint_ground(painter, option, rect)
            self._paint_lines(painter, option, rect, node, index)
        painter.restore()

    @staticmethod
    def _is_open(option: QStyleOptionViewItem) -> bool:
        return bool(option.state & QStyle.StateFlag.State_Open)

    def _paint_heading(self, painter: QPainter, rect: QRect, node: Node, is_open: bool) -> None:
        space = self._theme.space
        words = rect.adjusted(space(16), space(8), -space(16), -space(2))
        painter.setFont(self._heading)
        painter.setPen(self._theme.colour("muted"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, flags, node.title.upper())
        if not is_open:
            painter.drawText(
                words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._count(node)
            )

    @staticmethod
    def _count(node: Node) -> str:
        return f"{len(node.children):,}"

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
        state = option.state
        space = self._theme.space
        ground = ""
        if state & QStyle.StateFlag.State_Selected:
            ground = "selection" if state & QStyle.StateFlag.State_Active else "selection_idle"
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = "hover"
        box = QRectF(rect).adjusted(space(8), 1, -space(8), -1)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(ground))
            painter.drawRoundedRect(box, space(6), space(6))
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.setPen(self._theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), space(6), space(6))

    def _paint_lines(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, node: Node, index: Index
    ) -> None:
        space = self._theme.space
        depth = space(20) if node.under_webinar else 0
        words = rect.adjusted(space(34) + depth, space(5), -space(16), -space(5))
        title, second = str(index.data() or ""), str(index.data(SECOND_LINE_ROLE) or "")
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        font = self._title_chosen if chosen else self._title
        metrics = QFontMetrics(font)
        first = QRect(words.x(), words.y(), words.width(), metrics.height())
        if not second:
            first = QRect(words.x(), rect.y(), words.width(), rect.height())
        self._paint_sign(painter, node, QRect(rect.x() + depth, first.y(), space(34), first.height()), option)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        quiet = node.period is Period.PAST and not chosen
        painter.setPen(self._theme.colour("muted" if quiet and node.under_webinar else "text"))
        painter.drawText(first, flags, metrics.elidedText(title, Qt.TextElideMode.ElideRight, first.width()))
        if second:
            small = QFontMetrics(self._second)
            below = QRect(words.x(), first.bottom() + space(3), words.width(), small.height())
            painter.setFont(self._second)
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(
                below, flags, small.elidedText(second, Qt.TextElideMode.ElideRight, below.width())
            )

    def _paint_sign(self, painter: QPainter, node: Node, room: QRect, option: QStyleOptionViewItem) -> None:
        """A dot in the colour of the group, an arrow on a webinar of several sessions."""
        space = self._theme.space
        if node.kind is NodeKind.WEBINAR:
            side = space(14)
            icon = "chevron-down" if self._is_open(option) else "chevron-right"
            at = QRectF(room.x() + space(15), room.center().y() - side / 2 + 0.5, side, side)
            paint_icon(painter, at, icon, self._theme.colours.muted)
            return
        radius = space(6) / 2
        centre = QPointF(room.x() + space(22), room.center().y() + 0.5)
        ink = self._theme.colour(_DOTS[node.period])
        if node.period is Period.PAST or node.under_webinar:
            painter.setPen(ink)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, radius - 0.5, radius - 0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(centre, radius, radius)
