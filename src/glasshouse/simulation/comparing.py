"""Comparison of twins, person by person, and what became of people with the system that did not without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from glasshouse import arguments
from glasshouse.charts import registry
from glasshouse.charts.figure import Figure
from glasshouse.data_table import Table
from glasshouse.errors import Diagnostic, InputError, choices
from glasshouse.metrics.catalogue import Own
from glasshouse.metrics.findings import Finding
from glasshouse.metrics.paired import crossed
from glasshouse.model.person import ADULT
from glasshouse.simulation import lives
from glasshouse.simulation.person_differences import FATES, dims_of, gap_table, hardest, hardest_hit
from glasshouse.simulation.run_data import findings_of
from glasshouse.simulation.running import Run
from glasshouse.simulation.saving import save

if TYPE_CHECKING:
    from glasshouse.simulation.results_folder import ResultsFolder


Array = npt.NDArray[Any]


def somebody(results: ResultsFolder, fate: str | None = None) -> int:
    """The person of a results folder hit hardest by a fate; without one, any adult, by chance.

    Raises `InputError` when nobody met that fate, and where the run has no twin.
    """
    people, path = results.table("people"), str(results.path / "people.parquet")
    if fate is None:
        adults = people["person"].to_numpy()[people["age"].to_numpy() >= ADULT]
        if not len(adults):
            raise InputError(Diagnostic("nobody here is an adult", "name a person of people.parquet", path))
        return int(np.random.default_rng().choice(adults))
    sides = [_measures(people, side) for side in ("system_", "twin_")]
    if not sides[1]:
        raise InputError(Diagnostic("the run has no twin to tell fates by", "run again with the twin", path))
    found = hardest(fate, *sides)
    if not len(found):
        what = f"nobody here was {fate.replace('_', ' ')}"
        raise InputError(Diagnostic(what, f"try another of {', '.join(FATES)}, or --random", path))
    return int(people["person"][int(found[0])].as_py())


def _measures(people: pa.Table, side: str) -> dict[str, Array]:
    return {
        name.removeprefix(side): people[name].to_numpy()
        for name in people.column_names
        if name.startswith(side)
    }


@dataclass(frozen=True)
class Comparison:
    """The same people in two runs: `run` with the system, `twin` without (or with another).

    >>> import glasshouse as gh
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7, twin=True)
    >>> comparison = gh.compare(run, run.twin())
    >>> comparison.table("income", by="sex")["group"].tolist()
    ['men', 'women']
    >>> len(comparison.table("income", by=("registration", "sex")))
    4
    >>> list(comparison.groups())
    ['registration', 'sex', 'age_band', 'minority', 'income_band', 'listing']
    >>> comparison.table("incme")
    Traceback (most recent call last):
        ...
    glasshouse.errors.InputError: incme: not a measure (did you mean "income"?)
    """

    run: Run
    twin: Run

    @cached_property
    def _differences(self) -> pa.Table:
        return gap_table(self.run, self.twin)

    @cached_property
    def _figure_source(self) -> object:
        return registry.source(self)

    def table(self, *measures: str, by: str | Sequence[str] | None = None) -> Table:
        """Paired differences with 95 % intervals: for everybody, or by group.

        `measures` are names from `measures()` (all by default). `by` is a name from `groups()`, attributes of
        the society's own among them, or several, for every combination of their groups:
        `by=("sex", "age_band")`. Values are means per person in the unit of column `unit`, the one that the
        command line and the report print (`metrics.catalogue`); shares are fractions. Raises `InputError` for
        names that do not exist.
        """
        names = () if by is None else (by,) if isinstance(by, str) else tuple(by)
        self._refuse_unknown(measures, names)
        rows = self._crossed(names) if len(names) > 1 else self._differences
        rows = rows.filter(pc.field("dim") == (" x ".join(names) or "all"))
        rows = rows.filter(pc.field("measure").isin(list(measures))) if measures else rows
        return Table(rows, keys=("measure", "group"), folds=("clusters", "dim", "se", "persons"))

    def groups(self) -> dict[str, tuple[str, ...]]:
        """The names `by` takes, each with the labels of its groups."""
        return {name: tuple(labels) for name, (_, labels) in dims_of(self.run).items()}

    def _refuse_unknown(self, measures: Sequence[str], by: Sequence[str]) -> None:
        asked = [(measures, self.measures(), "a measure"), (by, list(self.groups()), "a group")]
        diagnostics = [
            Diagnostic(f"{name}: not {what}", choices(name, known, f"one of: {', '.join(known)}"))
            for names, known, what in asked
            for name in names
            if name not in known
        ]
        if len(set(by)) < len(by):
            diagnostics.append(Diagnostic("by: a group is given twice", "name each group once"))
        if diagnostics:
            raise InputError(*diagnostics)

    def _crossed(self, names: Sequence[str]) -> pa.Table:
        """The differences for every combination of the groups of several dimensions."""
        return gap_table(self.run, self.twin, dims=crossed({name: dims_of(self.run)[name] for name in names}))

    def measures(self) -> list[str]:
        """Names of what is compared."""
        return list(dict.fromkeys(self._differences.column("measure").to_pylist()))

    def findings(self, *measures: Own) -> tuple[Finding, ...]:
        """The findings of measures: shipped ones by id ("F1"), one's own as objects or FILE:NAME.

        Raises `InputError` for measures that are not known, lack what they need, or fail.
        """
        return findings_of(self.run, self.twin, measures)

    def who(self, fate: str) -> npt.NDArray[np.uint32]:
        """Identities of the synthetic persons with that fate, one of `FATES`, the hardest hit first."""
        fate = arguments.one_of("fate", fate, FATES, "a fate")
        return hardest_hit(fate, self.run, self.twin)

    def life(self, person: int) -> lives.Life:
        """One synthetic person and the twin, month by month, with the clause behind each turn.

        Both runs are lived again with this person's pages kept. Raises `InputError` for an unknown identity.
        """
        person = arguments.person("person", person)
        if person not in self.run.people["who"]:
            raise InputError(
                Diagnostic(f"nobody here has the identity {person}", "take one from Comparison.who(...)")
            )
        return lives.of(person, self.run.watch([person]), self.twin.watch([person]))

    def figure(self, id: str) -> Figure:
        """A figure of the comparison by its id, one of `glasshouse.figures()`.

        The first one takes as long as saving the comparison. Raises `InputError` for an unknown id, and where
        there is nothing to draw.
        """
        registry.maker(id)
        return registry.draw(self._figure_source, id)

    def save(self, folder: str | Path, overwrite: bool = False) -> Path:
        """Write both runs and their comparison to a results folder."""
        return save(self.run, self.twin, Path(folder), overwrite).path


def compare(run: Run, twin: Run) -> Comparison:
    """Compare two runs of the same people with the same luck. Raises `InputError` when they are not.

    >>> import glasshouse as gh
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7, twin=True)
    >>> comparison = gh.compare(run, run.twin())
    >>> str(comparison.table("income")["unit"][0])
    'CNY per person a year'
    """
    for name, one in (("run", run), ("twin", twin)):
        if not isinstance(one, Run):
            raise InputError(Diagnostic(f"{name} is not a run", "give what gh.run returned"))
    same = (
        np.array_equal(run.people["who"], twin.people["who"])
        and run.society.digest() == twin.society.digest()
        and (run.config.seed, run.config.replicate, run.config.months)
        == (twin.config.seed, twin.config.replicate, twin.config.months)
    )
    if not same:
        raise InputError(
            Diagnostic("the runs are not twins", "compare runs of one society, seed, replicate and length")
        )
    return Comparison(run, twin)
