"""Households by serial, and their members: role, age, sex, schooling, work and mind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from glasshouse.engine import rng
from glasshouse.population.cells import ADULT, ELDER, GROWN, LONE, MINOR, PARENT, Cells, by_age
from glasshouse.population.margins import Floats, Ints, chances
from glasshouse.population.people_schema import ROLES, SCHOOLING
from glasshouse.population.places import SERIAL_BITS
from glasshouse.population.schema import Tables

Words = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]
STEP = 1 << 15
"""Households drawn at once, so that memory on the way stays bounded."""


@dataclass(frozen=True)
class Households:
    """The households of one province in order of their serial, all of their members counted.

    `first` (H + 1) numbers their first members; `rural` and `kind` (H) are codes; `rank` (H) counts among
    the households of the same registration; `of_rank[registration]` leads back from rank to serial.
    """

    who: int
    first: Ints
    kind: Bytes
    rural: Bytes
    adults: Bytes
    rank: npt.NDArray[np.int32]
    of_rank: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]

    def __len__(self) -> int:
        return len(self.kind)


def keys(who: int, low: int, high: int) -> Words:
    """Identities of the numbers low .. high - 1 of the province whose shifted serial is `who`."""
    return (np.uint32(who) + np.arange(low, high, dtype=np.uint32)).astype(np.uint32)


def identity(serial: int) -> int:
    """The top of the identities of a province: its serial above 27 bits of running number."""
    return serial << SERIAL_BITS


def house(cells: Cells, who: int, persons: int, seed: int) -> Households:
    """As many households as hold `persons`; the last is drawn whole."""
    rural, kind, total = [], [], 0
    size = cells.kinds.size.astype(np.uint8)
    at = 0
    while total < persons:
        step = min(STEP, int((persons - total) / 2.2) + 16)
        words = rng.words(seed, 0, keys(who, at, at + step), 0, "society.household")
        kind.append(_picked(cells.kinds.share, rng.uniform(words[:, 0])))
        rural.append((rng.uniform(words[:, 1]) >= _urban_households(cells)).astype(np.uint8))
        total += int(size[kind[-1]].sum())
        at += step
    return _assembled(cells, who, persons, np.concatenate(kind), np.concatenate(rural))


def _urban_households(cells: Cells) -> float:
    """Share of urban households; towns and country share one table of kinds, so it is that of persons."""
    return cells.urban_households


def _picked(share: Floats, u: Floats) -> Bytes:
    bounds = np.cumsum(share)[:-1]
    return np.searchsorted(bounds, u, side="right").astype(np.uint8)


def _assembled(cells: Cells, who: int, persons: int, kind: Bytes, rural: Bytes) -> Households:
    first = np.concatenate([[0], np.cumsum(cells.kinds.size.astype(np.int64)[kind])])
    count = int(np.searchsorted(first, persons))
    kind, rural, first = kind[:count], rural[:count], first[: count + 1]
    adults = cells.kinds.members[:, :-1].sum(1).astype(np.uint8)[kind]
    country = np.cumsum(rural, dtype=np.int32)
    rank = np.where(rural, country - 1, np.arange(count, dtype=np.int32) - country).astype(np.int32)
    of_rank = tuple(np.flatnonzero(rural == code).astype(np.int32) for code in (0, 1))
    return Households(who, first, kind, rural, adults, rank, (of_rank[0], of_rank[1]))


def normal(words: Words) -> Floats:
    """Words as standard normal numbers."""
    return np.asarray(ndtri((words + 0.5) / rng.CERTAIN))


Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Odds:
    """Conditional probabilities read off the fitted cells; axes as in `Cells.joint`.

    `age` (role x registration, band) are cumulative; `woman` (role, band, registration); `schooling`
    (role, band, sex, registration, level) are cumulative; the rest are probabilities by band and more.
    `alike` (role) and `alike_schooling` are correlations with what a household shares.
    """

    low: Floats
    width: Floats
    alike: Floats
    alike_schooling: float
    age: Floats
    woman: Floats
    schooling: Floats
    employed: Floats
    smartphone: Floats
    official: Floats
    connected: Floats


def odds_of(tables: Tables, cells: Cells) -> Odds:
    """Everything members are drawn from, computed once per society."""
    adults = cells.adults()
    by_learning = adults.sum(axis=(0, 1, 2, 3))
    lean = np.array([tables.status.odds.values[name] for name in SCHOOLING])
    return Odds(
        cells.low,
        cells.width,
        np.array([tables.households.ages_alike.values[role] for role in ROLES]),
        tables.households.schooling_alike.value,
        age=_cumulative(cells.joint.sum(axis=(2, 4)).transpose(0, 2, 1).reshape(-1, len(cells.low))),
        woman=_women(tables, cells),
        schooling=_cumulative(cells.joint),
        employed=_employed(tables, cells, adults),
        smartphone=_smartphones(tables, cells),
        official=chances(tables.status.official.value, lean, by_learning),
        connected=chances(tables.status.connected.value, lean, by_learning),
    )


def _cumulative(table: Floats) -> Floats:
    total = table.sum(-1, keepdims=True)
    share = np.divide(table, total, out=np.full_like(table, 1 / table.shape[-1]), where=total > 0)
    cumulative = np.cumsum(share, axis=-1)
    cumulative[..., -1] = 1
    return np.asarray(cumulative)


def _women(tables: Tables, cells: Cells) -> Floats:
    sexes = cells.joint.sum(axis=4)
    total = sexes.sum(axis=2)
    return np.asarray(np.divide(sexes[:, :, 1], total, out=np.full_like(total, 0.5), where=total > 0))


def _employed(tables: Tables, cells: Cells, adults: Floats) -> Floats:
    """Probability of work by band, sex, registration."""
    sexes = np.column_stack([by_age(tables.work.men, cells.low), by_age(tables.work.women, cells.low)])
    country = np.column_stack([np.ones(len(cells.low)), by_age(tables.work.rural_odds, cells.low)])
    odds = sexes[:, :, None] * country[:, None, :]
    return chances(tables.work.rate.value, odds, adults.sum(axis=(0, 4)))


def _smartphones(tables: Tables, cells: Cells) -> Floats:
    """Probability of a smartphone by band and registration."""
    odds, ages = by_age(tables.smartphones.odds, cells.low), cells.joint.sum(axis=(0, 2, 4))
    shares = (tables.smartphones.urban.value, tables.smartphones.rural.value)
    return np.column_stack([chances(share, odds, ages[:, g]) for g, share in enumerate(shares)])


@dataclass
class Members:
    """Members of a run of households as columns of equal length, in the order they will be stored."""

    house: Ints  # household, counted within the run
    first: Ints  # where each household begins
    numbers: npt.NDArray[np.uint32]  # identity
    slot: Ints  # 0 = head before the main earner takes the first place
    role: Ints
    band: Ints
    columns: dict[str, npt.NDArray[Any]]


def members(cells: Cells, odds: Odds, homes: Households, low: int, high: int, seed: int) -> Members:
    """All members of the households with serials low .. high - 1."""
    sizes = np.diff(homes.first[low : high + 1])
    first = np.cumsum(sizes) - sizes
    house = np.repeat(np.arange(high - low), sizes)
    slot = np.arange(len(house)) - first[house]
    numbers = keys(homes.who, int(homes.first[low]), int(homes.first[high]))
    role = _roles(cells)[homes.kind[low:high][house], slot]
    rural = homes.rural[low:high][house]
    people = Members(house, first, numbers, slot, role, np.empty(0, np.int64), {"rural": rural})
    shared = normal(rng.words(seed, 0, keys(homes.who, low, high), 0, "society.home"))
    _be_born(people, odds, cells, homes.kind[low:high][house], shared[house, :2], seed)
    _live(people, odds, seed)
    return people


def _roles(cells: Cells) -> Ints:
    """Role of each member slot of each kind of household; -1 past its size."""
    kinds = cells.kinds
    table = np.full((len(kinds.share), int(kinds.size.max())), -1)
    for k, row in enumerate(kinds.members.astype(int)):
        order = [role for role in (LONE, PARENT, GROWN, ELDER, MINOR) for _ in range(row[role])]
        table[k, : len(order)] = order
    return table


def _be_born(people: Members, odds: Odds, cells: Cells, kind: Bytes, shared: Floats, seed: int) -> None:
    words = rng.words(seed, 0, people.numbers, 0, "society.birth")
    rural = people.columns["rural"].astype(np.int64)
    weight = odds.alike[people.role]
    rank = ndtr(weight * shared[:, 0] + np.sqrt(1 - weight**2) * normal(words[:, 0]))
    people.band, age = _ages(odds, people.role * 2 + rural, np.minimum(rank, 1 - 1e-12))
    partner = (people.slot == 1) & (cells.kinds.partner[kind] > 0)
    female = _sexes(people, odds, rng.uniform(words[:, 1]), partner, rural)
    alike = odds.alike_schooling
    own = alike * shared[:, 1] + np.sqrt(1 - alike**2) * normal(words[:, 2])
    bounds = odds.schooling[people.role, people.band, female.astype(np.int64), rural]
    schooling = (ndtr(own)[:, None] >= bounds[:, :-1]).sum(1)
    people.columns |= {"age": age, "female": female, "schooling": schooling.astype(np.uint8)}


def _ages(odds: Odds, group: Ints, rank: Floats) -> tuple[Ints, Bytes]:
    """Band and age in years at the `rank`-th quantile of each person's role and registration."""
    bands = odds.age.shape[1]
    ladder = (odds.age + np.arange(len(odds.age))[:, None]).ravel()
    at = np.minimum(np.searchsorted(ladder, group + rank, side="right"), group * bands + bands - 1)
    band = at - group * bands
    below = np.where(band > 0, odds.age[group, np.maximum(band - 1, 0)], 0.0)
    within = (rank - below) / np.maximum(odds.age[group, band] - below, 1e-12)
    age = odds.low[band] + np.floor(np.clip(within, 0, 0.999999) * odds.width[band])
    return band, age.astype(np.uint8)


def _sexes(people: Members, odds: Odds, u: Floats, partner: Flags, rural: Ints) -> Bytes:
    """Women; a partner takes the other end of the head's luck and so, nearly always, the other sex."""
    u = np.where(partner, 1 - u[people.first[people.house]], u)
    return (u < odds.woman[people.role, people.band, rural]).astype(np.uint8)


def _live(people: Members, odds: Odds, seed: int) -> None:
    work = rng.uniform(rng.words(seed, 0, people.numbers, 0, "society.work"))
    columns, band = people.columns, people.band
    adult = columns["age"] >= ADULT
    rural = columns["rural"].astype(np.int64)
    learned = columns["schooling"]
    columns["employed"] = (
        work[:, 0] < odds.employed[band, columns["female"].astype(np.int64), rural]
    ) & adult
    columns["smartphone"] = work[:, 1] < odds.smartphone[band, rural]
    official = work[:, 2] < odds.official[learned]
    connected = work[:, 2] < odds.official[learned] + odds.connected[learned]
    columns["status"] = np.where(adult, np.where(official, 1, 2 * connected), 0)
    columns["_luck"] = work[:, 3]


def mind(people: Members, tables: Tables, seed: int) -> None:
    """Add attitude (-100 .. 100), conviction, shame (0 .. 255) and the strategic flag; children have none."""
    words = rng.words(seed, 0, people.numbers, 0, "society.mind")
    given, adult = tables.mind, people.columns["age"] >= ADULT
    u = rng.uniform(words)
    attitude = given.spread.value * (ndtri(given.private_approval.value) + normal(words[:, 0]))
    people.columns |= {
        "attitude": np.rint(np.clip(attitude, -100, 100)) * adult,
        "conviction": np.floor(256 * u[:, 1] ** (1 / given.conviction.value - 1)) * adult,
        "shame": np.floor(256 * u[:, 2] ** (1 / given.shame.value - 1)) * adult,
        "strategic": (u[:, 3] < given.strategic.value) & adult,
    }
