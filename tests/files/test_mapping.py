"""Guessing columns: words in ten languages, content, slips, and no target twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.invitee import ATTENDEE, CO_HOST, HOST, PANELIST
from webinar_console.domain.people import Target
from webinar_console.files.mapping import guess_mapping
from webinar_console.files.vocabulary import RESULT_COLUMNS, header_words, role_of

F, L, N, E = Target.FIRST_NAME, Target.LAST_NAME, Target.FULL_NAME, Target.EMAIL
IGNORE = Target.IGNORE


def targets(header: list[str], *rows: list[str], has_header: bool = True) -> list[Target]:
    return [guess.target for guess in guess_mapping(header, rows, has_header=has_header)]


@pytest.mark.parametrize(
    "header",
    [
        ["First name", "LAST_NAME", "e-mail address"],
        ["Vorname", "Nachname", "E-Mail-Adresse"],
        ["Prénom", "Nom de famille", "Courriel"],
        ["Prénom", "Nom", "Adresse e-mail"],
        ["Nombre", "Apellidos", "Correo electrónico"],
        ["Nome", "Sobrenome", "Endereço de e-mail"],
        ["NOME", "COGNOME", "Indirizzo e-mail"],
        ["Voornaam", "Achternaam", "E-mailadres"],
        ["Imię", "Nazwisko", "Adres e-mail"],
        ["Vorname", "Name", "Mail"],
        ["  first   NAME: ", "Surname*", "E‑Mail"],
        ["Attendee first name", "Attendee surname (family)", "Contact e-mail (work)"],
        ["Frist name", "Last nmae", "Emial adress"],
    ],
)
def test_names_and_address_in_many_words(header: list[str]) -> None:
    assert targets(header, ["Ann", "Smith", "ann@x.com"]) == [F, L, E]


@pytest.mark.parametrize(
    "word", ["Name", "Nom", "Nombre", "Nome", "Naam", "Full Name", "Imię i nazwisko", "氏名"]
)
def test_a_single_name_column_is_the_full_name(word: str) -> None:
    assert targets([word, "E-mail"], ["Ann Smith", "ann@x.com"]) == [N, E]


def test_a_header_that_speaks_of_both_names() -> None:
    header = ["Vorname und Nachname des Gastes", "E-Mail"]
    assert targets(header, ["Ann Smith", "ann@x.com"]) == [N, E]
    assert targets(["Vorname", "Vorname, Nachname der Gäste", "Nachname"]) == [F, IGNORE, L]
    assert targets(["会社のメール", "氏名"], ["ann@x.com", "Ann Smith"]) == [E, N]
    assert targets(["Name", "Surname (family)", "E-Mail"], ["Ann", "Smith", "a@x.com"]) == [F, L, E]


def test_full_name_beside_its_halves_is_left_out() -> None:
    assert targets(["Full name", "First name", "Last name", "E-mail"]) == [IGNORE, F, L, E]


def test_all_targets() -> None:
    header = ["Role", "utm_source", "External ID", "Job title", "Join page", "Cancellation page", "Company"]
    assert targets(header) == [
        Target.ROLE,
        Target.SOURCE,
        Target.EXTERNAL_ID,
        Target.JOB_TITLE,
        Target.JOIN_URI,
        Target.CANCELLATION_URI,
        IGNORE,
    ]


def test_ringcentrals_own_links_are_no_join_page() -> None:
    assert targets(["E-mail", "Join URI"], ["a@x.com", "https://v.ringcentral.com/join/1"]) == [E, IGNORE]


def test_content_beats_a_header_that_says_nothing() -> None:
    guesses = guess_mapping(["A", "B"], [["x", "a@x.com"], ["y", "b@x.com"]], has_header=True)
    assert guesses[1].target is E
    assert 0 < guesses[1].confidence < 1
    assert guesses[1].why == "All values look like e-mail addresses."


def test_a_header_that_lies_loses_to_content() -> None:
    assert targets(["E-mail", "Address"], ["yes", "a@x.com"], ["no", "b@x.com"]) == [IGNORE, E]


def test_consent_is_no_address() -> None:
    assert targets(["E-mail consent", "E-mail"], ["yes", "a@x.com"]) == [IGNORE, E]


def test_the_second_address_is_left_out_with_the_reason() -> None:
    guesses = guess_mapping(["Email", "E-Mail"], [["", "a@x.com"]], has_header=True)
    assert [guess.target for guess in guesses] == [IGNORE, E]
    both = guess_mapping(["Email", "E-Mail"], [["b@x.com", "a@x.com"]], has_header=True)
    assert [guess.target for guess in both] == [E, IGNORE]
    assert both[1].why == "“Email” is the e-mail already."


def test_roles_by_content() -> None:
    assert targets(["E-mail", "Kind"], ["a@x.com", "Panelist"], ["b@x.com", "attendee"]) == [E, Target.ROLE]


def test_columns_of_result_files_are_left_out() -> None:
    header = ["First name", "Last name", "E-mail", *RESULT_COLUMNS]
    assert targets(header, ["Ann", "A", "a@x.com", "2", "refused", "x", "", "https://x"]) == [
        F,
        L,
        E,
        *[IGNORE] * 5,
    ]


def test_without_a_header() -> None:
    assert targets(["Column 1", "Column 2"], ["Ann Smith", "a@x.com"], has_header=False) == [N, E]
    assert targets(["Column 1", "Column 2"], ["77", "a@x.com"], has_header=False) == [IGNORE, E]
    again = ["Column 1", "Column 2", "Column 3", *RESULT_COLUMNS]
    assert targets(again, ["Ann", "Smith", "a@x.com", "1", "refused", "", "", ""])[:3] == [F, L, E]


@given(
    st.lists(
        st.one_of(st.sampled_from(sorted(header_words())), st.text(max_size=15)), min_size=1, max_size=12
    ),
    st.booleans(),
)
def test_nothing_is_given_twice_and_every_guess_has_a_reason(header: list[str], has_header: bool) -> None:
    rows = [["a@x.com" if n % 3 == 0 else "Ann" for n in range(len(header))]]
    guesses = guess_mapping(header, rows, has_header=has_header)
    given_targets = [guess.target for guess in guesses if guess.target is not IGNORE]
    assert len(guesses) == len(header)
    assert len(given_targets) == len(set(given_targets))
    assert all(guess.why and 0 <= guess.confidence <= 1 for guess in guesses)


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("", ATTENDEE),
        ("Cohost", CO_HOST),
        ("co-HOST", CO_HOST),
        ("PANELIST", PANELIST),
        ("Referentin", PANELIST),
        ("Teilnehmer", ATTENDEE),
        ("intervenant", PANELIST),
        ("Anfitrión", HOST),
        ("astronaut", None),
        ("???", ATTENDEE),
    ],
)
def test_roles(word: str, role: str | None) -> None:
    assert role_of(word) == role
