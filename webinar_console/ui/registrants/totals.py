"""The line below a table: how many there are, are shown, are selected, and how old the list is."""

from datetime import datetime

from webinar_console.ui.phrases import clock, counted, number
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label


class Totals(Label):
    """ "4,812 registrants · 37 shown · 3 selected"; ``as_of`` is a label of its own: "as of 10:32"."""

    def __init__(self, theme: Theme, one: str = "registrant", many: str = "registrants") -> None:
        super().__init__(theme, size=Size.SMALL, tone="muted", tabular=True)
        self._one, self._many = one, many
        self._as_of = ""
        self.as_of = Label(theme, size=Size.SMALL, tone="muted", tabular=True)

    def show_counts(
        self, *, registered: int, shown: int | None = None, selected: int = 0, loading: bool = False
    ) -> None:
        """Say the numbers; ``shown`` is ``None`` while nothing is filtered out."""
        if loading and not registered:
            self.setText(f"Reading the {self._many} …")
            return
        parts = [counted(registered, self._one, self._many)]
        if loading:
            parts[0] += " …"
        if shown is not None:
            parts.append(f"{number(shown)} shown")
        if selected:
            parts.append(f"{number(selected)} selected")
        self.setText(" · ".join(parts))

    def show_as_of(self, moment: datetime | None, now: datetime) -> None:
        """Say how old the list is; ``None``: there is none yet."""
        self._as_of = "" if moment is None else f"as of {clock(moment, now)}"
        self.as_of.setText(self._as_of)
        self.as_of.setToolTip("")

    @property
    def age(self) -> str:
        """How old the list is: "as of 10:32"; empty where there is none yet."""
        return self._as_of

    def show_same(self, count: int, at: datetime, now: datetime) -> None:
        """Say that the server counts as many as are listed, which is why the list was not read again."""
        time = clock(at, now)
        self.as_of.setText(f"{self._as_of} · same number at {time}")
        counted_then = counted(count, self._one, self._many)
        self.as_of.setToolTip(
            f"RingCentral counted {counted_then} at {time}, as many as are listed here.\n"
            "Should one have left and another come, Shift+F5 reads every row again."
        )
