"""What a person wants to change in the preferences of one session, beside what the server had. No Qt."""

from typing import Any

from webinar_console.domain.preferences import FIELDS, Preferences, with_values


class PreferencesDraft:
    """The server's values as last seen, the person's wishes, and open questions after a conflict.

    ``crossed`` names the fields that both sides changed; ``seen`` keeps the old value of those and of every
    wanted field until the person has chosen, so that a save always compares with what was on the screen.
    """

    def __init__(self, seen: Preferences) -> None:
        self.seen = seen
        self.wanted: dict[str, Any] = {}
        self.theirs: Preferences | None = None
        self.crossed: tuple[str, ...] = ()

    def value(self, name: str) -> Any:
        """What the form shows."""
        return self.wanted.get(name, self.seen.value(name))

    def want(self, name: str, value: Any) -> None:
        """The person set a field. Setting it back to what the server has is no wish."""
        if name not in FIELDS:
            raise KeyError(name)
        if value == self.seen.value(name):
            self.wanted.pop(name, None)
        else:
            self.wanted[name] = value

    @property
    def is_dirty(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.wanted)

    def revert(self) -> None:
        """Forget the wishes. After a conflict that means: theirs."""
        if self.theirs is not None:
            self.seen, self.theirs = self.theirs, None
        self.wanted.clear()
        self.crossed = ()

    def server_has(self, preferences: Preferences) -> None:
        """The server told its values. Wishes stay, and so does what the person saw when wishing."""
        if self.crossed:
            self.theirs = preferences
            return
        old = {name: self.seen.value(name) for name in self.wanted}
        self.seen = with_values(preferences, old)

    def saved(self, preferences: Preferences, sent: dict[str, Any]) -> None:
        """What was sent is done; wishes that came after sending stay."""
        later = {name: value for name, value in self.wanted.items() if sent.get(name, self) != value}
        self.seen, self.theirs, self.crossed = preferences, None, ()
        self.wanted = {name: value for name, value in later.items() if preferences.value(name) != value}

    def conflict(self, theirs: Preferences, fields: tuple[str, ...]) -> None:
        """The server's values of ``fields`` changed as well."""
        self.theirs, self.crossed = theirs, fields

    def decide(self, name: str, *, mine: bool) -> None:
        """Settle one crossed field: my wish, or their value."""
        if name not in self.crossed or self.theirs is None:
            return
        if not mine:
            self.wanted.pop(name, None)
        self.crossed = tuple(other for other in self.crossed if other != name)
        if not self.crossed:
            # All is chosen: from now on what they have is what was seen.
            self.seen, self.theirs = self.theirs, None
            self.wanted = {n: v for n, v in self.wanted.items() if self.seen.value(n) != v}
        elif not mine:
            self.seen = with_values(self.seen, {name: self.theirs.value(name)})
