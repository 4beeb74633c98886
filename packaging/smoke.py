"""The smoke test of a frozen program: it runs as on a computer that has no Python and knows nothing of us.

``python packaging/smoke.py [PROGRAM]`` runs it alone; ``build.py`` runs it after each build.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import secret_service
import self_check

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
BUNDLE = ROOT / "dist" / "webinar-console"
PNG = b"\x89PNG\r\n\x1a\n"

_PATIENCE_S = 240.0
_RUNS = 5
_PICTURES = 10


class SmokeFailed(Exception):
    """The frozen program does not do what it should; the text says what."""


def program_in(folder: Path) -> Path:
    """The program's own file in the folder that PyInstaller made."""
    return folder / ("webinar-console.exe" if sys.platform == "win32" else "webinar-console")


@dataclass(frozen=True, slots=True)
class Smoke:
    """One smoke test. ``home`` is an empty folder; each check returns a line about what was seen."""

    program: Path
    home: Path
    version: str
    require_keyring: bool = False
    variables: dict[str, str] = field(default_factory=dict)

    def run(self) -> list[str]:
        """All checks in order, printed as they are done. Raises :class:`SmokeFailed`."""
        before = _files_of(self.program.parent)
        checks: tuple[tuple[str, Callable[[], str]], ...] = (
            ("version", self.says_its_version),
            ("resources", self.finds_resources),
            ("origins", self.needs_nothing_else),
            ("start", self.paints_soon),
            ("keyring", self.keeps_secrets),
            ("tour", self.does_the_job),
        )
        lines = []
        for name, check in checks:
            lines.append(f"{name:10} {check()}")
            print(f"  {lines[-1]}", flush=True)
        if _files_of(self.program.parent) != before:
            raise SmokeFailed("the program wrote into its own folder")
        return lines

    # ------------------------------------------------------------------ the checks

    def says_its_version(self) -> str:
        """``--version``; a windowed program of Windows has nowhere to say it."""
        times = []
        for _ in range(_RUNS):
            begin = time.perf_counter()
            said = self._ask("--version").strip()
            times.append(time.perf_counter() - begin)
            if said != f"Webinar Console {self.version}" and not (sys.platform == "win32" and not said):
                raise SmokeFailed(f"--version said {said!r}, not {self.version!r}")
        return f"{self.version}, said in {_ms(times)}"

    def finds_resources(self) -> str:
        """Every file below ``resources/`` is found by the program's own resolver."""
        names = sorted(p.relative_to(RESOURCES).as_posix() for p in RESOURCES.rglob("*") if p.is_file())
        if not names:
            raise SmokeFailed(f"no resources in {RESOURCES}")
        return f"{self._ask('--self-check', 'resources', *names).strip()} found"

    def needs_nothing_else(self) -> str:
        """No module and no library from the checkout or the virtual environment, in a child neither.

        Children get the library path that the program itself was given, not the bundle's.
        """
        said = self._ask("--self-check", "origins").strip()
        theirs = "/nonexistent/theirs"
        for variables, wanted in (({}, "None"), ({"LD_LIBRARY_PATH": theirs}, theirs)):
            done = self._run(["--self-check", "child", "origins"], variables)
            self._expect_success(done, "a child of the program")
            if f"LD_LIBRARY_PATH={wanted}\n" not in done.stdout:
                raise SmokeFailed(f"children do not get LD_LIBRARY_PATH={wanted}\n{done.stdout}")
        return f"{said}, all of the bundle; the same in a child"

    def paints_soon(self) -> str:
        """The time from the start of the process to the first paint, beside the same from source."""
        ours, source = [], []
        for _ in range(_RUNS):
            ours.append(self._first_paint([str(self.program)], self.environment()))
            entry = [sys.executable, str(Path(__file__).with_name("entry.py"))]
            source.append(self._first_paint(entry, {**os.environ, **self.environment()}))
        ratio = statistics.median(ours) / statistics.median(source)
        return f"first paint after {_ms(ours)}, from source {_ms(source)}: {ratio:.2f} times"

    def keeps_secrets(self) -> str:
        """Store, read and forget a secret in the system's keyring; skipped where there is none to try."""
        try:
            with secret_service.private_secret_service() as variables:
                # The bus and its folders only: the program still sees an empty HOME and no PATH.
                place = {k: v for k, v in variables.items() if k.startswith(("DBUS_", "XDG_"))}
                done = self._run(["--self-check", "keyring"], place)
        except secret_service.NoSecretService as reason:
            return self._no_keyring(str(reason))
        if done.returncode == self_check.NO_KEYRING and not sys.platform.startswith("linux"):
            return self._no_keyring(done.stdout.strip())
        self._expect_success(done, "the keyring check")
        return f"a secret was stored, read and forgotten ({done.stdout.strip()})"

    def does_the_job(self) -> str:
        """The whole tour on the practice account: it reads a file in a worker process, too."""
        folder = self.home / "tour"
        begin = time.perf_counter()
        arguments = ["--tour", "--tour-folder", str(folder), "--data", str(self.home / "records")]
        self._expect_success(self._run(arguments), "the tour")
        took_s = time.perf_counter() - begin
        pictures = list(folder.glob("*.png"))
        if len(pictures) < _PICTURES or any(p.read_bytes()[:8] != PNG for p in pictures):
            raise SmokeFailed(f"the tour took {len(pictures)} pictures, or some of them are none")
        results = list(folder.glob("*.done.*.csv"))
        if not results:
            raise SmokeFailed("the tour wrote no result file")
        return f"{len(pictures)} pictures in {took_s:.0f} s; all figures equal the practice server's"

    # ------------------------------------------------------------------ running it

    def environment(self) -> dict[str, str]:
        """An environment in which there is no Python and no program at all."""
        bare = {"PATH": "/nonexistent", "HOME": str(self.home), "QT_QPA_PLATFORM": "offscreen"}
        if sys.platform == "win32":
            # Without these Windows cannot load libraries or make temporary files.
            bare |= {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
        return {**bare, **self.variables}

    def _run(
        self, arguments: list[str], variables: dict[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        try:
            return subprocess.run(
                [str(self.program), *arguments],
                env={**self.environment(), **(variables or {})},
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_PATIENCE_S,
                check=False,
            )
        except OSError as error:
            raise SmokeFailed(f"{self.program.name} does not start: {error}") from error
        except subprocess.TimeoutExpired as error:
            raise SmokeFailed(f"{arguments[0]} did not end in {_PATIENCE_S:.0f} s") from error

    def _ask(self, *arguments: str) -> str:
        done = self._run(list(arguments))
        self._expect_success(done, " ".join(arguments[:2]))
        return done.stdout

    def _expect_success(self, done: "subprocess.CompletedProcess[str]", what: str) -> None:
        if done.returncode:
            raise SmokeFailed(f"{what} ended with code {done.returncode}\n{done.stdout}{done.stderr}")

    def _no_keyring(self, reason: str) -> str:
        if self.require_keyring:
            raise SmokeFailed(f"the keyring could not be tried: {reason}")
        return f"SKIPPED, no keyring to try on this computer ({reason})"

    def _first_paint(self, program: list[str], environment: dict[str, str]) -> float:
        """Seconds from the start of the process until it says that its window has painted itself."""
        begin = time.perf_counter()
        command = [*program, "--self-check", "paint"]
        with (
            tempfile.TemporaryFile() as errors,
            subprocess.Popen(
                command,
                env=environment,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            ) as process,
        ):
            assert process.stdout is not None
            said = process.stdout.readline().decode().strip()
            took_s = time.perf_counter() - begin
            process.wait(_PATIENCE_S)
            errors.seek(0)
            words = errors.read().decode(errors="replace")
        if said != self_check.PAINTED or process.returncode:
            raise SmokeFailed(f"no first paint: {said!r}, code {process.returncode}\n{words}")
        return took_s


def smoke(program: Path, *, require_keyring: bool = False) -> list[str]:
    """Run all checks in a fresh home; the lines that were printed. Raises :class:`SmokeFailed`."""
    sys.path.insert(0, str(ROOT))
    from webinar_console import __version__

    with tempfile.TemporaryDirectory() as home:
        return Smoke(program, Path(home).resolve(), __version__, require_keyring).run()


def _files_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below a folder with its size and the time of its last change (ns)."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        found[str(path)] = (status.st_size, status.st_mtime_ns) if path.is_file() else (0, 0)
    return found


def _ms(times_s: list[float]) -> str:
    return f"{statistics.median(times_s) * 1000:.0f} ms (median of {len(times_s)})"


def main() -> int:
    """Exit status 0 when the program passes."""
    parser = argparse.ArgumentParser(description="Smoke test of a frozen program.")
    parser.add_argument("program", nargs="?", type=Path, default=program_in(BUNDLE))
    parser.add_argument("--require-keyring", action="store_true", help="fail where no keyring can be tried")
    found = parser.parse_args()
    try:
        smoke(found.program.resolve(), require_keyring=found.require_keyring)
    except SmokeFailed as failure:
        print(f"The smoke test failed: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
