"""The people files of ``tests/data/people``, and what wrote them: ``python -m tests.corpus``.

The files are committed, so tests need none of the programs that wrote them. Each has its expected reading
beside it (``NAME.expected.json``), told by what wrote the file, never by our reader. Everybody in them is
invented.
"""
