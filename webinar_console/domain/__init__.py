"""Data and rules of webinars: no I/O, no Qt, no clock of its own."""
