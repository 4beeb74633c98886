"""One voice: messages, banners, details, and plain text."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from tests.helpers.qt import Gui, click, gui_test, turns, unnamed
from webinar_console.domain.errors import ErrorDetail, Forbidden, Unreachable
from webinar_console.ui.messages import Action, Kind, Message, Messages, details_of, message_for
from webinar_console.ui.widgets import Banner, MessageArea

FORBIDDEN = Forbidden(
    "The session is finished. Nothing was changed.",
    request_id="req-1",
    status=403,
    details=(ErrorDetail("CMN-408", "The user lacks a permission.", "sessionId"),),
)


def test_an_error_of_the_family_speaks_for_itself() -> None:
    message = message_for(FORBIDDEN)
    assert message.sentence == FORBIDDEN.sentence
    assert message.details.splitlines() == [
        "Forbidden, status 403",
        "CMN-408 · sessionId · The user lacks a permission.",
        "Request req-1",
    ]


def test_a_fault_of_ours_is_said_to_be_one() -> None:
    try:
        raise KeyError("boom")
    except KeyError as error:
        message = message_for(error)
    assert "inside the program" in message.sentence
    assert "boom" not in message.sentence
    assert "KeyError: 'boom'" in message.details


def test_details_name_the_cause_and_are_empty_without_any() -> None:
    error = Unreachable("No connection.")
    assert details_of(error) == ""
    error.__cause__ = OSError("refused")
    assert "Cause: OSError: refused" in details_of(error)


def area_with(gui: Gui) -> tuple[MessageArea, Messages]:
    messages = Messages()
    return gui.show(MessageArea(gui.theme, messages), 700, 200), messages


@gui_test
async def test_text_is_shown_letter_by_letter(gui: Gui) -> None:
    area, messages = area_with(gui)
    messages.error("<b>bold</b> & <img src=x>")
    label = area.banners[0].findChild(QLabel)
    assert label.text() == "<b>bold</b> & <img src=x>"
    assert label.textFormat() == Qt.TextFormat.PlainText


@gui_test
async def test_a_key_replaces_and_withdraws(gui: Gui) -> None:
    area, messages = area_with(gui)
    messages.warning("Waiting until 10:32.", key="pace")
    messages.warning("Waiting until 10:33.", key="pace")
    messages.info("Another matter.")
    assert [banner.sentence for banner in area.banners] == ["Waiting until 10:33.", "Another matter."]
    messages.withdraw("pace")
    assert [banner.sentence for banner in area.banners] == ["Another matter."]


@gui_test
async def test_errors_outlive_lesser_news(gui: Gui) -> None:
    area, messages = area_with(gui)
    messages.error("First.")
    messages.success("Second.")
    messages.info("Third.")
    messages.warning("Fourth.")
    assert [banner.sentence for banner in area.banners] == ["First.", "Third.", "Fourth."]


@gui_test
async def test_details_unfold_and_can_be_copied(gui: Gui) -> None:
    area, messages = area_with(gui)
    messages.error(FORBIDDEN)
    banner = area.banners[0]
    assert not banner._details.isVisible()
    await click(banner._more)
    assert banner._details.isVisible()
    await click(banner._details._copy)
    assert QGuiApplication.clipboard().text() == details_of(FORBIDDEN)
    assert unnamed(area) == []


@gui_test
async def test_an_action_runs_and_the_message_goes(gui: Gui) -> None:
    area, messages = area_with(gui)
    done: list[bool] = []
    messages.error("No connection.", actions=[Action("Try again", lambda: done.append(True))])
    button = next(b for b in area.findChildren(QPushButton) if b.text() == "Try again")
    await click(button)
    assert done == [True]
    assert area.banners == ()
    assert not area.isVisible()


@gui_test
async def test_in_a_narrow_place_the_buttons_stand_below(gui: Gui) -> None:
    banner = gui.show(Banner(gui.theme), 700, 60)
    banner.show_message(Message(Kind.ERROR, "No connection.", actions=(Action("Try again", print),)))
    await turns(3)
    assert banner._buttons.y() <= banner._sentence.geometry().bottom()
    banner.resize(260, 120)
    await turns(3)
    assert banner._buttons.y() > banner._sentence.geometry().bottom()


@gui_test
async def test_many_buttons_stand_below_the_sentence_where_it_would_be_cramped(gui: Gui) -> None:
    banner = gui.show(Banner(gui.theme), 582, 80)
    words = "2 earlier corrections may belong to other rows now, so they were left aside."
    many = ("Use them all the same", "Forget them", "Bring back the guests of spring.csv")
    for labels, below in ((many, True), (("Forget them",), False)):
        actions = tuple(Action(label, lambda: None) for label in labels)
        banner.show_message(Message(Kind.INFO, words, actions=actions))
        await turns(5)
        assert banner.width() == 582, "the sheet becomes no wider"
        assert (banner._buttons.y() >= banner._sentence.geometry().bottom()) is below
