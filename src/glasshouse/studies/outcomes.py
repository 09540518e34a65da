"""Outcomes: what is kept of a member of a study, the same names for every member, so that studies share them.

Every outcome is a number of a measure (`metrics.catalogue`): of a figure of persons its mean with the system,
without it (`_twin`) and their difference (`_difference`); of other measures each part, such as F1.loss. A
figure that is kept of every person has a mean for each group as well: denied:sex=women. What `KEPT` names is
kept of every member; what else a plan names is computed for its members as well. Numbers are
floats in the units that the command line prints, money in the currency of the society; `nan` where there is
no twin, or nothing to divide by.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics import catalogue as measures
from glasshouse.metrics.measure import Measure
from glasshouse.metrics.measure_data import Data, SideData
from glasshouse.model.events import COLUMN
from glasshouse.model.groups import dims_of
from glasshouse.simulation import records, run_data
from glasshouse.studies.forms import shown

if TYPE_CHECKING:
    from glasshouse.simulation.completed_run import CompletedRun

KEPT = (
    "ever_listed", "months_listed", "months_wrongly_listed", "denied", "income", "paid", "debt_at_end",
    "savings_at_end", "employed_at_end", "months_voiced", "exposure", "gated", "fearful", "praised",
    "conforms", "approves_privately", "approves_stated", "employed", "in_arrears", "low_grade", "shut_out",
    "speech_punished", "shamed", "tie_cut", "payment_missed", "sued", "entered_list", "entered_wrong_person",
    "entered_unable", "dispute_filed", "dispute_won", "merit_for_show", "kindness_forgone",
    "opinion_inferred",
)  # fmt: skip
"""Figures of persons and months that are kept of every member."""
WHOLE = (
    "listed_share", "false_share_wrong_person", "false_share_unable", "false_share",
    "exposure_per_listed_month", "lost_dissent", "recovered",
)  # fmt: skip
"""Measures of the whole run that are kept of every member."""
OF_PERSONS = KEPT[: KEPT.index("exposure") + 1]
"""Of these, what is kept of each person, so that groups of persons have it too."""
TWIN, DIFFERENCE = "_twin", "_difference"
PAIRED = {"": "", TWIN: ", without the system", DIFFERENCE: ", with the system less without it"}
"""The sides of a mean over everybody: endings of its name and of its meaning."""


@dataclass(frozen=True)
class Outcome:
    """One column of a study: its name, its unit, what it means, and whether it needs the twin.

    `side` is the ending of `PAIRED` it has: "" with the system, and for measures of the whole run.
    """

    name: str
    unit: str
    meaning: str
    needs_twin: bool = False
    side: str = ""


def of_measure(measure: Measure) -> Iterator[Outcome]:
    """The outcomes of a measure that one run answers with one number each."""
    if measure.kind:
        for side, words in PAIRED.items():
            yield Outcome(f"{measure.id}{side}", measure.unit, f"{measure.title}{words}", bool(side), side)
    elif "runs" not in measure.required:
        for part in measure.numbers:
            if not part.many:
                name = f"{measure.id}.{part.name}" if part.name else measure.id
                yield Outcome(name, part.unit, part.title, "twin" in measure.required)


def catalogue(
    own: Sequence[Measure] = (), groups: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Outcome]:
    """Every outcome a study may name: those kept of every member, others, `own` ones, and those of groups.

    `groups` are the names of groups by dimension (`model.groups.names_in`).
    """
    found = _shipped() | {one.name: one for measure in own for one in of_measure(measure)}
    return found | {one.name: one for measure in _of_groups(groups or {}) for one in of_measure(measure)}


def _of_groups(groups: Mapping[str, Sequence[str]]) -> Iterator[Measure]:
    """The mean of each figure of persons in each group."""
    for figure, (dim, names) in itertools.product(OF_PERSONS, groups.items()):
        yield from (_in_group(f"{figure}:{dim}={name}") for name in names)


def _in_group(id: str) -> Measure:
    """The measure behind the outcomes of a group, such as denied:sex=women."""
    figure, _, group = id.partition(":")
    measure = measures.shipped()[figure]
    title = f"{measure.title}, of persons with {group.replace('=', ' ')}"
    return replace(measure, id=id, title=title, needs=())


@cache
def _shipped() -> dict[str, Outcome]:
    known = measures.all_measures()
    ordered = [known[id] for id in (*KEPT, *WHOLE)]
    ordered += [one for id, one in known.items() if id not in (*KEPT, *WHOLE)]
    return {one.name: one for measure in ordered for one in of_measure(measure)}


@cache
def names() -> tuple[str, ...]:
    """The names of the outcomes that are kept of every member, in the order of `outcomes_of`."""
    known = measures.shipped()
    return tuple(one.name for id in (*KEPT, *WHOLE) for one in of_measure(known[id]))


def named(given: object) -> str:
    """A text that may name an outcome. Raises `InputError` for anything else."""
    return given if isinstance(given, str) else known(given)


def known(name: object, all_: Mapping[str, Outcome] | None = None) -> str:
    """The name of an outcome. Raises `InputError` for anything else, with the nearest one or the reason."""
    outcomes = catalogue() if all_ is None else all_
    if isinstance(name, str) and name in outcomes:
        return name
    why = _why_not(name) if isinstance(name, str) else ""
    near = suggestion(name, outcomes) if isinstance(name, str) else ""
    what = f"{shown(name)} is not an outcome{why}"
    raise InputError(Diagnostic(what, "glasshouse audit answers it" if why else near or measures.LIST))


def _why_not(name: str) -> str:
    """Why a measure that is known is no outcome of single runs."""
    id, _, part = name.partition(".")
    found = measures.all_measures().get(id)
    if found is None or (part and part not in {one.name for one in found.parts}):
        return ""
    if "runs" in found.required:
        return ": it needs several runs of the same people"
    single = ", ".join(one.name for one in of_measure(found))
    return f": name one of {single}" if single else ": it has a number for each of several groups"


def estimated(name: str, all_: Mapping[str, Outcome]) -> str:
    """The outcome whose mean answers a request: of a bare name the difference to the twin, if it has one."""
    difference = f"{name}{DIFFERENCE}"
    return difference if difference in all_ else name


def unknown(wanted: Iterable[str], all_: Mapping[str, Outcome] | None = None) -> list[Diagnostic]:
    """A fault for each name that is no outcome."""
    diagnostics: list[Diagnostic] = []
    for name in wanted:
        try:
            known(name, all_)
        except InputError as bad:
            diagnostics += bad.diagnostics
    return diagnostics


def outcomes_of(run: CompletedRun, twin: CompletedRun | None) -> dict[str, float]:
    """Every outcome of a run that is kept of all members, by name."""
    with_, without = _means(run), _means(twin) if twin else {}
    found: dict[str, float] = {}
    for name, value in with_.items():
        found |= _paired(name, value, without.get(name, math.nan))
    return found | _of_the_whole(run, twin)


def more_of(
    run: CompletedRun, twin: CompletedRun | None, wanted: Sequence[str], own: Sequence[Measure]
) -> dict[str, float]:
    """Further outcomes of a run, by name; both runs were written down where a measure needs that.

    Raises `InputError` where a measure of one's own fails.
    """
    found: dict[str, float] = {}
    chosen = measures_of(wanted, own)
    data = run_data.data_of_runs(run, twin, needs_of(chosen))
    for measure in chosen:
        if measure.kind:
            sides = [_figure(measure, one, side, data) for side, one in (("system", run), ("twin", twin))]
            found |= _paired(measure.id, *sides)
        else:
            found |= {one.name: one.value for one in measure.take(data)}
    return {name: float(found.get(name, math.nan)) for name in wanted}


def measures_of(wanted: Sequence[str], own: Sequence[Measure]) -> list[Measure]:
    """The measures behind some outcomes, each once."""
    every = {**measures.all_measures(), **{one.id: one for one in own}}
    behind = {one.name: measure for measure in every.values() for one in of_measure(measure)}
    found = [behind[name] if name in behind else _in_group(_without_side(name)) for name in wanted]
    return list({one.id: one for one in found}.values())


def _without_side(name: str) -> str:
    return name.removesuffix(TWIN).removesuffix(DIFFERENCE)


def needs_of(chosen: Iterable[Measure]) -> frozenset[str]:
    """What some measures need, together."""
    return frozenset(need.removesuffix("?") for measure in chosen for need in measure.needs)


def _paired(name: str, with_it: float, without: float) -> dict[str, float]:
    return {name: with_it, f"{name}{TWIN}": without, f"{name}{DIFFERENCE}": with_it - without}


def _figure(measure: Measure, run: CompletedRun | None, side: str, data: Data) -> float:
    """The mean of a figure of persons in one life, in its unit."""
    if run is None:
        return math.nan
    figure, _, group = measure.id.partition(":")
    if group:
        chosen = records.person_measures(run)[figure][_are_in(group, run)]
        mean = float(chosen.mean()) if len(chosen) else math.nan
    elif measure.counts:
        mean = float(run.tallies[:, :, COLUMN[measure.counts]].sum()) / len(run.people)
    elif measure.id in (kept := records.person_measures(run)):
        mean = float(kept[measure.id].mean())
    else:
        mean = float(data.column(f"{side}_{measure.id}").mean())
    return measure.shown(mean, len(run.tallies))


def _are_in(group: str, run: CompletedRun) -> npt.NDArray[np.bool_]:
    """Whether each person is in a group that is named as sex=women."""
    dim, _, name = group.partition("=")
    codes, names = dims_of(run.society)[dim]
    return np.asarray(codes == names.index(name), np.bool_)


def _means(run: CompletedRun) -> dict[str, float]:
    people, kept = len(run.people), records.person_measures(run)
    known, counted = measures.shipped(), run.tallies.sum(axis=1).sum(axis=0)
    means = {
        id: float(counted[COLUMN[known[id].counts]]) / people if known[id].counts else float(kept[id].mean())
        for id in KEPT
    }
    return {id: known[id].shown(mean, len(run.tallies)) for id, mean in means.items()}


def _of_the_whole(run: CompletedRun, twin: CompletedRun | None) -> dict[str, float]:
    tables = {"monthly": counts_of(run)}
    other = {"monthly": counts_of(twin)} if twin else {}
    data = Data(len(run.tallies), system=SideData("system", tables), twin=SideData("twin", other))
    known = measures.shipped()
    found = {id: known[id].take(data) for id in WHOLE}
    return {id: float(taken[0].value) if taken else math.nan for id, taken in found.items()}


def counts_of(run: CompletedRun) -> pa.Table:
    """The monthly counts of everybody together: a row a month, without groups."""
    columns = np.ascontiguousarray(run.tallies.sum(axis=1).T)
    table: dict[str, object] = {"month": np.arange(columns.shape[1])}
    return pa.table(table | {name: columns[k] for name, k in COLUMN.items()})
