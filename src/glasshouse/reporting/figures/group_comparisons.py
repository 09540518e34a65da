"""Figures of who bears most: the risk of each group, and each burden under every variant.

How unequally it falls: the risk of each group against all others, and how few bear most of it.

Carrot or stick: each burden under every variant of the rulebook.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from glasshouse.auditing.evidence import FEW_HARMED, FEWEST, TOP, discovered
from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import (
    ROW,
    Area,
    Key,
    Line,
    Mark,
    Note,
    Plot,
    Points,
    Rule,
    decades,
    middles,
    named,
    numbers,
    scale,
)
from glasshouse.charts.registry import figure
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import GroupValue
from glasshouse.metrics.monthly import Floats
from glasshouse.reporting import words
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.finding_tables import Findings, by_dim, clear, interval
from glasshouse.reporting.listed import LABELS
from glasshouse.reporting.variants_section import NAMES, by_variant

WORDS = {"ever_listed": "being put on a list", "denied": "being refused something"}


@figure(id="disparity", title="Risk of being put on a list, each group over all others", needs=("people",))
def disparity(source: Source) -> Figure | None:
    """Risk ratios of being listed."""
    return _forest(source.findings, "ever_listed")


@figure(id="refusals", title="Risk of being refused something, each group over all others", needs=("people",))
def refusals(source: Source) -> Figure | None:
    """Risk ratios of being refused."""
    return _forest(source.findings, "denied")


def _forest(found: Findings, burden: str) -> Figure | None:
    """Risk ratios of all groups against everybody else, with intervals and sizes."""
    rows = [group for _, group in by_dim(found.disparities(burden)) if not math.isnan(group.value)]
    drawn = [group for group in rows if group.events >= FEW_HARMED and group.low > 0]
    if not drawn:
        return None
    sure = discovered(rows)
    title = _forest_title(sure, burden)
    names = [f"{LABELS.get(group.group, group.group)} ({words.count(group.persons)})" for group in drawn]
    return Figure(
        title,
        f"Risk of {WORDS[burden]}, each group over all others; 1 is the same risk. In brackets: persons; "
        "hollow: not statistically different from 1",
        f"Forest plot of {len(drawn)} groups. {title}.",
        (_forest_plot(drawn, names),),
        note=f"{_left_out(rows, drawn)} {_chance(rows, sure)}".strip(),
        columns=("Group", "Persons", "Harmed", "Risk ratio", "95\u202f% interval"),
        rows=tuple(_forest_row(group) for group in rows),
        files=("people.parquet",),
    )


@figure(id="burden", title="Share of all lost rights borne by those who bear most", needs=("people",))
def burden(source: Source) -> Figure | None:
    """Share of all lost rights borne by the persons who bear most, from the hardest hit on."""
    name, people, found = "system_rights_lost_months", source.table("people"), source.findings
    if name not in people.column_names:
        return None
    lost = np.sort(people.column(name).to_numpy().astype(np.float64))[::-1]
    if np.count_nonzero(lost) <= max(FEWEST, TOP * len(lost)):  # they bear all of it whoever they are
        return None
    borne = 100 * np.cumsum(lost) / lost.sum()
    hit = int(np.count_nonzero(lost))
    part = 100 * np.arange(1, len(lost) + 1) / len(lost)
    kept = np.unique(np.linspace(0, min(len(lost), round(1.25 * hit) + 1) - 1, 160).astype(int))
    most = borne[max(math.ceil(TOP * len(lost) - 1e-9), 1) - 1]
    title = f"One person in a hundred bears {words.percent(most / 100)} of all lost rights"
    one = found.get("F12")
    ends = interval(one, one.unit) if one else ""
    return Figure(
        title,
        "Share of all months of lost rights, per cent, borne by the persons who bear most",
        f"Rising curve. {title}; {words.count(hit)} persons bear all of them.",
        (
            _burden_plot(
                np.concatenate(([0.0], part[kept])), np.concatenate(([0.0], borne[kept])), float(most)
            ),
        ),
        keys=(Key("system", "share borne", "line"),),
        note=f"95\u202f% interval of the share of one in a hundred: {ends}. {words.count(hit)} of "
        f"{words.count(len(lost))} persons lost any right.",
        columns=("Persons who bear most", "Of these months"),
        rows=tuple(
            (words.percent(top), words.percent(borne[max(math.ceil(top * len(lost)), 1) - 1] / 100))
            for top in (0.001, 0.005, 0.01, 0.02, 0.05)
        ),
        files=("people.parquet",),
    )


def _chance(rows: Sequence[GroupValue], sure: Sequence[GroupValue]) -> str:
    """How many groups were compared and how many of them differ once that is taken into account."""
    return (
        f"{len(rows)} groups are compared; {len(sure)} bear more than all others together at a false "
        "discovery rate of 5\u202f% (Benjamini and Hochberg)."
    )


def _forest_title(sure: Sequence[GroupValue], burden: str) -> str:
    if not sure:
        return f"In no group is the risk of {WORDS[burden]} clearly higher than that of everybody else"
    top = max(sure, key=lambda group: group.low)
    who = words.people(top.group)
    return f"{who[:1].upper()}{who[1:]}: {words.number(top.value)} times the risk of {WORDS[burden]}"


def _forest_plot(drawn: Sequence[GroupValue], names: Sequence[str]) -> Plot:
    low, high = min(group.low for group in drawn), max(group.high for group in drawn)
    points = Points(
        "system",
        numbers(group.value for group in drawn),
        middles(len(drawn)),
        numbers(group.low for group in drawn),
        numbers(group.high for group in drawn),
        tuple(not clear(group, 1.0) for group in drawn),
    )
    axis = decades(min(low, 0.8) / 1.1, max(high, 1.25) * 1.1, "risk ratio")
    return Plot(axis, named(names), (Rule(x=1.0), points), height=ROW, rows=tuple(names))


def _forest_row(group: GroupValue) -> tuple[str, ...]:
    return (
        LABELS.get(group.group, group.group),
        words.count(group.persons),
        words.count(group.events),
        *(
            (words.number(group.value), words.interval(group.low, group.high))
            if group.events >= FEW_HARMED
            else (f"not printed: fewer than {FEW_HARMED} harmed", "")
        ),
    )


def _left_out(rows: Sequence[GroupValue], drawn: Sequence[GroupValue]) -> str:
    small = [LABELS.get(group.group, group.group) for group in rows if group not in drawn]
    return f"Not drawn, fewer than {FEW_HARMED} harmed: {words.listed(small)}." if small else ""


def _burden_plot(part: Floats, borne: Floats, most: float) -> Plot:
    return Plot(
        scale(0.0, float(part[-1]), "per cent of persons, the hardest hit first", many=8),
        scale(0.0, 104.0, "per cent of lost rights"),
        (
            Area("system", numbers(part), (0.0,) * len(part), numbers(borne), faint=True),
            Line("system", numbers(part), numbers(borne)),
            Rule(x=100 * TOP, dotted=True),
            Note(100 * TOP, min(most, 92.0) - 6 if most > 12 else most + 6, f" {words.number(most)}\u202f%"),
        ),
    )


SIGNS = (
    ("system", "circle", "dot"),
    ("twin", "square", "square"),
    ("wrong", "diamond", "diamond"),
    ("unable", "triangle-up", "triangle"),
    ("soft", "triangle-down", "triangle down"),
)
"""Colour, shape and swatch of each variant in the picture."""


SHOWN = (
    "ever_listed", "months_listed", "rights_lost_months", "denied", "refused_loan", "exposure", "shamed",
    "tie_cut", "speech_punished", "months_fearful", "payment_missed",
)  # fmt: skip
"""Measures of the picture, where the rulebook has any of them; the tables have all."""


@figure(id="variants", title="Each burden under every variant of the rulebook", needs=("variants",))
def sticks(source: Source) -> Figure | None:
    """Each burden under every variant, as per cent of the same burden under the rulebook."""
    found = by_variant(source.folder)
    values = {
        variant: {row["measure"]: row["under_variant"] / row["rulebook"] for row in rows if row["rulebook"]}
        for variant, rows in found.items()
    }
    shown = [name for name in SHOWN if any(name in of for of in values.values())]
    if not shown:
        return None
    signs = dict(zip(values, SIGNS, strict=False))
    titles = [catalogue.measure(name).title for name in shown]
    finding = _sticks_title(values, shown)
    return Figure(
        finding,
        "Each burden under the variant, per cent of the same burden under the rulebook, for the same people",
        f"Dot plot of {len(shown)} measures. {finding}.",
        (_sticks_plot(values, shown, titles),),
        keys=tuple(Key(ink, NAMES.get(name, name), swatch) for name, (ink, _, swatch) in signs.items()),
        columns=("Measure", *(NAMES.get(name, name) for name in values)),
        rows=tuple(
            (title, *(words.percent(of.get(name)) for of in values.values()))
            for name, title in zip(shown, titles, strict=True)
        ),
        files=("variants.parquet",),
    )


def _sticks_title(values: Mapping[str, Mapping[str, float]], shown: Sequence[str]) -> str:
    """What each variant leaves of refusals, or of the first burden there is."""
    about = "denied" if "denied" in shown else shown[0]
    told = [
        f"{NAMES.get(name, name).lower()} {words.number(100 * of[about])}"
        for name, of in values.items()
        if about in of
    ]
    return f"{catalogue.measure(about).title}, for every 100 under the rulebook: {words.listed(told)}"


def _sticks_plot(
    values: Mapping[str, Mapping[str, float]], shown: Sequence[str], titles: Sequence[str]
) -> Plot:
    marks: list[Mark] = []
    top = 110.0
    for k, (of, (ink, shape, _)) in enumerate(zip(values.values(), SIGNS, strict=False)):
        x = np.array([100 * of.get(name, np.nan) for name in shown])
        at = np.arange(len(shown)) + 0.5 + (k - (len(values) - 1) / 2) * (0.66 / max(3, len(values)))
        marks.append(Points(ink, numbers(x), numbers(at), shape=shape))
        top = max(top, float(np.nanmax(x, initial=0.0)) * 1.05)
    axis = scale(0.0, top, "per cent of the burden under the rulebook")
    return Plot(axis, named(titles), (Rule(x=100.0), *marks), height=ROW, rows=tuple(titles))
