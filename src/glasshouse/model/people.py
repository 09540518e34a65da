"""From a society's columns to persons laid out by raster cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine import rng
from glasshouse.model import groups, person
from glasshouse.model.layout import person_type
from glasshouse.model.record_types import Places, Records
from glasshouse.rulebooks.sizes import STANDARD, Sizes

if TYPE_CHECKING:
    from glasshouse.population.society import Society

Array = npt.NDArray[Any]

CELL = np.dtype([("first", "i4"), ("side", "i4"), ("low", "i4")])
"""For each raster cell: the first cell of its settlement, cells per row, lowest coordinate (metres)."""


@dataclass(frozen=True)
class Storage:
    """Where everybody is stored: `order[k]` is the canonical index of the k-th stored person."""

    order: Array
    cell: Places
    cell_start: Places
    raster: Records


def cells_of(society: Society, backwards: bool = False) -> Storage:
    """Sort persons by cell (settlement after settlement, row by row) and by identity inside a cell."""
    who = np.asarray(society.who, np.int64)
    order = np.lexsort((-who if backwards else who, society.cell))
    cell = np.asarray(society.cell)[order]
    sides = np.asarray(society.settlement_side, np.int64)
    cells = int((sides**2).sum())
    raster = np.zeros(cells, CELL).view(np.recarray)
    raster["first"] = np.repeat(society.settlement_first_cell, sides**2)
    raster["side"] = np.repeat(sides, sides**2)
    raster["low"] = np.repeat(society.settlements["low"], sides**2)
    cell_start = np.searchsorted(cell, np.arange(cells + 1)).astype(np.int32)
    return Storage(order, cell, cell_start, raster)


def people_of(
    society: Society,
    storage: Storage,
    parameters: Records,
    seed: int,
    replicate: int,
    sizes: Sizes = STANDARD,
) -> tuple[Records, Places]:
    """Records of everybody at the start, and their contacts as places in storage."""
    order = storage.order
    stored_at = np.empty(len(order), np.int32)
    stored_at[order] = np.arange(len(order), dtype=np.int32)
    people = np.zeros(len(order), person_type(sizes)).view(np.recarray)
    for name in ("who", "x", "y", "age", "dependants", "guarantees", "attitude", "conviction", "shame"):
        people[name] = np.asarray(getattr(society, name))[order]
    people["approval"] = people["attitude"]
    people["cell"] = storage.cell
    people["group"] = _groups(society)[order]
    people["lives_in"] = people["listed_in"] = np.asarray(society.province)[order]
    people["traits"] = _traits(society)[order]
    people["payer"] = stored_at[np.asarray(society.payer)[order]] - np.arange(len(order))
    _endow(people, society, order, parameters)
    _find_seekers(people, parameters, seed, replicate)
    _find_ties_to_officials(people, society, order)
    contacts = np.asarray(society.contacts)[order]
    return people, np.where(contacts >= 0, stored_at[contacts], -1).astype(np.int32)


def attributes_of(society: Society, storage: Storage) -> Array:
    """Codes of the attributes of the society's own, u1 (n, attributes), in the order of storage and of
    `society.attributes`."""
    columns = [np.asarray(codes)[storage.order] for codes in society.attributes.values()]
    return np.stack(columns, axis=1) if columns else np.zeros((len(storage.order), 0), np.uint8)


def _endow(people: Records, society: Society, order: Array, parameters: Records) -> None:
    """Money, work and mood at the start."""
    for name in ("savings", "debt"):
        people[name] = np.asarray(getattr(society, name))[order]
    wage, pension = np.asarray(society.wage)[order], np.asarray(society.pension)[order]
    people["wage"] = np.where(wage > 0, wage, pension)
    people["due"] = people["debt"] * parameters.credit_service[0]
    people["state"] = np.asarray(society.employed)[order].astype(np.uint16) * person.EMPLOYED
    people["fear"] = np.uint8(parameters.fear_floor[0])


def _find_ties_to_officials(people: Records, society: Society, order: Array) -> None:
    """Who has a contact in office or with connections."""
    contacts = np.asarray(society.contacts)
    known = (np.asarray(society.status)[contacts] != 0) & (contacts >= 0)
    people["traits"][known.any(axis=1)[order]] |= person.KNOWS_OFFICIAL


def _find_seekers(people: Records, parameters: Records, seed: int, replicate: int) -> None:
    """Some working-age adults without a job look for one."""
    idle = (people["state"] & person.EMPLOYED) == 0
    idle &= (people["age"] >= person.ADULT) & (people["age"] < parameters.livelihood_retirement[0])
    word = rng.uniform(rng.words(seed, replicate, people["who"], 0, "livelihood.seeking"))[:, 0]
    people["state"][idle & (word < parameters.livelihood_seeking[0])] |= person.SEEKING


def _groups(society: Society) -> Array:
    stratum = groups.stratum_of(groups.codes_of(society))
    return np.asarray(society.province, np.int64) * groups.STRATA + stratum


def _traits(society: Society) -> Array:
    flags = {
        person.FEMALE: society.female,
        person.RURAL: society.rural,
        person.MINORITY: society.minority,
        person.SMARTPHONE: society.smartphone,
        person.OFFICIAL: np.asarray(society.status) == 1,
        person.CONNECTED: np.asarray(society.status) == 2,
        person.STRATEGIC: society.strategic,
        person.LEGAL_REP: society.legal_rep,
    }
    traits = np.zeros(len(society.who), np.uint16)
    for bit, flag in flags.items():
        traits |= np.where(np.asarray(flag) != 0, np.uint16(bit), np.uint16(0))
    return traits
