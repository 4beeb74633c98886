"""Temporary settings: in force while a job sends, put back whenever it does not.

A job that is paused, interrupted, cancelled or done owes the session its settings as they were. What was
changed is on disk before the request leaves, so that the next start knows what to put back. Both directions
begin with a look: sending the same setting twice does no harm, and what somebody else has set meanwhile is
left alone.

Two jobs of one session share the value from before: whoever ends first leaves the setting to the other. A
value that nobody knows from before, found when a job begins to send, is somebody's choice: it comes back.
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from webinar_console.domain.errors import ConsoleError, NotFound, NotSignedIn, ServerError
from webinar_console.domain.job import JobState
from webinar_console.domain.preferences import Preferences, patch_body
from webinar_console.domain.temporary import HeldSetting, deed_words, in_force, setting_words, still_words

from .book import Book
from .ports import Server, Witness
from .run import Run

_GONE = "The session is gone, so there is nothing to put back."


class NotAccepted(ConsoleError):
    """RingCentral answered and kept its own value: the job must not send under other conditions."""


class Temporary:
    """Puts settings in force and back. ``runs`` are all jobs that are not over."""

    def __init__(
        self, server: Server, book: Book, witness: Witness, runs: Callable[[], Iterable[Run]]
    ) -> None:
        self._server = server
        self._witness = witness
        self._book = book
        self._runs = runs

    async def put_in_force(self, run: Run) -> None:
        """Before the first row is sent. One call when all is as wanted, else two.

        Raises :class:`NotAccepted`, ``StoreError`` and what the calls raise; the job owes then what may be
        in force.
        """
        found = await self._server.settings(run.record.session_id)
        if run.is_done or not run.is_working:  # cancelled or paused meanwhile
            return
        claims = [self._claim(run, held, found) for held in run.settings]
        if tuple(claims) != run.settings:
            await self._book.save_settings(run, claims, "settings", _told(claims))
        await self._share(run)
        changes = {
            held.name: held.wanted for held in in_force(claims) if found.value(held.name) != held.wanted
        }
        if changes:
            after = await self._change(run, changes)
            for name, wanted in changes.items():
                if after.value(name) != wanted:
                    nothing = "Nobody was registered and nothing was sent."
                    if run.counts().ended:
                        nothing = "Nothing more is sent."
                    raise NotAccepted(
                        f"RingCentral did not let this program {deed_words(name, wanted)}. {nothing}"
                    )
        run.settings_ready = True

    async def _change(self, run: Run, changes: Mapping[str, object]) -> Preferences:
        after = await self._server.change_settings(run.record.session_id, patch_body(changes))
        self._witness.take_settings(after)
        return after

    def _claim(self, run: Run, held: HeldSetting, found: Preferences) -> HeldSetting:
        others = self._claims_on(run, held.name)
        now = found.value(held.name)
        if now == held.wanted and not others and not held.in_force:
            return held
        before = now
        if held.in_force or others:  # the setting may be as a job made it: else somebody chose it meanwhile
            before = held.before if held.in_force else others[-1].before
            if now not in (before, held.wanted, *(claim.wanted for claim in others)):
                before = now
        return msgspec.structs.replace(held, before=before, in_force=True, words="")

    async def _share(self, run: Run) -> None:
        """All jobs of the session put the same value back."""
        before = {held.name: held.before for held in in_force(run.settings)}
        for other in tuple(self._runs()):
            if other is run or other.record.session_id != run.record.session_id:
                continue
            after = [
                msgspec.structs.replace(held, before=before[held.name])
                if held.in_force and held.name in before
                else held
                for held in other.settings
            ]
            if tuple(after) != other.settings:
                await self._book.save_settings(other, after, "settings", _told(after))

    def _claims_on(self, run: Run, name: str, *, sending: bool = False) -> list[HeldSetting]:
        """What other jobs of the same session hold of that name."""
        return [
            held
            for other in self._runs()
            if other is not run and other.record.session_id == run.record.session_id
            if other.state is JobState.RUNNING or not sending
            for held in in_force(other.settings)
            if held.name == name
        ]

    async def put_back(self, run: Run) -> None:
        """When the job does not send any more. One call when nothing is to be changed, else two.

        What cannot be put back is told in the words of the setting. Raises ``StoreError`` and those errors
        after which it is to be tried again.
        """
        settled: dict[str, HeldSetting] = {}
        try:
            found = await self._server.settings(run.record.session_id)
            changes = {}
            for held in in_force(run.settings):
                target, words = self._target(run, held, found)
                if not words and found.value(held.name) != target:
                    changes[held.name] = target
                # From now on "before" is what was put back: another job may still want what this one wanted.
                settled[held.name] = msgspec.structs.replace(held, before=target, in_force=False, words=words)
            for name, why in (await self._restore(run, changes)).items():
                settled[name] = _stuck(settled[name], why)
        except NotFound:
            settled = {
                held.name: msgspec.structs.replace(held, in_force=False, words=_GONE)
                for held in in_force(run.settings)
            }
        except ServerError as error:
            if error.can_retry or isinstance(error, NotSignedIn):
                raise
            settled = {held.name: _stuck(held, error.sentence) for held in in_force(run.settings)}
        run.settings_ready = False
        after_all = [settled.get(held.name, held) for held in run.settings]
        await self._book.save_settings(run, after_all, "settings put back", _told(after_all))

    async def _restore(self, run: Run, changes: Mapping[str, object]) -> dict[str, str]:
        """Why RingCentral does not take some. One refused value must not keep the others."""
        if not changes:
            return {}
        try:
            after = await self._change(run, changes)
        except ServerError as error:
            if error.can_retry or isinstance(error, NotSignedIn | NotFound):
                raise
            if len(changes) == 1:
                return dict.fromkeys(changes, error.sentence)
            words: dict[str, str] = {}
            for name, target in changes.items():
                words |= await self._restore(run, {name: target})
            return words
        return {
            name: "RingCentral did not take the change."
            for name, target in changes.items()
            if after.value(name) != target
        }

    def _target(self, run: Run, held: HeldSetting, found: Preferences) -> tuple[object, str]:
        """What the setting has to be now, or the words for leaving it alone."""
        others = self._claims_on(run, held.name, sending=True)
        ours = {held.wanted, *(claim.wanted for claim in self._claims_on(run, held.name))}
        target = others[-1].wanted if others else held.before
        now = found.value(held.name)
        if now == target or now in ours:
            return target, ""
        return now, f"Somebody else chose {setting_words(held.name, now)} meanwhile; that stays."


def _stuck(held: HeldSetting, why: str) -> HeldSetting:
    words = still_words(held.name, held.wanted, held.before, why)
    return msgspec.structs.replace(held, in_force=False, words=words)


def _told(settings: Iterable[HeldSetting]) -> str:
    parts = []
    for held in settings:
        if held.in_force:
            before = setting_words(held.name, held.before)
            parts.append(f"{setting_words(held.name, held.wanted)} (before: {before})")
        elif held.words:
            parts.append(held.words)
    return "; ".join(parts)
