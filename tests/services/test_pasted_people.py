"""People in a copied block."""

from webinar_console.services.pasted_people import people_in

COLUMNS = ("first_name", "last_name", "email", "attended", "source")


def test_a_heading_is_understood() -> None:
    grid = [["E-Mail-Adresse", "Nachname", "Vorname"], ["j.gross@beispiel.de", "Groß", "Jürgen"]]
    assert people_in(grid, COLUMNS).people == [
        {"email": "j.gross@beispiel.de", "last_name": "Groß", "first_name": "Jürgen"}
    ]


def test_rows_of_the_table_itself_go_where_they_came_from() -> None:
    grid = [["Ada", "Lane", "ada@firm.example", "Attended", "mail"], ["Bob", "", "bob@firm.example", "–", ""]]
    assert people_in(grid, COLUMNS).people == [
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
    assert people_in(grid, COLUMNS).people == [
        {"first_name": "Ludwig", "last_name": "van Beethoven", "email": "lvb@firm.example"},
        {"first_name": "", "last_name": "", "email": "x@y.example"},
    ]


def test_nobody() -> None:
    assert people_in([], COLUMNS).people == []
    assert people_in([["", " "]], COLUMNS).people == []


def test_keys_become_an_external_id_and_what_has_no_place_is_named() -> None:
    grid = [
        ["First name", "Last name", "E-mail", "Role", "lid", "oid", "Empty"],
        ["Ada", "Lane", "ada@firm.example", "Panelist", "12", "45", ""],
        ["Bob", "Stone", "bob@firm.example", "", "", "", ""],
    ]
    found = people_in(grid, COLUMNS)
    assert [person.get("external_id") for person in found.people] == ["lid=12&oid=45", None]
    assert found.unused == ("Role",)
