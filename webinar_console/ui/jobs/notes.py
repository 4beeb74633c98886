"""What a job says beside its progress: temporary settings, result files, pace. Pure functions."""

from pathlib import Path

from webinar_console.domain.forecast import Pace
from webinar_console.domain.job import JobProgress, JobState
from webinar_console.domain.plan import JobKind
from webinar_console.domain.temporary import back_words, held_words, in_force
from webinar_console.ui.phrases import counted


def pace_words(pace: Pace) -> str:
    """What the server allows a job: "up to 8 calls a minute"."""
    calls = max(1, round(pace.share * 60 / pace.window_s))
    return f"up to {counted(calls, 'call', 'calls')} a minute"


def settings_words(job: JobProgress) -> str:
    """Settings that are in force for the job, were put back, or were not; empty for none."""
    if in_force(job.settings):
        if job.state is JobState.RUNNING:
            return held_words(job.settings, job.session_title, "when this import ends or pauses")
        when = "as soon as RingCentral can be reached"
        return held_words(job.settings, job.session_title, when, still=True)
    told = dict.fromkeys(held.words for held in job.settings if held.words)
    if job.state is JobState.RUNNING:
        return " ".join(told)
    return " ".join(filter(None, (*told, back_words(job.settings, now=not job.state.is_over))))


def settings_worry(job: JobProgress) -> bool:
    """Whether a setting is in force, or not as it was before: something to look at."""
    return any(held.in_force or held.words for held in job.settings)


def results_words(job: JobProgress) -> str:
    """The result files, or the backup, by name, and where, if not beside the source; empty for none."""
    if job.results is None:
        return ""
    names = ", ".join(Path(path).name for path in job.results.paths)
    told = f"{results_name(job)}: {names}." if names else ""
    return f"{told} {job.results.words}".strip()


def results_name(job: JobProgress) -> str:
    """What the files of a job are: an import's results, or the backup of whoever is removed."""
    return "Result files" if job.kind is JobKind.IMPORT else "Backup"


def results_folder(job: JobProgress) -> Path | None:
    """The folder that holds the result files, when there are any."""
    return Path(job.results.paths[0]).parent if job.results and job.results.paths else None
