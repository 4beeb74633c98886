"""How the window looks: colours, sizes, spacing, icons, in light and dark. Nothing else names a colour."""

from .colours import DARK, LIGHT, Colours
from .theme import SchemeChoice, Size, Theme, Tone

__all__ = ["DARK", "LIGHT", "Colours", "SchemeChoice", "Size", "Theme", "Tone"]
