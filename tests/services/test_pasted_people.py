"""People in a copied block."""

from tests.helpers.steps import ended
from webinar_console.services.pasted_people import people_in, people_of

COLUMNS = ("first_name", "last_name", "email", "attended", "source")


def test_a_heading_is_understood() -> None:
    grid = [["E-Mail-Adresse", "Nachname", "Vorname"], ["j.gross@beispiel.de", "Groß", "Jürgen"]]
    assert ended(people_in(grid, COLUMNS)).people == [
        {"email": "j.gross@beispiel.de", "last_name": "Groß", "first_name": "Jürgen"}
    ]


def test_rows_of_the_table_itself_go_where_they_came_from() -> None:
    grid = [["Ada", "Lane", "ada@firm.example", "Attended", "mail"], ["Bob", "", "bob@firm.example", "–", ""]]
    assert ended(people_in(grid, COLUMNS)).people == [
        {"first_name": "Ada", "last_name": "Lane", "email": "ada@firm.example", "source": "mail"},
        {"first_name": "Bob", "last_name": "", "email": "bob@firm.example", "source": ""},
    ]


def test_full_names_are_split() -> None:
    grid = [
        ["Name", "E-mail"],
        ["Ludwig van Beethoven", "lvb@firm.example"],
        ["", ""],
        ["", "x@y.example"],
    ]
    assert ended(people_in(grid, COLUMNS)).people == [
        {"first_name": "Ludwig", "last_name": "van Beethoven", "email": "lvb@firm.example"},
        {"first_name": "", "last_name": "", "email": "x@y.example"},
    ]


def test_nobody() -> None:
    assert ended(people_in([], COLUMNS)).people == []
    assert ended(people_in([["", " "]], COLUMNS)).people == []


def test_keys_become_an_external_id_and_what_has_no_place_is_named() -> None:
    grid = [
        ["First name", "Last name", "E-mail", "Role", "lid", "oid", "Empty"],
        ["Ada", "Lane", "ada@firm.example", "Panelist", "12", "45", ""],
        ["Bob", "Stone", "bob@firm.example", "", "", "", ""],
    ]
    found = ended(people_in(grid, COLUMNS))
    assert [person.get("external_id") for person in found.people] == ["lid=12&oid=45", None]
    assert found.unused == ("Role",)


def test_many_are_found_a_step_at_a_time() -> None:
    grid = [[f"Ann{number}", "Lee", f"a{number}@x.example"] for number in range(5_000)]
    assert sum(1 for _ in people_in(grid, COLUMNS)) > 20
    assert sum(1 for _ in people_of(grid, COLUMNS)) > 20
    assert len(ended(people_in([["First name", "Last name", "E-mail"], *grid], COLUMNS)).people) == 5_000


def test_columns_that_are_known_are_not_guessed() -> None:
    grid = [["E-mail", "Lane", "", "Attended", "mail"], ["", "", "", "", "fair"], ["", "", "", "", ""]]
    found = ended(people_of(grid, COLUMNS))
    assert found.people == [{"first_name": "E-mail", "last_name": "Lane", "source": "mail"}]
    assert (found.unused, found.left_out) == (("attended",), 1)
