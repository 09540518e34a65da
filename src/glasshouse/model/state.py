"""The state of a world by name: what it takes to go on from a month as if it had never stopped.

Every field of a world and of its parts is one of four. State is kept. What is drawn again follows from the
society, the parameters and the seed, and is the same whenever it is made. Scratch is written before it is
read in every month. The trail of a run that is written down is not kept: such a run is lived from its first
month. A test holds these lists against the classes: a field that is in none fails it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.errors import Diagnostic, InputError
from glasshouse.model.founding import Firms
from glasshouse.model.layout import PERSON_FIELDS, firm_type
from glasshouse.model.world import World

Array = npt.NDArray[Any]
BLOCK = 4096
"""Records read at a time: so many stay in the cache while all their columns are copied."""


@dataclass(frozen=True)
class Fields:
    """The fields of a class: `state` is kept; what is drawn `again`, `scratch` and the `trail` are not."""

    state: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    scratch: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()


FIELDS = {
    "World": Fields(
        state=("people", "signs", "climate", "districts", "firms", "asked", "firm_months", "panel_records",
        "month", "own", "own_months"),
        again=(
            "contacts", "cell_start", "raster", "routes", "seed", "replicate", "parameters", "practice",
            "catalogue", "panel_ids", "schedule", "phones", "sizes", "attributes", "events",
        ),
        scratch=("fortunes", "seen_signs", "viewers_before"),
        trail=("rows", "trail", "rebooked"),
    ),
    "Climate": Fields(
        state=("_climate", "_rates", "_found", "_adults"),
        again=("provinces", "_ids", "_seed", "_replicate", "_memory", "_shock"),
    ),
    "Districts": Fields(
        state=("table", "_found"),
        again=("of_cell", "_first", "_persons", "_of", "_kinds", "_memory", "_most", "_even"),
        scratch=("found",),  # all zero again when a month is over
    ),
    "Firms": Fields(state=("records", "roster", "defaulted")),
}  # fmt: skip
COLUMNS = {"people": tuple(one.name for one in PERSON_FIELDS if not one.fixed)}
"""Of these records only some columns are state; the others are drawn again."""


def state_of(world: World) -> dict[str, Array]:
    """The state of a world between two months: arrays by dotted name, copies all of them."""
    return dict(_kept("", world))


def restore(world: World, state: Mapping[str, Array]) -> None:
    """Put a state into a world that was built alike. Raises `InputError` where it does not fit."""
    if "firms.defaulted" in state:
        firms = len(state["firms.defaulted"])
        world.firms = Firms(
            np.zeros(firms, firm_type(world.sizes)).view(np.recarray),
            np.zeros(len(state["firms.roster"]), np.uint32),
            np.zeros(firms, np.uint8),
        )
    _put("", world, state)


def _kept(name: str, value: object) -> list[tuple[str, Array]]:
    """The arrays that make up a value, each with its name."""
    if value is None:
        return []
    if isinstance(value, np.ndarray):
        if value.dtype.names:
            return [(f"{name}.{column}", array) for column, array in _columns(name, value).items()]
        return [(name, value.copy())]
    if isinstance(value, int):
        return [(name, np.array([value], np.int64))]
    if isinstance(value, list):
        return _kept_list(name, value)
    if isinstance(value, dict):
        return [array for key, part in value.items() for array in _kept(_joined(name, key), part)]
    parts = FIELDS[type(value).__name__].state
    return [array for part in parts for array in _kept(_joined(name, part), getattr(value, part))]


def _kept_list(name: str, arrays: list[Array]) -> list[tuple[str, Array]]:
    """Arrays that differ in their first length only, as one, and how long each is."""
    if not arrays:
        return []
    rows = np.array([len(array) for array in arrays], np.int64)
    return [(f"{name}.rows", rows), (f"{name}.all", np.concatenate(arrays))]


def _columns(name: str, records: Array) -> dict[str, Array]:
    plain = records.view(np.ndarray)
    columns = COLUMNS.get(name, plain.dtype.names)
    made = {column: np.empty(plain[column].shape, plain[column].dtype) for column in columns}
    flat, whole = plain.reshape(-1), {column: _flat(array, plain.ndim) for column, array in made.items()}
    for first in range(0, len(flat), BLOCK):
        part = flat[first : first + BLOCK]
        for column, array in whole.items():
            array[first : first + BLOCK] = part[column]
    return made


def _flat(array: Array, dimensions: int) -> Array:
    """The array with its first `dimensions` as one."""
    return array.reshape(prod(array.shape[:dimensions]), *array.shape[dimensions:])


def _put(name: str, value: object, state: Mapping[str, Array]) -> Any:
    """The value as it is in `state`: arrays and parts are filled where they lie, the rest is returned new."""
    if value is None:
        return None
    if isinstance(value, np.ndarray):
        _fill(name, value, state)
        return value
    if isinstance(value, int):
        return int(state[name][0])
    if isinstance(value, list):
        rows = state.get(f"{name}.rows", np.zeros(0, np.int64))
        ends = np.cumsum(rows)
        return [state[f"{name}.all"][end - many : end] for many, end in zip(rows, ends, strict=True)]
    if isinstance(value, dict):
        return {key: _put(_joined(name, key), part, state) for key, part in value.items()}
    for part in FIELDS[type(value).__name__].state:
        setattr(value, part, _put(_joined(name, part), getattr(value, part), state))
    return value


def _fill(name: str, array: Array, state: Mapping[str, Array]) -> None:
    if not array.dtype.names:
        _copy(name, array, state)
        return
    plain = array.view(np.ndarray)
    for column in COLUMNS.get(name, plain.dtype.names):
        _copy(f"{name}.{column}", plain[column], state)


def _copy(name: str, array: Array, state: Mapping[str, Array]) -> None:
    kept = state.get(name)
    if kept is None or kept.shape != array.shape or kept.dtype != array.dtype:
        there = "missing" if kept is None else f"{kept.dtype} {kept.shape}"
        what = (
            f"the checkpoint does not fit this run: {name} is {there} there, {array.dtype} {array.shape} here"
        )
        fix = "it belongs to other people or mechanisms, or to a rulebook of more or fewer words; begin anew"
        raise InputError(Diagnostic(what, fix))
    array[...] = kept


def _joined(name: str, part: str) -> str:
    part = part.removeprefix("_")
    return f"{name}.{part}" if name else part
