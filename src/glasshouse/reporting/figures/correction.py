"""How long wrongful entries stay uncorrected, and how far the way to redress reaches."""

from __future__ import annotations

import math

import numpy as np

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import ROW, Area, Bars, Key, Line, Plot, Points, middles, named, numbers, scale
from glasshouse.charts.registry import figure
from glasshouse.metrics.crowd import crowd
from glasshouse.metrics.measures import due_process, wrongful
from glasshouse.metrics.survival import Curve
from glasshouse.reporting import words
from glasshouse.reporting.figure_source import Source

STEPS = {"told": "told of it", "filed": "disputed it", "won": "won", "corrected": "put right everywhere"}


NEEDS = ("people", "listings")
FILES = ("system/listings.parquet", "people.parquet")


SHOWN = (1, 3, 6, 12, 24, 36, 60)
"""Months after the entry that the table of the curve shows."""


@figure(id="redress", title="Wrongful entries not yet corrected, by time since the entry", needs=NEEDS)
def curve(source: Source) -> Figure | None:
    """Kaplan and Meier's curve of wrongful entries not yet corrected, by months since the entry."""
    folder = source.folder
    found = due_process.redress(crowd(folder.people), folder.listings, folder.months)[0]
    if not found.watched:
        return None
    return Figure(
        _curve_title(found),
        "Wrongful entries not yet corrected, per cent, by months since the entry (Kaplan and Meier; "
        "shaded: 95\u202f% interval)",
        f"Falling curve of wrongful entries still uncorrected. {_curve_title(found)}.",
        (_curve_plot(found),),
        keys=(Key("wrong", "not yet corrected", "line"),),
        note=f"{words.count(found.watched)} wrongful entries, {words.count(found.happened)} corrected. "
        "Entries that were paid off or ran out were never corrected and stay in the curve.",
        columns=("Months since entry", "Still uncorrected", "95\u202f% interval", "Watched so long"),
        rows=tuple(_curve_row(found, month) for month in SHOWN if month < len(found.survival)),
        files=FILES,
    )


@figure(id="due_process", title="How far the wrongly listed get on the way to redress", needs=NEEDS)
def funnel(source: Source) -> Figure | None:
    """Of the wrongly listed: told, disputed, won, put right everywhere."""
    folder = source.folder
    who = crowd(folder.people)
    entries = int(who.sums(wrongful.wrongly(folder.listings).column("person").to_numpy()).sum())
    if not entries:
        return None
    found = due_process.funnel(who, folder.listings, folder.months).of_all
    rates = [found[step].by(who, "all")["all"] for step in STEPS]
    names = [f"wrongful entries: {words.count(entries)}", *STEPS.values()]
    shares = numbers([100.0, *(100 * rate.value for rate in rates)])
    low, high = (
        numbers([math.nan, *(100 * getattr(rate, end) for rate in rates)]) for end in ("low", "high")
    )
    title = f"Of 100 wrongful entries {words.number(shares[-1])} are put right everywhere"
    at = np.arange(len(names))
    plot = Plot(
        scale(0.0, 102.0, "per cent of wrongful entries"),
        named(names),
        (
            Bars("soft", (0.0,) * len(names), shares, numbers(at + 0.2), numbers(at + 0.8)),
            Points("ink", shares, middles(len(names)), low, high, shape="none"),
        ),
        height=ROW,
        rows=tuple(names),
    )
    return Figure(
        title,
        "How far the wrongly listed get, each step with all before it (lines: 95\u202f% interval)",
        f"Bar chart of five steps. {title}.",
        (plot,),
        columns=("Step", "Entries", "Of all wrongful entries", "95\u202f% interval"),
        rows=(
            ("wrongful entries", words.count(entries), "", ""),
            *(
                (name, words.count(rate.over), words.percent(rate.value),
                 f"{words.interval(rate.low, rate.high, 100)}\u202f%")
                for name, rate in zip(STEPS.values(), rates, strict=True)
            ),
        ),
        files=FILES,
    )  # fmt: skip


def _curve_title(found: Curve) -> str:
    after = 12 if len(found.survival) > 12 else len(found.survival) - 1
    when = "a year" if after == 12 else f"{after} months"
    return f"After {when} {words.percent(found.at(after))} of wrongful entries still stand uncorrected"


def _curve_plot(found: Curve) -> Plot:
    months = np.arange(len(found.survival), dtype=np.float64)
    step = np.repeat(months, 2)[1:]
    low, high = (numbers(100 * np.repeat(part, 2)[:-1]) for part in found.limits)
    return Plot(
        scale(0.0, float(months[-1]) or 1.0, "months since the entry", many=8),
        scale(0.0, 104.0, "per cent"),
        (
            Area("wrong", numbers(step), low, high, faint=True),
            Line("wrong", numbers(months), numbers(100 * found.survival), stepped=True),
        ),
    )


def _curve_row(found: Curve, month: int) -> tuple[str, ...]:
    low, high = found.interval(month)
    ends = words.interval(low, high, 100)
    return (
        str(month),
        words.percent(found.at(month)),
        f"{ends}\u202f%" if ends else "",
        words.count(int(found.at_risk[month])),
    )
