"""Results folders: what is needed, all faults at once, and which runs are one ensemble."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sealing import forge

from glasshouse.auditing.audited_results import read
from glasshouse.errors import InputError


def test_a_folder_by_hand(make) -> None:
    (found,) = read(make())
    assert (found.months, found.persons, found.command) == (24, 8, "glasshouse run --by-hand")
    assert set(found.system) == {"listings"}
    assert found.twin == {}


def test_what_the_rulebook_says(make) -> None:
    rules = [
        {"path": "lists.defaulters.entry.when", "says": "able and refuses"},
        {"path": "lists.defaulters.purpose", "says": "enforce judgments"},
        {"path": "sanctions.no_flights.right", "says": "movement.flight"},
    ]
    (found,) = read(make(rulebook={"id": "invented", "title": "Invented", "hash": "aa", "summary": rules}))
    assert found.says("lists", "purpose") == {"defaulters": "enforce judgments"}
    assert found.says("lists", "entry.when") == {"defaulters": "able and refuses"}


def test_all_faults_of_all_folders_at_once(make, tmp_path: Path) -> None:
    bad = make("bad")
    (bad / "people.parquet").write_text("no table")
    poor = make("poor")
    pq.write_table(pa.table({"person": [1]}), poor / "system" / "listings.parquet")
    forge(poor)
    with pytest.raises(InputError) as refused:
        read(bad, poor, tmp_path / "nowhere")
    said = str(refused.value)
    for words in (
        "bad/people.parquet: has been altered",
        "has no column list",
        "no such results",
    ):
        assert words in said


def test_runs_that_differ_in_more_than_luck_are_refused(make) -> None:
    other = {"id": "another", "title": "Another", "hash": "zz", "summary": []}
    first, rng, rules = make("a"), make("b", seed=2), make("c", rulebook=other, months=36)
    assert len(read(first, rng)) == 2
    with pytest.raises(InputError) as refused:
        read(first, rules)
    assert "rulebook is another" in str(refused.value)
    assert "months is another" in str(refused.value)
    with pytest.raises(InputError, match="given twice"):
        read(first, first)


def test_no_folder_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no results folder is given"):
        read()
    with pytest.raises(InputError, match=r"manifest.json"):
        read(tmp_path)


def test_a_table_nobody_ran_is_refused(make) -> None:
    """No other table slips into the place of the invented people unnoticed."""
    folder = make()
    table = pq.read_table(folder / "people.parquet")
    pq.write_table(table.set_column(2, "age", pa.array([41] * 8)), folder / "people.parquet")
    pq.write_table(pa.table({"month": [0]}), folder / "system" / "monthly.parquet")
    with pytest.raises(InputError) as refused:
        read(folder)
    assert "people.parquet: has been altered" in str(refused.value)
    assert "monthly.parquet: is not among the files that this run wrote" in str(refused.value)
