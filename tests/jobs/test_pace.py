"""The pace of a job: as fast as the server allows, and never the cause of a 429. In virtual time.

The runs are those of ``tests/benchmarks/pace.py``, where the figures are printed.
"""

import pytest

from tests.benchmarks.pace import OTHERS, SLOW_S, VARIANTS, Other, beside, goals_of, run, steady
from tests.helpers.virtual_time import run_virtual

#: Those at 600 calls take some seconds each; one of them is enough here.
SHORT = [v for v in VARIANTS if not v.startswith("slow-") and ("600" not in v or v == "steady-600")]


@pytest.mark.parametrize("variant", SHORT)
def test_the_benchmark_reaches_its_goals(variant: str) -> None:
    missed = [goal.told() for goal in goals_of(variant, run(variant, small=True)) if not goal.is_met]
    assert not missed


@pytest.mark.parametrize("limit", [10, 40, 100])
def test_a_quarter_of_a_second_per_answer_costs_no_percent(limit: int) -> None:
    figures = run_virtual(steady(limit, 2, SLOW_S))
    assert figures["used"] >= 0.99 * figures["share"]
    assert figures["slowest"] >= 0.99
    assert figures["refused"] == 0


@pytest.mark.parametrize("penalty_s", [30.0, 60.0])
@pytest.mark.parametrize("after_s", [100.0, 125.0, 155.0])
@pytest.mark.parametrize("other", ["once", "each-20-s", "3-a-minute"])
def test_a_penalty_that_others_caused_comes_once(other: str, after_s: float, penalty_s: float) -> None:
    spends = Other(OTHERS[other].calls, OTHERS[other].every_s, after_s)
    figures = run_virtual(beside(spends, 20, penalty_s))
    # Sometimes the other program alone is refused.
    assert figures["refused"] <= 1
    assert figures["used"] >= 0.99 * figures["share"], "the job has found its place beside the other"


def test_a_program_that_never_stops_is_not_fought_with() -> None:
    """Whoever takes every call for itself leaves nothing: then the job asks ever more seldom."""
    figures = run_virtual(beside(Other(10, 60.0), 20))
    assert figures["refused"] <= 6
