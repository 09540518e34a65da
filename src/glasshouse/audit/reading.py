"""Reading results folders for an audit.

Several folders are an ensemble where they differ in luck and people only; what else differs is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import DIMS
from glasshouse.metrics.paired import SCHEMA as COMPARISON
from glasshouse.simulation import run_data
from glasshouse.simulation.redrawn import same_people, society_of
from glasshouse.simulation.results_folder import SIDES, open_results
from glasshouse.specs.currencies import MONEY

if TYPE_CHECKING:
    from glasshouse.population.society import Society

COLUMNS: dict[str, tuple[str, ...]] = {
    "people": ("person", "cluster", "age", *DIMS, "system_ever_listed"),
    "monthly": ("month", *DIMS, "persons"),
    "standing": ("person", "month", "months", "shut"),
    "listings": ("person", "list", "kind", "entered", "left", "ground"),
    "ledger": ("person", "right", "clause", "cause", "ground", "months"),
    "states": ("from", "to", "count"),
    "gatekeepers": ("month", "kind", "standing", "applications", "refused_by_all"),
    "lives": ("person", "month", "event", "clause", "detail"),
    "comparison": tuple(COMPARISON.names),
    "variants": ("variant", "measure", "persons", "rulebook", "under_variant", "difference", "low", "high"),
}
"""Tables an audit reads, with the columns without which they are of no use."""
OF_A_SIDE = ("monthly", "standing", "listings", "ledger", "states", "gatekeepers", "lives")
SAME = ("rulebook", "society", "months", "start", "practice", "parameters", "provinces", "government")
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
    compared: pa.Table | None = field(repr=False, default=None)
    draw_society: Callable[[], Society] | None = field(repr=False, default=None)

    @cached_property
    def data(self) -> Data:
        """The run as its measures read it."""
        return run_data.data_of(
            self.manifest,
            self.people,
            self.system,
            self.twin,
            compared=self.compared,
            draw_society=self.draw_society,
        )

    @property
    def months(self) -> int:
        """Months the run covers."""
        return int(self.manifest["months"])

    @property
    def currency(self) -> str:
        """Currency of all money."""
        return str(self.manifest["society"].get("currency", MONEY))

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
        return run_data.says(self.rulebook.get("summary") or (), pattern, leaf)


def read(*folders: str | Path) -> tuple[Results, ...]:
    """Read results folders. Raises `InputError` with the faults of all of them together.

    Every file of a folder is verified, and its people are drawn again: an audit is of what a run did to
    synthetic persons. Runs that are not comparable are refused.
    """
    if not folders:
        raise InputError(Diagnostic("no results folder is given", "name the folder that a run wrote"))
    diagnostics: list[Diagnostic] = []
    found = []
    for folder in folders:
        try:
            found.append(_read(Path(folder)))
        except InputError as bad:
            diagnostics += bad.diagnostics
    if diagnostics:
        raise InputError(*diagnostics)
    _refuse_unlike(found)
    return tuple(found)


def _read(path: Path) -> Results:
    results = open_results(path)
    same_people(results)
    system, twin = (
        {
            name: table
            for name in OF_A_SIDE
            if (table := results.find(f"{side}/{name}", COLUMNS[name])) is not None
        }
        for side in SIDES
    )
    people, variants, compared = (
        results.find(name, COLUMNS[name]) for name in ("people", "variants", "comparison")
    )
    return Results(
        name=str(path),
        manifest=results.manifest,
        people=people,
        system=system,
        twin=twin,
        variants=variants,
        compared=compared,
        draw_society=partial(society_of, results),
    )


def _refuse_unlike(found: Sequence[Results]) -> None:
    """Raises `InputError` with everything in which a run differs from the first, luck and people apart."""
    first = found[0]
    diagnostics = [
        Diagnostic(
            f"{key} is another than in {first.name}: {_what(one, key)}, not {_what(first, key)}",
            "audit each rulebook by itself; an ensemble differs in luck and people only",
            one.name,
        )
        for one in found[1:]
        for key in SAME
        if _identity(one, key) != _identity(first, key)
    ]
    twice = {one.name for k, one in enumerate(found) if one.name in {each.name for each in found[:k]}}
    diagnostics += [
        Diagnostic("is given twice", "an ensemble counts each run once", name) for name in sorted(twice)
    ]
    if diagnostics:
        raise InputError(*diagnostics)


def _identity(one: Results, key: str) -> Any:
    about = one.manifest.get(key)
    return (about.get("id"), about["hash"]) if isinstance(about, dict) and "hash" in about else about


def _what(one: Results, key: str) -> str:
    about = one.manifest.get(key)
    return str(about.get("id") or about.get("hash", ""))[:40] if isinstance(about, dict) else str(about)
