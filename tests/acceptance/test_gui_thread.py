"""The GUI thread while the whole job is done: figures are printed, the bound is a generous one.

The goals (50 ms, 33 ms) are held by the benchmarks on a quiet machine. Here a stall that a person would feel
on any machine fails: it happens in each of the runs.
"""

from pathlib import Path

import pytest

from tests.acceptance.servers import Wire
from tests.acceptance.stage import Stage, play, practising
from tests.helpers.beat import Beat, Figures, figures_of
from tests.helpers.people_files import write_people_csv
from tests.helpers.qt import Gui

BOUND_MS = 250.0


def test_what_the_figures_mean() -> None:
    """999 gaps of a millisecond and one of a second: p99 sees nothing, wait99 tells."""
    figures = figures_of([1.0] * 999 + [1000.0])
    assert figures.p99 == 1.0
    assert 975 < figures.wait99 < 985
    assert (figures.worst, figures.over_50) == (1000.0, 1)


@pytest.mark.slow
def test_the_window_moves_all_the_time(tmp_path: Path, wire: Wire) -> None:
    write_people_csv(tmp_path / "guests.csv", 120)
    worst: list[tuple[str, Figures]] = []

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            beat = Beat()
            for name, step in (
                ("open 5,000 registrants", _open),
                ("read, check, forecast", _check),
                ("import", _import),
                ("rows of the job", _look),
                ("refresh", _refresh),
            ):
                beat.start()
                await step(stage, tmp_path)
                worst.append((name, beat.stop()))

    play(story)
    print()
    for name, figures in worst:
        print(f"{name:24} {figures}")
    slow = [f"{name}: {figures}" for name, figures in worst if figures.worst > BOUND_MS]
    assert not slow, "\n".join(slow)


async def _open(stage: Stage, _folder: Path) -> None:
    await stage.choose_large()


async def _check(stage: Stage, folder: Path) -> None:
    await stage.drop(folder / "guests.csv")
    sheet = stage.account.sheet
    await stage.until(lambda: sheet.foot.start.isVisible() and sheet.foot.start.isEnabled(), "the forecast")


async def _import(stage: Stage, _folder: Path) -> None:
    await stage.press("Start import")
    job = await stage.job_over()
    assert job.counts.done == 120


async def _look(stage: Stage, _folder: Path) -> None:
    (job,) = stage.account.workspace.jobs.jobs
    stage.account.jobs.show_rows(job.id)
    await stage.until(lambda: stage.account.jobs.rows.model.rowCount(), "the rows")


async def _refresh(stage: Stage, _folder: Path) -> None:
    panel = stage.account.registrants
    # Every page, whatever the number of people says.
    panel.refresh_everything()
    await stage.until(lambda: panel.is_reading, "the reading to begin")
    await stage.until(lambda: not panel.is_reading, "the list")
