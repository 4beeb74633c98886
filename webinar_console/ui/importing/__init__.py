"""The import sheet: from a dropped file to a confirmed job."""

from .sheet import ImportSheet

__all__ = ["ImportSheet"]
