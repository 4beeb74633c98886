"""What stands in the table's place while it has no row: why, and the one next step."""

from collections.abc import Callable

from webinar_console.domain.errors import ConsoleError
from webinar_console.ui.widgets import EmptyState

DROP_HERE = "Drop a file with people here, paste a list, or add somebody by hand."


class Nobody(EmptyState):
    """Its reasons."""

    def nobody_found(self, words: str, clear: Callable[[], object]) -> None:
        """The filter lets nobody through."""
        self.show_state("search", f"Nobody matches “{words}”", step="Clear the filter", run=clear)

    def not_looked_up(self, again: Callable[[], object]) -> None:
        """The filter asks for people in other sessions, and these could not be looked at."""
        heading = "Who is in other sessions could not be looked up"
        self.show_state("warning", heading, step="Try again", run=again)

    def not_read(self, problem: ConsoleError, again: Callable[[], object]) -> None:
        """The list could not be read, and there is no copy."""
        heading = "The list could not be read"
        self.show_state("warning", heading, problem.sentence, step="Try again", run=again)

    def nobody_came(self) -> None:
        """A finished session without registrants."""
        self.show_state("people", "Nobody registered", "This session is finished.")

    def nobody_yet(self, bring: Callable[[], object]) -> None:
        """Somebody has to be the first."""
        self.show_state("people", "No one has registered yet", DROP_HERE, step="Import people", run=bring)
