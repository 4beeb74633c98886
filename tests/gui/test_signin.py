"""The sign-in page."""

import asyncio

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit

from tests.helpers.qt import Gui, click, gui_test, named, press, turns, type_text, unnamed, until
from webinar_console.domain.errors import NotSignedIn, StoreError
from webinar_console.ui.signin import SignInPanel, SignInRequest


class Door:
    """Signs in, or not."""

    def __init__(self) -> None:
        self.asked: list[SignInRequest] = []
        self.trouble: Exception | None = None
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, request: SignInRequest) -> None:
        self.asked.append(request)
        await self.open.wait()
        if self.trouble:
            raise self.trouble


def page(gui: Gui, door: Door) -> SignInPanel:
    return gui.show(SignInPanel(gui.theme, gui.tasks(), door.__call__), 700, 760)


@gui_test
async def test_return_opens_the_practice_account(gui: Gui) -> None:
    door = Door()
    door.open.clear()
    panel = page(gui, door)
    await until(panel.practice.hasFocus)
    await press(panel.practice, Qt.Key.Key_Space)
    await until(lambda: door.asked)
    assert door.asked == [SignInRequest("practice")]
    assert panel.practice.text() == "Opening…"
    assert not panel.jwt_button.isEnabled()
    door.open.set()
    await until(panel.practice.isEnabled)
    assert panel.practice.text() == "Open the practice account"


@gui_test
async def test_a_missing_field_is_named_before_anything_is_sent(gui: Gui) -> None:
    door = Door()
    panel = page(gui, door)
    await type_text(panel.fields["client_id"].edit, "my-app")
    panel.fields["server"].edit.setText("platform.ringcentral.com")
    await click(panel.jwt_button)
    assert not door.asked
    said = {name: entry._problem.text() for name, entry in panel.fields.items()}
    assert said["client_id"] == ""
    assert "client secret" in said["client_secret"]
    assert "https://" in said["server"]
    assert panel.fields["client_secret"].edit.hasFocus()


@gui_test
async def test_a_refusal_is_shown_here_and_secrets_do_not_linger(gui: Gui) -> None:
    door = Door()
    door.trouble = NotSignedIn("RingCentral does not know this credential.", status=401)
    panel = page(gui, door)
    for name, value in {"client_id": " app ", "client_secret": "hush", "jwt": " a.b.c\n"}.items():
        panel.fields[name].edit.setText(value)
    panel.fields["server"].edit.setText("http://127.0.0.1:9/")
    await click(panel.jwt_button)
    await until(panel.banner.isVisible)
    assert panel.banner.sentence == "RingCentral does not know this credential."
    assert door.asked == [SignInRequest("jwt", "http://127.0.0.1:9", "app", "hush", "a.b.c")]
    assert "hush" not in repr(door.asked[0])
    assert panel.fields["jwt"].text == "a.b.c"
    door.trouble = None
    await click(panel.jwt_button)
    await until(lambda: panel.fields["jwt"].text == "")
    assert panel.fields["client_secret"].text == ""
    assert not panel.banner.isVisible()


@gui_test
async def test_secrets_are_not_shown_and_all_has_names(gui: Gui) -> None:
    panel = page(gui, Door())
    await turns(2)
    for name in ("Client secret", "JWT credential"):
        edit = named(panel, name)
        assert isinstance(edit, QLineEdit)
        assert edit.echoMode() is QLineEdit.EchoMode.Password
    assert unnamed(panel) == []


@gui_test
async def test_each_half_of_the_page_says_what_became_of_it(gui: Gui) -> None:
    door = Door()
    door.trouble = NotSignedIn("RingCentral does not know this credential.", status=401)
    panel = gui.show(SignInPanel(gui.theme, gui.tasks(), door.__call__), 500, 420)
    for name in ("client_id", "client_secret", "jwt"):
        panel.fields[name].edit.setText("x")
    await click(panel.jwt_button)
    await until(panel.banner.isVisible)
    assert not panel.practice_banner.isVisible()
    # Over the form, and in view although the page is higher than the window.
    await until(lambda: panel.banner.visibleRegion().boundingRect() == panel.banner.rect())
    form = panel.fields["client_id"]
    assert panel.banner.mapTo(panel, QPoint()).y() < form.mapTo(panel, QPoint()).y()
    assert panel.banner.mapTo(panel, QPoint()).y() > panel.practice.mapTo(panel, QPoint()).y()
    door.trouble = StoreError("The disk is full.")
    await click(panel.practice)
    await until(panel.practice_banner.isVisible)
    assert panel.practice_banner.sentence == "The disk is full."
    assert not panel.banner.isVisible()
