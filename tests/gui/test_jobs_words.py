"""The sentences about jobs, word by word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.job import JobCounts, JobProgress, JobState, Outcome, RowReport, RowState
from webinar_console.domain.plan import Action, JobKind
from webinar_console.ui.jobs import words
from webinar_console.ui.jobs.story import started_words
from webinar_console.ui.jobs.words import RowStanding

NOW = datetime(2026, 5, 12, 16, 5, tzinfo=UTC)
JOB = JobProgress(
    id="J1",
    kind=JobKind.IMPORT,
    title="Importing 288 people into Spring launch",
    session_id="S1",
    session_title="Spring launch",
    state=JobState.RUNNING,
    counts=JobCounts(total=288, done=120, already_there=8, refused=0, unknown=1, left_out=12),
    created_at=NOW,
    finishes_at=NOW + timedelta(minutes=36),
    session_starts_at=NOW + timedelta(hours=1, minutes=55),
)


def test_counts_name_every_row_once() -> None:
    assert words.counts_words(JOB.counts) == "120 done · 8 already there · 1 being looked up · 159 waiting"


def test_the_outlook_of_a_running_job() -> None:
    assert words.outlook(JOB, NOW, UTC) == "done about 16:41, 79 minutes before the 18:00 start"
    unclear = words.outlook(replace(JOB, finishes_at=None), NOW, UTC)
    assert unclear == "Working out when it will be finished"
    waiting = replace(JOB, waiting_for="RingCentral asked for a pause until 16:41.")
    assert words.outlook(waiting, NOW, UTC) == "RingCentral asked for a pause until 16:41."


def test_a_job_that_ends_late_is_known() -> None:
    assert not words.finishes_late(JOB)
    assert words.finishes_late(replace(JOB, finishes_at=NOW + timedelta(hours=3)))


def test_the_outlook_of_a_job_that_stands_or_is_over() -> None:
    assert words.outlook(replace(JOB, state=JobState.PAUSED), NOW, UTC).startswith("Paused.")
    stopped = replace(JOB, state=JobState.PAUSED, trouble="The disk is full.")
    assert words.outlook(stopped, NOW, UTC) == "The disk is full."
    over = replace(JOB, state=JobState.FINISHED, ended_at=NOW + timedelta(minutes=3))
    assert words.outlook(over, NOW, UTC) == "Finished at 16:08"
    assert words.outlook(replace(over, state=JobState.CANCELLED), NOW, UTC) == "Cancelled at 16:08"


def test_the_banner_of_the_next_start() -> None:
    stopped = replace(JOB, state=JobState.INTERRUPTED)
    assert words.interrupted_sentence(stopped) == (
        "An import into Spring launch was interrupted: 128 of 288 done."
    )


def test_an_interruption_says_that_nothing_happened_twice() -> None:
    stopped = replace(JOB, state=JobState.INTERRUPTED)
    advice = "Nobody was invited twice. Resume goes on with the other 160."
    assert words.interrupted_advice(stopped) == advice
    fresh = replace(stopped, counts=JobCounts(total=20))
    assert words.interrupted_advice(fresh).endswith("Resume goes on with all 20.")
    broken = replace(stopped, trouble="The disk is full.")
    assert words.interrupted_advice(broken) == "Nobody was invited twice. The disk is full."


@pytest.mark.parametrize(
    ("kind", "state", "counts", "title"),
    [
        (
            JobKind.IMPORT,
            JobState.RUNNING,
            JobCounts(total=288),
            "Importing 288 people into Salon des événements",
        ),
        (JobKind.APPLY, JobState.PAUSED, JobCounts(total=1), "Applying 1 change to Salon des événements"),
        (
            JobKind.IMPORT,
            JobState.FINISHED,
            JobCounts(total=288, done=286, already_there=2),
            "Invited 286 of 288 people to Salon des événements",
        ),
        (
            JobKind.IMPORT,
            JobState.FINISHED,
            JobCounts(total=288, done=280, already_there=8, left_out=12),
            "Invited 280 of 300 people to Salon des événements",
        ),
        (
            JobKind.IMPORT,
            JobState.FINISHED,
            JobCounts(total=288, done=288),
            "Invited 288 people to Salon des événements",
        ),
        (
            JobKind.IMPORT,
            JobState.CANCELLED,
            JobCounts(total=288, done=4, cancelled=284),
            "Invited 4 of 288 people to Salon des événements",
        ),
        (
            JobKind.REMOVE,
            JobState.FINISHED,
            JobCounts(total=1, done=1),
            "Removed 1 person from Salon des événements",
        ),
        (
            JobKind.UNDO,
            JobState.RUNNING,
            JobCounts(total=1200),
            "Taking 1,200 people back from Salon des événements",
        ),
        (
            JobKind.UNDO,
            JobState.CANCELLED,
            JobCounts(total=128, done=5, cancelled=123),
            "Took 5 of 128 people back from Salon des événements",
        ),
    ],
)
def test_a_job_names_its_webinar(kind: JobKind, state: JobState, counts: JobCounts, title: str) -> None:
    job = replace(JOB, kind=kind, state=state, counts=counts, session_title="Salon des événements")
    assert words.title_words(job) == title


@pytest.mark.parametrize(
    ("kind", "counts", "question", "consequence"),
    [
        (
            JobKind.IMPORT,
            JobCounts(total=288, done=128),
            "Cancel the import into Spring launch?",
            "128 of 288 people are invited and stay invited; the other 160 are not invited.",
        ),
        (
            JobKind.IMPORT,
            JobCounts(total=2, done=1),
            "Cancel the import into Spring launch?",
            "1 of 2 people is invited and stays invited; the last one is not invited.",
        ),
        (
            JobKind.IMPORT,
            JobCounts(total=288),
            "Cancel the import into Spring launch?",
            "Nobody is invited yet.",
        ),
        (
            JobKind.APPLY,
            JobCounts(total=20, done=5),
            "Cancel the changes to Spring launch?",
            "5 of 20 changes are made and stay; the other 15 are not made.",
        ),
        (
            JobKind.REMOVE,
            JobCounts(total=1200, done=5),
            "Cancel the removal from Spring launch?",
            "5 of 1,200 people are removed and stay removed; the other 1,195 are not removed.",
        ),
        (
            JobKind.UNDO,
            JobCounts(total=128, done=5),
            "Cancel taking people back from Spring launch?",
            "5 of 128 people are removed and stay removed; the other 123 are not removed.",
        ),
    ],
)
def test_cancelling_says_what_stays(
    kind: JobKind, counts: JobCounts, question: str, consequence: str
) -> None:
    job = replace(JOB, kind=kind, counts=counts)
    assert words.cancel_question(job) == question
    assert words.cancel_consequence(job) == consequence


def test_the_result_counts_what_was_left_out_too() -> None:
    over = replace(JOB, counts=JobCounts(total=290, done=288, refused=2, left_out=12))
    assert words.result_words(over) == "2 refused · 12 left out"
    assert words.went_wrong(over.counts)
    assert words.undone_count(over) == 14


def test_a_finished_job_says_first_how_many_want_a_look() -> None:
    over = replace(JOB, state=JobState.FINISHED, counts=JobCounts(total=288, done=288))
    assert words.verdict(over) == ("Finished", "success")
    assert words.result_words(over) == "Everybody is invited"
    left_out = replace(over, counts=JobCounts(total=288, done=280, already_there=8, left_out=12))
    assert words.verdict(left_out) == ("12 not invited", "warning")
    assert words.result_words(left_out) == "12 left out · 8 already there"
    unclear = replace(over, counts=JobCounts(total=288, done=287, needs_attention=1))
    assert words.verdict(unclear) == ("1 to look at", "warning")
    stopped = replace(left_out, state=JobState.CANCELLED)
    assert words.verdict(stopped) == ("Cancelled", "muted")


counts = st.builds(JobCounts, **dict.fromkeys(
    ("done", "already_there", "refused", "cancelled", "needs_attention", "left_out"), st.integers(0, 3)
))  # fmt: skip


@given(counts, st.sampled_from(JobKind))
def test_a_job_wears_the_plain_sign_only_if_nobody_was_missed(counts: JobCounts, kind: JobKind) -> None:
    over = replace(JOB, kind=kind, state=JobState.FINISHED, counts=replace(counts, total=counts.ended))
    missed = counts.refused + counts.cancelled + counts.needs_attention
    missed += 0 if kind is JobKind.UNDO else counts.left_out
    word, tone = words.verdict(over)
    assert (tone == "success") == (missed == 0)
    assert word.startswith(str(missed) if missed else "Finished")


@pytest.mark.parametrize(
    ("end", "start", "told"),
    [
        (10, 10.5, "before the 16:15 start"),
        (10, 53, "43 minutes before the 16:58 start"),
        (10, 100, "1 hour 30 minutes before the 17:45 start"),
        (10, 130, "2 hours before the 18:15 start"),
        (60, 31, "29 minutes after the 16:36 start"),
        (60, 24 * 60, "23 hours before the start at 16:05 tomorrow"),
        (60, 49 * 60, "before the start at 17:05 on Thu 14 May"),
        (60, -5, "while the session is running or over"),
    ],
)
def test_the_told_end_says_how_much_room_there_is(end: float, start: float, told: str) -> None:
    job = replace(
        JOB,
        finishes_at=NOW + timedelta(minutes=end),
        session_starts_at=NOW + timedelta(minutes=start),
    )
    assert words.outlook(job, NOW, UTC).endswith(f", {told}")


def test_jobs_are_told_apart_by_day_person_and_file() -> None:
    over = replace(JOB, state=JobState.FINISHED, ended_at=NOW - timedelta(hours=1), started_by="Anna Weber")
    assert words.origin_words(over, NOW, UTC) == "15:05 · by Anna Weber"
    old = replace(over, ended_at=NOW - timedelta(days=19, hours=1), source_name="guests.csv")
    assert words.origin_words(old, NOW, UTC) == "Thu 23 Apr, 15:05 · by Anna Weber · guests.csv"
    older = replace(old, ended_at=NOW - timedelta(days=400), started_by=None)
    assert words.origin_words(older, NOW, UTC) == "Mon 7 Apr 2025, 16:05 · guests.csv"
    assert words.origin_words(JOB, NOW, UTC) == "done about 16:41"
    paused = replace(JOB, state=JobState.PAUSED, created_at=NOW - timedelta(days=1))
    assert words.origin_words(paused, NOW, UTC) == "started Mon 11 May, 16:05"


def test_times_are_told_on_one_clock() -> None:
    """A job that began at 14:05 and ended at 15:05 began before it ended, on each clock."""
    over = replace(
        JOB, state=JobState.FINISHED, created_at=NOW - timedelta(hours=2), ended_at=NOW - timedelta(hours=1)
    )
    for hours in (-11, 0, 2, 7):
        local = timezone(timedelta(hours=hours))
        began = started_words(over, NOW, local)
        assert began == words.clock(over.created_at, NOW, local)
        assert (
            words.outlook(over, NOW, local)
            == f"Finished at {words.clock(NOW - timedelta(hours=1), NOW, local)}"
        )


@pytest.mark.parametrize("kind", list(JobKind))
@pytest.mark.parametrize("state", list(JobState))
def test_every_kind_of_job_has_its_words(kind: JobKind, state: JobState) -> None:
    job = replace(JOB, kind=kind, state=state)
    told = (
        words.title_words(job),
        words.interrupted_sentence(job),
        words.interrupted_advice(job),
        words.cancel_question(job),
        words.cancel_consequence(job),
        words.result_words(job),
        words.origin_words(job, NOW, UTC),
        words.job_line(job, NOW, UTC),
    )
    assert all("Spring launch" in told[n] for n in (0, 1, 3))
    assert all(sentence == sentence.strip() and sentence for sentence in told)


def test_whoever_an_import_keeps_is_left_alone_not_left_out() -> None:
    over = replace(JOB, kind=JobKind.UNDO, counts=JobCounts(total=128, done=128, left_out=12))
    assert words.result_words(over) == "12 left alone"
    assert words.verdict(replace(over, state=JobState.FINISHED)) == ("Finished", "success")


def test_every_action_has_its_words() -> None:
    assert len({words.action_words(action) for action in Action}) == len(Action)
    assert words.action_words(Action.WITHDRAW) == "Take off the panel"


def report(**changes: object) -> RowReport:
    base = RowReport(0, 2, Action.REGISTER, "Zoë Ōta", "zoe@example.org", RowState.WAITING, None)
    return msgspec.structs.replace(base, **changes)


def test_every_row_has_a_standing() -> None:
    assert words.standing_of(report()) is RowStanding.WAITING
    assert words.standing_of(report(state=RowState.SENDING)) is RowStanding.SENDING
    assert words.standing_of(report(state=RowState.UNKNOWN)) is RowStanding.LOOKED_UP
    assert words.standing_of(report(action=None)) is RowStanding.LEFT_OUT
    ended = {o: words.standing_of(report(state=RowState.ENDED, outcome=o)) for o in Outcome}
    assert len(set(ended.values())) == len(Outcome)
    assert set(words.STANDING_TONES) == set(RowStanding)


def test_saved_files_are_named() -> None:
    assert words.saved_sentence(["a.done.csv", "a.not-done.csv"]) == "Saved a.done.csv and a.not-done.csv."
    assert words.saved_sentence([]) == "There are no rows to save yet."
