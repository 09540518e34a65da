"""Wrongly listed: how many, how long until it is put right, and how far the way to redress reaches."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from glasshouse.metrics import due_process, monthly_rates, redress_time, wrongful
from glasshouse.metrics.crowd import crowd
from glasshouse.metrics.survival import Curve
from glasshouse.report import words
from glasshouse.report.canvas import (
    Area,
    Bars,
    Figure,
    Key,
    Line,
    Plot,
    Ranges,
    array,
    named,
    scale,
)
from glasshouse.report.findings import Findings, interval, value
from glasshouse.report.folder import Folder

STEPS = {"told": "told of it", "filed": "disputed it", "won": "won", "corrected": "put right everywhere"}
FILES = ("system/listings.parquet", "people.parquet")
SHOWN = (1, 3, 6, 12, 24, 36, 60)
"""Months after the entry that the table of the curve shows."""


def curve(folder: Folder) -> Figure | None:
    """Kaplan and Meier's curve of wrongful entries not yet corrected, by months since the entry."""
    if folder.people is None or folder.listings is None:
        return None
    found = redress_time.redress(crowd(folder.people), folder.listings, folder.months)[0]
    if not found.watched:
        return None
    return Figure(
        _curve_title(found),
        "Wrongful entries not yet corrected, per cent, by months since the entry (Kaplan and Meier; "
        "shaded: 95\u202f% interval)",
        f"Falling curve of wrongful entries still uncorrected. {_curve_title(found)}.",
        (_curve_plot(found),),
        keys=[Key("wrong", "not yet corrected", "line")],
        note=f"{words.count(found.watched)} wrongful entries, {words.count(found.happened)} corrected. "
        "Entries that were paid off or ran out were never corrected and stay in the curve.",
        columns=("Months since entry", "Still uncorrected", "95\u202f% interval", "Watched so long"),
        rows=[_curve_row(found, month) for month in SHOWN if month < len(found.survival)],
        files=FILES,
    )


def funnel(folder: Folder) -> Figure | None:
    """Of the wrongly listed: told, disputed, won, put right everywhere."""
    if folder.people is None or folder.listings is None:
        return None
    who = crowd(folder.people)
    entries = int(who.sums(wrongful.wrongly(folder.listings).column("person").to_numpy()).sum())
    if not entries:
        return None
    found = due_process.funnel(who, folder.listings, folder.months).of_all
    rates = [found[step].by(who, "all")["all"] for step in STEPS]
    names = [f"wrongful entries: {words.count(entries)}", *STEPS.values()]
    shares = array([100.0, *(100 * rate.value for rate in rates)])
    low, high = (array([math.nan, *(100 * getattr(rate, end) for rate in rates)]) for end in ("low", "high"))
    title = f"Of 100 wrongful entries {words.number(shares[-1])} are put right everywhere"
    at = np.arange(len(names), dtype=np.float64)
    plot = Plot(
        scale(0.0, 102.0, "per cent of wrongful entries"),
        named(names),
        (
            Bars("soft", np.zeros(len(names)), shares, at + 0.2, at + 0.8),
            Ranges("ink", shares, at + 0.5, low, high, np.zeros(len(names), bool), "none"),
        ),
        rows=tuple(names),
    )
    return Figure(
        title,
        "How far the wrongly listed get, each step with all before it (lines: 95\u202f% interval)",
        f"Bar chart of five steps. {title}.",
        (plot,),
        columns=("Step", "Entries", "Of all wrongful entries", "95\u202f% interval"),
        rows=[
            ("wrongful entries", words.count(entries), "", ""),
            *(
                (name, words.count(rate.over), words.percent(rate.value),
                 f"{words.interval(rate.low, rate.high, 100)}\u202f%")
                for name, rate in zip(STEPS.values(), rates, strict=True)
            ),
        ],
        files=FILES,
    )  # fmt: skip


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


def _curve_title(found: Curve) -> str:
    after = 12 if len(found.survival) > 12 else len(found.survival) - 1
    when = "a year" if after == 12 else f"{after} months"
    return f"After {when} {words.percent(found.at(after))} of wrongful entries still stand uncorrected"


def _curve_plot(found: Curve) -> Plot:
    months = np.arange(len(found.survival), dtype=np.float64)
    low, high = found.limits
    step, stepped = np.repeat(months, 2)[1:], [np.repeat(part, 2)[:-1] for part in (low, high)]
    return Plot(
        scale(0.0, float(months[-1]) or 1.0, "months since the entry", many=8),
        scale(0.0, 104.0, "per cent"),
        (
            Area("wrong", step, 100 * stepped[0], 100 * stepped[1], faint=True),
            Line("wrong", months, 100 * found.survival, stepped=True),
        ),
    )


def _curve_row(found: Curve, month: int) -> Sequence[str]:
    low, high = found.interval(month)
    ends = words.interval(low, high, 100)
    return (
        str(month),
        words.percent(found.at(month)),
        f"{ends}\u202f%" if ends else "",
        words.count(int(found.at_risk[month])),
    )
