"""Custom mechanisms in a run: their fields, numbers and counts laid out, and the compiled pass over persons."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from glasshouse.engine import digest
from glasshouse.engine.block import Draws, identify, words_of
from glasshouse.engine.rng import CERTAIN, draw, pick, stream
from glasshouse.engine.shards import Shards
from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.model.groups import STRATA
from glasshouse.model.mechanism_translation import MATH, PREFIX
from glasshouse.model.person import ADULT, PANEL
from glasshouse.specs import packing
from glasshouse.specs.parameters import ParameterSet

Counts = npt.NDArray[np.int64]
NO_FIELDS = np.dtype([("none", "u1")])
"""The record of own fields where no mechanism has any: one row for everybody."""
DRAWN = Draws(())
"""The table that says whose draws are made: mechanisms have no routine draws."""


@dataclass
class CustomRun:
    """The mechanisms of one run and what they leave from month to month.

    `fields` and `events` are named `mechanism.name`; `own` are the fields of every person in storage, shape (n,)
    (one blank row where there are none), `counts` what happened in each month, (groups, events) int64, and
    `panel` what happened to the sampled lives `panel_ids`, (lives, months, events) int64. `calendar` counts the
    months from the year 0 to the first of the run.
    """

    mechanisms: tuple[CustomMechanism, ...]
    fields: tuple[tuple[str, str], ...]
    events: tuple[str, ...]
    parameters: ParameterSet
    calendar: int
    own: Any
    panel_ids: npt.NDArray[np.uint32]
    panel: Counts
    counts: list[Counts] = field(default_factory=list)

    @cached_property
    def passes(self) -> list[tuple[Callable[..., None], Any]]:
        """The compiled pass of each mechanism with the parameters it reads."""
        return [(pass_of(one, self.events), given_to(self.parameters, one.uses)) for one in self.mechanisms]

    def step(self, people: Any, laws: Any, key: tuple[Any, Any], month: int, shards: Shards) -> None:
        """Apply every mechanism to all adults, one mechanism after the other."""
        groups = len(laws) * STRATA

        def shard(run: Callable[..., None], given: Any, start: int, stop: int) -> Counts:
            counts, table = np.zeros((groups, len(self.events)), np.int64), DRAWN.table()
            run(
                people, self.own, laws, given, table, words_of(table), *key, month, self.calendar + month,
                np.zeros((1, len(self.events)), np.int64), counts, self.panel_ids, self.panel, start, stop,
            )  # fmt: skip
            return counts

        found = [
            counts
            for run, given in self.passes
            for counts in shards.each(len(people), partial(shard, run, given))
        ]
        if self.events:
            self.counts.append(np.sum(found, axis=0))

    def digest(self, who: npt.NDArray[np.uint32]) -> int:
        """64 bits over everybody's own fields; 0 where there are none."""
        if not self.fields:
            return 0
        columns = {name: self.own[name].view("i8" if kind == "f8" else kind) for name, kind in self.fields}
        whole = np.zeros(len(who), [("who", "u4"), *((name, array.dtype) for name, array in columns.items())])
        for name, column in {"who": who, **columns}.items():
            whole[name] = column
        return digest.of_records(whole)


def custom_run(
    mechanisms: Sequence[CustomMechanism],
    parameters: ParameterSet,
    start: str,
    months: int,
    persons: int,
    panel_ids: npt.NDArray[np.uint32] | None,
) -> CustomRun | None:
    """The mechanisms of a run of `persons` from the month `start`, all own fields zero; None for none."""
    if not mechanisms:
        return None
    fields = [(f"{one.name}.{name}", kind) for one in mechanisms for name, kind in one.fields]
    widest = sorted(fields, key=lambda one: -np.dtype(one[1]).itemsize)
    events = tuple(f"{one.name}.{name}" for one in mechanisms for name in one.events)
    watched = np.sort(np.asarray(panel_ids if panel_ids is not None else [], np.uint32))
    own = np.zeros(persons if fields else 1, widest or NO_FIELDS).view(np.recarray)
    year, _, month = start.partition("-")
    return CustomRun(
        mechanisms=tuple(mechanisms),
        fields=tuple(fields),
        events=events,
        parameters=parameters,
        calendar=12 * int(year) + int(month) - 1,
        own=own,
        panel_ids=watched,
        panel=np.zeros((len(watched), months, len(events)), np.int64),
    )


def given_to(parameters: ParameterSet, names: Sequence[str]) -> np.recarray[Any, Any]:
    """The values of `names` as mechanisms read them, one record of shape (1,).

    Money is in cents, time in months, a rate the probability of a month; everything else is in its own unit.
    """
    stored = {name: packing.packed(parameters[name].value, parameters[name].unit) for name in names}
    kinds = [(name, "f8" if kind == "u8" else kind, shape) for name, (kind, shape, _) in stored.items()]
    row = np.zeros(1, kinds or NO_FIELDS)
    for name, (kind, _, value) in stored.items():
        row[name][0] = np.asarray(value) / CERTAIN if kind == "u8" else value
    return row.view(np.recarray)


def pass_of(mechanism: CustomMechanism, events: Sequence[str]) -> Callable[..., None]:
    """The pass that applies a mechanism to every adult; compiled when it first runs."""
    apply = _jit(_function(mechanism, events))

    @_jit
    def each_adult(
        people: Any, own: Any, laws: Any, given: Any, rng: Any, cells: Any, k0: Any, k1: Any,
        month: Any, calendar: Any, now: Any, counts: Any, panel_ids: Any, panel: Any, start: Any, stop: Any,
    ) -> None:  # fmt: skip
        for i in range(start, stop):
            p = people[i]
            if p.age >= ADULT:
                identify(cells, 0, k0, k1, p.who, month)
                mine = own[min(i, own.shape[0] - 1)]
                now[0, :] = 0
                apply(p, mine, rng[0], laws[p.lives_in], given[0], now, 0, month, calendar)
                group = np.int64(p.lives_in) * STRATA + np.int64(p.group) % STRATA
                for k in range(now.shape[1]):
                    counts[group, k] += now[0, k]
                if p.traits & PANEL:
                    panel[np.searchsorted(panel_ids, p.who), month, :] += now[0, :]

    return each_adult


def _jit(function: Callable[..., Any]) -> Any:
    return numba.njit(nogil=True, error_model="numpy")(function)


def _function(mechanism: CustomMechanism, events: Sequence[str]) -> Callable[..., None]:
    """The translated mechanism as a plain function that keeps the file and lines of its author."""
    tree = ast.Module([mechanism.translated()], [])
    ast.increment_lineno(tree, mechanism.source.line - 1)
    space: dict[str, Any] = dict(_tools())
    for name in mechanism.events:
        space[f"{PREFIX}event_{name}"] = events.index(f"{mechanism.name}.{name}")
    for name in mechanism.streams:
        number = stream(f"mechanism.{mechanism.name}.{name}")
        space[f"{PREFIX}stream_{name.replace('.', '_')}"] = number
    exec(compile(tree, mechanism.source.file, "exec"), space)
    made: Callable[..., None] = space[mechanism.name]
    return made


@cache
def _tools() -> Mapping[str, Any]:
    """What the translation calls, by name."""
    tools = {"int": _int, "float": _float, "whole": _whole, "draw": _draw, "chance": _chance, "pick": _pick}
    compiled = {f"{PREFIX}{name}": _jit(function) for name, function in tools.items()}
    return {**compiled, **{f"{PREFIX}{name}": getattr(math, name) for name in MATH}}


def _int(value: Any) -> Any:
    return np.int64(value)


def _float(value: Any) -> Any:
    return np.float64(value)


def _whole(value: Any, low: Any, high: Any) -> Any:
    """The value without its decimals, kept within what a field can hold."""
    return np.int64(min(max(value + 0, low), high))


def _draw(rng: Any, why: Any) -> Any:
    return np.float64(draw(rng, why)) / CERTAIN


def _chance(rng: Any, why: Any, probability: Any) -> Any:
    return np.float64(draw(rng, why)) < probability * CERTAIN


def _pick(rng: Any, why: Any, many: Any) -> Any:
    return np.int64(pick(draw(rng, why), max(1, many)))


