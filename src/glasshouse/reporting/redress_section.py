"""Wrongly listed: how many, and how long until it is put right, in sentences."""

from __future__ import annotations

from glasshouse.metrics import monthly_rates
from glasshouse.reporting import words
from glasshouse.reporting.finding_tables import Findings, interval, value
from glasshouse.reporting.folder import Folder


def waffle(folder: Folder, last: int = 36) -> list[tuple[str, int, str]]:
    """One hundred listed persons by true state, rounded so that they stay one hundred."""
    share = monthly_rates.wrongful_share(folder.system, last)
    if share["all"] != share["all"]:
        return []
    wrong, unable = round(100 * share["wrong_person"]), round(100 * share["unable"])
    rest = 100 - wrong - unable
    rare = (
        f", {words.percent(share['wrong_person'])} of the list" if not wrong and share["wrong_person"] else ""
    )
    return [
        ("system", rest, "able to pay and own debt, as the rule says"),
        ("unable", unable, "unable to pay, though the list is for those who will not"),
        ("wrong", wrong, f"wrong person: the matter is another person\u2019s{rare}"),
    ]


def says(found: Findings) -> list[str]:
    """The section in sentences: wrongful listings, the false share of the list, what stays open."""
    told = []
    if one := found.get("F4"):
        told.append(
            f"For each 1,000 years that innocent adults lived off the list there were "
            f"{words.number(one.value)} wrongful entries (95\u202f% interval {interval(one, one.unit)}; "
            f"{words.count(one.events)} entries)."
        )
    if one := found.get("F5"):
        told.append(
            f"{value(one, one.unit)} of all time on the list rested on a false ground (95\u202f% interval "
            f"{interval(one, one.unit)}; {words.count(one.persons)} persons listed)."
        )
    if one := found.get("F6.median"):
        told.append(f"Half of the wrongful entries were corrected within {words.number(one.value)} months.")
    elif one := found.get("F6.open_12"):
        told.append(
            f"After a year {value(one, one.unit)} of them stood uncorrected (95\u202f% interval "
            f"{interval(one, one.unit)}); half were never corrected while the run lasted."
        )
    return told


def entries(folder: Folder) -> str:
    """What was wrong with the entries of the run, in a sentence."""
    share = monthly_rates.wrongful_entries(folder.system)
    known = {kind: words.percent(part) for kind, part in share.items() if part == part}
    said = {"wrong_person": "concerned the wrong person", "unable": "concerned people unable to pay"}
    parts = [f"{part} {said[kind]}" for kind, part in known.items()]
    return f"Of all entries during the run, {words.listed(parts)}." if parts else ""
