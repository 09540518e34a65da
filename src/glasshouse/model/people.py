"""From a society's columns to persons laid out by raster cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine import rng
from glasshouse.engine.remembering import once_for_each
from glasshouse.model import groups, person
from glasshouse.model.contact_steps import NOBODY, Contacts, contacts_of
from glasshouse.model.layout import person_type
from glasshouse.model.record_types import Places, Records
from glasshouse.rulebooks.sizes import STANDARD, Sizes

if TYPE_CHECKING:
    from glasshouse.population.society import Society

Array = npt.NDArray[Any]
_AT_ONCE = 1 << 14
"""Persons laid out at a time, so that what is made on the way stays small."""

CELL = np.dtype([("first", "i4"), ("side", "i4"), ("low", "i4")])
"""For each raster cell: the first cell of its settlement, cells per row, lowest coordinate (metres)."""


@dataclass(frozen=True)
class Storage:
    """Where everybody is stored: `order[k]` is the canonical index of the k-th stored person.

    `payer` is the step from each person to the main earner of the household, `contacts` where theirs are.
    """

    order: Places
    payer: npt.NDArray[np.int8]
    contacts: Contacts
    cell_start: Places
    raster: Records


@once_for_each
def storage_of(society: Society) -> Storage:
    """Where everybody is stored, the same for all worlds of a society."""
    return cells_of(society)


def cells_of(society: Society, backwards: bool = False) -> Storage:
    """Sort persons by cell (settlement after settlement, row by row) and by identity inside a cell."""
    who = np.asarray(society.who, np.int64)
    order = society.space.zeros(len(who), np.int32)
    order[:] = np.lexsort((-who if backwards else who, society.cell))
    sides = np.asarray(society.settlement_side, np.int64)
    cells = int((sides**2).sum())
    raster = np.zeros(cells, CELL).view(np.recarray)
    raster["first"] = np.repeat(society.settlement_first_cell, sides**2)
    raster["side"] = np.repeat(sides, sides**2)
    raster["low"] = np.repeat(society.settlements["low"], sides**2)
    cell_start = np.searchsorted(np.asarray(society.cell)[order], np.arange(cells + 1)).astype(np.int32)
    return Storage(order, *_ties_of(society, order), cell_start, raster)


def _ties_of(society: Society, order: Places) -> tuple[npt.NDArray[np.int8], Contacts]:
    """Steps to the main earner of everybody's household, and contacts, in the order of storage."""
    stored_at = np.empty(len(order), np.int32)
    stored_at[order] = np.arange(len(order), dtype=np.int32)
    payer = society.space.zeros(len(order), np.int8)
    known = np.asarray(society.contacts)

    def places() -> Iterator[Places]:
        for start in range(0, len(order), _AT_ONCE):
            rows = order[start : start + _AT_ONCE]
            payer[start : start + len(rows)] = stored_at[np.asarray(society.payer)[rows]] - stored_at[rows]
            yield np.where(known[rows] >= 0, stored_at[known[rows]], NOBODY)

    return payer, contacts_of(len(order), places(), society.space)


def people_of(
    society: Society,
    storage: Storage,
    parameters: Records,
    seed: int,
    replicate: int,
    sizes: Sizes = STANDARD,
) -> Records:
    """Records of everybody at the start."""
    order = storage.order
    people = society.space.zeros(len(order), person_type(sizes)).view(np.recarray)
    for start in range(0, len(order), _AT_ONCE):
        part = people[start : start + _AT_ONCE].view(np.recarray)
        drawn = _Rows(society, order[start : start + _AT_ONCE])
        _describe(part, drawn)
        part["payer"] = storage.payer[start : start + _AT_ONCE]
        _endow(part, drawn, parameters)
        _find_seekers(part, parameters, seed, replicate)
        _find_ties_to_officials(part, drawn.contacts, society)
    _find_parents(people)
    return people


_AS_DRAWN = (
    "who", "cell", "x", "y", "age", "dependants", "guarantees", "attitude", "conviction", "shame",
)  # fmt: skip


class _Rows:
    """The columns of a society at some rows, each read when it is asked for."""

    rural: Array
    female: Array
    age: Array
    minority: Array
    income_band: Array

    def __init__(self, society: Society, rows: Array) -> None:
        self._society, self._rows = society, rows

    def __getattr__(self, name: str) -> Array:
        return np.asarray(getattr(self._society, name))[self._rows]


def _describe(people: Records, drawn: _Rows) -> None:
    """Who everybody is and where they live."""
    for name in _AS_DRAWN:
        people[name] = getattr(drawn, name)
    people["approval"] = people["attitude"]
    people["group"] = _groups(drawn)
    people["lives_in"] = people["listed_in"] = drawn.province
    people["traits"] = _traits(drawn)


def attributes_of(society: Society, storage: Storage) -> Array:
    """Codes of the attributes of the society's own, u1 (n, attributes), in the order of storage and of
    `society.attributes`."""
    columns = [np.asarray(codes)[storage.order] for codes in society.attributes.values()]
    return np.stack(columns, axis=1) if columns else np.zeros((len(storage.order), 0), np.uint8)


def _endow(people: Records, drawn: _Rows, parameters: Records) -> None:
    """Money, work and mood at the start."""
    people["savings"], people["debt"] = drawn.savings, drawn.debt
    wage = drawn.wage
    people["wage"] = np.where(wage > 0, wage, drawn.pension)
    people["due"] = people["debt"] * parameters.credit_service[0]
    people["state"] = drawn.employed.astype(np.uint16) * person.EMPLOYED
    people["fear"] = np.uint8(parameters.fear_floor[0])


def _find_parents(people: Records) -> None:
    """Who is the main earner of a household with children."""
    children = np.flatnonzero(people["age"] < person.ADULT)
    people["traits"][children + people["payer"][children]] |= person.PARENT


def _find_ties_to_officials(people: Records, known: Array, society: Society) -> None:
    """Who has a contact in office or with connections; `known` are contacts as rows of the society."""
    related = (np.asarray(society.status)[known] != 0) & (known >= 0)
    people["traits"][related.any(axis=1)] |= person.KNOWS_OFFICIAL


def _find_seekers(people: Records, parameters: Records, seed: int, replicate: int) -> None:
    """Some working-age adults without a job look for one."""
    idle = (people["state"] & person.EMPLOYED) == 0
    idle &= (people["age"] >= person.ADULT) & (people["age"] < parameters.livelihood_retirement[0])
    word = rng.uniform(rng.words(seed, replicate, people["who"], 0, "livelihood.seeking"))[:, 0]
    people["state"][idle & (word < parameters.livelihood_seeking[0])] |= person.SEEKING


def _groups(drawn: _Rows) -> Array:
    stratum = groups.stratum_of(groups.codes_of(drawn))
    return drawn.province.astype(np.int64) * groups.STRATA + stratum


def _traits(drawn: _Rows) -> Array:
    status = drawn.status
    flags = {
        person.FEMALE: drawn.female,
        person.RURAL: drawn.rural,
        person.MINORITY: drawn.minority,
        person.SMARTPHONE: drawn.smartphone,
        person.OFFICIAL: status == 1,
        person.CONNECTED: status == 2,
        person.STRATEGIC: drawn.strategic,
        person.LEGAL_REP: drawn.legal_rep,
    }
    traits = np.zeros(len(status), np.uint16)
    for bit, flag in flags.items():
        traits |= np.where(flag != 0, np.uint16(bit), np.uint16(0))
    return traits
