"""Who gets the height of the sheet: the open step first, then the sentences of the forecast."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QBoxLayout, QLayoutItem, QStackedWidget, QWidget

from .draft_page import DraftPage
from .forecast_bar import ForecastBar

_CHANGES = (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show)


class SheetRoom(QObject):
    """Tells the foot how high it may be whenever the sheet, or something in it, changes its size."""

    def __init__(self, sheet: QWidget, layout: QBoxLayout, pages: QStackedWidget, foot: ForecastBar) -> None:
        super().__init__(sheet)
        self._sheet, self._layout, self._pages, self._foot = sheet, layout, pages, foot
        sheet.installEventFilter(self)
        # A scroll area does not tell when its inside becomes higher.
        for page in pages.findChildren(DraftPage):
            body = page.widget()
            if body is not None:
                body.installEventFilter(self)
        pages.currentChanged.connect(self.share)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt's call."""
        if event.type() in _CHANGES:
            self.share()
        return False

    def share(self) -> None:
        """Give the foot what the page can spare."""
        page, room = self._pages.currentWidget(), self._sheet.height()
        for place in range(self._layout.count()):
            item = self._layout.itemAt(place)
            if item is not None and item.widget() not in (self._pages, self._foot):
                room -= _height(item, self._sheet.width())
        if isinstance(page, DraftPage):
            # The pages are as high as the highest of them must be, shown or not.
            floor = self._pages.minimumSizeHint().height()
            least, good = max(floor, page.least_height()), max(floor, page.good_height())
            page.be_low(room - least < self._foot.least_height())
            self._foot.give_room(room - least, room - good)
        else:
            self._foot.give_room(room // 2, room // 2)


def _height(item: QLayoutItem, width: int) -> int:
    if item.isEmpty():
        return 0
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
