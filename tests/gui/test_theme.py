"""Colours that can be read, icons that exist, a style sheet without holes."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QRadioButton, QWidget

from tests.helpers.qt import Gui, gui_test, until
from webinar_console.resources import resource_path
from webinar_console.ui.theme import DARK, LIGHT, Colours, SchemeChoice, Size
from webinar_console.ui.theme.colours import CONTROL_PAIRS, FAINT_PAIRS, TEXT_PAIRS, contrast
from webinar_console.ui.widgets import column

SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_has_a_contrast_of_4_5(scheme: Colours) -> None:
    poor = {
        pair: round(ratio, 2)
        for pair in TEXT_PAIRS
        if (ratio := contrast(getattr(scheme, pair[0]), getattr(scheme, pair[1]))) < 4.5
    }
    assert not poor


@pytest.mark.parametrize("scheme", SCHEMES)
def test_controls_have_a_contrast_of_3(scheme: Colours) -> None:
    poor = {
        pair: round(ratio, 2)
        for pair in CONTROL_PAIRS
        if (ratio := contrast(getattr(scheme, pair[0]), getattr(scheme, pair[1]))) < 3.0
    }
    assert not poor


@pytest.mark.parametrize("scheme", SCHEMES)
def test_disabled_text_has_a_contrast_of_4(scheme: Colours) -> None:
    poor = {
        pair: round(ratio, 2)
        for pair in FAINT_PAIRS
        if (ratio := contrast(getattr(scheme, pair[0]), getattr(scheme, pair[1]))) < 4.0
    }
    assert not poor


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_is_pure_black_or_pure_white(scheme: Colours) -> None:
    assert not {"#000000", "#ffffff"} & {getattr(scheme, field.name) for field in fields(scheme)}


def test_contrast_is_the_formula_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_no_other_place_names_a_colour() -> None:
    package = Path(resource_path("styles")).parent.parent / "webinar_console" / "ui"
    colour = re.compile(r"""["']#[0-9a-fA-F]{6}["']|QColor\(\d""")
    guilty = [
        path.name
        for path in package.rglob("*.py")
        if path.name != "colours.py" and colour.search(path.read_text(encoding="utf-8"))
    ]
    assert not guilty


def test_every_icon_that_is_asked_for_exists() -> None:
    package = Path(resource_path("styles")).parent.parent / "webinar_console" / "ui"
    asked = set()
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r"""theme\.icon\(["']([a-z-]+)["']""", text))
        asked |= set(re.findall(r"""icon=["']([a-z-]+)["']""", text))
        asked |= set(re.findall(r"""icon_button\(\s*(?:self\._)?theme,\s*["']([a-z-]+)["']""", text))
        asked |= set(re.findall(r"""show_state\(\s*["']([a-z-]+)["']""", text))
    have = {path.stem for path in resource_path("icons").glob("*.svg")}
    assert asked
    assert asked <= have


@gui_test
async def test_a_forced_scheme_reaches_palette_style_and_icons(gui: Gui) -> None:
    theme = gui.theme
    icon = theme.icon("search", "text")
    changes: list[bool] = []
    theme.changed.connect(lambda: changes.append(theme.is_dark))

    def ink() -> QColor:
        image = icon.pixmap(QSize(40, 40)).toImage()
        return max(
            (image.pixelColor(x, y) for x in range(40) for y in range(40)), key=lambda colour: colour.alpha()
        )

    assert contrast(ink().name(), LIGHT.text) < 1.1
    window = gui.show(QWidget())
    theme.choose(SchemeChoice.DARK)
    assert theme.is_dark
    assert changes == [True]
    assert gui.app.palette().color(QPalette.ColorRole.Base).name() == DARK.surface
    assert DARK.surface in window.styleSheet()
    assert "$" not in window.styleSheet().split("*/", 1)[1]
    assert contrast(ink().name(), DARK.text) < 1.1
    theme.choose(SchemeChoice.SYSTEM)
    assert not theme.is_dark  # the offscreen platform names no scheme


def _far_from_accent(colour: QColor) -> bool:
    return contrast(colour.name(), LIGHT.accent) > 2


@pytest.mark.parametrize("line", [11.0, 14.0, 17.0, 21.0, 30.0])
@gui_test
async def test_a_chosen_radio_button_is_as_round_as_the_others(
    gui: Gui, line: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The accent fills a ring about a dot and leaves the corners free, whatever the system's font."""
    theme, page = gui.theme, QWidget()
    monkeypatch.setattr(theme, "_line", line)
    page.setStyleSheet(theme._style_sheet())
    page.setLayout(column(theme, QRadioButton("One"), QRadioButton("Another")))
    gui.show(page, 200, 120)
    first, second = page.findChildren(QRadioButton)
    first.setChecked(True)
    page.setFocus()
    side, image = theme.space(12) + 2, first.grab().toImage()
    top, middle = (image.height() - side) // 2, image.height() // 2
    assert _far_from_accent(image.pixelColor(0, top)), "a square fills its corners"
    assert _far_from_accent(image.pixelColor(side - 1, top + side - 1))
    assert not _far_from_accent(image.pixelColor(2, middle)), "the ring"
    assert _far_from_accent(image.pixelColor(side // 2, middle)), "the dot"
    assert _far_from_accent(second.grab().toImage().pixelColor(2, middle)), "the other one is empty"
    assert first.sizeHint().height() == second.sizeHint().height()


@gui_test
async def test_sizes_come_from_the_font(gui: Gui) -> None:
    theme = gui.theme
    sizes = [theme.font(size).pixelSize() for size in (Size.SMALL, Size.BODY, Size.HEADING, Size.TITLE)]
    assert sizes == sorted(set(sizes))
    assert [theme.space(step) for step in (4, 8, 12, 16, 24, 32)] == sorted(
        {theme.space(step) for step in (4, 8, 12, 16, 24, 32)}
    )
    figures = theme.font(tabular=True)
    assert figures.featureTags()


@gui_test
async def test_a_window_that_is_gone_is_not_dressed_any_more(gui: Gui) -> None:
    window = QWidget()
    gui.theme.dress(window)
    assert window in gui.theme._windows
    window.deleteLater()
    await until(lambda: window not in gui.theme._windows)
    gui.theme.choose(SchemeChoice.DARK)
    gui.theme.choose(SchemeChoice.LIGHT)
