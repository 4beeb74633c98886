"""Commands: everything that the window can do by name, in the palette and by shortcut."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from webinar_console.ui.theme import SchemeChoice, Theme


@dataclass(frozen=True, slots=True)
class Command:
    """``shortcut`` in Qt's portable spelling (``Ctrl+O``); ``more`` are further words to find it by.

    ``second_line`` is shown beside the title (a session's date).
    """

    title: str
    run: Callable[[], object]
    icon: str = "command"
    shortcut: str = ""
    more: str = ""
    second_line: str = ""


def found(commands: list[Command], text: str) -> list[Command]:
    """The commands that have all the words, those that begin with the text first; no text: all of them."""
    words = text.casefold().split()
    hits = []
    for at, command in enumerate(commands):
        title = command.title.casefold()
        everything = f"{title} {command.more.casefold()} {command.second_line.casefold()}"
        if all(word in everything for word in words):
            begins = title.startswith(text.casefold().strip())
            starts_word = bool(words) and any(part.startswith(words[0]) for part in title.split())
            hits.append((not begins, not starts_word, at, command))
    return [command for *_, command in sorted(hits, key=lambda hit: hit[:3])]


def look_commands(theme: Theme) -> list[Command]:
    """Light, dark, or as the system does."""
    looks = (
        ("Use the light look", SchemeChoice.LIGHT, "sun"),
        ("Use the dark look", SchemeChoice.DARK, "moon"),
        ("Use the system’s look", SchemeChoice.SYSTEM, "settings"),
    )
    return [
        Command(words, partial(theme.choose, choice), icon, more="theme colour scheme")
        for words, choice, icon in looks
    ]
