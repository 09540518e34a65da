"""Reading results folders for an audit: every table it can use, or every reason why it cannot be read.

Only files that the manifest names, unaltered, are read: an audit is of what a run wrote, and takes no table
of anybody else. Several folders are an ensemble where they differ in luck and people only; what else differs
is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from glasshouse.engine.kept import hash_of_file
from glasshouse.errors import BadInput, Fault
from glasshouse.measure.monthly import DIMS
from glasshouse.study import tables

SIDES = ("system", "twin")
COLUMNS: dict[str, tuple[str, ...]] = {
    "people": ("person", "cluster", "age", *DIMS, "system_ever_listed"),
    "monthly": ("month", *DIMS, "persons"),
    "standing": ("person", "month", "months", "shut"),
    "listings": ("person", "list", "kind", "entered", "left", "ground"),
    "ledger": ("person", "right", "clause", "cause", "ground", "months"),
    "states": ("from", "to", "count"),
    "gatekeepers": ("month", "kind", "standing", "applications", "refused_by_all"),
    "variants": ("variant", "measure", "persons", "rulebook", "under_variant", "difference", "low", "high"),
}
"""Tables an audit reads, with the columns without which they are of no use."""
OF_A_SIDE = ("monthly", "standing", "listings", "ledger", "states", "gatekeepers")
NEEDED = ("persons", "months", "seed", "rulebook", "society")
SAME = ("rulebook", "society", "months", "start", "practice", "ways", "provinces", "government")
"""What runs of one ensemble share, by key of the manifest."""

Tables = dict[str, pa.Table]


@dataclass(frozen=True)
class Results:
    """What one run left behind. `system` and `twin` hold the tables of each side by name; `twin` may be
    empty."""

    name: str
    manifest: dict[str, Any] = field(repr=False)
    people: pa.Table | None = field(repr=False)
    system: Tables = field(repr=False)
    twin: Tables = field(repr=False)
    variants: pa.Table | None = field(repr=False, default=None)

    @property
    def months(self) -> int:
        """Months the run covers."""
        return int(self.manifest["months"])

    @property
    def persons(self) -> int:
        """Persons who lived."""
        return int(self.manifest["persons"])

    @property
    def rulebook(self) -> dict[str, Any]:
        """Id, title, hash, map radius and summary of the rulebook."""
        return dict(self.manifest["rulebook"])

    @property
    def command(self) -> str:
        """The command that makes the run again."""
        return str(self.manifest.get("command", ""))

    def says(self, pattern: str, leaf: str) -> dict[str, str]:
        """What the rulebook says at `pattern`.NAME.`leaf`, by NAME: `says("lists", "purpose")`."""
        found = {}
        for rule in self.rulebook.get("summary") or ():
            path = str(rule["path"])
            if path.startswith(f"{pattern}.") and path.endswith(f".{leaf}"):
                found[path[len(pattern) + 1 : -len(leaf) - 1]] = str(rule["says"])
        return found


def read(*folders: str | Path) -> tuple[Results, ...]:
    """Read results folders. Raises `BadInput` with every fault of all of them together.

    A folder may lack tables (an older run, one without a twin); `manifest.json` and `people.parquet` or a
    monthly table must be there. Runs that are not comparable are refused.
    """
    if not folders:
        raise BadInput(Fault("no results folder is given", "name the folder that a run wrote"))
    faults: list[Fault] = []
    found = [_read(Path(folder), faults) for folder in folders]
    if faults:
        raise BadInput(*faults)
    known = [one for one in found if one is not None]
    _refuse_unlike(known)
    return tuple(known)


def _read(path: Path, faults: list[Fault]) -> Results | None:
    if not path.is_dir():
        faults.append(Fault("no such results folder", "name the folder that a run wrote", str(path)))
        return None
    before = len(faults)
    manifest = _manifest(path / "manifest.json", faults)
    sides = [
        {name: tables.read(path / side / f"{name}.parquet", COLUMNS[name], faults) for name in OF_A_SIDE}
        for side in SIDES
    ]
    people, variants = (
        tables.read(path / f"{name}.parquet", COLUMNS[name], faults) for name in ("people", "variants")
    )
    system, twin = ({name: table for name, table in side.items() if table is not None} for side in sides)
    faults += _altered(path, manifest)
    if len(faults) == before and not system and people is None:
        faults.append(Fault("holds no table an audit can use", "run again", str(path)))
    return Results(str(path), manifest, people, system, twin, variants) if len(faults) == before else None


def _manifest(path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        about = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        faults.append(Fault("no such file", "this is not a results folder", str(path)))
    except (OSError, ValueError) as error:
        faults.append(Fault(f"cannot be read as JSON: {error}", "run again", str(path)))
    else:
        if isinstance(about, dict):
            lacking = [key for key in NEEDED if key not in about]
            faults += [Fault(f"says nothing of {key}", "run again", str(path)) for key in lacking]
            return about
        faults.append(Fault("is not a JSON object", "run again", str(path)))
    return {}


def _altered(path: Path, manifest: dict[str, Any]) -> Iterator[Fault]:
    """Tables that the run did not write, or that were changed since."""
    written = manifest.get("files")
    known = written if isinstance(written, dict) else {}
    names = [*(f"{side}/{name}" for side in SIDES for name in OF_A_SIDE), "people", "variants"]
    for name in names:
        file = path / f"{name}.parquet"
        if not file.is_file():
            continue
        if f"{name}.parquet" not in known:
            yield Fault("is not among the files the run wrote", "take it out of the folder", str(file))
        elif hash_of_file(file) != known[f"{name}.parquet"]:
            yield Fault("has been altered or damaged since it was written", "run again", str(file))


def _refuse_unlike(found: Sequence[Results]) -> None:
    """Raises `BadInput` with everything in which a run differs from the first, luck and people apart."""
    first = found[0]
    faults = [
        Fault(
            f"{key} is another than in {first.name}: {_what(one, key)}, not {_what(first, key)}",
            "audit each rulebook by itself; an ensemble differs in luck and people only",
            one.name,
        )
        for one in found[1:]
        for key in SAME
        if _identity(one, key) != _identity(first, key)
    ]
    twice = {one.name for k, one in enumerate(found) if one.name in {each.name for each in found[:k]}}
    faults += [Fault("is given twice", "an ensemble counts each run once", name) for name in sorted(twice)]
    if faults:
        raise BadInput(*faults)


def _identity(one: Results, key: str) -> Any:
    about = one.manifest.get(key)
    return (about.get("id"), about["hash"]) if isinstance(about, dict) and "hash" in about else about


def _what(one: Results, key: str) -> str:
    about = one.manifest.get(key)
    return str(about.get("id") or about.get("hash", ""))[:40] if isinstance(about, dict) else str(about)
