"""Attendance: who came, told from registrants and, where known, from participants."""

from collections.abc import Iterable
from dataclasses import dataclass

from .registrant import Registrant


@dataclass(frozen=True, slots=True)
class Attendance:
    """Numbers of people. ``attended + absent == registered``."""

    registered: int
    attended: int

    @property
    def absent(self) -> int:
        """Registered, but never joined."""
        return self.registered - self.attended


def attendance_of(registrants: Iterable[Registrant]) -> Attendance:
    """Count by the rule of RingCentral's guide: a ``participantId`` means that the person came."""
    registered = attended = 0
    for registrant in registrants:
        registered += 1
        attended += registrant.attended
    return Attendance(registered, attended)
