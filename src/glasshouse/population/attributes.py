"""Attributes of the society's own: a category for each person, drawn after everything else.

Each attribute has a random stream of its own, so that adding one changes nobody's age, income or contacts.
Members of a household may be alike through a shared normal number, which leaves all shares as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.special import ndtr

from glasshouse.engine import rng
from glasshouse.population.attribute_schema import Attribute, Where
from glasshouse.population.households import Flags, normal
from glasshouse.population.margins import Floats
from glasshouse.population.schema import Tables
from glasshouse.population.society_columns import Column

_AT_ONCE = 1 << 18


def attributes(tables: Tables, columns: Mapping[str, Column], seed: int) -> dict[str, Column]:
    """The code of everybody's category, u1, by attribute; `columns` are those of a drawn society."""
    made = {name: np.zeros(len(columns["who"]), np.uint8) for name in tables.attributes}
    for low in range(0, len(columns["who"]), _AT_ONCE):
        rows = slice(low, low + _AT_ONCE)
        some = {
            name: columns[name][rows] for name in ("who", "household", "age", "female", "rural", "province")
        }
        for name, attribute in tables.attributes.items():
            made[name][rows] = _drawn(name, attribute, tables, some, seed)
    return made


def shares_of(attribute: Attribute, tables: Tables, columns: Mapping[str, Column]) -> Floats:
    """The shares of the categories among persons like each one, shape (persons, categories)."""
    shares = np.tile(_row(attribute.shares.values), (len(columns["age"]), 1))
    taken = np.zeros(len(shares), np.bool_)
    for part in attribute.among.values():
        here = ~taken & fits(part.who, tables, columns)
        shares[here] = _row(part.shares.values)
        taken |= here
    return shares


def fits(who: Where, tables: Tables, columns: Mapping[str, Column]) -> Flags:
    """Whether each person meets every condition that is given."""
    found = np.ones(len(columns["age"]), np.bool_)
    if who.age is not None:
        found &= (columns["age"] >= who.age[0]) & (columns["age"] <= who.age[1])
    if who.sex is not None:
        found &= columns["female"] == (who.sex == "women")
    if who.residence is not None:
        found &= columns["rural"] == tables.registration.classes.index(who.residence)
    if who.province is not None:
        found &= columns["province"] == tables.provinces[who.province].serial
    return found


def _drawn(
    name: str, attribute: Attribute, tables: Tables, columns: Mapping[str, Column], seed: int
) -> Column:
    stream = f"society.attribute.{name}"
    own = normal(rng.words(seed, 0, columns["who"], 0, stream)[:, 0])
    alike = attribute.alike.value if attribute.alike else 0.0
    if alike:
        shared = normal(rng.words(seed, 0, columns["household"], 0, f"{stream}.home")[:, 0])
        own = alike * shared + np.sqrt(1 - alike**2) * own
    bounds = np.cumsum(shares_of(attribute, tables, columns), axis=1)[:, :-1]
    return np.asarray((ndtr(own)[:, None] >= bounds).sum(1), np.uint8)


def _row(values: Mapping[str | int, float]) -> Floats:
    shares = np.array(list(values.values()))
    return np.asarray(shares / shares.sum())
