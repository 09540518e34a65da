"""Reading a results folder: every file the report needs, or every reason why it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from glasshouse.auditing.provisions import Provisions, provisions, seen_too
from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics import monthly, targets
from glasshouse.metrics.monthly import DIMS, series
from glasshouse.metrics.paired import SCHEMA as GAP
from glasshouse.model import groups
from glasshouse.reporting.words import DIM_WORDS
from glasshouse.simulation import results_folder
from glasshouse.simulation.results_folder import ResultsFolder, open_results
from glasshouse.simulation.run_data import with_grounds
from glasshouse.specs.units import MONEY

if TYPE_CHECKING:
    from glasshouse.population.society import Society

MONTHLY = ("month", *DIMS, "persons", "adults", "listed", "entered_list")
LIVES = ("person", "month", "event", "clause", "detail")
CITY = ("x", "y", "listed", "wrongly_listed", "viewers")
TARGETS = ("title", "unit", "low", "high", "published", "model", "inside")
VARIANTS = ("variant", "measure", "rulebook", "under_variant", "difference", "low", "high")
PEOPLE = ("person", "cluster", "age", "province", *groups.DIMENSIONS, "attitude")
GRADES = ("dim", "group", "grade", "floor", "start", "persons", "score")
FIRMS = ("month", "firms", "listed", "workforce", "workforce_listed", "entered_list", "reps_listed", "closed")
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
PERSONS = {
    "lives": ("system/lives", LIVES),
    "twin_lives": ("twin/lives", LIVES),
    "outcomes": ("outcomes", ()),
    "city": ("city", CITY),
    "people": ("people", PEOPLE),
    **{name: (f"system/{name}", columns) for name, columns in TRAIL.items() if name != "states"},
    **{f"twin_{name}": (f"twin/{name}", columns) for name, columns in TRAIL.items() if name != "states"},
}
"""Tables about single persons, by field of `Folder`: name in the folder, and columns."""


@dataclass(frozen=True)
class Folder:
    """What a finished run left behind. Tables that a run may omit are `None`: no twin, no lives, no city.

    Where `unseen` gives a reason, the people could not be drawn again: all tables about single persons are
    `None`, and only counts of groups are left.
    """

    path: Path
    manifest: dict[str, Any]
    system: pa.Table
    twin: pa.Table | None
    gap: pa.Table
    targets: pa.Table
    lives: pa.Table | None = None
    twin_lives: pa.Table | None = None
    outcomes: pa.Table | None = None
    city: pa.Table | None = None
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
    grades: pa.Table | None = None
    firms: pa.Table | None = None
    unseen: str = ""

    @property
    def months(self) -> int:
        """Months the run covers."""
        return int(self.manifest["months"])

    @property
    def start(self) -> str:
        """First month, e.g. "2014-01"."""
        return str(self.manifest["start"])

    @property
    def currency(self) -> str:
        """Currency of all money."""
        return str(self.manifest["society"].get("currency", MONEY))

    @property
    def provides(self) -> Provisions:
        """What the rulebook provides for; lists, gatekeepers, grades and firms that were seen in the run
        count too."""
        return seen_too(
            provisions(self.rulebook),
            lists=bool(series(self.system, "listed").any()),
            points=self.grades is not None,
            gatekeepers=self.gatekeepers is not None,
            firms=self.firms is not None,
        )

    def dim_title(self, dim: str) -> str:
        """What the society calls a dimension of groups, or the usual word for it."""
        own = self.manifest["society"].get("groups", {})
        return str(own.get(dim) or DIM_WORDS.get(dim) or dim.replace("_", " ").capitalize())

    @property
    def rulebook(self) -> dict[str, Any]:
        """Id, title, hash, map radius and summary of the rulebook."""
        return dict(self.manifest["rulebook"])


def read(path: Path, drawn: Society | None = None) -> Folder:
    """Read a results folder; `drawn` are its people, where they are in memory.

    Raises `InputError` for a folder that is not, to the byte, what a run wrote, and for one that speaks of
    persons who were not drawn from the tables of its society.
    """
    return of(open_results(path), drawn)


def of(results: ResultsFolder, drawn: Society | None = None) -> Folder:
    """The same of a results folder that is open, or was just written. Raises `InputError`."""
    path = results.path
    system = results.table("system/monthly", MONTHLY)
    if (covered := monthly.months(system)) != results.manifest["months"]:
        what = f"covers {covered} months where the manifest says {results.manifest['months']}"
        raise InputError(Diagnostic(what, "run again", str(path / "system" / "monthly.parquet")))
    persons, unseen = _persons(results, drawn)
    states = {side: results.find(f"{side}/states", TRAIL["states"]) for side in ("system", "twin")}
    checked = results.find("targets", TARGETS)
    if checked is None:
        checked = targets.check(system, str(results.manifest["rulebook"]["id"]), persons.get("outcomes"))
    return Folder(
        path=path,
        manifest=results.manifest,
        system=system,
        twin=results.find("twin/monthly", MONTHLY),
        gap=results.table("comparison", GAP.names) if results.has("twin/monthly") else GAP.empty_table(),
        targets=checked,
        variants=results.find("variants", VARIANTS),
        gatekeepers=results.find("system/gatekeepers", GATEKEEPERS),
        probes=results.find("probes", PROBES),
        grades=results.find("grades", GRADES),
        firms=results.find("system/firms", FIRMS),
        states=states["system"],
        twin_states=states["twin"],
        unseen=unseen,
        **{name: persons.get(name) for name in PERSONS},
    )


def _persons(results: ResultsFolder, drawn: Society | None) -> tuple[dict[str, pa.Table | None], str]:
    """Tables about single persons; none of them, and why, where these cannot be drawn again."""
    if not results.made:  # what this process made is of the people it drew
        try:
            people = drawn or results_folder.society_of(results)
        except InputError as bad:
            return {}, bad.diagnostics[0].what
        results_folder.same_people(results, people)
    found = {name: results.find(table, columns) for name, (table, columns) in PERSONS.items()}
    kept = {name: table for name in ("listings", "ledger") if (table := found[name]) is not None}
    return {**found, **with_grounds(kept, results.manifest["rulebook"].get("summary") or ())}, ""
