"""A results folder made of plausible tables, so that the report is tested without running the model.

The little world in here is no model of anything: it flips coins at about the published rates and writes the
files that a study writes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.person_groups import person_dims
from tests.report.trail import Stays, people_table
from tests.sealing import seal

from glasshouse import metrics
from glasshouse.metrics.monthly import DIMS
from glasshouse.simulation import results_folder
from glasshouse.simulation.results_folder import ResultsFolder, open_results

PERSONS, MONTHS = 12_000, 120
LITTLE = "little_world"
"""Key of the manifest by which these tests know a folder of theirs."""
STOCKS = [
    "persons",
    "adults",
    "employed",
    "listed",
    "listed_wrong_person",
    "listed_unable",
    "gated",
    "voiced",
    "fearful",
    "aware",
]
FLOWS = [
    "job_lost",
    "payment_missed",
    "sued",
    "judged",
    "found_unwilling",
    "found_unable",
    "entered_list",
    "left_paid",
    "left_expired",
    "left_corrected",
    "left_unable",
    "refused_flight",
    "refused_train",
    "refused_loan",
    "denied_right",
    "map_recognised",
    "tie_cut",
]
SUMS = ["income", "paid", "exposure"]


class World:
    """One of the two worlds: states per person, counters per person and month, events of the panel."""

    def __init__(self, people: dict[str, np.ndarray], panel: np.ndarray, active: bool, seed: int) -> None:
        self.people, self.active = people, active
        self.luck = np.random.default_rng(seed)
        self.who = np.arange(PERSONS)
        self.panel = np.zeros(PERSONS, bool)
        self.panel[panel] = True
        self.listed = np.full(PERSONS, -1)
        self.kind = np.zeros(PERSONS, int)
        self.employed = (people["age"] >= 18) & (people["age"] < 65)
        self.stage = np.zeros(PERSONS, int)
        self.sums = {name: np.zeros(PERSONS, np.int64) for name in ["months_listed", "months_wrongly_listed"]}
        self.sums |= {
            name: np.zeros(PERSONS, np.int64) for name in ["denied", "months_voiced", "months_fearful"]
        }
        self.sums |= {
            name: np.zeros(PERSONS, np.int64) for name in ["refused_flight", "refused_train", "tie_cut"]
        }
        self.sums |= {
            name: np.zeros(PERSONS, np.int64) for name in ["payment_missed", "income", "paid", "exposure"]
        }
        self.first = np.full(PERSONS, -1)
        self.left = np.full(PERSONS, -1)
        self.rows: list[dict[str, Any]] = []
        self.lives: list[dict[str, Any]] = []
        self.stays = Stays()

    def month(self, t: int) -> None:
        draw = self.luck.random((12, PERSONS))
        p, cols = self.people, {}
        adult = p["age"] >= 18
        debtor = adult & (p["debt"] > 0)
        cols["job_lost"] = self.employed & (draw[0] < 0.004)
        self.employed = np.where(cols["job_lost"], False, self.employed | (adult & (draw[1] < 0.04)))
        cols["payment_missed"] = debtor & (draw[2] < np.where(self.employed, 0.01, 0.1))
        cols["sued"] = cols["payment_missed"] & (draw[3] < 0.03)
        cols["judged"] = cols["sued"] & (draw[3] < 0.026)
        unable = draw[4] < 0.25
        heavy = np.where(p["female"] == 1, 0.5, 1.4) * np.where((p["age"] >= 35) & (p["age"] < 52), 1.7, 0.6)
        enter = adult & self.active & (self.listed < 0) & (draw[5] < 0.00022 * heavy)
        wrong = enter & (draw[6] < 0.03)
        cols["found_unwilling"], cols["found_unable"] = enter & ~wrong, cols["judged"] & unable
        cols["entered_list"] = enter
        self.listed[enter] = 0
        self.kind[enter] = np.where(wrong, 1, np.where(unable, 2, 0))[enter]
        self.first[enter & (self.first < 0)] = t
        self.stays.enter(np.flatnonzero(enter), t, self.kind)
        self.leave(cols, draw[7], t)
        on = self.listed >= 0
        self.listed[on] += 1
        cols |= {"refused_flight": on & (draw[8] < 0.06), "refused_train": on & (draw[8] > 0.98)}
        cols["refused_loan"] = on & (draw[9] < 0.02)
        cols["denied_right"] = cols["refused_flight"] | cols["refused_train"] | cols["refused_loan"]
        cols["map_recognised"] = on & (draw[9] > 0.94)
        cols["tie_cut"] = on & (draw[9] > 0.985)
        chill = 0.75 if self.active else 1.0
        grown = min(1.0, t / 24)
        voice = 0.03 * (1 - (1 - chill) * grown)
        cols |= {"persons": np.ones(PERSONS, bool), "adults": adult, "employed": self.employed, "listed": on}
        cols |= {
            "listed_wrong_person": on & (self.kind == 1),
            "listed_unable": on & (self.kind == 2),
            "gated": on,
        }
        cols |= {
            "voiced": adult & (draw[10] < voice),
            "aware": adult & (draw[11] < 0.01 * grown * self.active),
        }
        cols["fearful"] = adult & (draw[11] < 0.02 + 0.05 * grown * self.active)
        due = np.where(debtor & ~cols["payment_missed"], 240_000, 0)
        wage = np.where(self.employed, p["wage"], 0) * np.where(on, 0.85, 1.0)
        cols |= {
            "income": wage.astype(np.int64),
            "paid": due,
            "exposure": np.where(on, p["viewers"] // 40, 0),
        }
        self.count(cols, t)

    def leave(self, cols: dict[str, np.ndarray], draw: np.ndarray, t: int) -> None:
        on = self.listed > 0
        cols["left_paid"] = on & (draw < 0.012)
        cols["left_corrected"] = on & (self.kind == 1) & (draw > 0.93)
        cols["left_unable"] = on & (self.kind == 2) & (draw > 0.99)
        cols["left_expired"] = on & (self.listed >= 24) & (draw > 0.5) & (draw < 0.52)
        gone = cols["left_paid"] | cols["left_corrected"] | cols["left_unable"] | cols["left_expired"]
        self.left[gone & (self.left < 0)] = t
        for name in ("left_paid", "left_corrected", "left_unable", "left_expired"):
            self.stays.leave(np.flatnonzero(cols[name]), t, name.removeprefix("left_"))
        self.listed[gone] = -1

    def count(self, cols: dict[str, np.ndarray], t: int) -> None:
        strata, sizes = self.people["stratum"], 96
        sums = {name: np.bincount(strata, col, sizes).astype(np.int64) for name, col in cols.items()}
        for s in np.flatnonzero(sums["persons"]):
            labels = np.unravel_index(s, [len(groups) for groups in DIMS.values()])
            row = {dim: DIMS[dim][k] for dim, k in zip(DIMS, labels, strict=True)}
            self.rows.append(
                {"month": t, "province": 3, **row, **{name: int(sums[name][s]) for name in sums}}
            )
        alias = {"months_listed": "listed", "denied": "denied_right", "months_voiced": "voiced"}
        alias["months_fearful"] = "fearful"
        for name in self.sums:
            col = (
                cols[alias.get(name, name)]
                if name != "months_wrongly_listed"
                else cols["listed"] & (self.kind > 0)
            )
            self.sums[name] += col.astype(np.int64)
        for name in FLOWS:
            for who in np.flatnonzero(self.panel & cols[name]):
                clause = "lists.defaulters.entry" if name == "entered_list" else ""
                clause = "sanctions.no_flights" if name == "refused_flight" else clause
                self.lives.append(
                    {"person": int(who), "month": t, "event": name, "clause": clause, "detail": ""}
                )

    def tables(self) -> tuple[pa.Table, pa.Table]:
        schema = [
            ("person", pa.int64()),
            ("month", pa.int64()),
            *((n, pa.string()) for n in ("event", "clause", "detail")),
        ]
        lives = pa.Table.from_pylist(self.lives, schema=pa.schema(schema))
        return pa.Table.from_pylist(self.rows), lives


def draw_people(seed: int = 7) -> dict[str, np.ndarray]:
    luck = np.random.default_rng(seed)
    p: dict[str, np.ndarray] = {"rural": (luck.random(PERSONS) < 0.4).astype(int)}
    p["female"] = (luck.random(PERSONS) < 0.495).astype(int)
    p["age"] = np.clip(luck.normal(40, 21, PERSONS), 0, 95).astype(int)
    p["minority"] = (luck.random(PERSONS) < 0.043).astype(int)
    p["wage"] = (np.exp(luck.normal(12.8, 0.88, PERSONS))).astype(int)
    p["income_band"] = np.searchsorted(np.quantile(p["wage"], [1 / 3, 2 / 3]), p["wage"])
    p["debt"] = np.where(luck.random(PERSONS) < 0.45, 8_000_000, 0)
    p["x"], p["y"] = luck.normal(0, 900, PERSONS).astype(int), luck.normal(0, 700, PERSONS).astype(int)
    far = np.hypot(p["x"], p["y"])
    p["viewers"] = (5200 * np.exp(-((far / 1100) ** 2))).astype(int) + 40
    p["block"] = (p["x"] // 200 + 50) * 1000 + p["y"] // 200 + 50
    band = np.searchsorted([18, 40, 60], p["age"], side="right")
    axes = (p["rural"], p["female"], band, p["minority"], p["income_band"])
    p["stratum"] = np.ravel_multi_index(axes, [len(groups) for groups in DIMS.values()])
    return p


def write_folder(folder: Path, *, nothing: bool = False) -> Path:
    """A results folder as a study writes it; with `nothing` both worlds are the same world."""
    people = draw_people()
    panel = np.random.default_rng(1).choice(PERSONS, 300, replace=False)
    worlds = {name: World(people, panel, name == "system" and not nothing, 11) for name in ("system", "twin")}
    for world in worlds.values():
        for t in range(MONTHS):
            world.month(t)
    law = "nothing" if nothing else "court-list-2013+debtor-map"
    _save(folder, people, worlds, law)
    seal(folder, manifest(law))
    return folder


def _save(folder: Path, people: dict[str, np.ndarray], worlds: dict[str, World], law: str) -> None:
    monthly = {}
    for name, world in worlds.items():
        (folder / name).mkdir(parents=True)
        monthly[name], lives = world.tables()
        pq.write_table(monthly[name], folder / name / "monthly.parquet")
        pq.write_table(lives, folder / name / "lives.parquet")
    system, twin = worlds["system"], worlds["twin"]
    ever = (system.sums["months_listed"] > 0).astype(int)
    columns = ("rural", "female", "age", "minority", "income_band")
    dims = person_dims(**{name: people[name] for name in columns}, ever_listed=ever)
    sums = [{"ever_listed": (w.sums["months_listed"] > 0).astype(int), **w.sums} for w in (system, twin)]
    pq.write_table(metrics.gap_table(*sums, dims, people["block"]), folder / "comparison.parquet")
    for name, world in worlds.items():
        for table, kept in world.stays.tables(MONTHS).items():
            pq.write_table(kept, folder / name / f"{table}.parquet")
    pq.write_table(
        people_table(people, dims, {"system": system, "twin": twin}, MONTHS), folder / "people.parquet"
    )
    keep = np.flatnonzero((ever > 0) | system.panel)
    out = {"who": keep, "age": people["age"][keep], "x": people["x"][keep], "y": people["y"][keep]}
    out |= {dim: np.array(DIMS[dim])[dims[dim][0][keep]] for dim in DIMS}
    out |= {f"system_{k}": v[keep] for k, v in sums[0].items()} | {
        f"twin_{k}": v[keep] for k, v in sums[1].items()
    }
    out |= {"system_first_listed": system.first[keep], "system_first_left": system.left[keep]}
    outcomes = pa.table({key: pa.array(value) for key, value in out.items()})
    pq.write_table(outcomes, folder / "outcomes.parquet")
    pq.write_table(metrics.targets.check(monthly["system"], law, outcomes), folder / "targets.parquet")
    on = system.listed >= 0
    city = {"x": people["x"], "y": people["y"], "listed": on, "wrongly_listed": on & (system.kind > 0)}
    pq.write_table(pa.table({**city, "viewers": people["viewers"]}), folder / "city.parquet")


def manifest(law: str) -> dict[str, Any]:
    hash_ = "3f7a" * 16
    says = [
        (
            "lists.defaulters.entry",
            "A court that finds a debtor able and refusing puts the debtor on the list.",
            "V",
        ),
        ("lists.defaulters.entry.when", "able and refuses", "V"),
        (
            "lists.defaulters.exit",
            "The entry is deleted within 3 working days once the judgment is performed.",
            "V2",
        ),
        ("sanctions.no_flights", "A listed person may not buy a plane ticket.", "V"),
        (
            "publicity.debtor_map",
            "Anyone with the app sees listed persons within 500 m with name and reason.",
            "V",
        ),
    ]
    summary = [
        {
            "path": p,
            "says": s,
            "source": "Supreme People's Court, rules of 2013",
            "date": "2013-10-01",
            "evidence": e,
        }
        for p, s, e in says
    ]
    assumptions = [
        {
            "name": "court.sue",
            "value": 0.12,
            "unit": "1/month",
            "range": [0.02, 0.4],
            "prior": "beta(12, 88)",
            "note": "months until a creditor goes to court are not published",
        },
        {
            "name": "map.open",
            "value": 0.002,
            "unit": "1/month",
            "range": [0.00001, 0.01],
            "prior": "",
            "note": "how often owners of a phone look at the map",
        },
    ]
    return {
        "schema": "glasshouse/manifest@4", LITTLE: True, "replicate": 0, "tables": {}, "parameters": {}, "mechanisms": [], "own_parameters": {},
        "results": {side: {"state": "0" * 16} for side in ("system", "twin")},
        "glasshouse": "0.1.0", "command": f"glasshouse run --rulebook {law} --persons {PERSONS} --seed 7", "seed": 7,
        "persons": PERSONS, "months": MONTHS, "start": "2014-01", "threads": 2, "digest": "9b21" * 16,
        "rulebook": {"id": law, "title": "Court list of judgment defaulters, 2013, with the debtor map",
                     "hash": hash_, "radius": 0 if law == "nothing" else 500,
                     "summary": [] if law == "nothing" else summary},
        "practice": {"id": "court-list-2013", "hash": hash_}, "parameter_count": 118,
        "society": {"id": "hebei", "title": "A province like Hebei", "hash": hash_, "digest": hash_,
                    "currency": "CNY"},
        "versions": {"python": "3.11.2", "numpy": "2.3", "numba": "0.62"}, "wall": {"run": 4.1, "twin": 3.2},
        "assumptions": assumptions, "clauses": {p: s for p, s, _ in says},
    }  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def _little_worlds_are_believed() -> Iterator[None]:
    """Nobody in the little world was drawn, and tests change its tables: it is sealed as it lies there.

    Every other folder is read as always.
    """
    opened, society_of, same_people = open_results, results_folder.society_of, results_folder.same_people

    def as_it_lies(path: Path) -> ResultsFolder:
        try:
            about = json.loads((path / "manifest.json").read_text())
        except (OSError, ValueError):
            return opened(path)
        if about.pop(LITTLE, False):
            seal(path, {name: value for name, value in about.items() if name != "sha256"} | {LITTLE: True})
        return opened(path)

    def believed(real: Callable[..., Any]) -> Callable[..., Any]:
        return lambda results, *more: None if LITTLE in results.manifest else real(results, *more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("glasshouse.reporting.folder.open_results", as_it_lies)
        patch.setattr(results_folder, "society_of", believed(society_of))
        patch.setattr(results_folder, "same_people", believed(same_people))
        yield


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished results folder of a run that lists people."""
    return write_folder(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="session")
def nothing_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished results folder of the empty rulebook: run and twin are the same."""
    return write_folder(tmp_path_factory.mktemp("nothing"), nothing=True)


@pytest.fixture
def copy_of(folder: Path, tmp_path: Path) -> Callable[[], Path]:
    """A fresh copy of the results folder, to be damaged."""
    import shutil

    return lambda: Path(shutil.copytree(folder, tmp_path / "copy"))
