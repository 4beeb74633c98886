"""The sentences about jobs, word by word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from webinar_console.domain.job import JobCounts, JobProgress, JobState, Outcome, RowReport, RowState
from webinar_console.domain.plan import Action, JobKind
from webinar_console.ui.jobs import words
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
    assert words.outlook(JOB, NOW, UTC) == "done about 16:41, before the 18:00 start"
    assert words.outlook(replace(JOB, finishes_at=None), NOW, UTC) == "Working out when it will be done"
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
    assert words.result_sentence(over) == "288 people invited, 2 refused, 12 left out."
    assert words.went_wrong(over.counts)


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
        words.result_sentence(job),
        words.job_line(job, NOW, UTC),
    )
    assert all("Spring launch" in told[n] for n in (0, 1, 3))
    assert all(sentence == sentence.strip() and sentence for sentence in told)


def test_whoever_an_import_keeps_is_left_alone_not_left_out() -> None:
    over = replace(JOB, kind=JobKind.UNDO, counts=JobCounts(total=128, done=128, left_out=12))
    assert words.result_sentence(over) == "128 people taken back, 12 left alone."


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
