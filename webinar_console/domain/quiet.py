"""Quiet hours: a time of the day in which nobody wants an e-mail."""

from datetime import UTC, datetime, time, timedelta, tzinfo

import msgspec

EVENING, MORNING = time(20), time(8)
#: A day that is quiet for ever would be no day.
_FEWEST_HOURS = timedelta(minutes=30)


class QuietHours(msgspec.Struct, frozen=True):
    """From ``begins`` until ``ends``, by the clock of a place; over midnight when ``ends`` is the earlier."""

    begins: time = EVENING
    ends: time = MORNING

    def __post_init__(self) -> None:
        """Raises ``ValueError`` when less than half an hour of the day would be left, or nothing is quiet."""
        left = timedelta(days=1) - self._length
        if self.begins == self.ends or left < _FEWEST_HOURS:
            raise ValueError("quiet hours must leave half an hour of the day")

    @property
    def _length(self) -> timedelta:
        first = timedelta(hours=self.begins.hour, minutes=self.begins.minute)
        last = timedelta(hours=self.ends.hour, minutes=self.ends.minute)
        return (last - first) % timedelta(days=1)

    def until(self, moment: datetime, zone: tzinfo) -> datetime | None:
        """When the quiet hours that ``moment`` (aware) lies in are over, in UTC; ``None`` outside them."""
        local = moment.astimezone(zone)
        for day in (local.date() - timedelta(days=1), local.date()):
            begins = datetime.combine(day, self.begins, zone)
            over = day if self.begins < self.ends else day + timedelta(days=1)
            ends = _last(datetime.combine(over, self.ends, zone))
            if begins.astimezone(UTC) <= moment < ends:
                return ends
        return None

    def next(self, moment: datetime, zone: tzinfo) -> datetime:
        """When quiet hours begin next after ``moment`` (aware, outside them), in UTC."""
        local = moment.astimezone(zone)
        days = (local.date() + timedelta(days=n) for n in (0, 1, 2))
        coming = (datetime.combine(day, self.begins, zone).astimezone(UTC) for day in days)
        return next(begins for begins in coming if begins > moment)

    def after(self, start: datetime, seconds: float, zone: tzinfo) -> datetime:
        """When ``seconds`` of work that rests in quiet hours are done, if it begins at ``start``. In UTC."""
        now, left = start.astimezone(UTC), timedelta(seconds=seconds)
        while True:
            now = self.until(now, zone) or now
            room = self.next(now, zone) - now
            if left <= room:
                return now + left
            left -= room
            now += room


def _last(local: datetime) -> datetime:
    """The moment (UTC) of a local time: the second one, where the clock shows it twice, or not at all."""
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
