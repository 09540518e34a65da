"""The measures of the tables of people and months as findings: F10-F12, F15-F20, F25, F26, F28, F29.

`findings` answers with what the tables allow: without a twin there is disparity and burden, but no loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from glasshouse.metrics import contacts, delayed, disparity, inequality, price, speech, welfare
from glasshouse.metrics.findings import Finding
from glasshouse.metrics.monthly import DIMS, names_of
from glasshouse.metrics.persons import has, with_clusters

Found = Finding | Sequence[Finding]

PAIRS = {
    "registration": (1, 0),
    "sex": (1, 0),
    "minority": (1, 0),
    "income_band": (0, 2),
}
"""Groups whose gap is followed (F25), by their place among the names of the dimension: those worse placed at
the start, less the others."""

STANDINGS_AT_END = {
    "employed_at_end": "of persons",
    "savings_at_end": "money per person",
    "debt_at_end": "money per person",
}
"""Measures of people in which the gap at the end is taken, with their units."""


@dataclass(frozen=True)
class Lives:
    """What is known of one run: the people, its length in `months`, and how many `rights` the rulebook can
    shut.

    `system` and `twin` are the monthly tables; `ledger_measures` names the measures of people whose disparity
    is taken.
    """

    people: pa.Table
    months: int
    rights: int
    system: pa.Table | None = None
    twin: pa.Table | None = None
    harms: tuple[str, ...] = ("ever_listed", "denied")


def findings(lives: Lives) -> tuple[Finding, ...]:
    """Every measure that the tables allow, in the order of the definitions."""
    people = with_clusters(lives.people)
    found: list[Finding] = []
    for names, measure in (*_of_people(people, lives), *_of_months(lives)):
        if has(people, *names):
            answer = measure()
            found += [answer] if isinstance(answer, Finding) else answer
    return tuple(sorted(found, key=_place))


def _of_people(people: pa.Table, lives: Lives) -> Iterator[tuple[tuple[str, ...], Callable[[], Found]]]:
    """Each measure of people with the columns it needs."""
    for harm in lives.harms:
        yield (f"system_{harm}",), partial(disparity.disparities, people, harm)
    for dim, pair in _pairs(people):
        for standing, unit in STANDINGS_AT_END.items():
            needed = (dim, *_sides(standing))
            yield needed, partial(delayed.gap_at_end, people, dim, pair, standing, unit)
    lost = "system_rights_lost_months"
    yield (lost, "system_income"), partial(inequality.access, people, lives.months, lives.rights)
    yield (lost,), partial(inequality.burden, people)
    yield _sides("months_voiced"), partial(speech.chilling, people)
    minds = _sides("approval_at_end", "fear_at_end", "praises_at_end")
    yield minds, partial(speech.opinion_gap, people)
    yield minds, partial(speech.conformity, people)
    yield ("system_ever_listed", *_sides("ties_cut")), partial(contacts.contacts_lost, people)
    yield contacts.OF_TIES, partial(contacts.segregation_of, people)
    household = ("system_ever_listed", "system_household_listed", *_sides("income"))
    yield household, partial(contacts.spillover_of, people)
    yield (
        _sides("income", "rights_lost_months"),
        partial(welfare.welfare_loss, people, lives.months, lives.rights),
    )
    yield _sides("paid", "debt_at_end"), partial(price.claimed_benefit, people, lives.months)
    yield _sides("paid", "rights_lost_months"), partial(price.price_of_benefit, people)


def _pairs(people: pa.Table) -> Iterator[tuple[str, tuple[str, str]]]:
    """The names of the groups of `PAIRS`, where a society has both."""
    for dim, (worse, better) in PAIRS.items():
        names = (names_of(people, dim) if dim in people.column_names else ()) or DIMS[dim]
        if max(worse, better) < len(names):
            yield dim, (names[worse], names[better])


def _of_months(lives: Lives) -> Iterator[tuple[tuple[str, ...], Callable[[], Found]]]:
    """Each measure of the monthly tables; they need no column of people."""
    if lives.system is not None:
        yield (), partial(speech.hidden_share, lives.system)
        if lives.twin is not None:
            yield (), partial(price.payments_kept, lives.system, lives.twin)
            yield (), partial(price.conduct_changed, lives.system, lives.twin)


def _sides(*measures: str) -> tuple[str, ...]:
    return tuple(f"{side}_{name}" for name in measures for side in ("system", "twin"))


def _place(found: Finding) -> int:
    return int(found.id.removeprefix("F"))
