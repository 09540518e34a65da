"""Reading a results folder: every file the report needs, or every reason why it cannot be read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from glasshouse.errors import BadInput, Fault
from glasshouse.measure import targets
from glasshouse.measure.monthly import DIMS
from glasshouse.measure.paired import SCHEMA as GAP
from glasshouse.model import groups
from glasshouse.study import tables

MONTHLY = ("month", *DIMS, "persons", "adults", "listed", "entered_list")
LIVES = ("person", "month", "event", "clause", "detail")
CITY = ("x", "y", "listed", "wrongly_listed", "viewers")
TARGETS = ("title", "unit", "low", "high", "published", "model", "inside")
VARIANTS = ("variant", "measure", "rulebook", "under_variant", "difference", "low", "high")
PEOPLE = ("person", "cluster", "age", "province", *groups.DIMENSIONS, "attitude")
GATEKEEPERS = ("month", "kind", "standing", "applications", "refused_by_all")
PROBES = ("design", "probe", "value", "low", "high", "unit", "targets")
TRAIL = {
    "standing": (
        "person", "month", "months", "lists", "wrong_person", "unable", "shut", "grade", "ended",
    ),
    "listings": (
        "person", "list", "kind", "entered", "left", "how", "ground", "noticed", "disputed", "decided", "won",
        "copies_until",
    ),
    "ledger": (
        "person", "right", "clause", "cause", "behaviour_context", "sanction_context", "ground", "months",
        "refusals", "first",
    ),
    "states": ("from", "to", "count"),
}  # fmt: skip
"""Columns of what was kept of everybody's standing, by the name of the table."""
NEEDED = ("persons", "months", "seed", "rulebook", "society", "digest")


@dataclass(frozen=True)
class Folder:
    """What a finished run left behind. Tables that a run may omit are `None`: no twin, no lives, no city."""

    path: Path
    manifest: dict[str, Any]
    system: pa.Table
    twin: pa.Table | None
    gap: pa.Table
    targets: pa.Table
    lives: pa.Table | None
    twin_lives: pa.Table | None
    outcomes: pa.Table | None
    city: pa.Table | None
    variants: pa.Table | None = None
    people: pa.Table | None = None
    standing: pa.Table | None = None
    twin_standing: pa.Table | None = None
    listings: pa.Table | None = None
    twin_listings: pa.Table | None = None
    ledger: pa.Table | None = None
    twin_ledger: pa.Table | None = None
    states: pa.Table | None = None
    twin_states: pa.Table | None = None
    gatekeepers: pa.Table | None = None
    probes: pa.Table | None = None

    @property
    def months(self) -> int:
        """Months the run covers."""
        return int(self.manifest["months"])

    @property
    def start(self) -> str:
        """First month, e.g. "2014-01"."""
        return str(self.manifest.get("start") or "2014-01")

    @property
    def rulebook(self) -> dict[str, Any]:
        """Id, title, hash, map radius and summary of the rulebook."""
        return dict(self.manifest["rulebook"])


def read(path: Path) -> Folder:
    """Read a results folder. Raises `BadInput` with one fault for each missing or damaged file."""
    if not path.is_dir():
        raise BadInput(Fault("no such results folder", "name the folder that a run wrote", str(path)))
    faults: list[Fault] = []
    manifest = _manifest(path / "manifest.json", faults)
    system = tables.read(path / "system" / "monthly.parquet", MONTHLY, faults, needed=True)
    twin = tables.read(path / "twin" / "monthly.parquet", MONTHLY, faults)
    gap = tables.read(path / "gap.parquet", GAP.names, faults, needed=twin is not None)
    rest = {
        "targets": tables.read(path / "targets.parquet", TARGETS, faults),
        "lives": tables.read(path / "system" / "lives.parquet", LIVES, faults),
        "twin_lives": tables.read(path / "twin" / "lives.parquet", LIVES, faults),
        "outcomes": tables.read(path / "outcomes.parquet", (), faults),
        "city": tables.read(path / "city.parquet", CITY, faults),
        "variants": tables.read(path / "variants.parquet", VARIANTS, faults),
        "people": tables.read(path / "people.parquet", PEOPLE, faults),
        "probes": tables.read(path / "probes.parquet", PROBES, faults),
        "gatekeepers": tables.read(path / "system" / "gatekeepers.parquet", GATEKEEPERS, faults),
    }
    for name, columns in TRAIL.items():
        rest[name] = tables.read(path / "system" / f"{name}.parquet", columns, faults)
        rest[f"twin_{name}"] = tables.read(path / "twin" / f"{name}.parquet", columns, faults)
    if faults or system is None:
        raise BadInput(*faults)
    if rest["targets"] is None:
        rest["targets"] = targets.check(system, str(manifest["rulebook"]["id"]), rest["outcomes"])
    return Folder(path, manifest, system, twin, gap or GAP.empty_table(), **rest)


def _manifest(path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        faults.append(tables.missing(path))
    except (OSError, ValueError) as error:
        faults.append(Fault(f"cannot be read as JSON: {error}", "run again", str(path)))
    else:
        faults += _manifest_faults(data, str(path))
        return data if isinstance(data, dict) else {}
    return {}


def _manifest_faults(data: Any, file: str) -> list[Fault]:
    if not isinstance(data, dict):
        return [Fault("is not a JSON object", "run again", file)]
    found = [Fault(f"says nothing of {key}", "run again", file) for key in NEEDED if key not in data]
    for key in ("rulebook", "society"):
        if key in data and not (isinstance(data[key], dict) and "id" in data[key]):
            found.append(Fault(f"{key}: has no id", "run again", file))
    return found
