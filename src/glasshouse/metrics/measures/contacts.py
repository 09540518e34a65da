"""Measures F18 to F20: contacts lost, contacts sorted apart, families drawn in.

From a table of people, which counts for each person the contacts and the household members who were ever
listed (`segregation_of`, `spillover_of`), or from arrays of a running society: `source` knows `target`, both
places in the table of people. A contact known both ways stands twice, which changes no share.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics.findings import Answer, Estimate, Worse, answer
from glasshouse.metrics.frame import GroupFrame
from glasshouse.metrics.intervals import clipped, compact, ratio_of_sums
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.monthly import column, currency_of
from glasshouse.metrics.paired import paired_difference
from glasshouse.metrics.persons import Mask, both, clusters, has, need, sides
from glasshouse.specs.units import MONEY, in_currency


@measure(
    id="F18",
    title="Ties lost",
    unit="contacts per person",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
        "ties?",
    ),
    source="own",
    parts={
        "all": {"title": "Contacts lost"},
        "listed": {"title": "Contacts lost by those ever listed"},
        "near": {"title": "Contacts lost by the unlisted with a listed contact"},
    },
)
def contacts_dropped(data: Data) -> Iterator[Answer]:
    """Contacts dropped at the end per person, against the twin: among the listed, and among the
    unlisted who have a listed contact.
    """
    if data.has("system_ever_listed", *sides("ties_cut")):
        yield from contacts_lost(data.people)


_KIN = ("other households", "household of somebody listed")


def contacts_lost(people: pa.Table, near: Mask | None = None) -> tuple[Answer, ...]:
    """Contacts dropped at the end against the twin: of all, of those ever listed and of those near them
    (F18).

    `near` marks the persons with a listed contact (see `near_the_marked`); without it the table's own count
    (`system_contacts_listed`) is taken, and where it has none that part is left out.
    `events` are contacts dropped under the system. Needs `system_ties_cut`, `twin_ties_cut`,
    `system_ever_listed`.
    """
    need(people, "system_ties_cut", "twin_ties_cut", "system_ever_listed")
    listed = people.column("system_ever_listed").to_numpy() > 0
    who = {"all": np.ones(len(listed), np.bool_), "listed": listed}
    if near is None and has(people, "system_contacts_listed"):
        near = people.column("system_contacts_listed").to_numpy() > 0
    if near is not None:
        who["near"] = near & ~listed
    return tuple(answer("F18", _change(people, "ties_cut", mask), part=part) for part, mask in who.items())


def near_the_marked(source: npt.ArrayLike, target: npt.ArrayLike, mark: npt.ArrayLike) -> Mask:
    """Which persons know somebody marked. `mark` has one entry per person. Raises `InputError` for bad
    ties.
    """
    marked = np.asarray(mark, np.bool_)
    ego, alter = _ties(source, target, len(marked))
    near = np.zeros(len(marked), np.bool_)
    near[ego[marked[alter]]] = True
    return near


def ei_index(
    source: npt.ArrayLike,
    target: npt.ArrayLike,
    mark: npt.ArrayLike,
    kept: npt.ArrayLike | None = None,
    blocks: npt.ArrayLike | None = None,
) -> Estimate:
    """E-I index of contacts (Krackhardt and Stern 1988): (across - within) / all, from -1 to 1.

    `mark` is any label per person (listed or not, say), `kept` says which contacts still stand (all by
    default), `blocks` are the clusters of persons. `persons` are those with a contact, `events` contacts
    counted. `nan` without contacts. The index depends on how many are marked: compare it with its twin.
    """
    marked = np.asarray(mark)
    across, every = _crossing(source, target, marked, kept)
    return _index(across, every, blocks)


def segregation(
    source: npt.ArrayLike,
    target: npt.ArrayLike,
    mark: npt.ArrayLike,
    kept: npt.ArrayLike,
    blocks: npt.ArrayLike | None = None,
) -> tuple[Answer, Answer]:
    """E-I index of the contacts that still stand and its change by those dropped (F19).

    Below 0, the change says that marked and unmarked were sorted apart. It has no interval of its own: both
    indices are of the same persons. `events` of the change are contacts dropped."""
    return _segregation(ei_index(source, target, mark), ei_index(source, target, mark, kept, blocks))


def segregation_of(people: pa.Table) -> tuple[Answer, Answer]:
    """`segregation` between the ever listed and the others, from the counts of a table of people (F19).

    Needs `contacts`, `system_contacts_listed`, `system_contacts_listed_kept`, `system_ties_cut` and
    `system_ever_listed`."""
    need(people, *OF_TIES)
    every, marked, marked_kept, cut, ever = (column(people, name) for name in OF_TIES)
    blocks, listed = clusters(people), ever > 0
    kept = every - cut
    return _segregation(
        _index(np.where(listed, every - marked, marked), every, blocks),
        _index(np.where(listed, kept - marked_kept, marked_kept), kept, blocks),
    )


OF_TIES = ("contacts", "system_contacts_listed", "system_contacts_listed_kept", "system_ties_cut",
           "system_ever_listed")  # fmt: skip
"""Columns of the table of people that `segregation_of` reads."""


def _index(across: npt.ArrayLike, every: npt.ArrayLike, blocks: npt.ArrayLike | None) -> Estimate:
    over, under = np.asarray(across), np.asarray(every)
    return clipped(ratio_of_sums(2 * over - under, under, blocks, int(under.sum())), -1.0, 1.0)


def _segregation(before: Estimate, after: Estimate) -> tuple[Answer, Answer]:
    dropped = before.events - after.events
    change = Estimate.bare(after.value - before.value, before.persons, dropped)
    return answer("F19", after, part="index"), answer("F19", change, part="change")


def spillover(
    people: pa.Table,
    household: npt.ArrayLike,
    measure: str = "income",
    unit: str = "money over the run",
    worse: Worse = "less",
) -> Answer:
    """Change of a measure among the never listed who live with somebody listed, less that of others (F20).

    `household` numbers the household of each person. Where `unit` begins with `money`, cents
    are turned into it. `worse` says whether
    "more" or "less" of the measure is worse for people. `events` are persons whose measure differs between
    the worlds. Raises `InputError` where nobody never listed lives with somebody listed.
    """
    need(people, "system_ever_listed")
    listed = people.column("system_ever_listed").to_numpy() > 0
    homes, many = compact(household)
    kin = np.bincount(homes, listed, many)[homes] > 0
    if len(set(kin[~listed].tolist())) < 2:
        raise InputError(Diagnostic("nobody to compare: families of the listed, or of others, are missing"))
    return replace(_spillover(people, kin, measure, unit), worse=worse)


def spillover_of(
    people: pa.Table, measure: str = "income", unit: str = "money over the run", worse: Worse = "less"
) -> Answer:
    """`spillover` from the table's own count of listed household members, `system_household_listed` (F20).

    No figure where nobody never listed lives with somebody listed."""
    need(people, "system_household_listed", "system_ever_listed")
    kin = people.column("system_household_listed").to_numpy() > 0
    unlisted = people.column("system_ever_listed").to_numpy() == 0
    if not (kin & unlisted).any() or not (~kin & unlisted).any():
        nobody = Estimate.bare(math.nan, int((kin & unlisted).sum()), 0)
        return replace(_of_families(nobody, measure, unit), worse=worse)
    return replace(_spillover(people, kin, measure, unit), worse=worse)


def _spillover(people: pa.Table, kin: Mask, measure: str, unit: str) -> Answer:
    with_it, without = both(people, measure)
    listed = people.column("system_ever_listed").to_numpy() > 0
    blocks = clusters(people)
    frame = GroupFrame(
        with_it[~listed],
        {"family": (kin[~listed].astype(np.int64), _KIN)},
        clusters=None if blocks is None else blocks[~listed],
        twin=without[~listed],
    )
    scale = 0.01 if unit.startswith(MONEY) else 1.0
    found = frame.samples[_KIN[1]].minus(frame.samples[_KIN[0]]).times(scale)
    return _of_families(found, measure, in_currency(unit, currency_of(people)))


def _of_families(found: Estimate, measure: str, unit: str) -> Answer:
    return answer("F20", found, unit=unit, title=f"Spillover on families: {measure.replace('_', ' ')}")


def _change(people: pa.Table, measure: str, mask: Mask) -> Estimate:
    with_it, without = (values[mask] for values in both(people, measure))
    blocks = clusters(people)
    gap = paired_difference(with_it, without, np.arange(len(with_it)) if blocks is None else blocks[mask])
    return Estimate(gap.difference, gap.low, gap.high, gap.persons, int(with_it.sum()))


def _crossing(
    source: npt.ArrayLike, target: npt.ArrayLike, mark: npt.NDArray[np.generic], kept: npt.ArrayLike | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Per person: contacts that cross the mark, and all contacts."""
    ego, alter = _ties(source, target, len(mark))
    if kept is not None:
        stands = np.asarray(kept, np.bool_)
        ego, alter = ego[stands], alter[stands]
    every = np.bincount(ego, minlength=len(mark))
    across = np.bincount(ego[mark[ego] != mark[alter]], minlength=len(mark))
    return across.astype(np.int64), every.astype(np.int64)


def _ties(
    source: npt.ArrayLike, target: npt.ArrayLike, persons: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    ego, alter = np.asarray(source, np.int64), np.asarray(target, np.int64)
    if len(ego) != len(alter):
        raise InputError(
            Diagnostic(f"{len(ego)} contacts begin and {len(alter)} end", "give one target per source")
        )
    ends = np.concatenate((ego, alter))
    if len(ends) and not 0 <= ends.min() <= ends.max() < persons:
        raise InputError(Diagnostic(f"contacts name persons outside 0 to {persons - 1}"))
    return ego, alter


@measure(
    id="F19",
    title="Segregation of contacts",
    unit="index",
    worse="less",
    side="harm",
    needs=(
        "ties",
        "people",
    ),
    source="Krackhardt and Stern 1988",
    parts={
        "index": {"title": "E-I index of contacts"},
        "change": {"title": "Change of the E-I index by dropped contacts"},
    },
)
def contacts_sorted(data: Data) -> Iterator[Answer]:
    """E-I index: contacts across the mark less contacts within it, over all contacts. -1 where the
    marked and the others know only their own, +1 where they know only each other. The harm is its
    change by the contacts dropped.
    """
    if data.has(*OF_TIES):
        yield from segregation_of(data.people)


@measure(
    id="F20",
    title="Spillover on families",
    unit="as the measure it is taken of",
    worse="more",
    side="harm",
    needs=(
        "people",
        "twin",
        "ties?",
    ),
    source="Comfort 2007, punishment beyond the legal offender",
)
def families_drawn_in(data: Data) -> Iterator[Answer]:
    """Change against the twin among the never listed who share a household with somebody listed,
    less the same change among the never listed in other households.
    """
    if data.has("system_ever_listed", "system_household_listed", *sides("income")):
        yield spillover_of(data.people)
