"""People in a copied block."""

from webinar_console.services.pasted_people import people_in

COLUMNS = ("first_name", "last_name", "email", "attended", "source")


def test_a_heading_is_understood() -> None:
    grid = [["E-Mail-Adresse", "Nachname", "Vorname"], ["j.gross@beispiel.de", "Groß", "Jürgen"]]
    assert people_in(grid, COLUMNS) == [
        {"email": "j.gross@beispiel.de", "last_name": "Groß", "first_name": "Jürgen"}
    ]


def test_rows_of_the_table_itself_go_where_they_came_from() -> None:
    grid = [["Ada", "Lane", "ada@firm.example", "Attended", "mail"], ["Bob", "", "bob@firm.example", "–", ""]]
    assert people_in(grid, COLUMNS) == [
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
    assert people_in(grid, COLUMNS) == [
        {"first_name": "Ludwig", "last_name": "van Beethoven", "email": "lvb@firm.example"},
        {"first_name": "", "last_name": "", "email": "x@y.example"},
    ]


def test_nobody() -> None:
    assert people_in([], COLUMNS) == []
    assert people_in([["", " "]], COLUMNS) == []
