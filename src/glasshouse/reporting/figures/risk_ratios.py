"""How unequally it falls: the risk of each group against all others, and how few bear most of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import (
    ROW,
    Area,
    Key,
    Line,
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
from glasshouse.metrics.findings import GroupValue
from glasshouse.metrics.monthly import Floats
from glasshouse.reporting import words
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.finding_tables import Findings, by_dim, clear, interval
from glasshouse.reporting.listed import LABELS

WORDS = {"ever_listed": "being put on a list", "denied": "being refused something"}


LEAST = 5
"""Persons harmed below which a group's ratio is not drawn: an interval over two decades says nothing."""


TOP = 0.01
"""The part of persons who bear most, as in measure F12."""


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
    drawn = [group for group in rows if group.events >= LEAST and group.low > 0]
    if not drawn:
        return None
    title = _forest_title(drawn, burden)
    names = [f"{LABELS.get(group.group, group.group)} ({words.count(group.persons)})" for group in drawn]
    return Figure(
        title,
        f"Risk of {WORDS[burden]}, each group over all others; 1 is the same risk. In brackets: persons; "
        "hollow: not to be told from 1",
        f"Forest plot of {len(drawn)} groups. {title}.",
        (_forest_plot(drawn, names),),
        note=_left_out(rows, drawn),
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
    if not lost.sum():
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


def _forest_title(drawn: Sequence[GroupValue], burden: str) -> str:
    sure = [group for group in drawn if clear(group, 1.0)]
    if not sure:
        return f"In no group can the risk of {WORDS[burden]} be told from that of everybody else"
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
        words.number(group.value),
        words.interval(group.low, group.high),
    )


def _left_out(rows: Sequence[GroupValue], drawn: Sequence[GroupValue]) -> str:
    small = [LABELS.get(group.group, group.group) for group in rows if group not in drawn]
    return f"Not drawn, fewer than {LEAST} harmed: {words.listed(small)}." if small else ""


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
