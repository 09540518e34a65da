"""A results folder made by hand, of eight persons, and one small run with its twin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sealing import seal

from glasshouse import simulation

COURT = "court-list-2013+debtor-map"
MONTHS = 24

# 0 to 3 are women, 4 to 7 men; each lives in a block of their own; 4 and 5 are listed, 5 though unable to pay.
PEOPLE: dict[str, Any] = {
    "person": list(range(8)),
    "cluster": list(range(8)),
    "age": [40] * 8,
    "province": ["hebei"] * 8,
    "registration": ["urban", "rural"] * 4,
    "sex": ["women"] * 4 + ["men"] * 4,
    "age_band": ["40-59"] * 8,
    "minority": ["majority"] * 8,
    "income_band": ["low"] * 8,
    "system_ever_listed": [0, 0, 0, 0, 1, 1, 0, 0],
    "system_denied": [0, 0, 0, 0, 2, 0, 0, 0],
}
LISTINGS: dict[str, Any] = {
    "person": [4, 5],
    "list": ["defaulters", "defaulters"],
    "kind": ["blacklist", "blacklist"],
    "entered": [0, 12],
    "left": [12, -1],
    "how": ["paid", "open"],
    "ground": ["true", "unable"],
    "noticed": [0, -1],
    "disputed": [-1, -1],
    "decided": [-1, -1],
    "won": [False, False],
    "copies_until": [-1, -1],
}


def manifest(**changes: Any) -> dict[str, Any]:
    return {
        "schema": "glasshouse/manifest@4",
        "glasshouse": "0.1.0",
        "command": "glasshouse run --by-hand",
        "seed": 1,
        "replicate": 0,
        "persons": 8,
        "months": MONTHS,
        "start": "2014-01",
        "rulebook": {"id": "invented", "title": "Invented", "hash": "aa", "radius": 0, "summary": []},
        "society": {"id": "eight", "hash": "bb", "digest": "cc", "currency": "EUR"},
        "digest": "dd",
        "practice": {},
        "parameters": {},
        "mechanisms": [],
        "own_parameters": {},
        "tables": {},
        "results": {"system": {"state": "0" * 16}},
        **changes,
    }


Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """A hand-made folder: `make("a", people={...}, seed=2)`; its eight people are believed, drawn or not, and
    are enough for a figure. `listings` are the rows of stays that are kept."""
    monkeypatch.setattr("glasshouse.auditing.audited_results.same_people", lambda _: None)
    monkeypatch.setattr("glasshouse.auditing.evidence.FEWEST", 1)

    def folder(
        name: str = "a",
        people: dict[str, Any] | None = None,
        listings: list[int] | None = None,
        **changes: Any,
    ) -> Path:
        path = tmp_path / name
        (path / "system").mkdir(parents=True)
        pq.write_table(pa.table(PEOPLE | (people or {})), path / "people.parquet")
        stays = pa.table(LISTINGS)
        kept = stays if listings is None else stays.take(pa.array(listings, pa.int64()))
        pq.write_table(kept, path / "system" / "listings.parquet")
        seal(path, manifest(**changes))
        return path

    return folder


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 2,000 persons and its twin, in a folder."""
    done = simulation.run(COURT, "toytown", persons=2_000, months=MONTHS, seed=4, start="2017-06", twin=True)
    return done.save(tmp_path_factory.mktemp("audit") / "results")
