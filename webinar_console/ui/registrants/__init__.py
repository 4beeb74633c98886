"""The registrants of a session: a table with staged edits, and everything around it."""
