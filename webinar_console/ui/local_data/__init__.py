"""Data on this computer: how long copies are kept, and removing everything of an account."""

from .desk import DataDesk

__all__ = ["DataDesk"]
