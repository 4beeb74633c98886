"""The middle of the window: header of the chosen session, its tabs, and sheets that cover them."""

from .area import SessionArea, Tab
from .header import SessionHeader

__all__ = ["SessionArea", "SessionHeader", "Tab"]
