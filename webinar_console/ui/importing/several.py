"""Several files at once: one import each, or one list of them all. The person says which."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.import_record import KeptFiles
from webinar_console.domain.people_source import FileSource, FilesSource, GivenSource
from webinar_console.domain.session import Session
from webinar_console.ui.messages import Action, Message, message_for
from webinar_console.ui.phrases import counted, listed
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, column, push_button, row

from .shelf import Shelf, path_of

_NAMED = 6


@dataclass(frozen=True, slots=True)
class Refused:
    """What is said of a source that cannot be read, and what can be done with the others beside it.

    ``heading`` is empty where the source has no name.
    """

    heading: str
    sentence: str
    others: Action | None = None

    def message(self, choose: Action) -> Message:
        """Above a list that stays; ``choose`` takes another file."""
        words = f"{self.heading}. {self.sentence}" if self.heading else self.sentence
        return message_for(words, actions=[choose] if self.others is None else [self.others, choose])


class SeveralFiles(QWidget):
    """The question."""

    join_wanted = Signal()
    each_wanted = Signal()
    none_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._heading = Label(theme, size=Size.HEADING, strong=True, wrap=True)
        self._names = Label(theme, tone="muted", wrap=True)
        words = "Joined, columns that mean the same become one, and each row keeps its file and line."
        self.join = push_button(theme, "Join them into one list", look="primary")
        self.each = push_button(theme, "One import each")
        self.none = push_button(theme, "Import none of them")
        self.join.clicked.connect(self.join_wanted)
        self.each.clicked.connect(self.each_wanted)
        self.none.clicked.connect(self.none_wanted)
        explained = Label(theme, words, tone="muted", wrap=True)
        buttons = row(theme, self.join, self.each, self.none, None, gap=8)
        self.setLayout(
            column(theme, None, self._heading, self._names, explained, 12, buttons, None, margin=48)
        )

    def ask(self, paths: Sequence[Path]) -> None:
        """Ask about these files."""
        self._heading.setText(f"How are the {counted(len(paths), 'file', 'files')} to be imported?")
        names = [path.name for path in paths[:_NAMED]]
        more = len(paths) - len(names)
        self._names.setText(listed([*names, counted(more, "more", "more")] if more else names))
        self.join.setFocus()


class SeveralDesk(QObject):
    """What becomes of the files. Each waits on the shelf until its import was started, or it was refused.

    ``take`` reads a source for the shown session, ``show`` shows the question, and ``leave`` what is there
    without it.
    """

    def __init__(
        self,
        page: SeveralFiles,
        shelf: Shelf,
        take: Callable[[GivenSource], None],
        *,
        show: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__(page)
        self._page, self._shelf = page, shelf
        self._take, self._show, self._leave = take, show, leave
        self._session: Session | None = None
        page.join_wanted.connect(self._join)
        page.each_wanted.connect(self._take_each)
        page.none_wanted.connect(self._take_none)

    def given(self, session: Session, paths: Sequence[Path]) -> None:
        """These were given for the session at once, perhaps while others are asked about."""
        files = self._shelf.files_of(session)
        asked = tuple(dict.fromkeys((*files.asked, *map(str, paths))))
        after = tuple(path for path in files.after if path not in asked)
        self._shelf.keep_files(session, KeptFiles(asked, after))
        self.ask(session)

    def ask(self, session: Session) -> bool:
        """Ask how files of the session are to be imported; false where that was said, or there are none."""
        asked = self._shelf.files_of(session).asked
        if asked:
            self._session = session
            self._show()
            self._page.ask([Path(path) for path in asked])
        return bool(asked)

    def go_on(self, session: Session) -> bool:
        """Ask, or take the file whose turn it is; false where no files wait."""
        if self.ask(session):
            return True
        after = self._shelf.files_of(session).after
        if after:
            self._take(FileSource(Path(after[0])))
        return bool(after)

    def joined(self, session: Session, source: GivenSource) -> None:
        """This was read: files that are one list now are not asked about any more."""
        if isinstance(source, FilesSource):
            self._shelf.keep_files(session, KeptFiles(after=self._shelf.files_of(session).after))

    def refused(self, session: Session, source: GivenSource, problem: FileProblem) -> Refused:
        """This cannot be read: its turn is over. Where it is one of several, the others wait."""
        if isinstance(source, FilesSource) and problem.path is not None:
            others = source.without(problem.path)
            if others:
                return self._not_joined(session, source, problem.path, others, problem.sentence)
        if isinstance(source, FileSource):
            self._shelf.keep_files(session, self._shelf.files_of(session).without(str(source.path)))
        self.joined(session, source)
        return Refused(f"{source.name} cannot be used", problem.sentence, self._way_on(session))

    def _not_joined(
        self, session: Session, source: FilesSource, path: Path, others: tuple[Path, ...], why: str
    ) -> Refused:
        after = self._shelf.files_of(session).after
        given = KeptFiles(tuple(map(str, source.paths))).without(str(path))
        self._shelf.keep_files(session, KeptFiles(given.asked, given.after + after))
        words = "Join the others" if len(others) > 1 else f"Import {others[0].name}"
        take = FilesSource(others) if len(others) > 1 else FileSource(others[0])
        sentence = why.removeprefix(f"{path.name}: ")
        return Refused(f"{path.name} cannot be joined", sentence, Action(words, lambda: self._take(take)))

    def _way_on(self, session: Session) -> Action | None:
        """To the files that wait, where one is out; ``None`` where none waits but the one that is shown."""
        files = self._shelf.files_of(session)
        if files.asked:
            return Action("Import the others", lambda: self.ask(session))
        kept = self._shelf.of(session)
        shown = path_of(kept) if kept is not None else ""
        path = next((Path(path) for path in files.after if path != shown), None)
        return None if path is None else Action(f"Import {path.name}", lambda: self._take(FileSource(path)))

    def _asked(self) -> tuple[Path, ...]:
        return tuple(map(Path, self._shelf.files_of(self._session).asked))

    def _join(self) -> None:
        if paths := self._asked():
            self._take(FilesSource(paths))

    def _take_each(self) -> None:
        files = self._shelf.files_of(self._session)
        if self._session is not None and files.asked:
            self._shelf.keep_files(self._session, KeptFiles(after=files.asked + files.after))
            self._take(FileSource(Path(files.asked[0])))

    def _take_none(self) -> None:
        if self._session is not None:
            after = self._shelf.files_of(self._session).after
            self._shelf.keep_files(self._session, KeptFiles(after=after))
        self._leave()
