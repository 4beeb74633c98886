"""Webinar Console: a desktop program for RingCentral webinars."""

__version__ = "0.1.0"
