"""Sign in: the practice account with one button, or a JWT credential of RingCentral."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QScrollArea, QWidget

from webinar_console.ui.messages import message_for
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Banner, Label, column, hairline, push_button, row

PRODUCTION = "https://platform.ringcentral.com"


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What the person wants. Secrets are never part of its ``repr``."""

    kind: Literal["practice", "jwt"]
    server: str = PRODUCTION
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    jwt: str = field(default="", repr=False)


SignIn = Callable[[SignInRequest], Coroutine[Any, Any, object]]


def missing_in(request: SignInRequest) -> dict[str, str]:
    """What is wrong with a JWT form, field by field, as sentences; empty when it can be tried."""
    if request.kind == "practice":
        return {}
    problems = {}
    if not request.client_id:
        problems["client_id"] = "The client ID of your app is needed."
    if not request.client_secret:
        problems["client_secret"] = "The client secret of your app is needed."
    if not request.jwt:
        problems["jwt"] = "The JWT credential is needed."
    if not request.server.startswith(("https://", "http://")) or len(request.server.split("//", 1)[1]) == 0:
        problems["server"] = "The server address begins with https://."
    return problems


class _Field(QWidget):
    """A labelled line with room for a sentence about it."""

    def __init__(self, theme: Theme, words: str, *, secret: bool = False, hint: str = "") -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setFont(theme.font())
        self.edit.setAccessibleName(words)
        self.edit.setPlaceholderText(hint)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
            self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self._problem = Label(theme, size=Size.SMALL, tone="error", wrap=True)
        self._problem.hide()
        label = Label(theme, words, size=Size.SMALL, tone="muted")
        label.setBuddy(self.edit)
        self.setLayout(column(theme, label, self.edit, self._problem, gap=4))
        self.edit.textEdited.connect(lambda _text: self.say(""))

    def say(self, problem: str) -> None:
        """Show what is wrong with it, or nothing."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.edit.setProperty("state", "error" if problem else "")
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

    @property
    def text(self) -> str:
        """What was typed, without outer space: pasted credentials often bring some."""
        return self.edit.text().strip()


class SignInPanel(QWidget):
    """``sign_in`` does it; it raises errors of the family, which are shown here."""

    def __init__(self, theme: Theme, tasks: TaskOwner, sign_in: SignIn, *, server: str = PRODUCTION) -> None:
        super().__init__()
        self._theme, self._tasks, self._sign_in = theme, tasks, sign_in
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # Each says what became of its own half of the page.
        self.banner, self.practice_banner = Banner(theme), Banner(theme)
        self.practice = push_button(theme, "Open the practice account", look="primary", icon="practice")
        self.jwt_button = push_button(theme, "Sign in to RingCentral")
        for button in (self.practice, self.jwt_button):
            button.setMinimumHeight(theme.space(32))
        self.fields = {
            "client_id": _Field(theme, "Client ID"),
            "client_secret": _Field(theme, "Client secret", secret=True),
            "jwt": _Field(theme, "JWT credential", secret=True),
            "server": _Field(theme, "Server address", hint=PRODUCTION),
        }
        self.fields["server"].edit.setText(server)
        self.practice.clicked.connect(lambda: self._start(SignInRequest("practice")))
        self.jwt_button.clicked.connect(self._start_jwt)
        for entry in self.fields.values():
            entry.edit.returnPressed.connect(self._start_jwt)
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        practice_help = (
            "A complete webinar account inside this program, with people and sessions to try everything on. "
            "Nothing leaves this computer."
        )
        jwt_help = (
            "For an app with a JWT credential from RingCentral’s developer console. "
            "Ask your RingCentral administrator for the first three. "
            "The secrets are kept in this computer’s password store, nowhere else."
        )
        box = QWidget()
        box.setMaximumWidth(theme.space(440))
        box.setMinimumWidth(theme.space(300))
        box.setLayout(
            column(
                theme,
                Label(theme, "Webinar Console", size=Size.TITLE, strong=True),
                Label(
                    theme, "Registrants, panels and invitations of your webinars.", tone="muted", wrap=True
                ),
                12,
                Label(theme, "Try it", size=Size.HEADING, strong=True),
                Label(theme, practice_help, tone="muted", wrap=True),
                self.practice_banner,
                self.practice,
                12,
                hairline(),
                12,
                Label(theme, "Your RingCentral account", size=Size.HEADING, strong=True),
                Label(theme, jwt_help, tone="muted", wrap=True),
                self.banner,
                *self.fields.values(),
                4,
                self.jwt_button,
                gap=8,
                margin=16,
            )
        )
        inside = QWidget()
        inside.setProperty("ground", "surface")
        middle = row(theme, None, box, None, gap=0)
        middle.setStretch(1, 2)
        inside.setLayout(column(theme, None, middle, None, gap=0, margin=(16, 24)))
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.setLayout(column(theme, scroll, gap=0))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's call: Return opens the practice account."""
        super().showEvent(event)
        self.practice.setFocus()

    def sizeHint(self) -> QSize:
        """Room for the form."""
        return QSize(self._theme.space(640), self._theme.space(720))

    def say(self, problem: Exception | str) -> None:
        """Show why the person is here again (a sign-in that ended, a password store that is locked)."""
        self._show(self.banner, problem)

    def _say_practice(self, problem: Exception) -> None:
        self._show(self.practice_banner, problem)

    def _show(self, banner: Banner, problem: Exception | str) -> None:
        banner.show_message(message_for(problem))
        # The page is higher than a small window: what is said must be seen.
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(banner))

    def _start_jwt(self) -> None:
        values = {name: entry.text for name, entry in self.fields.items()}
        values["server"] = (values["server"] or PRODUCTION).rstrip("/")
        request = SignInRequest("jwt", **values)
        problems = missing_in(request)
        for name, entry in self.fields.items():
            entry.say(problems.get(name, ""))
        if problems:
            self.fields[next(iter(problems))].edit.setFocus()
            return
        self._start(request)

    def _start(self, request: SignInRequest) -> None:
        if not self.practice.isEnabled():
            return
        say = self._say_practice if request.kind == "practice" else self.say
        self._tasks.start(self._run(request), "sign in", group="sign in", on_failure=say)

    async def _run(self, request: SignInRequest) -> None:
        for banner in (self.banner, self.practice_banner):
            banner.hide()
        button = self.practice if request.kind == "practice" else self.jwt_button
        words = button.text()
        self._set_busy(True)
        button.setText("Opening…" if request.kind == "practice" else "Signing in…")
        try:
            await self._sign_in(request)
        finally:
            button.setText(words)
            self._set_busy(False)
        # Done: the secrets have no business in a hidden page.
        for name in ("client_secret", "jwt"):
            self.fields[name].edit.clear()

    def _set_busy(self, busy: bool) -> None:
        buttons: list[QPushButton] = [self.practice, self.jwt_button]
        for part in (*buttons, *(entry.edit for entry in self.fields.values())):
            part.setEnabled(not busy)
