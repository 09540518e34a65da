"""What the report says of listings in sentences: whom they concern, which were wrong, what became of them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from glasshouse.auditing.evidence import FEWEST
from glasshouse.metrics import monthly_rates
from glasshouse.metrics.crowd import integers
from glasshouse.metrics.measures.spells import blacklisted
from glasshouse.metrics.monthly import series
from glasshouse.reporting import words
from glasshouse.reporting.finding_tables import Findings, interval, value
from glasshouse.reporting.folder import Folder
from glasshouse.reporting.listed import LAST as LAST_YEARS
from glasshouse.reporting.listed import enough

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
