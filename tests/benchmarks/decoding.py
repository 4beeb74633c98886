"""100 pages of 1,000 registrants, from JSON to the rows of a table.

The pages have the contract's shape, a questionnaire of three answers included, and everything is kept, as a
table keeps it. Ours is what the client does: :func:`decode_page`, whose records are the table's rows. The
references take the table's columns out of their trees, one tuple a person. ``new-field`` is ours again when
each record has a field that the contract does not know yet. (Search texts are made later, in the background.)
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from tests.benchmarks.common import Goal, Medians, main
from tests.benchmarks.people import COLUMNS, rows

VARIANTS = ("ours", "json", "pydantic", "new-field")
NEEDS = {"pydantic": "pydantic"}
PAGES, FEW, PER_PAGE = 100, 2, 1_000
Step = Callable[[bytes], Sequence[Any]]


def _wire_name(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


WIRE = tuple(map(_wire_name, COLUMNS))


def pages(count: int, *, new_field: bool = False) -> list[bytes]:
    """Bodies of ``count`` pages."""
    people = rows(count * PER_PAGE)
    made = []
    for start in range(0, len(people), PER_PAGE):
        records: list[dict[str, Any]] = []
        for cells in people[start : start + PER_PAGE]:
            answers = [{"questionId": f"q{n}", "answerText": f"Answer {n} of {cells[0]}"} for n in range(3)]
            record: dict[str, Any] = {**dict(zip(WIRE, cells, strict=True)), "questionnaire": answers}
            records.append(record | {"loyaltyTier": "gold"} if new_field else record)
        paging = {"perPage": PER_PAGE, "pageToken": f"t{start}", "nextPageToken": f"t{start + PER_PAGE}"}
        made.append(json.dumps({"records": records, "paging": paging}, ensure_ascii=False).encode())
    return made


def _ours() -> Step:
    from webinar_console.api.decoding import decode_page
    from webinar_console.domain.registrant import Registrant

    return lambda body: decode_page(body, Registrant).records


def _json() -> Step:
    cells = itemgetter(*WIRE)
    return lambda body: [cells(record) for record in json.loads(body)["records"]]


def _pydantic() -> Step:
    from pydantic import TypeAdapter, create_model

    answer = create_model("Answer", questionId=(str, ...), answerText=(str | None, None))
    columns: dict[str, Any] = dict.fromkeys(WIRE, (str | None, None))
    record = create_model("Record", **columns, questionnaire=(list[answer], []))  # type: ignore[valid-type]
    page = create_model("Page", records=(list[record], ...))  # type: ignore[valid-type]
    validate = TypeAdapter(page).validate_json
    cells = attrgetter(*WIRE)
    return lambda body: [cells(record) for record in validate(body).records]  # type: ignore[attr-defined]


def child(variant: str, small: bool) -> dict[str, float]:
    """All pages, one after the other; everything is kept, as a table keeps it."""
    bodies = pages(FEW if small else PAGES, new_field=variant == "new-field")
    step = {"ours": _ours, "new-field": _ours, "json": _json, "pydantic": _pydantic}[variant]()
    step(bodies[0])
    kept, times = [], []
    for body in bodies:
        start = time.perf_counter()
        kept.append(step(body))
        times.append((time.perf_counter() - start) * 1000)
    return {"all_ms": sum(times), "page_ms": statistics.median(times), "worst_ms": max(times)}


def goals(medians: Medians) -> list[Goal]:
    """The row of the JSON pages of "Figures to reach"."""
    ours = medians["ours"]["all_ms"]
    return [
        Goal("100 JSON pages to rows, against json", ours / medians["json"]["all_ms"], 1 / 3),
        Goal("100 JSON pages to rows, against pydantic", ours / medians["pydantic"]["all_ms"], 1 / 10),
        Goal("the longest page, on the GUI thread", medians["ours"]["worst_ms"], unit="ms"),
        Goal(
            "with a field that is new, against json",
            medians["new-field"]["all_ms"] / medians["json"]["all_ms"],
        ),
    ]


if __name__ == "__main__":
    main("tests.benchmarks.decoding")
