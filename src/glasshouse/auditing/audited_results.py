"""Reading results folders for an audit, and the findings that compare several of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Estimate, Finding, GroupValue, answer
from glasshouse.metrics.measure import Measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.measures import several_runs
from glasshouse.metrics.monthly import DIMS
from glasshouse.metrics.paired import SCHEMA as COMPARISON
from glasshouse.simulation import run_data
from glasshouse.simulation.results_folder import SIDES, open_results, same_people, society_of
from glasshouse.simulation.run_config import ALL_LUCK
from glasshouse.specs.units import MONEY

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
    empty. `intersections` says whether groups of two dimensions at once are looked at too."""

    name: str
    manifest: dict[str, Any] = field(repr=False)
    people: pa.Table | None = field(repr=False)
    system: Tables = field(repr=False)
    twin: Tables = field(repr=False)
    variants: pa.Table | None = field(repr=False, default=None)
    compared: pa.Table | None = field(repr=False, default=None)
    draw_society: Callable[[], Society] | None = field(repr=False, default=None)
    intersections: bool = True

    @cached_property
    def data(self) -> Data:
        """The run as its measures read it."""
        found = run_data.data_of(
            self.manifest,
            self.people,
            self.system,
            self.twin,
            compared=self.compared,
            draw_society=self.draw_society,
        )
        return replace(found, intersections=self.intersections)

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


def _identity(one: Results, key: str) -> object:
    about = one.manifest.get(key)
    return (about.get("id"), about["hash"]) if isinstance(about, dict) and "hash" in about else about


def _what(one: Results, key: str) -> str:
    about = one.manifest.get(key)
    return str(about.get("id") or about.get("hash", ""))[:40] if isinstance(about, dict) else str(about)


Value = TypeVar("Value", Finding, GroupValue)
NOTE = "Acts differ between these runs too: this is the most there can be, and the interval reaches to none."


def arbitrariness(runs: Sequence[Results]) -> tuple[Finding, ...]:
    """F23 of whether somebody was ever listed. The runs have the same people, kept whole."""
    people = [run.people for run in runs if run.people is not None]
    ever = [table.column("system_ever_listed").to_numpy() > 0 for table in people]
    found = several_runs.like_for_like.of(people[0], ever, touched=True)
    return tuple(found if same_acts(runs) else map(_one_sided, found))


def same_acts(runs: Sequence[Results]) -> bool:
    """Whether the runs differ in the luck of enforcement alone."""
    drawn = {(run.manifest["seed"], int(run.manifest.get("replicate", 0))) for run in runs}
    return len({(seed, replicate & ALL_LUCK) for seed, replicate in drawn}) == 1 and len(drawn) == len(runs)


def enforcement_draws(runs: Sequence[Results]) -> bool:
    """Whether all runs are of the same people, and all of them are in the tables."""
    digests = {str(run.manifest["society"].get("digest", run.name)) for run in runs}
    return len(digests) == 1 and all(
        run.people is not None and run.people.num_rows == run.persons for run in runs
    )


def _one_sided(found: Finding) -> Finding:
    groups = [_opened(group, found.part) for group in found.by_group]
    made = _opened(found, found.part)
    return replace(made, by_group=tuple(groups), note=f"{found.note} {NOTE}")


def _opened(found: Value, part: str) -> Value:
    """The same with an interval that reaches to where all treatment is alike."""
    if part == "consistency":
        return replace(found, high=max(found.high, 1.0))
    return replace(found, low=min(found.low, 0.0))


BENEFITS_ONLY = "benefits-only"


def carrot_and_stick(run: Results) -> tuple[Finding, ...]:
    """CS of every measure per person that the folder compares: rulebook less benefits only.

    Titles say that a value is of the rulebook less that of benefits only; a finding counts as the measure it
    is taken of, whatever its side.
    """
    return tuple(_findings(run))


def _findings(run: Results) -> Iterator[Finding]:
    known = {measure.id: measure for measure in catalogue.figures()}
    for row in run.variants.to_pylist() if run.variants is not None else ():
        if row["variant"] == BENEFITS_ONLY and row["measure"] in known:
            yield _finding(known[row["measure"]], row, run.months)


def _finding(measure: Measure, row: dict[str, Any], months: int) -> Finding:
    """Rulebook less variant: the folder has variant less rulebook."""
    value, high, low = (
        math.nan if row[key] is None else 0.0 - row[key] for key in ("difference", "low", "high")
    )
    persons = int(row["persons"])
    sums = measure.kind in ("cents", "stock", "level")
    events = persons if sums else measure.counted(row["rulebook"], persons, months)
    rulebook, carrot = row["rulebook"], row["under_variant"]
    found = answer(
        "CS",
        Estimate(value, low, high, persons, events),
        title=f"{measure.title}: rulebook less benefits only",
        unit=row["unit"] or measure.unit,
        note=f"{rulebook:.3g} under the rulebook, {carrot:.3g} with benefits only.",
    )
    return replace(catalogue.finding(found), worse=measure.worse)
