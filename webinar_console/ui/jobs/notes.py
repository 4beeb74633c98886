"""What a job says beside its progress: temporary settings, result files, pace. Pure functions."""

from pathlib import Path

from webinar_console.domain.forecast import Pace
from webinar_console.domain.job import JobProgress, JobState
from webinar_console.domain.temporary import held_words, setting_words
from webinar_console.ui.phrases import counted


def pace_words(pace: Pace) -> str:
    """What the server allows a job: "up to 8 calls a minute"."""
    calls = max(1, round(pace.share * 60 / pace.window_s))
    return f"up to {counted(calls, 'call', 'calls')} a minute"


def settings_words(job: JobProgress) -> str:
    """Settings that are in force for the job, or were not put back: a sentence or more; empty for none."""
    held = held_words(job.settings)
    if held:
        held = held[0].upper() + held[1:]
        if job.state is JobState.RUNNING:
            return f"{held} until this job stops."
        return f"{held} for this job. That is put back as soon as RingCentral can be asked."
    told = [(setting_words(s.name, s.wanted), s.words) for s in job.settings if s.words]
    return " ".join(f"{what[0].upper()}{what[1:]}: {words}" for what, words in told)


def results_words(job: JobProgress) -> str:
    """The result files by name, and where they are when that is not beside the source; empty for none."""
    if job.results is None:
        return ""
    names = ", ".join(Path(path).name for path in job.results.paths)
    told = f"Result files: {names}." if names else ""
    return f"{told} {job.results.words}".strip()


def results_folder(job: JobProgress) -> Path | None:
    """The folder that holds the result files, when there are any."""
    return Path(job.results.paths[0]).parent if job.results and job.results.paths else None
