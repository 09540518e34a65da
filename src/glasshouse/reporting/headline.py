"""The top of the page: what was run, what it did to people, and what a system of points writes down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow.compute as pc

from glasshouse.metrics import list_shares, whim
from glasshouse.metrics.findings import Finding
from glasshouse.metrics.measures import whole_run
from glasshouse.metrics.monthly import series
from glasshouse.metrics.paired import ComparisonRow
from glasshouse.reporting import differences, words
from glasshouse.reporting.differences import Row, clear, gaps
from glasshouse.reporting.finding_tables import Findings, by_dim, sure, value
from glasshouse.reporting.finding_tables import clear as clear_of
from glasshouse.reporting.folder import Folder


def records(folder: Folder) -> list[list[str]]:
    """What a system of points writes down and where it leaves people; empty without records."""
    if not series(folder.system, "recorded").any():
        return []
    per_year = 12 / folder.months
    flows = (
        ("recorded", "records kept"),
        ("recorded_falsely", "of these, of something that did not happen"),
        ("recorded_wrong_person", "of these, of somebody else"),
        ("rewarded", "of these, rewards"),
    )
    rows = [[says, words.number(series(folder.system, name).sum() * per_year)] for name, says in flows]
    low = list_shares.ratio(series(folder.system, "low_grade")[-1], series(folder.system, "adults")[-1])
    return [*rows, ["adults in a low grade at the end", words.percent(low)]]


def by_whim(folder: Folder) -> list[list[str]]:
    """What officials decided beside the rules; empty where they decided nothing."""
    found = whim.whim(folder.system)
    if not found.any:
        return []
    shares = (
        ("records", found.of_records),
        ("entries on a list", found.of_entries),
        ("points", found.of_points),
    )
    counts = (
        ("records and entries added with nothing behind them", found.added),
        ("records and entries let go", found.waived),
        ("favours sold", found.sold),
    )
    rows = [[says, words.number(number * 12 / folder.months)] for says, number in counts]
    known = [[f"{of} decided by an official\u2019s choice", words.percent(s)] for of, s in shares if s == s]
    return [*rows, *known]


def says(folder: Folder) -> list[str]:
    """How many records were kept and how many of them say what was not so, in a sentence."""
    kept = int(series(folder.system, "recorded").sum())
    if not kept:
        return []
    false = sum(int(series(folder.system, f"recorded_{how}").sum()) for how in ("falsely", "wrong_person"))
    return [
        f"{words.count(kept)} records were kept of what people did; {words.percent(false / kept)} of them "
        "tell of something that did not happen, or of somebody else."
    ]


TWIN = "the same people without the system"

_HARMS = (
    ("F3.ever", "of persons were put on a list at least once in {span}"),
    ("F5", "of all time on the list rested on a false ground"),
    ("F6.open_12", "of wrongful entries stood uncorrected a year later"),
    ("F12", "of all lost rights were borne by one person in a hundred"),
)
"""Findings of the first screen and the words that follow the number."""


@dataclass(frozen=True)
class Card:
    """One large figure, the sentence it belongs to, and how sure it is."""

    value: str
    says: str
    interval: str = ""


@dataclass(frozen=True)
class Headline:
    """What was run in a sentence, what came of it in short, cards of harm and of claimed benefit, and the
    table of all differences; `same` when nothing differs at all."""

    sentence: str
    short: Sequence[str]
    same: bool
    harm: Sequence[Card]
    benefit: Sequence[Card]
    tables: Sequence[tuple[str, Sequence[Row]]]


def build(folder: Folder, found: Findings) -> Headline:
    """The headline of a run with its twin; without a twin there is no difference to print and no card."""
    same = differences.nothing_differs(folder)
    silent = same or folder.twin is None
    harm, good = ([], []) if silent else (_harm_cards(folder, found), _benefit_cards(folder, found))
    short = [] if silent else in_short(folder, found)
    return Headline(_sentence(folder), short, same, harm, good, tables=differences.tables(folder))


def in_short(folder: Folder, found: Findings) -> list[str]:
    """The run in a few sentences: who was listed, on what ground, what it cost them, what came of it."""
    told = []
    if (one := found.get("F3.ever")) and one.events:
        ground = found.get("F5")
        false = (
            f"; {value(ground, ground.unit)} of all time on the list rested on a false ground"
            if ground
            else ""
        )
        told.append(
            f"In {words.span(folder.months)} {words.count(one.events)} of {words.count(one.persons)} persons "
            f"were put on a list{false}."
        )
    told += says(folder)
    if folder.ledger is not None and len(folder.ledger):
        years = sum(folder.ledger.column("months").to_pylist()) / 12
        told.append(
            f"The system shut rights for {words.count(years)} years in all, each right counted by itself."
        )
    told += money_moved(folder)
    if one := found.get("F28.repaid"):
        word = "more" if one.value >= 0 else "less"
        doubt = "" if clear_of(one) or not one.value else ", which cannot be told from nothing"
        ends = f" (95\u202f% interval {words.interval(one.low, one.high)})" if one.value else ""
        much = (
            f"{words.number(abs(one.value))} {folder.currency} a year {word} than"
            if one.value
            else "as much as"
        )
        told.append(f"On average a person repaid {much} the same person without the system{ends}{doubt}.")
    return told


_TAKEN = ("fines_paid", "clawbacks_paid", "benefits_cut", "prices_paid")


def money_moved(folder: Folder) -> list[str]:
    """What clauses took from persons and gave them in money; empty where they moved none."""
    if "fines_paid" not in folder.system.column_names:
        return []
    sums = {name: series(folder.system, name).sum() / 100 for name in (*_TAKEN, "rewards_paid")}
    owed = series(folder.system, "owed_to_state")[-1] / 100
    told = []
    if taken := sum(sums[name] for name in _TAKEN):
        left = f"; {words.count(owed)} {folder.currency} are still owed to the state" if owed else ""
        told.append(
            f"Fines, clawbacks, cuts and higher prices took {words.count(taken)} {folder.currency} from the "
            f"persons of this run{left}."
        )
    if given := sums["rewards_paid"]:
        told.append(f"Rewards paid them {words.count(given)} {folder.currency}.")
    return told


def _sentence(folder: Folder) -> str:
    manifest, law = folder.manifest, folder.rulebook
    town = manifest["society"].get("title") or manifest["society"]["id"]
    last = words.month(folder.start, folder.months - 1)
    lived = f"{words.count(manifest['persons'])} synthetic persons ({town}) lived {words.span(folder.months)}"
    when = f"{words.month(folder.start, 0)} to {last}"
    book = words.heading(str(law.get("title") or law["id"]))
    again = (
        f"The comparison is {TWIN}: same luck, same shocks, no rulebook." if folder.twin is not None else ""
    )
    return f"{lived}, {when}, under “{book}”. {again}".strip()


def _harm_cards(folder: Folder, found: Findings) -> list[Card]:
    """The harms of the first screen, each where there is something to say."""
    cards: list[Card] = []
    for name, says in _HARMS:
        if (one := found.get(name)) and one.value:
            cards.append(Card(value(one, one.unit), says.format(span=words.span(folder.months)), sure(one)))
    cards += _lost_rights_card(folder)
    row = gaps(folder, "listing").get("income", {}).get("ever listed")
    if row and row["difference"]:
        says = "a year in income for those ever listed, against their own lives without the system"
        cards.append(_money_card(row, says, folder.currency))
    if one := found.get("F15.all"):
        says = "critical speech in public, against the same people without the system"
        cards.append(Card(words.percent(-one.value, sign=True), says, sure(replace_sign(one))))
    return [*cards, *_disparity_card(found)]


def _lost_rights_card(folder: Folder) -> list[Card]:
    """Rights shut at once for somebody listed, and how often they ran into it."""
    if folder.ledger is None or not len(folder.ledger):
        return []
    refused = sum(folder.ledger.column("refusals").to_pylist())
    months = sum(folder.ledger.column("months").to_pylist())
    hit = pc.count_distinct(folder.ledger.column("person")).as_py()
    per_person = months / 12 / max(hit, 1)
    says = f"years of lost rights for each person who lost any; {words.count(refused)} attempts were refused"
    return [Card(words.number(per_person), says, f"{words.count(hit)} persons, {words.count(months)} months")]


def _disparity_card(found: Findings) -> list[Card]:
    """The group hit hardest, where its interval leaves out the risk of everybody else."""
    groups = [group for _, group in by_dim(found.disparities("ever_listed")) if clear_of(group, 1.0)]
    groups = [group for group in groups if group.value > 1]
    if not groups:
        return []
    top = max(groups, key=lambda group: group.low)
    says = f"the risk of being listed for {words.people(top.group)}, against everybody else"
    sizes = f"{words.count(top.persons)} persons, {words.count(top.events)} events"
    ends = words.interval(top.low, top.high)
    return [Card(f"{words.number(top.value)} times", says, f"95\u202f% interval {ends}; {sizes}")]


def replace_sign(one: Finding) -> Finding:
    """A finding of a loss as a change: the interval turned round."""
    return replace(one, value=-one.value, low=-one.high, high=-one.low)


def _money_card(row: ComparisonRow, says: str, currency: str) -> Card:
    money = words.number(row["difference"], sign=True)
    ends = words.interval(row["low"], row["high"])
    sizes = f"{words.count(row['persons'])} persons"
    return Card(f"{money} {currency}", says, f"95\u202f% interval {ends}; {sizes}" if ends else sizes)


def _benefit_cards(folder: Folder, measured: Findings) -> list[Card]:
    assert folder.twin is not None
    found = whole_run.claimed_benefit(folder.system, folder.twin)
    rows = gaps(folder)
    cards: list[Card] = []
    if row := rows.get("paid", {}).get("all"):
        more = list_shares.ratio(found.recovered, found.paid_twin)
        says = f"debt service per person and year ({words.percent(more, sign=True)})"
        cards.append(_money_card(row, says, folder.currency))
    persons = f"{words.count(folder.manifest['persons'])} persons"
    missed = list_shares.ratio(found.missed - found.missed_twin, found.missed_twin)
    says = f"missed payments: {words.count(found.missed)} instead of {words.count(found.missed_twin)}"
    cards.append(Card(words.percent(missed, sign=True), says, persons))
    gained = clear(rows["paid"]["all"]) if "all" in rows.get("paid", {}) else True
    cards.append(_price_card(found, gained, folder.currency))
    if (one := measured.get("F29")) and gained and one.value > 0:
        says = f"years of lost rights for each 100,000 {folder.currency} more repaid"
        cards.append(Card(words.number(one.value), says, sure(one)))
    return cards


def _price_card(found: whole_run.Benefit, gained: bool, currency: str) -> Card:
    """The price of what was repaid, printed only where something was and the interval leaves out zero."""
    listed = f"in repayment for {words.count(found.listed_years)} person-years on the list"
    if found.price != found.price:
        return Card("Nothing gained", listed)
    if not gained:
        return Card("No clear gain", listed, "the interval of debt service holds zero")
    wrongful = words.percent(list_shares.ratio(found.wrongful_years, found.listed_years))
    says = f"person-years on the list for each 100,000 {currency} more repaid"
    return Card(words.number(found.price), says, f"{wrongful} of them on a false ground")
