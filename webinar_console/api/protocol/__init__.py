"""The protocol as pure functions: build a request, read an answer. No I/O, no clock."""
