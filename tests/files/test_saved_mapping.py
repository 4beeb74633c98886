"""Mappings as files, and known again by their header."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.mapping import (
    IGNORED,
    ColumnMapping,
    ColumnUse,
    Constant,
    NameOrder,
    SavedMapping,
)
from webinar_console.domain.people import Target
from webinar_console.files.saved_mapping import (
    NEWER,
    NO_MAPPING,
    fitted,
    read_mapping,
    signature_of,
    write_mapping,
)
from webinar_console.files.vocabulary import RESULT_COLUMNS

HEADER = ("Vorname", "Nachname", "E-Mail", "Lead", "Firma")
COLUMNS = (Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL, ColumnUse(Target.EXTERNAL_KEY, "lid"))
MAPPING = ColumnMapping(
    ColumnMapping.of(*COLUMNS, Target.IGNORE).columns,
    (Constant(Target.SOURCE, "spring"), Constant(Target.ANSWER, "yes", "q1")),
    NameOrder.LAST_FIRST,
)
START = b'{"format": "webinar-console-mapping", "version": 1, "name": "", "header": '
SAVED = SavedMapping(HEADER, MAPPING, "Spring CRM export")


class TestFiles:
    def test_there_and_back(self, tmp_path: Path) -> None:
        path = tmp_path / "mapping.json"
        path.write_text("older")
        write_mapping(path, SAVED)
        assert read_mapping(path) == SAVED
        assert [found.name for found in tmp_path.iterdir()] == ["mapping.json"]

    def test_a_nameless_one_is_called_as_its_file(self, tmp_path: Path) -> None:
        write_mapping(tmp_path / "From Ann.json", SavedMapping(HEADER, MAPPING))
        assert read_mapping(tmp_path / "From Ann.json").name == "From Ann"

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            (b"", NO_MAPPING),
            (b"Vorname;Nachname\nAnn;Lee\n", NO_MAPPING),
            (b'{"name": "x"}', NO_MAPPING),
            (b'{"format": "another", "version": 1}', NO_MAPPING),
            (b'{"format": "webinar-console-mapping", "version": 2, "more": 1}', NEWER),
            (b'{"format": "webinar-console-mapping", "version": 1}', NO_MAPPING),
            (b"\xff\xfe", NO_MAPPING),
            (b"[" * 100_000, NO_MAPPING),
            (
                START + b'["a", "b"], "mapping": {"columns": [{"target":"role"},{"target":"role"}]}}',
                NO_MAPPING,
            ),
            (START + b'["a"], "mapping": {"columns": []}}', NO_MAPPING),
        ],
    )
    def test_other_files_are_refused(self, tmp_path: Path, text: bytes, sentence: str) -> None:
        (tmp_path / "x.json").write_bytes(text)
        with pytest.raises(FileProblem) as refused:
            read_mapping(tmp_path / "x.json")
        assert refused.value.sentence == sentence

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(FileProblem, match="cannot be read"):
            read_mapping(tmp_path / "x.json")
        with pytest.raises(FileProblem, match=r"cannot be saved as y\.json"):
            write_mapping(tmp_path / "no folder" / "y.json", SAVED)


class TestFitting:
    def test_the_same_header_in_other_letters(self) -> None:
        assert signature_of(HEADER) == signature_of(("VORNAME ", "nach name", "E-mail:", "lead", "Firma"))
        assert signature_of(HEADER) != signature_of(HEADER[::-1])
        assert signature_of(("#", "*")) == ("#", "*")

    def test_the_order_of_columns_may_differ(self) -> None:
        mapping = fitted(SAVED, (*HEADER[::-1], "New"))
        assert mapping is not None
        assert mapping.columns == (*MAPPING.columns[::-1], IGNORED)
        assert (mapping.constants, mapping.name_order) == (MAPPING.constants, MAPPING.name_order)

    def test_a_not_done_file_is_known_by_its_list(self) -> None:
        header = (*HEADER, *RESULT_COLUMNS)
        assert signature_of(header) == signature_of(HEADER)
        mapping = fitted(SAVED, header)
        assert mapping is not None
        assert mapping.columns == (*MAPPING.columns, *[IGNORED] * 5)

    def test_nothing_fits(self) -> None:
        assert fitted(SAVED, ("Firma", "Other")) is None

    @given(st.permutations(["A", "a", "B", "b ", "C"]))
    def test_columns_of_the_same_name_keep_their_order(self, header: list[str]) -> None:
        uses = (Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL, Target.SOURCE, Target.ROLE)
        saved = SavedMapping(("A", "A", "B", "B", "C"), ColumnMapping.of(*uses))
        mapping = fitted(saved, header)
        assert mapping is not None
        assert sorted(mapping.targets) == sorted(uses)
        assert [t for n, t in zip(header, mapping.targets, strict=True) if n in "Aa"] == list(uses[:2])
