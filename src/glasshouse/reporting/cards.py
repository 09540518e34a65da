"""The large figures of the first screen, chosen by what the rulebook does.

Each family of cards belongs to one trait of `provisions`; a figure whose base is too small is no card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pyarrow.compute as pc

from glasshouse.auditing.evidence import FEWEST, discovered
from glasshouse.auditing.provisions import Provisions
from glasshouse.auditing.touched import touched
from glasshouse.metrics import list_shares
from glasshouse.metrics.measures import whole_run
from glasshouse.metrics.monthly import series
from glasshouse.metrics.paired import ComparisonRow
from glasshouse.reporting import schemes, words
from glasshouse.reporting.differences import clear, gaps
from glasshouse.reporting.finding_tables import Findings, by_dim, sure, value
from glasshouse.reporting.finding_tables import clear as clear_of
from glasshouse.reporting.folder import Folder


@dataclass(frozen=True)
class Card:
    """One large figure, the sentence it belongs to, and how sure it is."""

    value: str
    says: str
    interval: str = ""


Cards = Iterator[Card]
_OF_LISTS = (
    ("F3.ever", "of all persons were put on a list at least once in {span}"),
    ("F5.wrong_person", "of all months on a list were for what somebody else did or nobody did"),
    ("F5.protected", "of all months on a list were for what a right protects"),
    ("F5.unable", "of all months on a list were of people listed as unwilling to pay who were unable"),
    ("F27", "of all months on a list were of people unable to pay, under a clause that does not ask"),
    ("F6.open_12", "of all wrongful entries were not corrected a year later"),
)
"""Findings about lists and the words that follow the number."""


def harm(folder: Folder, found: Findings) -> list[Card]:
    """The harms of the first screen: those of each trait that the rulebook has, then those of all systems."""
    traits = folder.provides
    cards = [card for trait, make in HARMS if getattr(traits, trait) for card in make(folder, found)]
    return [*cards, *_lost_rights(folder, found), *_income(folder), *_speech(found), *_disparity(found)]


def benefit(folder: Folder, found: Findings) -> list[Card]:
    """The claimed benefits of the first screen, by trait."""
    traits: Provisions = folder.provides
    return [card for trait, make in BENEFITS if getattr(traits, trait) for card in make(folder, found)]


def _lists(folder: Folder, found: Findings) -> Cards:
    for name, says in _OF_LISTS:
        if (one := found.get(name)) and one.value:
            yield Card(value(one, one.unit), says.format(span=words.span(folder.months)), sure(one))


def _points(folder: Folder, _found: Findings) -> Cards:
    moved = schemes.moved(folder)
    if moved is not None and moved.scored >= FEWEST:
        base = f"{words.count(moved.scored)} persons with a score at the end"
        share = list_shares.ratio(moved.below, moved.scored)
        yield Card(words.percent(share), "of scored persons ended in a lower grade than they began in", base)
    kept = int(series(folder.system, "recorded").sum())
    if kept >= FEWEST:
        false = sum(series(folder.system, f"recorded_{how}").sum() for how in ("falsely", "wrong_person"))
        says = "of all records are of something that did not happen, or of somebody else"
        yield Card(words.percent(false / kept), says, f"{words.count(kept)} records")


def _gatekeepers(_folder: Folder, found: Findings) -> Cards:
    if (one := found.get("F13")) and one.value:
        yield Card(
            value(one, one.unit), "of all applications were refused by every gatekeeper of a kind", sure(one)
        )
    if (one := found.get("F14")) and clear_of(one, 1.0):
        says = "times as often as if each gatekeeper decided by itself: applications that all of them refuse"
        yield Card(words.number(one.value), says, sure(one))


def _firms(folder: Folder, _found: Findings) -> Cards:
    last = schemes.firms_at_end(folder)
    if last is None or last.firms < FEWEST:
        return
    base = f"{words.count(last.firms)} firms at the end"
    yield Card(words.percent(last.listed / last.firms), "of all firms were on a list at the end", base)
    if last.workforce >= FEWEST:
        base = f"{words.count(last.workforce)} persons who work for a firm"
        share = words.percent(last.workforce_listed / last.workforce)
        yield Card(share, "of all who work for a firm worked for a listed one at the end", base)


def _lost_rights(folder: Folder, found: Findings) -> Cards:
    """Rights denied at once to those who lost any, and how often they ran into it."""
    if folder.ledger is None or not len(folder.ledger):
        return
    refused = sum(folder.ledger.column("refusals").to_pylist())
    months = sum(folder.ledger.column("months").to_pylist())
    hit = pc.count_distinct(folder.ledger.column("person")).as_py()
    if hit < FEWEST:
        says = f"lost a right, {words.count(months)} months in all; too few persons for a mean"
        yield Card(f"{words.count(hit)} person{'s' if hit > 1 else ''}", says)
        return
    says = f"years of lost rights for each person who lost any; {words.count(refused)} attempts were refused"
    yield Card(words.number(months / 12 / max(hit, 1)), says, f"{words.count(hit)} persons who lost a right")
    if one := found.get("F12"):
        says = "of all lost rights were borne by one person in a hundred"
        yield Card(value(one, one.unit), says, sure(one))


def _income(folder: Folder) -> Cards:
    """What those whose income differs lost, beside how many they are: never a mean over everybody alone."""
    row, whom = gaps(folder).get("income", {}).get("all"), touched(folder.people, folder.manifest, "income")
    if not row or not whom or whom.persons < FEWEST or not row["difference"]:
        return
    says = "a year in income for those whose income differs at all"
    ends = words.interval(row["low"], row["high"])
    sure_of = f"; 95\u202f% interval {ends}" if ends else ""
    mean = words.number(row["difference"], sign=True)
    everybody = f"mean over all {words.count(row['persons'])} persons {mean}{sure_of}"
    money = f"{words.number(whom.mean, sign=True)} {folder.currency}"
    yield Card(money, says, f"{words.count(whom.persons)} persons; {everybody}")


def _speech(found: Findings) -> Cards:
    if (one := found.get("F15.all")) and clear_of(one):
        says = "critical speech in public, of those who speak without the system"
        turned = replace(one, value=-one.value, low=-one.high, high=-one.low)
        yield Card(words.percent(-one.value, sign=True), says, sure(turned))


def _disparity(found: Findings) -> Cards:
    """The group hit hardest of those that chance among all compared groups does not explain."""
    groups = [group for _, group in by_dim(found.disparities("ever_listed"))]
    named = discovered(groups)
    if not named:
        return
    top = max(named, key=lambda group: group.low)
    says = f"the risk of being listed for {words.people(top.group)}, against everybody else"
    sizes = f"{words.count(top.persons)} persons, {words.count(top.events)} listed"
    ends = words.interval(top.low, top.high)
    note = f"95\u202f% interval {ends}; {sizes}; false discovery rate 5\u202f% over {len(groups)} groups"
    yield Card(f"{words.number(top.value)} times", says, note)


def _debts(folder: Folder, measured: Findings) -> Cards:
    assert folder.twin is not None
    found, rows = whole_run.claimed_benefit(folder.system, folder.twin), gaps(folder)
    row = rows.get("paid", {}).get("all")
    if row:
        yield _repaid(folder, row, list_shares.ratio(found.recovered, found.paid_twin))
    if found.missed_twin >= FEWEST:
        missed = list_shares.ratio(found.missed - found.missed_twin, found.missed_twin)
        says = f"missed payments: {words.count(found.missed)} instead of {words.count(found.missed_twin)}"
        yield Card(
            words.percent(missed, sign=True), says, f"{words.count(folder.manifest['persons'])} persons"
        )
    gained = clear(row) if row else True
    if folder.provides.lists:
        yield _price(found, gained, folder.currency)
    if (one := measured.get("F29")) and gained and one.value > 0:
        says = f"years of lost rights for each 100,000 {folder.currency} more repaid"
        yield Card(words.number(one.value), says, sure(one))


def _repaid(folder: Folder, row: ComparisonRow, more: float) -> Card:
    """Debt service, the mean over everybody beside those whose debt service differs."""
    says = f"debt service per person and year ({words.percent(more, sign=True)} of that without the system)"
    ends = words.interval(row["low"], row["high"])
    told = [f"95\u202f% interval {ends}"] if ends else []
    told.append(f"mean over all {words.count(row['persons'])} persons")
    if whom := touched(folder.people, folder.manifest, "paid"):
        told.append(schemes.differs(whom, folder.currency))
    money = f"{words.number(row['difference'], sign=True)} {folder.currency}"
    return Card(money, says, "; ".join(told))


def _price(found: whole_run.Benefit, gained: bool, currency: str) -> Card:
    """The price of what was repaid, printed only where something was and the interval leaves out zero."""
    listed = f"in repayment for {words.count(found.listed_years)} person-years on the list"
    if found.price != found.price:
        return Card("Nothing gained", listed)
    if not gained:
        return Card("No clear gain", listed, "the interval of debt service holds zero")
    says = f"person-years on the list for each 100,000 {currency} more repaid"
    return Card(
        words.number(found.price), says, f"{words.count(found.listed_years)} person-years on the list"
    )


def _rewards(folder: Folder, _found: Findings) -> Cards:
    rewarded = schemes.holding_rewards(folder)
    if rewarded is not None and rewarded.scored >= FEWEST:
        share = words.percent(rewarded.holding / rewarded.scored)
        says = "of scored persons are in a grade to which a reward is linked, at the end"
        yield Card(share, says, f"{words.count(rewarded.scored)} persons with a score at the end")
    if (redlisted := int(series(folder.system, "redlisted")[-1])) and folder.provides.redlists:
        adults = series(folder.system, "adults")[-1]
        says = "of adults are on a redlist at the end"
        yield Card(words.percent(redlisted / adults), says, f"{words.count(adults)} adults")


def _money(folder: Folder, found: Findings) -> Cards:
    """How many lost money to clauses, and what it was for the middle one of them."""
    if (one := found.get("money_taken.touched")) and one.value:
        says = "of all persons lost money to fines, clawbacks, cuts or higher prices"
        yield Card(value(one, one.unit), says, sure(one))
    if (one := found.get("money_taken.median")) and one.value:
        says = f"{folder.currency} a year taken from the middle one of those who lost any"
        yield Card(words.number(one.value), says, sure(one))


def _paid_rewards(folder: Folder, _found: Findings) -> Cards:
    whom = touched(folder.people, folder.manifest, "rewards_received")
    if whom is not None and whom.persons >= FEWEST:
        says = "a year in rewards for those who received any"
        money = f"{words.number(whom.mean, sign=True)} {folder.currency}"
        yield Card(money, says, f"{words.count(whom.persons)} persons")


Make = Callable[[Folder, Findings], Cards]
HARMS: tuple[tuple[str, Make], ...] = (
    ("lists", _lists),
    ("points", _points),
    ("gatekeepers", _gatekeepers),
    ("firms", _firms),
    ("money", _money),
)
"""A trait of `Provisions` and the cards of harm that belong to it."""
BENEFITS: tuple[tuple[str, Make], ...] = (
    ("debts", _debts),
    ("rewards", _rewards),
    ("money", _paid_rewards),
)
"""The same for claimed benefits."""
