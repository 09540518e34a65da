"""What the pictures say of small cases worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glasshouse.charts.figure import Figure
from glasshouse.charts.registry import makers
from glasshouse.reporting import finding_tables, folder, notes, page_sections
from glasshouse.reporting.figure_source import Source
from glasshouse.rulebooks import load


def put(path: Path, rows: list[dict[str, object]]) -> None:
    """Rows in the place of a table, with its columns."""
    schema = pq.read_table(path).schema
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def drawn(found: folder.Folder, id: str) -> Figure | None:
    """The figure of that id."""
    return makers()[id](Source(found))


def stay(person: int, ground: str, left: int, how: str, **more: object) -> dict[str, object]:
    never = dict.fromkeys(("disputed", "decided", "copies_until"), -1)
    about = {"person": person, "list": "defaulters", "kind": "blacklist", "entered": 0, "noticed": 0}
    return {**about, **never, "ground": ground, "left": left, "how": how, "won": False, **more}


def test_four_wrongful_entries(copy_of: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """One corrected after 6 months by a dispute won, one after 20, one paid, one open; a true one is no matter."""
    copy = copy_of()
    won = {"disputed": 2, "decided": 6, "won": True}
    put(copy / "system" / "listings.parquet", [
        stay(1, "wrong person", 6, "corrected", **won), stay(2, "unable", 20, "unable"), stay(3, "unable", 9, "paid"),
        stay(4, "wrong person", -1, "open", noticed=-1), stay(5, "true", 9, "paid"),
    ])  # fmt: skip
    found = folder.read(copy)
    assert not drawn(found, "redress") and not drawn(found, "due_process"), "four entries are too few"
    monkeypatch.setattr("glasshouse.reporting.figures.lists.FEWEST", 4)
    curve, funnel = drawn(found, "redress"), drawn(found, "due_process")
    assert curve and funnel
    assert curve.title.startswith("After a year 75.0\u202f%")
    assert curve.rows[3][:2] == ("12", "75.0\u202f%") and curve.rows[4][:2] == ("24", "50.0\u202f%")
    assert curve.note.startswith("4 wrongful entries, 2 corrected")
    assert [row[1] for row in funnel.rows] == ["4", "3", "1", "1", "1"]


def test_two_clauses_and_their_grounds(copy_of: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    copy = copy_of()
    row = {"person": 1, "right": "movement.flight", "cause": "lists.defaulters", "first": 0, "refusals": 2}
    row |= {"behaviour_context": "courts", "sanction_context": "transport"}
    loan = {**row, "right": "economic.loan", "sanction_context": "courts", "clause": "sanctions.no_loans"}
    put(copy / "system" / "ledger.parquet", [
        {**row, "clause": "sanctions.no_flights", "ground": "true", "months": 36},
        {**row, "person": 2, "clause": "sanctions.no_flights", "ground": "unable", "months": 12},
        {**loan, "ground": "unknown", "months": 24},
    ])  # fmt: skip
    found = folder.read(copy)
    figure, contexts = drawn(found, "rights"), drawn(found, "contexts")
    assert figure and contexts
    assert figure.title == "6 years of lost rights through 2 clauses", "two persons are too few for a share"
    assert {row[2] for row in page_sections.grounds(found)} == {"too few persons"}
    for module in ("figures.rights_lost", "page_sections"):
        monkeypatch.setattr(f"glasshouse.reporting.{module}.FEWEST", 2)
    figure = drawn(found, "rights")
    assert figure
    assert (
        figure.title
        == "6 years of lost rights through 2 clauses, 16.7\u202f% of them wrongful by the clause itself"
    )
    assert figure.rows[0] == ("sanctions.no_flights", "4", "3", "1", "0", "2", "4")
    assert [key.words for key in contexts.keys] == [
        "the right lies in another part of life",
        "the same part of life",
    ]
    assert contexts.title == "The heaviest burden reaches from courts into transport: 4 years"
    assert next(row[:3] for row in page_sections.grounds(found)) == (
        "the stated ground was true",
        "3",
        "50.0\u202f%",
    )


def test_the_burden_of_one_in_a_hundred(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    people = pq.read_table(copy / "people.parquet")
    lost = (
        [60] * 120 + [40] * 120 + [0] * (people.num_rows - 240)
    )  # of 12,000: the hardest hundredth has 60 %
    place = people.column_names.index("system_rights_lost_months")
    people = people.set_column(place, "system_rights_lost_months", pa.array(lost))
    pq.write_table(people, copy / "people.parquet")
    found = folder.read(copy)
    figure = drawn(found, "burden")
    assert figure and figure.title == "One person in a hundred bears 60.0\u202f% of all lost rights"
    assert figure.rows[3] == ("2.00\u202f%", "100\u202f%")


def test_groups_with_a_handful_of_harmed_are_not_drawn(copy_of: Callable[[], Path]) -> None:
    found = folder.read(copy_of())
    figure = drawn(found, "disparity")
    assert figure and "men (" in figure.plots[0].rows[2]
    assert len(figure.rows) > len(figure.plots[0].rows)  # children were never listed; the table has them
    assert "0-17" in figure.note


def test_lint_of_the_text_that_was_run(copy_of: Callable[[], Path]) -> None:
    found = folder.read(copy_of())
    book = load(found.rulebook["id"])
    found.manifest["rulebook"]["hash"] = book.text_hash
    told = notes.questions_of_law(found)
    assert not told.why_not and told.questions
    assert all(":" in place for question in told.questions for _, place in question.places)
    severities = [question.severity for question in told.questions]
    assert severities == sorted(severities, key="PEW".index)
    found.manifest["rulebook"]["id"] = "no-such-book"
    assert "is not here" in notes.questions_of_law(found).why_not


def test_traces_name_no_picture_and_no_file_that_is_not_there(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    (copy / "comparison.parquet").unlink()
    told = notes.traces(folder.read(copy_of_again(copy)), {"burden"}, -1)
    assert told["groups"].commands == ("glasshouse audit DIR --all", "glasshouse plot DIR --figure burden")
    assert told["groups"].files == ("people.parquet",)
    assert "life" not in told


def copy_of_again(copy: Path) -> Path:
    """A folder without its twin, since a twin would need the table of gaps."""
    (copy / "twin" / "monthly.parquet").unlink()
    return copy


def test_sticks_are_told_as_parts_of_the_rulebook(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    row = {"title": "", "persons": 9, "difference": 0.0, "low": None, "high": None, "measure": "denied"}
    rows = [
        {**row, "variant": "benefits-only", "rulebook": 2.0, "under_variant": 2.0},
        {**row, "variant": "due-process", "rulebook": 2.0, "under_variant": 0.5},
    ]
    pq.write_table(pa.Table.from_pylist(rows), copy / "variants.parquet")
    figure = drawn(folder.read(copy), "variants")
    assert figure and figure.title.endswith(
        "for every 100 under the rulebook: rewards only 100 and with due process 25.0"
    )


@pytest.mark.parametrize("unit", ["of persons", "fraction", "share of full access"])
def test_shares_are_printed_as_per_cent(unit: str) -> None:
    assert finding_tables.is_share(unit) and not finding_tables.is_share("CNY per person")
