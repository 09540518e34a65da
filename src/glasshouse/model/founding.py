"""Founding firms: one for each legal representative of the society, and an employer for each worker.

Everything about a firm follows from the identity of its representative by keyed luck, and it guarantees
only firms of its province that come before it in the order of identities. So firms that are added, there or
in another province, change nothing about those that were there. A worker's employer is the next job offered
on a ring of all jobs of the settlement: a firm that is added takes its share of workers and moves no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine import rng
from glasshouse.engine.compiled import compiled
from glasshouse.engine.counting import count_codes
from glasshouse.engine.rng import philox
from glasshouse.model import person
from glasshouse.model.contexts import FirmsContext
from glasshouse.model.firm import BORROWS, CONNECTED, FIRM_COLUMNS, GUARANTEES, SELLS, firm_month_record_type
from glasshouse.model.firm_census import GROUPS
from glasshouse.model.groups import STRATA
from glasshouse.model.layout import firm_type
from glasshouse.model.record_types import Records
from glasshouse.rulebooks.sizes import STANDARD, Sizes

Array = npt.NDArray[Any]
_32 = np.uint64(32)
_LOWER_HALF = 0xFFFFFFFF
JOBS = rng.stream("firm.jobs")


@dataclass
class Firms:
    """All firms of a run, sorted by province and identity.

    `records` (n,) of `layout.FIRM`; `roster` workers' places in storage, firm after firm, with the bit
    `HELD`; `defaulted` (n,) 1 for those that defaulted last month.
    """

    records: Records
    roster: Array
    defaulted: Array

    def context(self, now_defaulted: Array, provinces: int, sizes: Sizes) -> FirmsContext:
        """What the compiled month works on, with counts of `provinces`; fills `now_defaulted` (n,)."""
        return FirmsContext(
            firms=self.records,
            defaulted=self.defaulted,
            now_defaulted=now_defaulted,
            roster=self.roster,
            firm_records=np.zeros(1, firm_month_record_type(sizes)).view(np.recarray),
            firm_tally=np.zeros((provinces * GROUPS, len(FIRM_COLUMNS)), np.int64),
        )

    @property
    def nbytes(self) -> int:
        """Memory of all of it."""
        return int(self.records.nbytes + self.roster.nbytes + self.defaulted.nbytes)


def found(
    people: Records,
    raster: Records,
    parameters: Records,
    seed: int,
    replicate: int,
    sizes: Sizes = STANDARD,
) -> Firms:
    """The firms of `people` (records in storage order; `raster` tells the settlement of a cell)."""
    reps = np.flatnonzero(people["traits"] & person.LEGAL_REP)
    reps = reps[np.argsort(people["who"][reps])]
    firms = np.zeros(len(reps), firm_type(sizes)).view(np.recarray)
    firms["firm"], firms["rep"] = people["who"][reps], reps
    firms["province"] = people["group"][reps] // STRATA
    _endow(firms, people["traits"][reps], parameters, seed, replicate)
    _guarantee(firms, parameters, seed, replicate)
    where = np.asarray(raster["first"], np.uint64)
    roster = _employ(firms, people, where, parameters, seed, replicate)
    return Firms(firms, roster, np.zeros(len(firms), np.uint8))


def _endow(firms: Records, traits: Array, parameters: Records, seed: int, replicate: int) -> None:
    """Sector, size, compliance, and what the firm depends on."""
    first, second = (
        rng.uniform(rng.words(seed, replicate, firms["firm"], 0, f"firm.{part}"))
        for part in ("nature", "dependence")
    )
    shares = np.cumsum(parameters.firms_sectors[0])
    firms["sector"] = np.minimum(np.searchsorted(shares, first[:, 0] * shares[-1], "right"), len(shares) - 1)
    size = parameters.firms_least_jobs[0] * (1.0 - first[:, 1]) ** (-1.0 / parameters.firms_size_tail[0])
    firms["jobs"] = np.minimum(size, parameters.firms_most_jobs[0])
    care = 0.5 + parameters.firms_care_spread[0] * (first[:, 2] + first[:, 3] - 1.0)
    firms["care"] = np.clip(256 * care, 0, 255)
    related = (traits & (person.OFFICIAL | person.CONNECTED)) != 0
    kinds = {
        CONNECTED: related | (second[:, 0] < parameters.firms_connected[0]),
        SELLS: second[:, 1] < parameters.firms_sells_to_state[0],
        BORROWS: second[:, 2] < parameters.firms_borrows[0],
    }
    for bit, has in kinds.items():
        firms["kind"] |= np.where(has, np.uint8(bit), np.uint8(0))


def _guarantee(firms: Records, parameters: Records, seed: int, replicate: int) -> None:
    """Whose debts each firm guarantees: the longer a firm has been there, the more back it.

    A firm of rank r backs one of rank r u ** (1 / (1 - a)): the number of backers then falls off as a power
    of the rank with exponent a, and has a tail with exponent 1 + 1/a (the static model of scale-free nets).
    """
    start = np.searchsorted(firms["province"], firms["province"])
    rank = np.arange(len(firms)) - start
    words = rng.uniform(rng.words(seed, replicate, firms["firm"], 0, "firm.guarantees"))
    many = np.searchsorted(np.cumsum(parameters.firms_guarantees[0]), words[:, 3], "right")
    power = 1.0 / (1.0 - parameters.firms_hubs[0])
    firms["guarantees"] = -1
    for slot in range(GUARANTEES):
        backed = start + np.floor(rank * words[:, slot] ** power).astype(np.int64)
        again = (firms["guarantees"][:, :slot] == backed[:, None]).any(axis=1)
        firms["guarantees"][:, slot] = np.where((slot < many) & (rank > 0) & ~again, backed, -1)
    backed = firms["guarantees"][firms["guarantees"] >= 0]
    firms["backers"] = np.minimum(65535, np.bincount(backed, minlength=len(firms)))


def _employ(
    firms: Records, people: Records, where: Array, parameters: Records, seed: int, replicate: int
) -> Array:
    """Find every worker's employer; fills `first` and `workers`, and returns the roster."""
    candidates, spot = _workers(people, parameters, seed, replicate)
    keys, employers = _jobs(firms, where[people["cell"][firms["rep"]]], seed, replicate)
    place = where[people["cell"][candidates]] << _32
    at = np.searchsorted(keys, place | spot)
    past = np.flatnonzero(~_in_place(keys, at, place))
    at[past] = np.searchsorted(keys, place[past])  # round the ring
    found = _in_place(keys, at, place)
    employer, workers = employers[at[found]], candidates[found]
    order = np.argsort(employer.astype(np.uint64) << _32 | people["who"][workers])
    count = np.bincount(employer, minlength=len(firms))
    firms["workers"], firms["first"] = count, np.cumsum(count) - count
    return workers[order].astype(np.uint32)


def _workers(people: Records, parameters: Records, seed: int, replicate: int) -> tuple[Array, Array]:
    """Those whose work, when they have it, is with a firm: not officials, not the heads of firms.

    With each comes the luck that finds an employer.
    """
    able = (people["age"] >= person.ADULT) & (people["age"] < parameters.livelihood_retirement[0])
    able &= (people["traits"] & (person.OFFICIAL | person.LEGAL_REP)) == 0
    rows = np.flatnonzero(able)
    words = rng.words(seed, replicate, people["who"][rows], 0, "firms.employer")
    works = rng.uniform(words[:, 0]) < parameters.firms_employ[0]
    return rows[works], words[works, 1]


def _jobs(firms: Records, place: Array, seed: int, replicate: int) -> tuple[Array, Array]:
    """Every job as a point on the ring of its settlement, sorted, and the firm that offers it."""
    owners = np.repeat(np.arange(len(firms)), firms["jobs"])
    points = np.empty(len(owners), np.uint64)
    k0, k1 = rng.key(seed, replicate & _LOWER_HALF)
    offer_jobs(firms["firm"], firms["jobs"], place, k0, k1, points)
    order = np.argsort(points, kind="stable")  # of two jobs at one point, that of the firm that comes first
    return np.append(points[order], ~np.uint64(0)), np.append(owners[order], 0)


@compiled
def offer_jobs(firm: Any, jobs: Any, place: Any, k0: Any, k1: Any, points: Any) -> None:
    """Write the point of every job, firm after firm."""
    at = 0
    for f in range(firm.shape[0]):
        for first in range(0, jobs[f], 4):
            words = philox(np.uint64(firm[f]), np.uint64(0), np.uint64(first), JOBS, k0, k1)
            for k in range(min(4, jobs[f] - first)):
                points[at] = place[f] << _32 | words[k]
                at += 1


def _in_place(keys: Array, at: Array, place: Array) -> Array:
    return np.asarray(keys[np.minimum(at, len(keys) - 1)] >> _32 == place >> _32)


def apply_shock(firms: Firms, parameters: Records, seed: int, replicate: int, month: int) -> None:
    """Mark a share of the firms of every province for default: by lot, or those with most backers first."""
    records = firms.records
    lot = rng.words(seed, replicate, records["firm"], month, "firm.shock")[:, 0]
    backers = records["backers"] if parameters.firms_shock_targeted[0] else np.zeros(len(records), np.int64)
    for province in count_codes(records["province"])[0]:
        here = np.flatnonzero(records["province"] == province)
        order = here[np.lexsort((lot[here], -backers[here].astype(np.int64)))]
        records["struck"][order[: round(len(here) * parameters.firms_shock_share[0])]] = 1
