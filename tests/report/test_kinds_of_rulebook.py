"""Headlines, tiles and sections are those of the rulebook that was run: points, gatekeepers, firms, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import glasshouse as gh
from glasshouse.auditing.provisions import provisions
from glasshouse.auditing.touched import touched
from glasshouse.reporting import cards, finding_tables, folder, headline, page, schemes
from glasshouse.reporting.folder import Folder
from glasshouse.rulebooks import load, shipped
from glasshouse.summary import summary

BOOKS = {
    "points": ("rongcheng-2014", ("points", "rewards", "denials", "debts")),
    "gatekeepers": ("common-vendor", ("gatekeepers",)),
    "firms": ("corporate-credit", ("lists", "denials", "firms", "debts")),
}
NEVER = {
    "points": ("listed", "wrongful", "gatekeepers", "firms", "map"),
    "gatekeepers": ("points", "listed", "wrongful", "firms", "map"),
    "firms": ("points", "gatekeepers", "map"),
}
"""Sections that a page about such a rulebook must not have."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Folder]:
    """A small run with its twin under each rulebook."""
    found = {}
    for kind, (book, _) in BOOKS.items():
        run = gh.run(book, "toytown", persons=400, months=8, seed=3, twin=True)
        path = tmp_path_factory.mktemp(kind) / "results"
        run.save(path, variants=())
        found[kind] = folder.read(path)
    return found


def words_of(run: Folder) -> Iterator[str]:
    made = headline.build(run, finding_tables.of(run))
    yield from made.short
    for card in (*made.harm, *made.benefit):
        yield card.says


@pytest.mark.parametrize("kind", BOOKS)
def test_a_rulebook_is_told_by_what_it_does(runs: dict[str, Folder], kind: str) -> None:
    run = runs[kind]
    named = set(run.provides.named)
    assert {trait for trait in BOOKS[kind][1] if trait != "debts"} <= named
    anchors = [anchor for anchor, _ in page.sections(run)]
    assert not set(NEVER[kind]) & set(anchors)
    assert kind in anchors
    built = page.build(run)
    assert f'<section id="{kind}"' in built
    told = " ".join(words_of(run))
    if "lists" not in BOOKS[kind][1]:
        assert "list" not in told, "the first screen speaks of lists that the rulebook does not have"
    assert ("repaid" in told) == run.provides.debts


def test_grades_add_up_and_say_what_hangs_on_them(runs: dict[str, Folder]) -> None:
    run = runs["points"]
    assert run.grades is not None
    rows = run.grades.to_pylist()
    scored = sum(row["persons"] for row in rows if row["dim"] == "all")
    assert scored > 200
    for dim in {row["dim"] for row in rows}:
        assert sum(row["persons"] for row in rows if row["dim"] == dim) == scored
    moved = schemes.moved(run)
    assert moved is not None and moved.scored == scored
    begin = next(row for row in rows if row["dim"] == "all" and row["start"])
    assert moved.above + moved.below + begin["persons"] == scored
    linked = {row[0]: row[-1] for row in schemes.grades(run)}
    assert "heating" in linked["AAA"] and linked["B"] == "nothing"


def test_few_applications_have_no_share(runs: dict[str, Folder]) -> None:
    rows = schemes.gatekeepers(runs["gatekeepers"])
    few = [row for row in rows if int(row[2].replace(",", "")) < 30]
    many = [row for row in rows if row not in few]
    assert few and many
    assert all("fewer than 30" in row[-1] for row in few)
    assert all(row[-1].endswith("%") for row in many)


def test_the_summary_has_the_measures_of_its_rulebook(runs: dict[str, Folder]) -> None:
    told = {kind: {line.measure for line in summary(run, None).lines} for kind, run in runs.items()}
    assert "low_grade" in told["points"] and "ever_listed" not in told["points"]
    assert "shut_out" in told["gatekeepers"] and "paid" not in told["gatekeepers"]
    assert {"ever_listed", "denied"} <= told["firms"] and "exposure" not in told["firms"]
    assert all({"income", "months_voiced"} <= measures for measures in told.values())


def test_a_mean_stands_beside_those_it_is_about(folder: Path) -> None:
    """Only the listed differ; the mean among them times their number is all the time that was lost."""
    from glasshouse.reporting import differences
    from glasshouse.reporting.folder import read

    found = read(folder)
    people = found.people
    assert people is not None
    whom = touched(found.people, found.manifest, "months_listed")
    ever = pc.sum(pc.greater(people.column("system_months_listed"), 0)).as_py()
    assert whom is not None and whom.persons == ever
    all_months = pc.sum(people.column("system_months_listed")).as_py()
    assert whom.unit == "months a year"
    assert whom.mean * whom.persons == pytest.approx(12 * all_months / found.months)
    shown = next(
        one for _, rows in differences.tables(found) for one in rows if one.title == "Time on the list"
    )
    assert shown.touched.startswith(f"{ever:,}, by ")


def test_one_person_who_lost_a_right_makes_no_mean(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    row = {"person": 1, "right": "movement.flight", "clause": "sanctions.no_flights", "ground": "true"}
    row |= {"cause": "lists.defaulters", "behaviour_context": "courts", "sanction_context": "transport"}
    pq.write_table(
        pa.Table.from_pylist([{**row, "months": 115, "refusals": 2, "first": 0}]),
        copy / "system" / "ledger.parquet",
    )
    found = folder.read(copy)
    card = next(card for card in cards.harm(found, finding_tables.of(found)) if "lost a right" in card.says)
    assert card.value == "1 person" and "too few persons for a mean" in card.says


def test_every_shipped_rulebook_has_a_trait_of_its_own() -> None:
    """Read from the text alone, as a manifest keeps it: only the empty rulebook provides for nothing."""
    from glasshouse.rulebooks.telling import rule_told, rules_of

    bare = []
    for name, *_ in shipped():
        book = load(name)
        found = provisions({"summary": [rule_told(book, path) for path in rules_of(book)]})
        if not set(found.named) - {"debts", "money"}:
            bare.append(name)
    assert set(bare) <= {"nothing", "debtor-map"}, "a map is seen by its radius, which is not in the rules"


def test_sentences_name_one_denominator(runs: dict[str, Folder]) -> None:
    for run in runs.values():
        for sentence in words_of(run):
            if re.search(r"\d\s?%", sentence):
                assert " of " in sentence, sentence
