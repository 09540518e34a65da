"""Comparison of twins: the unit of work. Differences are per person, since both lives share their luck."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from glasshouse import arguments, metrics
from glasshouse.charts import registry
from glasshouse.charts.figure import Figure
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics import catalogue
from glasshouse.metrics.catalogue import Own
from glasshouse.metrics.findings import Finding
from glasshouse.model import groups
from glasshouse.simulation import lives, outcome_groups, records
from glasshouse.simulation.columns import described
from glasshouse.simulation.outcome_groups import FATES
from glasshouse.simulation.running import Run


@dataclass(frozen=True)
class Comparison:
    """The same people in two runs: `run` with the system, `twin` without (or with another)."""

    run: Run
    twin: Run

    @cached_property
    def _differences(self) -> pa.Table:
        return gap_table(self.run, self.twin)

    @cached_property
    def _figure_source(self) -> Any:
        return registry.source(self)

    def table(self, *measures: str, by: str | None = None) -> pa.Table:
        """Paired differences with 95 % intervals: for everybody, or by one group dimension.

        `measures` are names as in `measures()` (all by default), `by` one of registration, sex, age_band,
        minority, income_band, listing, or an attribute of the society's own. Values are means per person in
        the unit that column `unit` names, the one that the command line and the report print
        (`metrics.catalogue`); shares are fractions.
        """
        known = self.measures()
        diagnostics = [
            Diagnostic(f"{name}: not a measure", suggestion(name, known))
            for name in measures
            if name not in known
        ]
        dims = sorted(set(self._differences.column("dim").to_pylist()))
        if by is not None and by not in dims:
            diagnostics.append(Diagnostic(f"{by}: not a dimension", suggestion(by, dims)))
        if diagnostics:
            raise InputError(*diagnostics)
        rows = self._differences.filter(pc.field("dim") == (by or "all"))
        return rows.filter(pc.field("measure").isin(list(measures))) if measures else rows

    def measures(self) -> list[str]:
        """Names of what is compared."""
        return list(dict.fromkeys(self._differences.column("measure").to_pylist()))

    def findings(self, *measures: Own) -> tuple[Finding, ...]:
        """The findings of measures: shipped ones by id ("F1"), one's own as objects or FILE:NAME.

        Raises `InputError` for measures that are not known, lack what they need, or fail.
        """
        from glasshouse.simulation.run_data import findings_of

        return findings_of(self.run, self.twin, measures)

    def who(self, fate: str) -> npt.NDArray[np.uint32]:
        """Identities of the synthetic persons with that fate, one of `FATES`, the hardest hit first."""
        fate = arguments.one_of("fate", fate, FATES, "a fate")
        with_, without = records.person_measures(self.run), records.person_measures(self.twin)
        return np.asarray(self.run.people["who"][outcome_groups.hardest(fate, with_, without)])

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
        from glasshouse.simulation.saving import save

        return save(self.run, self.twin, Path(folder), overwrite)


def compare(run: Run, twin: Run) -> Comparison:
    """Compare two runs of the same people with the same luck. Raises `InputError` when they are not."""
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


def gap_table(run: Run, twin: Run, measures: Collection[str] | None = None) -> pa.Table:
    """Differences for everybody and by group, of all measures or of some; see `metrics.gap_table`."""
    society = run.society
    listed = (run.people["times_listed"] > 0).astype(np.int64)
    dims = {**groups.dims_of(society), "listing": (listed, ("never listed", "ever listed"))}
    here, there = records.person_measures(run), records.person_measures(twin)
    chosen = {name: here[name] for name in here if measures is None or name in measures}
    found = metrics.gap_table(
        chosen, there, dims, records.clusters(society),
        catalogue.units(run.config.months, society.recipe.currency),
    )  # fmt: skip
    return described(found, society)
