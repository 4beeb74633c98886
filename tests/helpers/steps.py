"""Generators that do their work a step at a time."""

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")


def ended(steps: Generator[None, None, T]) -> T:
    """Take all steps; what comes out in the end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
