"""A job as text for a mail."""

from datetime import UTC, datetime

from tests.gui.job_room import NOW, Board
from webinar_console.domain.job import JobState, Outcome, RowReport, RowState
from webinar_console.ui.jobs.summary import summary_text


def report(line: int, outcome: Outcome, words: str = "") -> RowReport:
    return RowReport(
        line, line, None, "Ada Lovelace", "ada@example.org", RowState.ENDED, outcome, words, cells=("Ada",)
    )


def test_reasons_come_with_their_lines_and_the_most_frequent_first() -> None:
    board = Board()
    board.hold("J1", 3, left_out=11)
    board.end("J1", [0, 1, 2])
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW, started_by="Anna Weber", source_name="guests.csv")
    rows = [report(2, Outcome.DONE), report(3, Outcome.ALREADY_THERE)]
    rows += [report(line, Outcome.LEFT_OUT, "The e-mail address is missing.") for line in range(1001, 1011)]
    rows.append(report(14, Outcome.REFUSED, "RingCentral refused: blocked."))
    told = summary_text(board.job("J1"), rows, UTC)
    first, started, ended, file, blank, heading, *reasons = told.splitlines()
    assert first.startswith("Invited 3 of 14 people to ")
    assert started.startswith("Started ")
    assert started.endswith(" by Anna Weber.")
    assert ended == f"Finished {datetime.strftime(NOW, '%a %-d %b %Y, %H:%M')}."
    assert (file, blank, heading) == ("File: guests.csv", "", "Not done:")
    assert reasons == [
        (
            "- 10 rows (lines 1,001, 1,002, 1,003, 1,004, 1,005, 1,006, 1,007, 1,008 and 2 more): "
            "The e-mail address is missing."
        ),
        "- 1 row (line 14): RingCentral refused: blocked.",
    ]


def test_a_job_that_did_everything_has_no_list_of_reasons() -> None:
    board = Board()
    board.hold("J1", 1)
    board.end("J1", [0])
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    told = summary_text(board.job("J1"), [report(2, Outcome.DONE)], UTC)
    assert "Not done" not in told


def test_many_reasons_are_cut_and_counted() -> None:
    board = Board()
    board.hold("J1", 1, left_out=15)
    board.end("J1", [0])
    board.turn("J1", state=JobState.FINISHED, ended_at=NOW)
    told = summary_text(
        board.job("J1"), [report(n, Outcome.LEFT_OUT, f"Reason {n}.") for n in range(15)], UTC
    )
    assert told.count("- 1 row (") == 12
    assert told.endswith("- 3 rows for other reasons\n")
