"""A list of 1,000 people as a German Excel saves it: from the drop to a right forecast without a click."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QPushButton

from tests.acceptance.servers import Wire
from tests.acceptance.stage import play, practising
from tests.helpers.qt import Gui
from webinar_console.domain.people import CheckedPerson, RemarkCode, Verdict

HEADER = "Anrede;Vorname;Nachname;E-Mail-Adresse;Firma;Straße;Rolle"
FIRST = ("Jürgen", "Käthe", "Björn", "Zoë", "François", "Anna-Lena", "José", "Søren")
LAST = ("Müller", "Groß", "van der Berg", "O’Neil", "Weiß-Köhler", "Ng", "d’Arcy", "Žižek", "von der Au")
ROWS, PANEL, TWICE, BROKEN = 1_000, 3, 4, 5
READY = ROWS - TWICE - BROKEN - 2  # two are registered already
REGISTERED = 5_000


def people(known: list[str]) -> list[tuple[str, str, str, str]]:
    """First name, last name, address and role of each row; the last of them are the awkward ones."""
    rows = [(FIRST[n % len(FIRST)], LAST[n % len(LAST)], f"Gast.{n}@beispiel.de", "") for n in range(ROWS)]
    for n in range(PANEL):
        rows[n] = (*rows[n][:3], "Referentin")
    for n in range(1, TWICE + 1):
        rows[-n] = (*rows[-n][:2], f"GAST.{100 + n}@Beispiel.de", "")
    for n in range(TWICE + 1, TWICE + BROKEN + 1):
        rows[-n] = (*rows[-n][:2], f"gast.{n}(at)beispiel.de", "")
    for n, address in enumerate(known, TWICE + BROKEN + 1):
        rows[-n] = (*rows[-n][:2], address.upper(), "Teilnehmer")
    return rows


def write_as_excel(path: Path, rows: list[tuple[str, str, str, str]]) -> None:
    """Semicolons, Windows-1252 and CRLF; a cell with a semicolon or a line break is in quotation marks."""
    lines = [HEADER]
    for n, (first, last, address, role) in enumerate(rows):
        firm = '"Groß; Söhne\n& Co. KG"' if n % 50 == 7 else "Bäckerei Weiß"
        lines.append(f"Frau;{first};{last};{address};{firm};Hauptstraße {n};{role}")
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("cp1252"))


@pytest.mark.slow
def test_a_german_excel_needs_no_click_on_a_mapping(tmp_path: Path, wire: Wire) -> None:
    path = tmp_path / "Gästeliste Frühjahr.csv"

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            session_id = await stage.choose_large()
            known = [person["email"] for person in (await wire.people(session_id))[:2]]
            rows = people(known)
            write_as_excel(path, rows)
            before = len(wire.writes())
            await stage.drop(path)
            await stage.says(
                f"{READY - PANEL} people will be registered, {PANEL} invited as panelists, "
                f"{TWICE + BROKEN + 2} not sent ({TWICE + 2} skipped, {BROKEN} need mending).",
                f"{READY - PANEL + 1} calls",
                f"{READY - PANEL} confirmations and {PANEL} panel invitations",
            )
            start = stage.named("Start import", QPushButton)
            await stage.until(start.isEnabled, "the forecast")
            assert start.text() == f"Invite {READY} people"
            sheet = stage.account.sheet
            assert sheet.page.check_step.is_open, "a step that asks was opened"
            assert stage.find("Column Vorname", QComboBox) is None
            assert sheet.page.columns_step.summary.text() == (
                "first name, last name, e-mail and role · 3 columns ignored"
            )
            assert "Windows-1252" in sheet.page.file_step.summary.text()
            assert sheet.flow.told is not None
            _each_row_is_right(list(sheet.flow.told.checked.people), rows)
            assert len(wire.writes()) == before, "something was sent before anybody agreed"

    play(story)


def _each_row_is_right(checked: list[CheckedPerson], rows: list[tuple[str, str, str, str]]) -> None:
    assert [(p.first_name, p.last_name, p.email) for p in checked] == [row[:3] for row in rows]
    assert [p.role for p in checked[:PANEL]] == ["Panelist"] * PANEL
    awkward = TWICE + BROKEN + 2
    assert all(p.verdict is Verdict.READY for p in checked[:-awkward])
    codes = [p.remarks[0].code for p in checked[-awkward:]]
    assert codes == [
        *[RemarkCode.ALREADY_REGISTERED] * 2,
        *[RemarkCode.BAD_EMAIL] * BROKEN,
        *[RemarkCode.TWICE_IN_FILE] * TWICE,
    ]
