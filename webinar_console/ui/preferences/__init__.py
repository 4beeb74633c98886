"""The right panel: the registration preferences of the chosen session."""

from .panel import PreferencesPanel, PreferencesPort
from .wishes import Wishes

__all__ = ["PreferencesPanel", "PreferencesPort", "Wishes"]
