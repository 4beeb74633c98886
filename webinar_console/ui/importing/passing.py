"""Settings for this import only: what is offered, in which words, and the boxes to choose them.

What a ticked box means for others stands below the boxes, unless the price says it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from webinar_console.domain.forecast import Forecast
from webinar_console.domain.preferences import OPEN, Preferences
from webinar_console.ui.phrases import number
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, column

#: The offer to send only those who have a seat; all other names are settings.
TRIM = "trim"
#: Seats beyond those that the import needs: others register while it runs.
_ROOM = 50
# Two ways out of the same trouble.
_INSTEAD = {TRIM: "auto_close_limit", "auto_close_limit": TRIM}


@dataclass(frozen=True, slots=True)
class Offer:
    """May be changed for this import: a setting by its name in ``domain.preferences.FIELDS``, or ``TRIM``.

    ``is_told``: the price says what it means, once it is ticked.
    """

    name: str
    value: Any
    words: str
    tip: str
    is_told: bool = False


def offers(forecast: Forecast, preferences: Preferences | None, unseated: int = 0) -> list[Offer]:
    """What can be changed for this import, given its price and the settings as they are without a change.

    ``unseated`` people stay out of the plan already, because there is no seat for them.
    """
    if not (forecast.registers or forecast.replaces or forecast.removes or unseated):
        return []
    found = []
    if preferences is not None and preferences.registration_status != OPEN:
        tip = "It is closed again when the import is over. Until then anybody can register."
        found.append(Offer("registration_status", OPEN, "Open registration", tip))
    limit = preferences.value("auto_close_limit") if preferences is not None else 0
    if limit and preferences is not None:
        needed = (preferences.registrant_count or 0) + forecast.registers + unseated
        if needed > limit and (forecast.registers or unseated):
            raised = -(-(needed + 1) // _ROOM) * _ROOM
            tip = (
                f"It is {limit:,} again when the import is over. "
                "RingCentral may close registration then, because more people are registered."
            )
            found.append(Offer("auto_close_limit", raised, f"Raise the limit to {raised:,}", tip))
            seats = max(0, limit - (preferences.registrant_count or 0))
            tip = (
                "The others are not sent. They are in the file of those that were not done, "
                "ready to be dropped in again."
            )
            if seats:
                first = (
                    "Register only the first" if seats == 1 else f"Register only the first {number(seats)}"
                )
                found.append(Offer(TRIM, True, first, tip))
    if preferences is None or not preferences.value("suppress_emails"):
        tip = (
            "Registrants get no confirmation, and neither does anybody else who registers until the import "
            "is over. Panel invitations are sent all the same."
        )
        found.append(Offer("suppress_emails", True, "Suppress e-mails", tip, is_told=True))
    return found


class _Wrapped(QWidget):
    """Widgets beside each other; where one line is too short for all of them, they go on in the next."""

    def __init__(self, theme: Theme, *parts: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._parts: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_parts(parts)

    def show_parts(self, parts: Sequence[QWidget]) -> None:
        """Show these instead of those before."""
        for gone in (part for part in self._parts if part not in parts):
            gone.hide()
            gone.deleteLater()
        self._parts = list(parts)
        for part in parts:
            part.setParent(self)
            part.show()
        self._arrange()

    def sizeHint(self) -> QSize:
        """Qt's question: everything in one line."""
        gaps = self._theme.space(16) * max(0, len(self._parts) - 1)
        return QSize(sum(part.sizeHint().width() for part in self._parts) + gaps, self.height())

    def minimumSizeHint(self) -> QSize:
        """Qt's question: the widest of them."""
        return QSize(max((part.sizeHint().width() for part in self._parts), default=0), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Qt's call: another style or font has other sizes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._arrange()

    def _arrange(self) -> None:
        x = y = line = 0
        for part in self._parts:
            size = part.sizeHint()
            if x and x + size.width() > self.width():
                x, y, line = 0, y + line + self._theme.space(4), 0
            line = max(line, size.height())
            part.setGeometry(x, y, size.width(), size.height())
            x += size.width() + self._theme.space(16)
        self.setFixedHeight(y + line)
        self.updateGeometry()


class PassingSettings(QWidget):
    """The boxes. ``chosen`` carries the settings by name whenever the person changes them, with those that
    were chosen before and are not offered now."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._offers: tuple[Offer, ...] = ()
        self._boxes: dict[str, QCheckBox] = {}
        self._others: dict[str, Any] = {}
        self._title = Label(theme, "Only for this import:", tone="muted")
        self._title.setToolTip(
            "What was before is put back when the import is over or paused, or the program ends."
        )
        self._wrapped = _Wrapped(theme, self._title)
        self.notes = Label(theme, size=Size.SMALL, tone="muted", wrap=True)
        self.notes.hide()
        self.setLayout(column(theme, self._wrapped, self.notes, gap=4))
        self.hide()

    def show_offers(self, offers: Sequence[Offer], settings: Mapping[str, Any]) -> None:
        """Offer these; those in ``settings`` are chosen."""
        if tuple(offers) != self._offers:
            self._offers = tuple(offers)
            self._boxes = {offer.name: self._box(offer) for offer in offers}
            self._wrapped.show_parts([self._title, *self._boxes.values()])
        self._others = {name: value for name, value in settings.items() if name not in self._boxes}
        for name, box in self._boxes.items():
            with QSignalBlocker(box):
                box.setChecked(name in settings)
        notes = [offer.tip for offer in offers if offer.name in settings and not offer.is_told]
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self.setVisible(bool(offers))

    def _box(self, offer: Offer) -> QCheckBox:
        box = QCheckBox(offer.words)
        box.setFont(self._theme.font())
        box.setToolTip(offer.tip)
        box.setAccessibleName(f"{offer.words} for this import")
        box.setAccessibleDescription(offer.tip)
        box.toggled.connect(lambda on: self._toggled(offer.name, on))
        return box

    def _toggled(self, name: str, on: bool) -> None:
        """With a higher limit nobody is left out, and the other way round."""
        other = self._boxes.get(_INSTEAD.get(name, ""))
        if on and other is not None:
            with QSignalBlocker(other):
                other.setChecked(False)
        if on:
            self._others.pop(_INSTEAD.get(name, ""), None)
        ticked = {offer.name: offer.value for offer in self._offers if self._boxes[offer.name].isChecked()}
        self.chosen.emit({**self._others, **ticked})
