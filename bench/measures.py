"""How long harm measures take on many people, beside pandas: `python -m bench.measures [--persons 1e6]`.

Every measure is asked for everybody and for all groups of six dimensions, with cluster-robust intervals. The
pandas side joins the people to the rows and groups them, the way one would write it first, and gives values
without intervals. A measure and its pandas are timed in turn, three times; the shortest of each counts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from glasshouse.metrics import catalogue
from glasshouse.metrics.crowd import Crowd, crowd
from glasshouse.metrics.measure_data import Data, SideData
from glasshouse.metrics.measures import access, attribution, due_process, spells, wrongful
from glasshouse.metrics.rates import PerPerson
from glasshouse.rulebooks.vocabulary import vocabulary

MONTHS = 120
OF_LEDGERS = ("F1", "F2", "F3", "F4", "F5", "F6", "F7", "F21", "F22", "F30")
REPEATS = 3
GROUPS = {
    "province": tuple(f"province {k}" for k in range(31)),
    "registration": ("urban", "rural"),
    "sex": ("men", "women"),
    "age_band": ("0-17", "18-39", "40-59", "60+"),
    "minority": ("majority", "minority"),
    "income_band": ("low", "middle", "high"),
}


@dataclass(frozen=True)
class Town:
    """Random tables: as many spells, stays and ledger rows as there are people, whoever they fall on."""

    people: pa.Table
    standing: pa.Table
    listings: pa.Table
    ledger: pa.Table


def town(persons: int, seed: int = 1) -> Town:
    """Tables with the columns the measures read, for `persons` people."""
    rng = np.random.default_rng(seed)
    who = np.sort(rng.integers(0, persons, persons)).astype(np.uint32)
    start = rng.integers(0, MONTHS, persons).astype(np.int32)
    end = np.minimum(start + rng.integers(1, 40, persons), MONTHS).astype(np.int32)
    left = np.where(end < MONTHS, end, -1).astype(np.int32)
    block = rng.integers(0, max(1, persons // 40), persons)
    return Town(
        _people(rng, persons, block),
        _standing(rng, who, start, end),
        _listings(rng, who, start, left),
        _ledger(rng, who),
    )


def _words(rng: np.random.Generator, words: tuple[str, ...], size: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(rng.integers(0, len(words), size).astype(np.int8), list(words))


def _people(rng: np.random.Generator, persons: int, block: np.ndarray) -> pa.Table:
    base = {
        "person": np.arange(persons, dtype=np.uint32),
        "cluster": block,
        "age": np.full(persons, 40, np.uint8),
    }
    groups = {name: _words(rng, labels, persons) for name, labels in GROUPS.items()}
    provinces = pa.DictionaryArray.from_arrays((block % 31).astype(np.int8), list(GROUPS["province"]))
    return pa.table(base | groups | {"province": provinces})


def _standing(rng: np.random.Generator, who: np.ndarray, start: np.ndarray, end: np.ndarray) -> pa.Table:
    shut = (rng.integers(0, 1 << 32, len(who)) & rng.integers(0, 1 << 32, len(who))).astype(np.uint32)
    return pa.table({"person": who, "month": start, "months": end - start, "shut": shut})


def _listings(rng: np.random.Generator, who: np.ndarray, start: np.ndarray, left: np.ndarray) -> pa.Table:
    size = len(who)
    ever = {name: rng.integers(-1, 2, size).astype(np.int32) for name in ("noticed", "disputed", "decided")}
    return pa.table(
        {
            "person": who,
            "kind": _words(rng, ("blacklist", "redlist"), size),
            "entered": start,
            "left": left,
            "how": _words(rng, ("paid", "corrected", "expired"), size),
            "ground": _words(rng, ("true", "wrong person", "unable", "protected"), size),
            "won": rng.random(size) < 0.5,
            "copies_until": np.full(size, -1, np.int32),
            **ever,
        }
    )


def _ledger(rng: np.random.Generator, who: np.ndarray) -> pa.Table:
    size = len(who)
    contexts = tuple(vocabulary("contexts"))
    return pa.table(
        {
            "person": who,
            "right": _words(rng, tuple(vocabulary("rights")), size),
            "clause": _words(rng, tuple(f"lists.{k}.sanctions.1" for k in range(20)), size),
            "cause": _words(rng, tuple(f"lists.{k}" for k in range(20)), size),
            "behaviour_context": _words(rng, contexts, size),
            "sanction_context": _words(rng, contexts, size),
            "ground": _words(rng, ("true", "unable"), size),
            "months": rng.integers(0, 40, size).astype(np.int32),
            "refusals": rng.integers(0, 9, size).astype(np.int32),
        }
    )


def pairs(made: Town, people: Crowd) -> Mapping[str, tuple[Callable[[], object], Callable[[], object]]]:
    """Each measure by name: ours, and the same with pandas."""
    frames = {name: table.to_pandas() for name, table in vars(made).items()}

    def by_group(counts: PerPerson) -> pa.Table:
        return counts.table(people)

    return {
        "F1 access lost": (
            lambda: by_group(access.access_lost(people, made.standing, MONTHS)),
            lambda: _access(frames),
        ),
        "F2 deprivation": (
            lambda: access.deprivation_table(people, made.standing, MONTHS, (3,)),
            lambda: _deprivation(frames),
        ),
        "F5 false share": (
            lambda: by_group(wrongful.false_share(people, made.listings, MONTHS)),
            lambda: _false_share(frames),
        ),
        "F6 time to redress": (
            lambda: [due_process.redress(people, made.listings, MONTHS, dim) for dim in people.cells],
            lambda: _redress(frames),
        ),
        "F21 cross-context": (
            lambda: by_group(attribution.cross_context(people, made.ledger)),
            lambda: _cross_context(frames),
        ),
        "ledger by clause": (lambda: attribution.by_clause(made.ledger), lambda: _by_clause(frames)),
    }


def alone(made: Town, people: Crowd) -> Mapping[str, Callable[[], object]]:
    """Measures timed without a counterpart."""
    tables = {"standing": made.standing, "listings": made.listings, "ledger": made.ledger}
    twin = SideData("twin", {"standing": made.standing})
    every = Data(MONTHS, table_of_people=made.people, system=SideData("system", tables), twin=twin)
    every.once("crowd", lambda: people)
    return {
        "people laid out": lambda: crowd(made.people).cells,
        "F3 time listed": lambda: spells.time_listed(
            people, spells.listed_spells(made.listings, MONTHS), MONTHS
        ).table(people),
        "F4 wrongful rate": lambda: wrongful.listing_rate(people, made.listings, MONTHS).table(people),
        "F7 relapse": lambda: spells.relapse(people, spells.listed_spells(made.listings, MONTHS), MONTHS),
        "F30 funnel": lambda: due_process.funnel(people, made.listings, MONTHS).of_all["won"].table(people),
        "all findings": lambda: [one for id in OF_LEDGERS for one in catalogue.find(id).take(every)],
    }


def _joined(frames: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    return frames[name].merge(frames["people"], on="person")


def _grouped(rows: pd.DataFrame, over: str, under: str) -> list[pd.Series]:
    sums = (rows.groupby(dim, observed=True)[[over, under]].sum() for dim in GROUPS)
    return [table[over] / table[under] for table in sums]


def _access(frames: Mapping[str, pd.DataFrame]) -> list[pd.Series]:
    rows = _joined(frames, "standing")
    lost = np.zeros(len(rows))
    for bit, term in enumerate(vocabulary("rights").values()):
        lost += ((rows["shut"].to_numpy() >> bit) & 1) * float(term.get("weight"))
    rows["lost"] = lost * rows["months"]
    everybody = frames["people"]
    return [
        rows.groupby(dim, observed=True)["lost"].sum() / everybody.groupby(dim, observed=True).size() / MONTHS
        for dim in GROUPS
    ]


def _deprivation(frames: Mapping[str, pd.DataFrame]) -> list[pd.DataFrame]:
    rows = _joined(frames, "standing")
    masks = rows["shut"].to_numpy()
    shut = sum((masks >> bit) & 1 for bit in range(32))
    rows["time"] = rows["months"] * (shut >= 3)
    rows["lost"] = rows["time"] * shut
    return [rows.groupby(dim, observed=True)[["time", "lost"]].sum() for dim in GROUPS]


def _false_share(frames: Mapping[str, pd.DataFrame]) -> list[pd.Series]:
    rows = _joined(frames, "listings")
    rows = rows[rows["kind"] == "blacklist"].copy()
    rows["time"] = rows["left"].where(rows["left"] >= 0, MONTHS) - rows["entered"]
    rows["false"] = rows["time"] * (rows["ground"] != "true")
    return _grouped(rows, "false", "time")


def _redress(frames: Mapping[str, pd.DataFrame]) -> list[pd.Series]:
    rows = _joined(frames, "listings")
    rows = rows[(rows["kind"] == "blacklist") & (rows["ground"] != "true")].copy()
    rows["event"] = (rows["how"] == "corrected") & (rows["left"] >= 0)
    rows["time"] = rows["left"].where(rows["event"], MONTHS) - rows["entered"]
    return [rows.groupby(dim, observed=True)[["time", "event"]].apply(_survival) for dim in GROUPS]


def _survival(rows: pd.DataFrame) -> pd.Series:
    ordered = rows.groupby("time")["event"].agg(["sum", "size"])
    at_risk = ordered["size"][::-1].cumsum()[::-1]
    return (1 - ordered["sum"] / at_risk).cumprod()


def _cross_context(frames: Mapping[str, pd.DataFrame]) -> list[pd.Series]:
    rows = _joined(frames, "ledger")
    apart = rows["behaviour_context"].astype(str) != rows["sanction_context"].astype(str)
    rows["crossed"] = rows["months"] * apart
    return _grouped(rows, "crossed", "months")


def _by_clause(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    rows = frames["ledger"]
    weights = {name: float(term.get("weight")) for name, term in vocabulary("rights").items()}
    rows = rows.assign(weighted=rows["months"] * rows["right"].map(weights).astype(float))
    sums = rows.groupby("clause", observed=True)
    return sums[["months", "weighted", "refusals"]].sum().assign(persons=sums["person"].nunique())


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(prog="python -m bench.measures", description="Time harm measures.")
    parser.add_argument("--persons", type=float, default=1e6, help="people and rows of every table")
    persons = int(parser.parse_args().persons)
    made = town(persons)
    people = crowd(made.people)
    people.cells  # noqa: B018 (laid out before any measure is timed; timed below)
    print(f"{persons:,} people and as many rows in each table, {MONTHS} months; seconds, best of {REPEATS}")
    print(f"{'':20}  {'glasshouse':>10}  {'pandas':>8}  {'ratio':>6}")
    for name, both in pairs(made, people).items():
        timed = [[_seconds(one) for one in both] for _ in range(REPEATS)]
        ours, theirs = (min(seconds) for seconds in zip(*timed, strict=True))
        print(f"{name:20}  {ours:10.3f}  {theirs:8.3f}  {theirs / ours:6.1f}")
    for name, work in alone(made, people).items():
        print(f"{name:20}  {min(_seconds(work) for _ in range(REPEATS)):10.3f}")


if __name__ == "__main__":
    main()
