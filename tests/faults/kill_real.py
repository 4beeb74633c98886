"""The real program, killed again and again in the middle of an import, against a server that fails.

``python -m tests.faults.kill_real --kills 200 --rows 500 [--faults 0.05] [--seed 1]``

Program and practice server are processes and talk real HTTP. The program is killed (``kill -9``) at random
moments: while it starts, while it reads the file, between intent and request, between request and outcome.
Each time it is started again and goes on by the button of its banner. In the end the server's own people and
outbox are counted. Exit code 1 unless everybody is there once and got one e-mail.
"""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.processes import ProgramProcess, Reckoning, reckon
from tests.acceptance.servers import ServerProcess, served
from tests.helpers.people_files import write_people_csv

#: Each fault of the mix is as likely as the others. The first three lose nothing, the others only the answer.
MIX: tuple[dict[str, object], ...] = (
    {"effect": "status", "status": 503, "retry_after": 1, "work": "before"},
    {"effect": "status", "status": 500, "work": "before"},
    {"effect": "cut", "work": "before"},
    {"effect": "status", "status": 500, "work": "after"},
    {"effect": "cut", "work": "after"},
    {"effect": "half_body", "work": "after"},
    {"effect": "html", "work": "after"},
    {"effect": "latency", "latency_s": 0.3, "work": "after"},
)
#: Calls that fail: what an import writes, and the lists by which lost answers are settled.
_FAILING = r"/(registrants|invitees|bulk)"
#: A start, a settled fault and a few rows take less than this on a slow machine.
_STUCK_S = 240.0
#: Room for kills before the import has begun: a start takes about this long.
_START_S = 2.5


@dataclass(frozen=True, slots=True)
class Rules:
    """How often, how many, how bad: ``faults`` is the share of calls that fail."""

    kills: int
    rows: int
    seed: int = 1
    faults: float = 0.05


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it. ``mid_job`` kills struck after the import had begun."""

    rules: Rules
    kills: int
    mid_job: int
    seconds: float
    reckoning: Reckoning
    requests: dict[str, int]

    def told(self) -> str:
        """The figures as text."""
        found = self.reckoning
        return (
            f"kills {self.kills} ({self.mid_job} in the middle of the import), rows {self.rules.rows}, "
            f"faults {self.rules.faults:.0%}, seed {self.rules.seed}, {self.seconds:.0f} s\n"
            f"duplicates {found.duplicates}, lost {found.lost}, e-mails doubled {found.mails_doubled}, "
            f"e-mails missing {found.mails_missing}\nanswers by status: {self.requests}"
        )


def fault_rules(share: float) -> list[dict[str, object]]:
    """A fault script in which each call of the import fails with this probability, in one of several ways."""
    if share <= 0:
        return []
    rules, left = [], share
    each = share / len(MIX)
    for fault in MIX:
        # The first rule that strikes wins, so later ones are asked less often.
        rules.append({**fault, "path": _FAILING, "probability": each / (1 - share + left)})
        left -= each
    return rules


def kill_and_count(rules: Rules, folder: Path) -> Result:
    """Do it; the counts of the server in the end. Raises ``AssertionError`` when the program is stuck."""
    chance = random.Random(rules.seed)
    file = folder / "guests.csv"
    wanted = [row[2].casefold() for row in write_people_csv(file, rules.rows, [])]
    started = time.monotonic()
    mid_job = 0
    with served("--registrants", "50", "--latency", "0.01") as server:
        server.script(fault_rules(rules.faults), rules.seed)
        for left in range(rules.kills, 0, -1):
            mid_job += _kill_once(server, file, folder / "data", chance, rules, left)
        last = ProgramProcess(server, file, folder / "data")
        try:
            last.over(_STUCK_S + rules.rows)
        finally:
            last.close()
        server.script([])
        return Result(
            rules,
            rules.kills,
            mid_job,
            time.monotonic() - started,
            reckon(server, wanted),
            server.summary()["requests"],
        )


def _kill_once(
    server: ServerProcess, file: Path, data: Path, chance: random.Random, rules: Rules, left: int
) -> bool:
    """Start the program and kill it; whether it was in the middle of the import.

    One kill in eight strikes while the program starts. The others come after so many rows that about as
    much is left for those that follow, and then at a random moment between two calls.
    """
    program = ProgramProcess(server, file, data)
    try:
        if chance.random() < 1 / 8:
            time.sleep(chance.uniform(0, _START_S))
            return False
        ready = program.until(lambda line: line["what"] in ("started", "interrupted", "over"), _STUCK_S)
        assert ready is not None, f"the program ended by itself: {program.errors()}"
        done = len(server.people()) - 50
        share = max(0, (rules.rows - done) // (left + 1))
        target = done + chance.randint(0, 2 * share) // 2
        seen = program.until(
            lambda line: line.get("done", 0) >= target or line["what"] in ("over", "stopped"), _STUCK_S
        )
        assert seen is not None, f"the program ended by itself: {program.errors()}"
        assert seen["what"] != "stopped", seen
        # Anywhere in the work on the next rows: a random moment is what is wanted, not a fact.
        time.sleep(chance.uniform(0, 0.05))
        return True
    finally:
        program.kill()


def main() -> int:
    """The command line; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--faults", type=float, default=0.05, help="share of calls that fail")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kill-real-") as folder:
        rules = Rules(options.kills, options.rows, options.seed, options.faults)
        result = kill_and_count(rules, Path(folder))
    print(result.told())
    return 0 if result.reckoning.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
