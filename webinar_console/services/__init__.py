"""What a window can ask for: plain async functions and state, no Qt.

One ``Workspace`` per signed-in account.
"""
