"""Mappings of an account: the one of the last import with the same header, and those that have a name."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec

from webinar_console.domain.listeners import Listeners
from webinar_console.domain.mapping import ColumnMapping, SavedMapping
from webinar_console.files.saved_mapping import fitted, is_for, read_mapping, signature_of, write_mapping

_SETTING = "import.mappings"
#: So many headers are remembered; the one that was not used for longest goes first.
RECENT = 50


class SettingsStore(Protocol):
    """Named values that can be written as JSON (``store.settings``)."""

    async def get(self, name: str, default: Any = None) -> Any:
        """The value of that name."""

    async def set(self, name: str, value: Any) -> None:
        """Keep a value."""


class _Book(msgspec.Struct, frozen=True):
    recent: tuple[SavedMapping, ...] = ()
    named: tuple[SavedMapping, ...] = ()


class Mappings:
    """Remembers mappings in the account's settings. ``changed`` tells that other names are there now."""

    def __init__(self, settings: SettingsStore) -> None:
        self._settings = settings
        self._book: _Book | None = None
        self._writing = asyncio.Lock()
        self._changed: Listeners[[]] = Listeners()

    @property
    def named(self) -> tuple[SavedMapping, ...]:
        """Those with a name, in the order of their names; empty before :meth:`load`."""
        return self._book.named if self._book is not None else ()

    @property
    def changed(self) -> Listeners[[]]:
        """Tells that other names are there now."""
        return self._changed

    async def load(self) -> None:
        """Read them, once. What cannot be understood counts as nothing."""
        if self._book is None:
            kept = await self._settings.get(_SETTING)
            try:
                book = msgspec.convert(kept, type=_Book) if kept is not None else _Book()
            except (msgspec.ValidationError, ValueError):
                book = _Book()
            if self._book is None:
                self._book = book
                if book.named:
                    self._changed.notify()

    def known(self, header: Sequence[str]) -> SavedMapping | None:
        """The mapping for a file with this header: the last one that was used, or one with a name."""
        if self._book is None:
            return None
        wanted = signature_of(header)
        for saved in (*self._book.recent, *self._book.named):
            if is_for(saved, wanted):
                columns = fitted(saved, header)
                return SavedMapping(tuple(header), columns, saved.name) if columns is not None else None
        return None

    async def remember(self, header: Sequence[str], mapping: ColumnMapping) -> None:
        """A file with this header was imported so. Raises ``StoreError``."""
        wanted = signature_of(header)
        used = SavedMapping(tuple(header), mapping)

        def remembered(book: _Book) -> _Book:
            others = (saved for saved in book.recent if not is_for(saved, wanted))
            return msgspec.structs.replace(book, recent=(used, *others)[:RECENT])

        await self._change(remembered)

    async def save(self, saved: SavedMapping) -> None:
        """Keep it under its name; one of the same name gives way. Raises ``StoreError``, ``ValueError``."""
        name = saved.name.strip()
        if not name:
            raise ValueError("a saved mapping needs a name")
        saved = msgspec.structs.replace(saved, name=name)

        def kept(book: _Book) -> _Book:
            others = (other for other in book.named if other.name.casefold() != name.casefold())
            named = sorted((saved, *others), key=lambda other: other.name.casefold())
            return msgspec.structs.replace(book, named=tuple(named))

        await self._change(kept)
        self._changed.notify()

    async def forget(self, name: str) -> None:
        """Drop the mapping of that name. Raises ``StoreError``."""
        await self._change(
            lambda book: msgspec.structs.replace(
                book, named=tuple(saved for saved in book.named if saved.name != name)
            )
        )
        self._changed.notify()

    async def write_file(self, saved: SavedMapping, path: Path) -> None:
        """Share it as a file. Raises ``FileProblem``."""
        await asyncio.to_thread(write_mapping, path, saved)

    async def read_file(self, path: Path) -> SavedMapping:
        """A mapping that somebody shared. Raises ``FileProblem``."""
        return await asyncio.to_thread(read_mapping, path)

    async def _change(self, change: Callable[[_Book], _Book]) -> None:
        await self.load()
        async with self._writing:
            assert self._book is not None
            book = change(self._book)
            await self._settings.set(_SETTING, msgspec.to_builtins(book))
            self._book = book
