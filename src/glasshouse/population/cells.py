"""The joint table of persons: role x age band x sex x registration x schooling, fitted to its margins.

Nothing published tells all five together. The seed says what is plausible (a grown child is young, the young
are better schooled); the fit makes every published sum come out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasshouse.population.margins import Floats, NotFitted, fit, tilt
from glasshouse.population.people_schema import ROLES, SCHOOLING
from glasshouse.population.schema import Tables
from glasshouse.population.society_leaves import Table

ADULT = 18
"""Age of civil capacity, in years."""
OLDEST = 98
"""No synthetic person is older, in years."""
LONE, PARENT, GROWN, ELDER, MINOR = range(len(ROLES))
URBAN, RURAL = 0, 1


@dataclass(frozen=True)
class HouseholdKinds:
    """Kinds of households as arrays: `share` (K), members by role `members` (K, roles), `size` (K)."""

    share: Floats
    partner: Floats
    members: Floats

    @property
    def size(self) -> Floats:
        """Persons in a household of each kind."""
        return np.asarray(self.members.sum(1))


@dataclass(frozen=True)
class Cells:
    """What attributes of persons are drawn from.

    `joint` (role, age band, sex, registration, schooling) are shares of all persons; sex 0 is men,
    registration 0 is urban. `low` and `width` (bands) are years.
    """

    joint: Floats
    low: Floats
    width: Floats
    kinds: HouseholdKinds
    urban_households: float

    def adults(self) -> Floats:
        """`joint` with minors left out, adding up to one."""
        kept = self.joint * (self.low >= ADULT)[None, :, None, None, None]
        return np.asarray(kept / kept.sum())

    def heads(self, *, by_size: bool = False) -> Floats:
        """Cells of household heads (role lone or parent first), adding up to one.

        Every household counts once, or, with `by_size`, as often as it has members.
        """
        kinds, kept = self.kinds, self.joint[[LONE, PARENT]]
        of_role = kinds.members[:, [LONE, PARENT]]
        counted = kinds.share * kinds.size if by_size else kinds.share
        weight = (counted @ (of_role > 0)) / np.maximum(kinds.share @ of_role, 1e-12)
        kept = kept * weight[:, None, None, None, None]
        return np.asarray(kept / kept.sum())


def cells_of(tables: Tables) -> Cells:
    """Fit the joint table of a society. Raises `NotFitted` where margins contradict each other."""
    kinds = _kinds(tables)
    joint = _joint(tables, kinds)
    low = np.array(list(tables.ages.men.values), np.float64)
    urban = tables.registration.urban.value
    return Cells(joint, low, np.diff([*low, OLDEST + 1.0]), kinds, urban)


def by_age(table: Table, low: Floats) -> Floats:
    """The entries of a table by age for bands beginning at `low`."""
    bounds, values = np.array(list(table.values)), np.array(list(table.values.values()))
    return np.asarray(values[np.searchsorted(bounds, low, side="right") - 1])


def _age_sex(tables: Tables) -> Floats:
    table = np.array([list(tables.ages.men.values.values()), list(tables.ages.women.values.values())]).T
    return np.asarray(table / table.sum())


def _kinds(tables: Tables) -> HouseholdKinds:
    rows = list(tables.households.types.rows.values())
    members = np.zeros((len(rows), len(ROLES)))
    for k, row in enumerate(rows):
        members[k, PARENT if row.minors else LONE] = 1 + row.partner
        members[k, [GROWN, ELDER, MINOR]] = row.grown, row.elders, row.minors
    low = np.array(list(tables.ages.men.values))
    minors = float(_age_sex(tables)[low < ADULT].sum())
    size = tables.households.mean_size.value
    measures = np.column_stack([members.sum(1), members[:, MINOR]])
    seed = np.array([row.share for row in rows])
    try:
        share = tilt(seed, measures, np.array([size, size * minors]))
    except NotFitted:
        wanted = f"{size:g} persons, {size * minors:.3g} of them minors"
        raise NotFitted(f"no mix of these types has {wanted}, on average") from None
    return HouseholdKinds(share, np.array([float(row.partner) for row in rows]), members)


def _joint(tables: Tables, kinds: HouseholdKinds) -> Floats:
    age_sex = _age_sex(tables)
    low = np.array(list(tables.ages.men.values), np.float64)
    registration = np.array([tables.registration.urban.value, 1 - tables.registration.urban.value])
    roles = kinds.share @ kinds.members / tables.households.mean_size.value
    minors = float(age_sex[low < ADULT].sum())
    margins = [
        ((1, 2), age_sex),
        ((0, 3), np.outer(roles, registration)),
        ((3, 4), _schooling_margin(tables, registration, minors)),
    ]
    return fit(_seed(tables, low), margins, tolerance=1e-7)


def _schooling_margin(tables: Tables, registration: Floats, minors: float) -> Floats:
    """Shares of persons by registration and schooling; minors count as primary."""
    rows = [list(tables.schooling.urban.values.values()), list(tables.schooling.rural.values.values())]
    adults = np.array([[values[SCHOOLING.index(name)] for name in SCHOOLING] for values in rows])
    adults = adults / adults.sum(1, keepdims=True) * (1 - minors)
    adults[:, 0] += minors
    return np.asarray(adults * registration[:, None])


def _seed(tables: Tables, low: Floats) -> Floats:
    """Role x age x sex x registration x schooling: products of what is plausible."""
    middle = low + np.diff([*low, OLDEST + 1.0]) / 2
    role_age = np.array([_triangle(middle, low, *tables.households.ages.rows[role]) for role in ROLES])
    rural = np.column_stack([np.ones(len(low)), by_age(tables.ages.rural_odds, low)])
    learning = _learning(middle, low, tables.schooling.younger.value)
    seed = np.einsum("ra,ag,ae->rage", role_age, rural, learning)[:, :, None, :, :]
    return np.repeat(seed, 2, axis=2)


def _triangle(middle: Floats, low: Floats, youngest: float, commonest: float, oldest: float) -> Floats:
    rising = (middle - youngest) / max(commonest - youngest, 1)
    falling = (oldest - middle) / max(oldest - commonest, 1)
    height = np.clip(np.minimum(rising, falling), 0.02, 1)
    inside = (middle > youngest) & (middle < oldest)
    adult = low >= ADULT
    return np.where(inside & (adult == (oldest > ADULT)), height, 0.0)


def _learning(middle: Floats, low: Floats, younger: float) -> Floats:
    """Plausible schooling by age: each decade of youth multiplies the odds of the next level."""
    levels = np.arange(len(SCHOOLING))
    table = younger ** (np.outer(45 - middle, levels) / 10)
    table[(low < 25)] = younger ** np.array([1.0, 3.0, 4.0, 4.0])
    table[low < ADULT] = [1, 0, 0, 0]
    return np.asarray(table)
