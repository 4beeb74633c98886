"""The first page: who to be. It asks; signing in itself is done by what is injected."""

from .panel import SignInPanel, SignInRequest

__all__ = ["SignInPanel", "SignInRequest"]
