"""What an account offers beside its panels: the search for a person, and data on this computer."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from webinar_console.services.workspace import Workspace
from webinar_console.ui.local_data import DataDesk
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.whereabouts import PersonSearch
from webinar_console.ui.window import Command

if TYPE_CHECKING:
    from .session import Surroundings


class AccountTools:
    """``go`` shows a session and a registrant in it; ``save`` puts away what is typed."""

    def __init__(
        self,
        around: "Surroundings",
        services: Workspace,
        owner: Callable[[str], TaskOwner],
        go: Callable[[str, str | None], object],
        save: Callable[[], Awaitable[object]],
        *,
        is_practice: bool,
    ) -> None:
        theme, window = around.theme, around.window
        self.search = PersonSearch(
            theme, window.covered, services.whereabouts, owner("search"), go, services.now
        )
        self.data = DataDesk(
            theme,
            services.local_data,
            owner("data"),
            around.messages,
            window,
            save,
            around.remove_everything,
            is_practice=is_practice,
        )

    def commands(self) -> list[Command]:
        """By name."""
        return [self.search.command(), self.data.command()]
