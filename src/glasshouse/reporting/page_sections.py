"""What sections of the report say in sentences: inequality, rights, redress, variants, map, expression.

Carrot or stick: the run's rulebook beside the same rules recast, for the same people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.auditing.evidence import FEWEST
from glasshouse.metrics import catalogue, monthly_rates
from glasshouse.metrics.crowd import integers
from glasshouse.metrics.findings import Finding
from glasshouse.metrics.list_shares import ratio
from glasshouse.metrics.measures import attribution
from glasshouse.metrics.measures.spells import blacklisted
from glasshouse.metrics.monthly import Floats, series
from glasshouse.metrics.paired import ComparisonRow
from glasshouse.reporting import words
from glasshouse.reporting.differences import Row, clear, row_of
from glasshouse.reporting.finding_tables import Findings, interval, value
from glasshouse.reporting.folder import Folder
from glasshouse.reporting.listed import LAST as LAST_YEARS
from glasshouse.reporting.listed import enough


def inequality_text(found: Findings) -> str:
    """Concentration of access in a sentence."""
    one = found.get("F11.gini")
    if one is None or not one.value:
        return ""
    return (
        f"The Gini index of access to rights is {words.number(one.value)} (95\u202f% interval "
        f"{words.interval(one.low, one.high)}; {words.count(one.persons)} adults; 0: all have the same)."
    )


GROUNDS = {
    "true": ("system", "the stated ground was true"),
    "unable": ("unable", "unable to pay, though the list is for those who will not"),
    "harsh": ("muted", "unable to pay, under a clause that does not ask"),
    "wrong person": ("wrong", "wrong person or fact"),
    "protected": ("twin", "an act that a right protects"),
    "unknown": ("soft", "ground not known"),
}
"""Colour and words of each ground, in the order of the stack."""


def grounds(folder: Folder) -> list[tuple[str, ...]]:
    """Rows of the table by ground: ground, years lost, share of all, persons, refusals."""
    if folder.ledger is None or not len(folder.ledger):
        return []
    found = attribution.by_ground(folder.ledger).to_pylist()
    rows = sorted(found, key=lambda row: -row["person_months"])
    total = sum(row["person_months"] for row in rows) or 1
    few = pc.count_distinct(folder.ledger.column("person")).as_py() < FEWEST
    return [
        (
            GROUNDS.get(row["ground"], ("", row["ground"]))[1],
            words.count(row["person_months"] / 12),
            "too few persons" if few else words.percent(row["person_months"] / total),
            words.count(row["persons"]),
            words.count(row["refusals"]),
        )
        for row in rows
    ]


def rights_text(found: Findings) -> str:
    """The section in sentences: loss of access, deprivation of several rights, sanctions out of context."""
    told = []
    if one := found.get("F2.headcount"):
        told.append(
            f"In an average month {words.percent(one.value)} of persons lack three rights or more at once "
            f"(95{words.NARROW}% interval {interval(one, one.unit)})"
        )
    if (one := found.get("F1.least")) and (ever := found.get("F2.headcount")):
        lost = words.percent(1 - one.value)
        told.append(
            f"the right a person lost most was denied {lost} of the time, as a mean over all "
            f"{words.count(one.persons)} persons{_touched_of(found, ever)}"
        )
    if one := found.get("F21"):
        told.append(
            f"{words.percent(one.value)} of the months of lost rights were lost in another part of life than "
            f"the act came from ({words.count(one.persons)} persons)"
        )
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _touched_of(found: Findings, deprived: Finding) -> str:
    """How many of everybody lost any right, beside a mean over everybody."""
    one = next((one for one in found.all if one.name == "F2.intensity"), None)
    many = deprived.events if one is None else one.persons
    return f", of whom {words.count(many)} were deprived of several at once" if many else ""


STATES = {
    "true": ("system", "the stated fact is true, and able to pay where it is a debt"),
    "unable": ("unable", "unable to pay, though the list is for those who will not"),
    "harsh": ("muted", "unable to pay, under a clause that does not ask (harsh, not wrong)"),
    "wrong person": ("wrong", "wrong person or fact: the matter is another person\u2019s, or nobody\u2019s"),
    "protected": ("twin", "listed for what a right protects"),
    "unknown": ("soft", "not known"),
}
"""Colour and words of each true state of a listed person, by the ground of the entry."""


def waffle(folder: Folder, last: int = LAST_YEARS) -> list[tuple[str, int, str]]:
    """One hundred months on a list by the true ground of the entry, rounded so that they stay one hundred."""
    if folder.listings is None or not enough(folder):
        return []
    months = _months_by_ground(folder.listings, max(0, folder.months - last), folder.months)
    total = sum(months.values())
    shares = {ground: round(100 * months.get(ground, 0) / total) for ground in STATES} if total else {}
    if shares:
        shares["true"] = 100 - sum(many for ground, many in shares.items() if ground != "true")
    return [
        (STATES[ground][0], many, f"{STATES[ground][1]}{_rare(many, months.get(ground, 0), total)}")
        for ground, many in shares.items()
        if months.get(ground)
    ]


def _rare(many: int, months: int, total: int) -> str:
    """The share of what rounds to none of a hundred."""
    return "" if many else f", {words.percent(months / total)} of the list"


def _months_by_ground(listings: pa.Table, since: int, until: int) -> dict[str, int]:
    """Months of stays on blacklists from one month to another, by ground."""
    stays = blacklisted(listings)
    left = integers(stays, "left")
    end = np.where(left < 0, until, left)
    length = np.maximum(np.minimum(end, until) - np.maximum(integers(stays, "entered"), since), 0)
    grounds = stays.column("ground").to_pylist()
    found: dict[str, int] = dict.fromkeys(grounds, 0)
    for ground, months in zip(grounds, length.tolist(), strict=True):
        found[ground] += months
    return found


ENTRIES = (
    ("F4.wrong_person", "Put on a list for what somebody else did or nobody did"),
    ("F4.protected", "Put on a list for what a right protects"),
    ("F4.unable", "Put on a list as unwilling to pay though unable"),
    (
        "F27.entries",
        "Put on a list though unable to pay, under a clause that does not ask (harsh, not wrongful)",
    ),
)
ON_LIST = (
    ("F5.wrong_person", "for what somebody else did or nobody did"),
    ("F5.protected", "for what a right protects"),
    ("F5.unable", "of people listed as unwilling to pay who were unable"),
    ("F27", "of people unable to pay, under a clause that does not ask"),
)
"""The kinds of wrongful and harsh entry, each by itself."""


def redress_texts(found: Findings) -> list[str]:
    """The section in sentences: each kind of wrongful and harsh listing, what stays uncorrected."""
    told = []
    for name, kind in ENTRIES:
        if (one := found.get(name)) and one.events:
            many = f"{words.count(one.events)} {'entry' if one.events == 1 else 'entries'}"
            told.append(
                f"{kind}: {many}, {words.number(one.value)} for each 1,000 years that adults lived off the "
                f"list (95\u202f% interval {interval(one, one.unit)})."
            )
    for name, kind in ON_LIST:
        if (one := found.get(name)) and one.value:
            told.append(
                f"{value(one, one.unit)} of all months on a list were {kind} (95\u202f% interval "
                f"{interval(one, one.unit)}; {words.count(one.persons)} persons listed)."
            )
    if one := found.get("F6.median"):
        told.append(f"Half of the wrongful entries were corrected within {words.number(one.value)} months.")
    elif one := found.get("F6.open_12"):
        told.append(
            f"After a year {value(one, one.unit)} of all wrongful entries were not corrected (95\u202f% "
            f"interval {interval(one, one.unit)}); half were never corrected while the run lasted."
        )
    return told


_SAFEGUARDS = {
    "entries_exempted": "Defences that were granted prevented {} entries on a list.",
    "exits_exempted": "Defences that were granted ended {} listings.",
    "exits_by_deadline": "{} listings ended because a confirmation or a decision came too late.",
    "withdrew": "{} persons withdrew from taking part.",
}


def safeguards_used(folder: Folder) -> list[str]:
    """What defences, deadlines and withdrawal did in the run, in sentences; empty where they did nothing."""
    counts = {name: int(series(folder.system, name).sum()) for name in _SAFEGUARDS}
    return [says.format(words.count(counts[name])) for name, says in _SAFEGUARDS.items() if counts[name]]


def entries(folder: Folder) -> str:
    """What was wrong with the entries of the run, in a sentence."""
    if series(folder.system, "entered_list").sum() < FEWEST:
        return ""
    share = monthly_rates.wrongful_entries(folder.system)
    known = {kind: words.percent(part) for kind, part in share.items() if part == part}
    said = {"wrong_person": "concerned the wrong person", "unable": "concerned people unable to pay"}
    parts = [f"{part} {said[kind]}" for kind, part in known.items()]
    return f"Of all entries during the run, {words.listed(parts)}." if parts else ""


SAYS = {
    "benefits-only": "Every denial is recast as a reward: nobody holds the right unless it is granted, and "
    "it is granted to all but those whom the rulebook denied it. "
    "Entry, publication, points, procedure stay.",
    "penalties-only": "Every reward goes and every grant withheld becomes a denial; nothing starts shut.",
    "zero-base": "Nothing is held unless granted: what the rulebook refuses to some is granted to the rest, "
    "and what it rewards some with is shut to all whom no reward reaches.",
    "due-process": "Notice, reasons and a hearing before effect, a human being who looks first, a dispute "
    "decided within 30 days that suspends the effects, a test of ability to pay, no denial outside the part "
    "of life the act belongs to, an end to every listing.",
    "finance-only": "Only debts and contracts are recorded and only credit is refused; nobody is named.",
}
NAMES = {
    "benefits-only": "Rewards only",
    "penalties-only": "Penalties only",
    "zero-base": "From a zero base",
    "due-process": "With due process",
    "finance-only": "Finance only",
}


Rows = Mapping[str, Sequence[dict[str, Any]]]


@dataclass(frozen=True)
class Variant:
    """One variant: its name, what it changes, what came of it, the rows (system: rulebook, twin: variant)."""

    title: str
    says: str
    finding: str
    rows: Sequence[Row]


def variant_parts(folder: Folder) -> list[Variant]:
    """Each variant that was run; none where the folder holds no comparison."""
    return [_variant(name, rows) for name, rows in by_variant(folder).items()]


def by_variant(folder: Folder) -> Rows:
    """The rows of each variant that was run."""
    found: dict[str, list[dict[str, object]]] = {}
    for row in folder.variants.to_pylist() if folder.variants is not None else ():
        found.setdefault(row["variant"], []).append(row)
    return found


def _variant(name: str, rows: Sequence[dict[str, Any]]) -> Variant:
    rows = sorted(rows, key=lambda row: catalogue.place(row["measure"]))
    return Variant(
        NAMES.get(name, name),
        SAYS.get(name, ""),
        _finding([_compared(row) for row in rows]),
        [_row(row) for row in rows],
    )


def _row(row: dict[str, Any]) -> Row:
    """A row in the form of the table of differences: the rulebook first, then the variant."""
    return row_of(catalogue.measure(row["measure"]), _compared(row))


def _compared(row: dict[str, Any]) -> ComparisonRow:
    sides = {"system": row["rulebook"], "twin": row["under_variant"]}
    return cast(ComparisonRow, {**row, **sides})


def _finding(rows: Sequence[ComparisonRow]) -> str:
    moved = [row for row in rows if row["difference"]]
    if not moved:
        return "Nothing differs: the same people end without the same things."
    sure = [catalogue.measure(row["measure"]).title.lower() for row in moved if clear(row)]
    same = len(rows) - len(moved)
    told = f"{same} of {len(rows)} measures are equal for everybody" if same else "Every measure differs"
    return (
        f"{told}; clearly different: {words.listed(sure)}."
        if sure
        else f"{told}; no interval leaves out zero."
    )


@dataclass(frozen=True)
class City:
    """The radius, looks a month at each listed person, and the spread of viewers; or why there are none."""

    why_not: str
    radius: int = 0
    exposure: str = ""
    sentence: str = ""


def city_parts(folder: Folder) -> City:
    """The section; without a map in the rulebook, or with nobody on it, one sentence says so."""
    radius = int(folder.rulebook.get("radius") or 0)
    if not radius:
        return City("This rulebook has no map: nobody can look up who is listed nearby.")
    listed = None if folder.city is None else folder.city.column("listed").to_numpy(zero_copy_only=False)
    if folder.city is None or listed is None or not listed.any():
        return City("Nobody in the largest settlement was on the map at the end of the run.")
    viewers = folder.city.column("viewers").to_numpy().astype(float)[listed.astype(bool)]
    low, middle, high = (words.count(q) for q in np.quantile(viewers, [0.1, 0.5, 0.9]))
    sentence = (
        f"Half of the listed live among more than {middle} such phones, one in ten among fewer than {low}, "
        f"one in ten among more than {high}."
    )
    seen = words.number(monthly_rates.exposure_per_listed_month(folder.system))
    return City("", radius, seen, sentence)


LAST = 12
"""Months at the end of a run that sentences speak of."""


def expression_text(folder: Folder) -> str:
    """What was lost of public criticism, and how stated approval differs, in sentences."""
    return f"{_lost(folder)} {_approval(folder)}".strip()


def share(table: pa.Table, name: str) -> Floats:
    """A count of adults by month as per cent of all adults."""
    return np.asarray(100.0 * series(table, name) / np.maximum(series(table, "adults"), 1), np.float64)


def _approval(folder: Folder) -> str:
    """Stated approval in the last year: under fear people state what they do not feel."""
    if folder.twin is None or not series(folder.twin, "approves_stated").any():
        return ""
    here, there = (
        share(side, "approves_stated")[-LAST:].mean() / 100 for side in (folder.system, folder.twin)
    )
    felt = share(folder.system, "approves_privately")[-LAST:].mean() / 100
    return (
        f"In the last year {words.percent(here)} of adults say that they approve of the authority "
        f"({words.percent(there)} without the system); {words.percent(felt)} do so in private."
    )


def _lost(folder: Folder) -> str:
    if folder.twin is None:
        return "Without a twin run there is nothing to hold this against."
    lost = monthly_rates.lost_dissent(folder.system, folder.twin)
    without = series(folder.twin, "voiced").sum()
    if not without:
        return "Nobody spoke critically in either world."
    gone = without - series(folder.system, "voiced").sum()
    if not gone:
        return "Not one month of critical speech was lost or gained."
    word = "fell silent" if gone > 0 else "was added"
    much = f"{words.count(abs(gone))} of {words.count(without)} person-months of critical speech {word}"
    per = words.number(ratio(12.0 * abs(gone), series(folder.system, "adults").sum()) * 1000)
    return f"Over the whole run {much} ({words.percent(abs(lost))}), or {per} for each 1,000 adults a year."
