"""The jobs strip and the list of jobs: what runs, what is left, how each row ended."""

from .panel import JobsPanel

__all__ = ["JobsPanel"]
