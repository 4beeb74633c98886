"""What the tree should show: groups, webinars, sessions as plain nodes, filtered by what was typed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from webinar_console.domain.agenda import Agenda, AgendaEntry, Period
from webinar_console.domain.session import Session

PERIOD_WORDS = {Period.LIVE: "Live", Period.UPCOMING: "Upcoming", Period.PAST: "Past"}


class NodeKind(Enum):
    """The three kinds of rows."""

    GROUP = "group"
    WEBINAR = "webinar"
    SESSION = "session"


@dataclass(eq=False, slots=True)
class Node:
    """One row. ``key`` names it for good; the rest may change while it stays the same row.

    ``session`` is set on sessions; ``sessions`` on webinars with several. ``under_webinar`` tells a session
    inside a webinar's row from one that stands for its whole webinar.
    """

    key: tuple[str, ...]
    kind: NodeKind
    period: Period
    title: str
    session: Session | None = None
    sessions: tuple[Session, ...] = ()
    under_webinar: bool = False
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)

    def same_face(self, other: "Node") -> bool:
        """Whether both would be painted the same."""
        return (
            self.title == other.title
            and self.session == other.session
            and self.sessions == other.sessions
            and self.under_webinar == other.under_webinar
        )

    def take_face(self, other: "Node") -> None:
        """Look like ``other`` from now on."""
        self.title = other.title
        self.session = other.session
        self.sessions = other.sessions
        self.under_webinar = other.under_webinar

    def walk(self) -> Iterator["Node"]:
        """All nodes below, parents before children."""
        for child in self.children:
            yield child
            yield from child.walk()


def root_of(agenda: Agenda, search: str = "") -> Node:
    """The tree for an agenda: the groups that have entries, each webinar as one line or as a branch.

    ``search`` keeps what has all its words in the webinar's or the session's title, in any letter case.
    """
    words = search.casefold().split()
    root = Node(("root",), NodeKind.GROUP, Period.LIVE, "")
    for period in Period:
        group = Node(("group", period.value), NodeKind.GROUP, period, PERIOD_WORDS[period], parent=root)
        for entry in agenda.entries(period):
            node = _entry_node(entry, period, words)
            if node is not None:
                node.parent = group
                group.children.append(node)
        if group.children:
            root.children.append(group)
    return root


def _entry_node(entry: AgendaEntry, period: Period, words: list[str]) -> Node | None:
    whole = _matches(entry.title, words)
    sessions = tuple(s for s in entry.sessions if whole or _matches(f"{entry.title} {s.name}", words))
    if not sessions:
        return None
    if len(entry.sessions) == 1:
        only = sessions[0]
        return Node(("session", only.id), NodeKind.SESSION, period, only.name, session=only)
    webinar = Node(
        ("webinar", period.value, entry.webinar_id), NodeKind.WEBINAR, period, entry.title, sessions=sessions
    )
    webinar.children = [
        Node(
            ("session", session.id),
            NodeKind.SESSION,
            period,
            "" if session.name == entry.title else session.name,
            session=session,
            under_webinar=True,
            parent=webinar,
        )
        for session in sessions
    ]
    return webinar


def _matches(text: str, words: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)
