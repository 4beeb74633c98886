"""From a file that was read to its price: check, forecast, and the forecast told anew while nobody confirms.

The sheet has the pages and the word that sends; this has what happens in between.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QTimer

from webinar_console.domain.check_choices import AS_USUAL, CheckChoices, Registered
from webinar_console.domain.errors import Unreachable
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.session import Session
from webinar_console.services.comparison import Comparison, Group
from webinar_console.services.imports import Checked, CheckOrder, PlanChoices, RowOrder
from webinar_console.ui.messages import Action, Message, message_for
from webinar_console.ui.phrases import counted
from webinar_console.ui.tasks import TaskOwner

from .choices import Kept
from .draft_page import DraftPage
from .forecast_bar import ForecastBar
from .known_preferences import KnownPreferences
from .night import NightRule
from .passing import TRIM
from .ports import Clock, ImportService, PaceNow, PreferencesLookup
from .shelf import Shelf
from .standing import StandingBanner
from .told import Told
from .words import confirm_label

# How often the time of finishing is told anew while nobody presses the button.
_RETELL_MS = 15_000
# A check of so many rows can be seen to take its time.
_MANY = 2_000
# So long the first check waits for the settings, which say whether free mail is welcome.
_PATIENCE_S = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom the flow asks: the services, the pace of this moment and its owner, the time, the zone of told
    times."""

    imports: ImportService
    preferences: PreferencesLookup
    pace: PaceNow
    now: Clock
    whose_pace: str
    local: tzinfo | None


@dataclass(frozen=True, slots=True)
class Places:
    """Where the flow shows what it found."""

    page: DraftPage
    foot: ForecastBar
    banner: StandingBanner


class CheckFlow(QObject):
    """Checks what waits for the shown session, and tells what confirming would do.

    ``told`` is that; ``None`` while there is nothing to confirm. While a session is held its list stays as
    it is: the plan that was told is being started.
    """

    def __init__(
        self, parent: QObject, asked: Asked, places: Places, night: NightRule, shelf: Shelf, tasks: TaskOwner
    ) -> None:
        super().__init__(parent)
        self._asked, self._night, self._shelf, self._tasks = asked, night, shelf, tasks
        self._page, self._foot, self._banner = places.page, places.foot, places.banner
        self._preferences = KnownPreferences(asked.preferences)
        self._session: Session | None = None
        self._is_shown = False
        #: The last check since the people were asked for, and whether they are to be asked for at the server.
        self._checked: Checked | None = None
        self._refreshes = False
        #: Asks for the settings, and whether the last check took the session to ask for work e-mail.
        self._asking: asyncio.Task[None] | None = None
        self._for_work = False
        #: The check whose rows are shown.
        self._shown: Checked | None = None
        self._complaint: Message | None = None
        self.told: Told | None = None
        #: The sessions whose imports are being started, and those of them for which something was missed.
        self._held: set[str] = set()
        self._missed: set[str] = set()
        self._retell = QTimer(self)
        self._retell.setInterval(_RETELL_MS)
        self._retell.timeout.connect(self.tell)
        night.changed.connect(self.plan_anew)
        night.offered.connect(self.tell)
        places.page.mended.connect(self.mended)
        places.page.rules_chosen.connect(self.choose_rules)
        places.page.group_ticked.connect(self.choose_group)
        places.page.refresh_wanted.connect(lambda: self.check(refresh=True))

    def turn_to(self, session: Session) -> None:
        """The session that is shown now."""
        self._session = session

    def shows(self, session: Session) -> bool:
        """Whether it is this session still, after a wait."""
        return self._session is not None and self._session.id == session.id

    def set_shown(self, shown: bool) -> None:
        """Whether anybody can see the sheet: the time of finishing is told anew only then."""
        self._is_shown = shown
        if not shown:
            self._retell.stop()
        elif self.told is not None:
            self.tell()
            self._retell.start()

    def forget(self) -> None:
        """What was told does not hold any more, and nothing is checked now."""
        self._tasks.cancel("check")
        self.told = None
        self._retell.stop()
        self._foot.start.setEnabled(False)

    def check(self, *, refresh: bool = False) -> None:
        """Check another list, or that of another session: who is there, and the settings, are asked for anew.

        ``refresh`` asks the server even where the store knows who is there.
        """
        self._checked, self._refreshes = None, refresh
        if self._session is not None and self._shelf.of(self._session) is not None:
            work = self._preferences.ask(self._session)
            self._asking = self._tasks.start(work, "ask for the settings", group="settings")
        self._banner.settle()
        self.check_again()

    def check_again(self) -> None:
        """Check what waits, mended or with other columns: nobody is asked again who is there."""
        kept, session = self._shelf.of(self._session), self._session
        self.forget()
        if self._complaint is not None and self._complaint is self._banner.passing:
            self._banner.settle()
        if kept is None or session is None:
            return
        if kept.draft.problem is not None:
            self._foot.say(kept.draft.problem)
            return
        if self._is_seen(kept):
            count = counted(len(kept.draft.rows), "row", "rows")
            self._foot.say_work(f"Checking {count}. Nothing is sent yet.")
            self._page.show_checking(0, len(kept.draft.rows))
        work = self._check(kept, session)
        self._tasks.start(work, "check people", group="check", on_failure=self._not_checked)

    def _is_seen(self, kept: Kept) -> bool:
        """Whether anybody can see a check at work: after a correction of a short list nobody can."""
        return self._checked is None or len(kept.draft.rows) > _MANY

    def mended(self) -> None:
        """Check anew after a correction."""
        kept, session = self._shelf.of(self._session), self._session
        if kept is None or session is None:
            return
        if self.holds:
            self._missed.add(session.id)
            return
        self._shelf.keep(session, kept)
        self.check_again()

    @property
    def holds(self) -> bool:
        """Whether the import of the shown session is being started."""
        return self._session is not None and self._session.id in self._held

    def hold(self, session: Session) -> None:
        """What was told of this session is being started."""
        self._held.add(session.id)
        self._foot.start.setEnabled(False)

    def let_go(self, session: Session, *, started: bool = False) -> None:
        """It was ``started``; or it was not: then it can be changed and confirmed again."""
        missed = session.id in self._missed
        self._held.discard(session.id)
        self._missed.discard(session.id)
        if started or not self.shows(session):
            return
        if missed:
            self.check_again()
        else:
            self.tell()

    def choose_rules(self, rules: CheckChoices) -> None:
        """Check anew by other rules."""
        session, kept = self._session, self._shelf.of(self._session)
        if session is not None and kept is not None and not self.holds:
            self._shelf.keep(session, replace(kept, rules=rules))
            self.check_again()

    async def _check(self, kept: Kept, session: Session) -> None:
        draft, is_seen, known = kept.draft, self._is_seen(kept), self._checked

        def progress(rows: int) -> None:
            if is_seen:
                self._page.show_checking(rows, len(draft.rows))

        if self._asking is not None and self._preferences.of(session) is None:
            await asyncio.wait([self._asking], timeout=_PATIENCE_S)
        for_work = self._for_work = self._preferences.asks_for_work(session)
        order = CheckOrder(kept.rules, kept.mending.mended, for_work, known)
        checked = await self._asked.imports.check(
            draft, session, progress, refresh=self._refreshes, order=order
        )
        self._checked, self._refreshes = checked, False
        if for_work is self._preferences.asks_for_work(session):  # else it is checked again at once
            self._page.check.rules.ask_for_work(for_work)
            self._page.show_checked(checked, kept, self._asked.now(), self._asked.local)
            self._shown = checked
        if is_seen:
            self._foot.say_work("Working out what it takes. Nothing is sent yet.")
        if self._asking is not None:
            await asyncio.wait([self._asking])
        await self._plan(checked, session)

    async def _plan(self, checked: Checked, session: Session, *, chosen: bool = False) -> None:
        """``chosen``: another choice about the rows that are shown; nobody is looking for one of them."""
        while True:
            if self._for_work is not self._preferences.asks_for_work(session):
                self.check_again()
                return
            basis = self._basis(session)
            told, found = await self._priced(checked, session)
            if basis == self._basis(session):
                break  # else something was chosen, or became known, meanwhile
        self.told = told
        self.tell()
        if self._is_shown:
            self._retell.start()
        kept = self._shelf.of(session)
        if kept is not None:
            await self._show_planned(told, kept, chosen=chosen)
        rules = kept.rules if kept is not None else AS_USUAL
        if found is None:
            found = await self._asked.imports.compare(
                checked, session, told.pace, told.preferences, told.choices
            )
        self._page.show_comparison(found, session.name, told.choices, rules)

    def _basis(self, session: Session) -> object:
        """All that a price depends on, beside the rows."""
        kept = self._shelf.of(session)
        return kept and kept.wanted, self._preferences.of(session), self._night.quiet

    async def _priced(self, checked: Checked, session: Session) -> tuple[Told, Comparison | None]:
        """The price of what is wanted, and the comparison where it depends on that."""
        kept, preferences = self._shelf.of(session), self._preferences.of(session)
        wanted = choices = kept.wanted if kept is not None else PlanChoices()
        while True:
            pace, now, quiet = self._asked.pace(), self._asked.now(), self._night.quiet
            # Long lists take a moment to compare: the price comes first, where it does not depend on it.
            compare = partial(self._asked.imports.compare, checked, session, pace, preferences, choices)
            found = await compare() if choices.remove else None
            plan = await self._asked.imports.plan(
                checked, session, preferences, pace, now, choices, quiet, found
            )
            told = Told(checked, plan, pace, preferences, choices, wanted)
            if told.settled == choices.settings:
                return told, found
            # A setting that is of no use now, or a limit that has to be another one. The choice stays: the
            # next change of rows or settings may be one for which it was made.
            choices = replace(choices, settings=told.settled)

    async def _show_planned(self, told: Told, kept: Kept, *, chosen: bool) -> None:
        """Who has no seat, or was not chosen, is not simply ready."""
        seen = await self._asked.imports.seen(told.checked, told.plan)
        if seen is self._shown:
            return
        self._page.show_checked(seen, kept, self._asked.now(), self._asked.local)
        self._shown = seen
        if chosen:
            self._page.check.model.narrow_anew()

    def choose_settings(self, chosen: Mapping[str, Any]) -> None:
        """For this import only, and all of them: it changes its price."""
        settings = {name: value for name, value in chosen.items() if name != TRIM}
        self._want(settings=settings, trim=TRIM in chosen)

    def choose_order(self, order: RowOrder | None) -> None:
        """Who comes first."""
        self._want(order=order)

    def choose_group(self, group: Group, wanted: bool) -> None:
        """Whether a group of people is added, replaced or removed."""
        match group:
            case Group.ADD:
                self._want(add=wanted)
            case Group.ONLY_THERE:
                self._want(remove=wanted)
            case Group.DIFFERS:
                kept = self._shelf.of(self._session)
                if kept is not None:
                    registered = Registered.REPLACE if wanted else Registered.SKIP
                    self.choose_rules(msgspec.structs.replace(kept.rules, registered=registered))

    def _want(self, **changes: Any) -> None:
        session, kept = self._session, self._shelf.of(self._session)
        if session is not None and kept is not None and not self.holds:
            self._shelf.keep(session, replace(kept, wanted=replace(kept.wanted, **changes)))
            self.plan_anew()

    @property
    def can_confirm(self) -> bool:
        """Whether what was told is what would be done: nothing changed since, nothing is being started."""
        return self.told is not None and not self.holds and not self._is_stale(self.told)

    def _is_stale(self, told: Told) -> bool:
        kept, session = self._shelf.of(self._session), self._session
        if kept is None or session is None or told.wanted != kept.wanted:
            return True
        return told.preferences != self._preferences.of(session)

    def use_preferences(self, preferences: Preferences) -> None:
        """A session's settings became known anew, perhaps changed beside the sheet: the price changes."""
        session, is_news = self._session, self._preferences.note(preferences)
        if session is not None and preferences.id == session.id and is_news:
            self.plan_anew()

    def plan_anew(self) -> None:
        """The price of what was checked, with other choices and settings.

        What is being checked or priced now sees them by itself."""
        told, session = self.told, self._session
        if session is None or told is None:
            return
        if self.holds:
            self._missed.add(session.id)
        else:
            # What is told does not hold any more: that cannot be confirmed.
            self._foot.start.setEnabled(False)
            work = self._plan(told.checked, session, chosen=True)
            self._tasks.start(work, "plan anew", group="check", on_failure=self._not_checked)

    def _not_checked(self, problem: Exception) -> None:
        unreachable = isinstance(problem, Unreachable)
        why = "RingCentral could not be reached." if unreachable else "The reason stands above."
        self._page.show_unchecked("Not checked", f"{why} The file waits here, and nothing was sent.")
        self._foot.say("The rows are not checked yet, so nothing can be sent.")
        self._complaint = message_for(problem, actions=[Action("Try again", self.check)])
        self._banner.show_message(self._complaint)

    def tell(self) -> None:
        """Say what confirming would do now."""
        told, session = self.told, self._session
        # Choices that are being priced stay as they were made: the old price would take them back.
        if told is None or session is None or (self._is_stale(told) and not self.holds):
            return
        now = self._asked.now()
        lines = told.lines(now, session, self._asked.whose_pace, self._asked.local)
        label = confirm_label(told.plan.forecast)
        self._foot.show_offers(told.offers, told.chosen)
        wanted = told.is_ordered(now, session.starts_at)
        self._foot.show_order(told.checked.draft.header, told.choices.order, wanted=wanted)
        self._foot.night.show_hours(self._night.hours, on=self._night.quiet is not None)
        self._foot.night.setVisible(told.rests)
        self._foot.trial.setVisible(told.can_be_tried)
        brief = told.brief(self._asked.now(), session, self._asked.local)
        self._foot.show_forecast(lines, label, ready=told.is_ready and not self.holds, brief=brief)
