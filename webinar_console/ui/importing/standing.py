"""The banner of the sheet: what holds as long as an import is shown stands there, whatever else is said."""

from webinar_console.ui.messages import Message
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import Banner


class StandingBanner(Banner):
    """One message stands; another one takes its place until it is settled, or its button is pressed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, closable=False)
        self._standing: Message | None = None
        self.closed.connect(self.settle)

    @property
    def passing(self) -> Message | None:
        """What is said now beside the one that stands."""
        return None if self.isHidden() or self.message is self._standing else self.message

    def stand(self, message: Message | None) -> None:
        """This holds from now on. What is said meanwhile stays until it is settled."""
        passing, self._standing = self.passing, message
        if passing is None:
            self.settle()

    def say_nothing(self) -> None:
        """Nothing of it holds any more."""
        self._standing = None
        self.settle()

    def settle(self) -> None:
        """What was said is over."""
        if self._standing is None:
            self.hide()
        elif self.isHidden() or self.message is not self._standing:  # else its buttons keep the focus
            self.show_message(self._standing)
