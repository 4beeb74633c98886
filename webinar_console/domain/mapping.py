"""What the columns of a file are used for: one use for each column, and constants for all rows.

Nothing is given twice: a target, or a target with its key, comes from one column or from one constant.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from .target import Target

#: Targets that need a key: the key within the external id, or the id of the question.
KEYED = frozenset({Target.EXTERNAL_KEY, Target.ANSWER, Target.CHOICES})
#: What may be the same for all rows: everything but who the person is.
CONSTANTS = (
    Target.ROLE,
    Target.SOURCE,
    Target.EXTERNAL_ID,
    Target.EXTERNAL_KEY,
    Target.JOB_TITLE,
    Target.JOIN_URI,
    Target.CANCELLATION_URI,
    Target.ANSWER,
    Target.CHOICES,
)

Slot = tuple[Target, str]


class NameOrder(StrEnum):
    """How the full names of a file are written. A comma always stands after the last name.

    ``AUTOMATIC`` is the first name first, and the last name first in Chinese, Japanese and Korean script.
    ``CHINESE`` splits names in Chinese script without a space as well, by the known family names.
    """

    AUTOMATIC = "automatic"
    FIRST_LAST = "first_last"
    LAST_FIRST = "last_first"
    CHINESE = "chinese"


class ColumnUse(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What one column is used for.

    ``key`` is the key of a part of the external id, or a question's id; empty for the other targets.
    """

    target: Target
    key: str = ""

    @property
    def slot(self) -> Slot:
        """What is filled, for "nothing twice": a question has one answer, in words or by choice."""
        return (Target.ANSWER if self.target is Target.CHOICES else self.target, self.key)

    @property
    def label(self) -> str:
        """The words for the person: "e-mail", "external id’s “lid”"."""
        return f"{self.target.label} “{self.key}”" if self.key else self.target.label


IGNORED = ColumnUse(Target.IGNORE)


class Constant(msgspec.Struct, frozen=True, gc=False):
    """The same text for all rows. It counts only while no column has its target (and key)."""

    target: Target
    value: str
    key: str = ""

    @property
    def use(self) -> ColumnUse:
        """What it fills."""
        return ColumnUse(self.target, self.key)


class ColumnMapping(msgspec.Struct, frozen=True, omit_defaults=True):
    """One use for each column of the file, in the file's order, constants, and the order of full names.

    Raises ``ValueError`` where something is given twice, a key stands where none belongs, or a constant
    is given for what it cannot be.
    """

    columns: tuple[ColumnUse, ...]
    constants: tuple[Constant, ...] = ()
    name_order: NameOrder = NameOrder.AUTOMATIC

    def __post_init__(self) -> None:
        used = [use for use in self.columns if use.target is not Target.IGNORE]
        uses = (*used, *(constant.use for constant in self.constants))
        for group in (used, [constant.use for constant in self.constants]):
            slots = [use.slot for use in group if use.key or use.target not in KEYED]
            if len(slots) != len(set(slots)):
                raise ValueError("something is given twice")
        if any(use.key and use.target not in KEYED for use in uses):
            raise ValueError("a key for a target that has none")
        if any(constant.target not in CONSTANTS for constant in self.constants):
            raise ValueError("a constant for what cannot be the same for all rows")

    @classmethod
    def of(cls, *uses: ColumnUse | Target) -> "ColumnMapping":
        """A mapping without constants; a bare target is a use without a key."""
        return cls(tuple(ColumnUse(use) if isinstance(use, Target) else use for use in uses))

    @property
    def targets(self) -> tuple[Target, ...]:
        """What each column means, without keys."""
        return tuple(use.target for use in self.columns)

    @property
    def live_constants(self) -> tuple[Constant, ...]:
        """The constants that count: those whose slot no column fills."""
        filled = {use.slot for use in self.columns}
        return tuple(constant for constant in self.constants if constant.use.slot not in filled)

    @property
    def given(self) -> frozenset[Target]:
        """The targets that have a column or a constant that counts."""
        return frozenset(use.target for use in self._uses())

    def _uses(self) -> Iterator[ColumnUse]:
        yield from (use for use in self.columns if use.target is not Target.IGNORE)
        yield from (constant.use for constant in self.live_constants)

    @property
    def keyless(self) -> ColumnUse | None:
        """The first use that still needs its key."""
        return next((use for use in self._uses() if use.target in KEYED and not use.key), None)

    def holder(self, use: ColumnUse) -> int | None:
        """The column that fills the slot of ``use`` now; ignored columns hold nothing."""
        if use.target is Target.IGNORE or (use.target in KEYED and not use.key):
            return None
        return next((place for place, held in enumerate(self.columns) if held.slot == use.slot), None)

    def with_column(self, column: int, use: ColumnUse) -> "ColumnMapping":
        """The mapping with one column changed; a column that filled that slot is ignored from now on."""
        holder = self.holder(use)
        columns = list(self.columns)
        if holder is not None:
            columns[holder] = IGNORED
        columns[column] = use
        return msgspec.structs.replace(self, columns=tuple(columns))

    def with_constants(self, constants: Iterable[Constant]) -> "ColumnMapping":
        """The same columns with other constants."""
        return msgspec.structs.replace(self, constants=tuple(constants))

    def with_order(self, order: NameOrder) -> "ColumnMapping":
        """The same columns with full names written in another order."""
        return msgspec.structs.replace(self, name_order=order)


class SavedMapping(msgspec.Struct, frozen=True):
    """A mapping with the names of the columns that it was made for; ``name`` is what the person calls it."""

    header: tuple[str, ...]
    mapping: ColumnMapping
    name: str = ""

    def __post_init__(self) -> None:
        if len(self.header) != len(self.mapping.columns):
            raise ValueError("a mapping needs one use for each column")
