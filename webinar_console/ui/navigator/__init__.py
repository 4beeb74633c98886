"""The navigator: the tree of webinars and their sessions on the left."""

from .model import AgendaModel
from .panel import CataloguePort, NavigatorPanel

__all__ = ["AgendaModel", "CataloguePort", "NavigatorPanel"]
