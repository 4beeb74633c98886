"""From a file that was read to its price: check, forecast, and the forecast told anew while nobody confirms.

The sheet has the pages and the word that sends; this has what happens in between.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QTimer

from webinar_console.domain.check_choices import AS_USUAL, CheckChoices, Registered
from webinar_console.domain.errors import ConsoleError, Unreachable
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.session import Session
from webinar_console.services.comparison import Group
from webinar_console.services.imports import Checked, CheckOrder, PlanChoices, RowOrder
from webinar_console.ui.messages import Action, message_for
from webinar_console.ui.phrases import counted
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.widgets import Banner

from .choices import Kept
from .draft_page import DraftPage
from .forecast_bar import ForecastBar
from .night import NightRule
from .passing import TRIM
from .ports import Clock, ImportService, PaceNow, PreferencesLookup
from .shelf import Shelf
from .told import Told
from .words import confirm_label

# How often the time of finishing is told anew while nobody presses the button.
_RETELL_MS = 15_000
# A check of so many rows can be seen to take its time.
_MANY = 2_000


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
    banner: Banner


class CheckFlow(QObject):
    """Checks what waits for the shown session, and tells what confirming would do.

    ``told`` is that; ``None`` while there is nothing to confirm. While ``holds`` nothing is planned anew:
    the plan that was told is being started.
    """

    def __init__(
        self, parent: QObject, asked: Asked, places: Places, night: NightRule, shelf: Shelf, tasks: TaskOwner
    ) -> None:
        super().__init__(parent)
        self._asked, self._night, self._shelf, self._tasks = asked, night, shelf, tasks
        self._page, self._foot, self._banner = places.page, places.foot, places.banner
        self._session: Session | None = None
        self._is_shown = False
        self._checked: Checked | None = None
        #: The check whose rows are shown, and as a plan made them come out.
        self._shown: tuple[Checked, Checked] | None = None
        #: Those of the sessions that were checked; ``None``: they could not be read.
        self._preferences: dict[str, Preferences | None] = {}
        self.told: Told | None = None
        self.holds = self._missed = False
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

    def set_shown(self, shown: bool) -> None:
        """Whether anybody can see the sheet: the time of finishing is told anew only then."""
        self._is_shown = shown
        if not shown:
            self._retell.stop()
        elif self.told is not None:
            self.tell()
            self._retell.start()

    def forget(self) -> None:
        """What was told does not hold any more."""
        self.told = None
        self._retell.stop()
        self._foot.start.setEnabled(False)

    def stop(self) -> None:
        """Check nothing now."""
        self._tasks.cancel("check")

    def check(self, *, refresh: bool = False) -> None:
        """Check what waits; ``refresh`` asks the server who is there now."""
        kept, session = self._shelf.of(self._session), self._session
        self.forget()
        self._tasks.cancel("check")
        self._banner.hide()
        if kept is None or session is None:
            return
        if kept.draft.problem is not None:
            self._foot.say(kept.draft.problem)
            return
        self._foot.say_work(f"Checking {counted(len(kept.draft.rows), 'row', 'rows')}. Nothing is sent yet.")
        self._page.show_checking(0, len(kept.draft.rows))
        work = self._check(kept, session, refresh=refresh)
        self._tasks.start(work, "check people", group="check", on_failure=self._not_checked)

    def mended(self) -> None:
        """Check anew after a correction; nobody is asked again who is there."""
        kept, session, checked = self._shelf.of(self._session), self._session, self._checked
        if self.holds:
            self._missed = True
        if kept is None or session is None or self.holds:
            return
        if checked is None or checked.session_id != session.id or checked.draft is not kept.draft:
            self.check()
            return
        self._shelf.keep(session, kept)
        self.forget()
        work = self._check(kept, session, known=checked)
        self._tasks.start(work, "check people", group="check", on_failure=self._not_checked)

    def let_go(self) -> None:
        """What was to be started was not: it can be changed and confirmed again."""
        missed, self.holds, self._missed = self._missed, False, False
        if missed:
            self.mended()
        else:
            self.tell()

    def choose_rules(self, rules: CheckChoices) -> None:
        """Check anew by other rules."""
        session, kept = self._session, self._shelf.of(self._session)
        if session is not None and kept is not None and not self.holds:
            self._shelf.keep(session, replace(kept, rules=rules))
            self.mended()

    async def _check(
        self, kept: Kept, session: Session, *, refresh: bool = False, known: Checked | None = None
    ) -> None:
        draft, asks = kept.draft, self._asks_for_work(session)

        def progress(rows: int) -> None:
            # After a correction of a short list there is nothing to see.
            if known is None or len(draft.rows) > _MANY:
                self._page.show_checking(rows, len(draft.rows))

        order = CheckOrder(kept.rules, kept.mending.mended, asks, known)
        checked = await self._asked.imports.check(draft, session, progress, refresh=refresh, order=order)
        self._checked = checked
        self._page.check.rules.ask_for_work(asks)
        self._page.show_checked(checked, kept, self._asked.now(), self._asked.local)
        self._shown = checked, checked
        if known is None or len(draft.rows) > _MANY:
            self._foot.say_work("Working out what it takes. Nothing is sent yet.")
        if known is None or session.id not in self._preferences:
            self._preferences[session.id] = await self._preferences_of(session)
        if self._asks_for_work(session) is not asks:
            await self._check(kept, session, known=checked)
        else:
            await self._plan(checked, session, self._preferences[session.id])

    def _asks_for_work(self, session: Session) -> bool:
        preferences = self._preferences.get(session.id)
        return preferences is not None and bool(preferences.value("work_email_required"))

    async def _plan(self, checked: Checked, session: Session, preferences: Preferences | None) -> None:
        pace, now = self._asked.pace(), self._asked.now()
        kept = self._shelf.of(session)
        choices = kept.wanted if kept is not None else PlanChoices()
        quiet = self._night.quiet
        # Long lists take a moment to compare: the price comes first, where it does not depend on it.
        compare = partial(self._asked.imports.compare, checked, session, pace, preferences, choices)
        found = await compare() if choices.remove else None
        plan = await self._asked.imports.plan(checked, session, preferences, pace, now, choices, quiet, found)
        self.told = Told(checked, plan, pace, preferences, choices)
        if kept is not None and self.told.settled != choices.settings:
            # The session's settings changed, or the rows: an old choice would do something else by now.
            self._shelf.keep(session, replace(kept, wanted=replace(choices, settings=self.told.settled)))
            await self._plan(checked, session, preferences)
            return
        self.tell()
        if self._is_shown:
            self._retell.start()
        if kept is not None:
            await self._show_planned(self.told, kept)
        rules = kept.rules if kept is not None else AS_USUAL
        self._page.show_comparison(found or await compare(), session.name, choices, rules)

    async def _show_planned(self, told: Told, kept: Kept) -> None:
        """Who has no seat, or was not chosen, is not simply ready."""
        seen, shown = await self._asked.imports.seen(told.checked, told.plan), self._shown
        if shown is None or seen is shown[1]:
            return
        self._page.show_checked(seen, kept, self._asked.now(), self._asked.local)
        if shown[0] is told.checked:  # another choice about the same rows: nobody is looking for one of them
            self._page.check.model.narrow_anew()
        self._shown = told.checked, seen

    def choose_settings(self, chosen: Mapping[str, Any]) -> None:
        """For this import only: it changes its price."""
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
            # What is told is not what was chosen any more: that cannot be confirmed.
            self._foot.start.setEnabled(False)
            self.plan_anew()

    @property
    def can_confirm(self) -> bool:
        """Whether what was told is what would be done: nothing was chosen since, nothing is being started."""
        return self.told is not None and not self.holds and not self._is_stale(self.told)

    def _is_stale(self, told: Told) -> bool:
        kept = self._shelf.of(self._session)
        return kept is None or told.choices != kept.wanted

    def use_preferences(self, preferences: Preferences) -> None:
        """The session's settings became known anew, perhaps changed beside the sheet: the price changes."""
        told, session = self.told, self._session
        is_ours = session is not None and preferences.id == session.id
        if told is None or session is None or not is_ours or preferences == told.preferences:
            return
        asked = self._asks_for_work(session)
        self._preferences[session.id] = preferences
        if self._asks_for_work(session) is not asked:
            self.mended()
        else:
            self.plan_anew(preferences)

    def plan_anew(self, preferences: Preferences | None = None) -> None:
        """The price of what was checked, with other settings."""
        told, session = self.told, self._session
        if told is not None and session is not None and not self.holds:
            work = self._plan(told.checked, session, preferences or told.preferences)
            self._tasks.start(work, "plan anew", group="check", on_failure=self._not_checked)

    async def _preferences_of(self, session: Session) -> Preferences | None:
        try:
            return await self._asked.preferences.load(session.id)
        except ConsoleError:
            # The forecast is told without them, and says so; the registration itself does not need them.
            return None

    def _not_checked(self, problem: Exception) -> None:
        unreachable = isinstance(problem, Unreachable)
        why = "RingCentral could not be reached." if unreachable else "The reason stands above."
        self._page.show_unchecked("Not checked", f"{why} The file waits here, and nothing was sent.")
        self._foot.say("The rows are not checked yet, so nothing can be sent.")
        again = Action("Try again", self.check)
        self._banner.show_message(message_for(problem, actions=[again]))

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
