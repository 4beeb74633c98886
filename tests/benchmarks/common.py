"""How benchmarks are run: variants in turn, each in a fresh process, medians, goals as ratios.

A benchmark is a module of this package with

    VARIANTS: tuple[str, ...]                                   what is run, the product's and the references
    def child(variant: str, small: bool) -> dict[str, float]    one run, in a process of its own
    def goals(medians: Medians) -> list[Goal]                   what the figures mean
    NEEDS: dict[str, str]                                       reference variants to the package they need

Absolute times move with the machine; the ratio to what ran beside stays.
"""

import argparse
import ctypes
import gc
import importlib
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "bench"
RUNS = 5
#: A run in whose process an idle beat took longer than this was disturbed by others and is repeated.
QUIET_MS = 8.0
_REPEATS = 3
_TIMEOUT_S = 600

Medians = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure. ``reached`` and ``at_most`` are in the same unit (a ratio, unless ``unit`` says so).

    With ``at_least`` more is better. Without a bound the figure is only told.
    """

    what: str
    reached: float
    at_most: float | None = None
    at_least: float | None = None
    unit: str = "x"

    @property
    def is_met(self) -> bool:
        """Whether the bound is kept."""
        if self.at_most is not None:
            return self.reached <= self.at_most
        return self.at_least is None or self.reached >= self.at_least

    def told(self) -> str:
        """A line of the table."""
        bound = self.at_most if self.at_most is not None else self.at_least
        if bound is None:
            return f"  {self.what:58s} {_figure(self.reached, self.unit):>12s}"
        sign = "≤" if self.at_most is not None else "≥"
        verdict = "ok" if self.is_met else "MISSED"
        goal = f"{sign} {_figure(bound, self.unit)}"
        return f"  {self.what:58s} {_figure(self.reached, self.unit):>12s}   {goal:>14s}   {verdict}"


def _figure(value: float, unit: str) -> str:
    if unit != "x":
        return f"{value:,.1f} {unit}"
    return f"1/{1 / value:,.1f}" if 0 < value < 0.5 else f"{value:.2f}"


def idle_beat_ms() -> float:
    """The longest of 50 waits of a millisecond: how much others disturb this machine now."""
    worst = 0.0
    for _ in range(50):
        start = time.perf_counter()
        time.sleep(0.001)
        worst = max(worst, (time.perf_counter() - start) * 1000)
    return worst


def resident_mb() -> float:
    """Memory of this process, after giving back what is free."""
    gc.collect()
    if platform.system() != "Linux":
        return 0.0
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def peak_mb() -> float:
    """The most memory this process ever had (Linux; elsewhere 0). Unlike rusage, of this program alone."""
    if platform.system() != "Linux":
        return 0.0
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def fresh(code: str, *arguments: str) -> tuple[float, dict[str, float]]:
    """Run Python code in an interpreter that has loaded nothing of ours: milliseconds until its last line,
    and what that line says (JSON). ``sys.argv[1:]`` are the arguments.
    """
    command = [sys.executable, "-c", code, *arguments]
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        last, taken = "", 0.0
        for line in run.stdout:
            last, taken = line, (time.perf_counter() - start) * 1000
        complaint = run.stderr.read()
    if run.returncode:
        raise RuntimeError(f"a fresh process failed:\n{complaint}")
    figures: dict[str, float] = json.loads(last)
    return taken, figures


def _run_child(module: str, variant: str, small: bool) -> dict[str, float]:
    command = [sys.executable, "-m", module, "--child", variant, *(["--small"] if small else [])]
    environment = os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_TIMEOUT_S, cwd=ROOT, env=environment, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{module} {variant} failed:\n{done.stderr or done.stdout}")
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _quiet_run(module: str, variant: str, small: bool) -> dict[str, float]:
    for _ in range(_REPEATS):
        figures = _run_child(module, variant, small)
        if small or figures.get("idle_ms", 0.0) <= QUIET_MS:
            break
    return figures


def measure(module: str, variants: Iterable[str], *, small: bool) -> dict[str, dict[str, float]]:
    """Run the variants in turn, so that the machine's moods fall on all alike; medians of each figure."""
    runs: dict[str, list[dict[str, float]]] = {variant: [] for variant in variants}
    for _ in range(1 if small else RUNS):
        for variant, done in runs.items():
            done.append(_quiet_run(module, variant, small))
    return {
        variant: {name: statistics.median(run[name] for run in done) for name in done[0]}
        for variant, done in runs.items()
    }


def main(module: str) -> None:
    """``python -m tests.benchmarks.NAME [--small] [--check]``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="one run, few rows: only that it works")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    bench = importlib.import_module(module)
    if options.child:
        figures = {"idle_ms": idle_beat_ms()} | bench.child(options.child, options.small)
        print(json.dumps(figures), flush=True)
        # Tearing down a hundred thousand rows is not measured, and Qt's order of ends is not at stake.
        os._exit(0)
    missed = report(module, small=options.small)
    sys.exit(1 if options.check and missed else 0)


def report(module: str, *, small: bool) -> list[Goal]:
    """Run one benchmark, print its table, write its JSON. Returns the missed goals; if small, none."""
    bench = importlib.import_module(module)
    name = module.rpartition(".")[2]
    needs: Mapping[str, str] = getattr(bench, "NEEDS", {})
    absent = {v: package for v, package in needs.items() if importlib.util.find_spec(package) is None}
    if absent and not small:
        raise SystemExit(f"{', '.join(absent.values())} missing: pip install -e '.[bench]' (make bench does)")
    medians = measure(module, [v for v in bench.VARIANTS if v not in absent], small=small)
    goals: list[Goal] = [] if absent else bench.goals(medians)
    print(f"\n{name}{' (small)' if small else ''}")
    for variant, package in absent.items():
        print(f"  {variant:20s} left out: {package} is not installed (make bench installs it)")
    for variant, figures in medians.items():
        told = "  ".join(f"{key} {value:,.2f}" for key, value in figures.items() if key != "idle_ms")
        print(f"  {variant:20s} {told}")
    # Few rows say nothing about the goals.
    for goal in goals if not small else ():
        print(goal.told(), flush=True)
    OUT.mkdir(parents=True, exist_ok=True)
    content = {
        "benchmark": name,
        "small": small,
        "python": platform.python_version(),
        "machine": platform.platform(),
        "medians": medians,
        "goals": [asdict(goal) | {"met": goal.is_met} for goal in goals],
    }
    (OUT / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return [] if small else [goal for goal in goals if not goal.is_met]
