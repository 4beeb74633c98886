"""The right panel: the registration preferences of the chosen session."""

from .panel import PreferencesPanel, PreferencesPort

__all__ = ["PreferencesPanel", "PreferencesPort"]
