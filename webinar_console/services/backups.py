"""Who is to be removed, as a file first: nobody is removed before it is written.

It stands beside the program's data, or where the person chose, for its owner only. It is an export with every
field, so an import reads it back; the program itself registers people again from its journal
(:mod:`.restoring`).
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.exported import all_columns
from webinar_console.domain.file_names import file_name
from webinar_console.domain.moments import parse_moment
from webinar_console.domain.plan import Action, JobPlan
from webinar_console.domain.registrant import Registrant
from webinar_console.files.exporting import sentence_for
from webinar_console.files.naming import name_anew
from webinar_console.files.process import to_the_end
from webinar_console.files.writing import passage_beside
from webinar_console.store.folder import make_private
from webinar_console.store.memory import Settings

from .exports import ExportFile, find_columns, write_export
from .slices import in_slices

NOT_WRITTEN = "Nobody was removed and nothing was sent, because the backup file could not be written."
_CHOSEN = "backup folder"


class Backups:
    """The backup files of an account. ``folder`` is where they go unless another one was chosen; ``None``:
    there is no place, as where nothing of the account is kept, and no file is written.
    """

    def __init__(self, folder: Path | None, settings: Settings, now: Callable[[], datetime]) -> None:
        self._folder, self._settings, self._now = folder, settings, now

    async def folder(self) -> Path | None:
        """Where the next file goes. Raises ``StoreError``."""
        chosen = await self._settings.get(_CHOSEN)
        return Path(chosen) if isinstance(chosen, str) and chosen else self._folder

    async def choose(self, folder: Path) -> None:
        """Write into this folder from now on. Raises ``StoreError``."""
        await self._settings.set(_CHOSEN, str(folder))

    async def write(self, plan: JobPlan) -> Path | None:
        """Write who is removed by a plan; ``None`` where that is nobody, or there is no place.

        Raises ``FileProblem``, whose sentence says that nobody was removed, and ``StoreError``.
        """
        people: list[Registrant] = []

        def find(start: int, end: int) -> None:
            removed = (row.old for row in plan.rows[start:end] if row.action is Action.REMOVE)
            people.extend(person for person in removed if person is not None)

        await in_slices(len(plan.rows), find)
        folder = await self.folder() if people else None
        if folder is None:
            return None
        try:
            return await self._write(folder, people, plan.session_title)
        except FileProblem as problem:
            raise FileProblem(f"{NOT_WRITTEN} {problem.sentence}", problem.technical) from problem

    async def _write(self, folder: Path, people: Sequence[Registrant], title: str) -> Path:
        stem = f"removed from {file_name(title, 'session')} {self._now().astimezone():%Y-%m-%d %H%M}"
        columns = all_columns(await find_columns(people), _attended, _local)
        whole = passage_beside(folder / stem)
        try:
            await asyncio.to_thread(make_private, folder)
            await write_export(ExportFile(whole, ".csv"), columns, people, lambda _done: None)
            # Another removal of the same minute may have the name: it is not written over.
            return await to_the_end(asyncio.ensure_future(asyncio.to_thread(name_anew, whole, folder, stem)))
        except OSError as error:
            raise FileProblem(sentence_for(error), str(error)) from error
        finally:
            with contextlib.suppress(OSError):
                whole.unlink(missing_ok=True)


def _attended(person: Registrant) -> str:
    return "Attended" if person.attended else ""


def _local(text: str | None) -> str:
    moment = parse_moment(text)
    return "" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"
