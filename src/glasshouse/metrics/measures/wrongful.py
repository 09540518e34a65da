"""Wrongful listing: how often (F4) and how much of the list it makes up (F5); harsh listing (F27).

Table `listings`, blacklists only: `person`, `entered`, `left`, and `ground`, which says whether the
condition of the list held in fact. Three kinds of wrongful entry stay apart, because different rules cause
and cure them: `wrong person` (somebody else's act, or nobody's), `protected` (an act that a right covers),
`unable` (could not pay, where the list is for those who will not). An entry of somebody who could not pay
under a clause that does not ask is true and `harsh` (see `grounds`): it has a measure of its own. A ground
that is `unknown` counts as neither true nor false. The truth of a ground is known only in simulation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.answers import counted
from glasshouse.metrics.crowd import Crowd, integers, is_one_of, require
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.harsh_listings import HARSH
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.measures.spells import blacklisted, listed_spells
from glasshouse.metrics.monthly import Ints
from glasshouse.metrics.rates import PerPerson


@measure(
    id="F4",
    title="Wrongful listings",
    unit="entries per 1,000 innocent person-years",
    worse="more",
    side="harm",
    needs=(
        "listings",
        "people",
    ),
    source="own; a rate over person-time as in epidemiology (Rothman, Greenland and Lash 2008)",
    parts={
        "": {},
        "wrong_person": {"title": "Listed for what somebody else did or nobody did"},
        "protected": {"title": "Listed for what a right protects"},
        "unable": {"title": "Listed as unwilling to pay though unable"},
    },
)
def wrongful_listings(data: Data) -> Iterator[Answer]:
    """Entries onto a list that its own clause or a right forbids, for each 1,000 years that innocent
    persons spent unlisted. Three kinds are kept apart: the wrong person or fact, an act that a right
    protects, and debtors listed as unwilling who were unable to pay. Debtors who could not pay,
    listed under a clause that does not ask, are counted as F27.

    Note: Who was truly meant and truly able is known only in a simulation.
    """
    people, listings, months = data.crowd, data.system.listings, data.months
    yield counted("F4", listing_rate(people, listings, months), people)
    for ground in WRONGFUL:
        rate = listing_rate(people, listings, months, (ground,))
        yield counted("F4", rate, people, ground.replace(" ", "_"))


WRONGFUL = ("wrong person", "protected", "unable")
"""The kinds of wrongful entry, in printing order."""

PER = 1000
"""Person-years in the unit of the rate."""


def listing_rate(
    crowd: Crowd,
    listings: pa.Table,
    months: int,
    grounds: Sequence[str] = WRONGFUL,
    guilty: npt.ArrayLike | None = None,
) -> PerPerson:
    """F4: entries on one of the grounds per 1,000 innocent person-years off the list, adults only.

    Person-years off the list are the run less the time on any blacklist. `guilty` holds for each person the
    months off the list in which the condition of a list was met in fact; they are taken off. Without it all
    unlisted time counts as innocent, which makes the rate a little too low where many offend unlisted."""
    stays = wrongly(listings, grounds)
    spells = listed_spells(listings, months)
    free = months - crowd.sums(spells.person, spells.length)
    if guilty is not None:
        free = np.maximum(free - np.asarray(guilty, np.int64), 0)
    entries = crowd.sums(integers(stays, "person"))
    return PerPerson(entries * crowd.adult, free * crowd.adult, "rate", 12.0 * PER)


def false_share(
    crowd: Crowd,
    listings: pa.Table,
    months: int,
    grounds: Sequence[str] = WRONGFUL,
    last: int | None = None,
) -> PerPerson:
    """F5: months listed on one of the grounds / months listed, each list counted. Fraction.

    `last` limits it to the last months of the run: 1 is the list as it stands at the end, None the whole
    run."""
    stays, wrong = blacklisted(listings), wrongly(listings, grounds)
    since = 0 if last is None else max(0, months - last)
    return PerPerson(_time(crowd, wrong, since, months), _time(crowd, stays, since, months), "share")


def wrongly(listings: pa.Table, grounds: Sequence[str] = WRONGFUL) -> pa.Table:
    """The stays on blacklists that rest on one of the grounds."""
    require(listings, "listings", ("ground",))
    stays = blacklisted(listings)
    return stays.filter(pa.array(is_one_of(stays, "ground", grounds)))


def _time(crowd: Crowd, stays: pa.Table, since: int, months: int) -> Ints:
    """Months of each person's stays from `since` to the end of the run."""
    left = integers(stays, "left")
    end = np.where(left < 0, months, left)
    length = np.maximum(end - np.maximum(integers(stays, "entered"), since), 0)
    return crowd.sums(integers(stays, "person"), length)


@measure(
    id="F5",
    title="Wrongful share of the list",
    unit="of months on a list",
    worse="more",
    side="harm",
    needs=(
        "listings",
        "people",
    ),
    source="own; the complement of precision",
    parts={
        "": {},
        "wrong_person": {"title": "On a list for what somebody else did or nobody did"},
        "protected": {"title": "On a list for what a right protects"},
        "unable": {"title": "On a list as unwilling to pay though unable"},
    },
)
def wrongful_share_of_list(data: Data) -> Iterator[Answer]:
    """Months spent on a list that its own clause or a right forbids, as a share of all months spent on it.
    The three kinds are those of F4 and are kept apart.

    Note: Who was truly meant and truly able is known only in a simulation.
    """
    people, listings, months = data.crowd, data.system.listings, data.months
    yield counted("F5", false_share(people, listings, months), people)
    for ground in WRONGFUL:
        share = false_share(people, listings, months, (ground,))
        yield counted("F5", share, people, ground.replace(" ", "_"))


@measure(
    id="F27",
    title="Harsh listings",
    unit="of months on a list",
    worse="more",
    side="harm",
    needs=(
        "listings",
        "people",
    ),
    source="own",
    parts={
        "": {},
        "entries": {
            "title": "Listed under a clause that does not ask whether they could pay, and unable to",
            "unit": "entries per 1,000 person-years off the list",
        },
    },
)
def harsh_listings(data: Data) -> Iterator[Answer]:
    """Months on a list of debtors who could not pay, under a clause that does not ask whether they could,
    as a share of all months spent on a list. The stated fact is true, so that the entry is not wrongful:
    it is the clause that is harsh.

    Note: Who was truly able is known only in a simulation.
    """
    people, listings, months = data.crowd, data.system.listings, data.months
    yield counted("F27", false_share(people, listings, months, (HARSH,)), people)
    yield counted("F27", listing_rate(people, listings, months, (HARSH,)), people, "entries")
