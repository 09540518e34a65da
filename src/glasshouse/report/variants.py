"""Carrot or stick: the run's rulebook beside the same rules recast, for the same people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from glasshouse.metrics import catalogue
from glasshouse.report import words
from glasshouse.report.canvas import Figure, Key, Plot, Ranges, Rule, array, named, scale
from glasshouse.report.differences import Row, clear, row_of
from glasshouse.report.folder import Folder

SAYS = {
    "benefits-only": "Every denial is recast as a reward: nobody holds the right unless it is granted, and "
    "it is granted to all but those whom the rulebook denied it. Entry, publication, points, procedure stay.",
    "penalties-only": "Every reward goes and every grant withheld becomes a denial; nothing starts shut.",
    "zero-base": "Nothing is held unless granted: what the rulebook refuses to some is granted to the rest, "
    "and what it rewards some with is shut to all whom no reward reaches.",
    "due-process": "Notice before effect, a dispute decided within 30 days that suspends the effects, a test "
    "of ability to pay, no denial outside the part of life the act belongs to, an end to every listing.",
    "finance-only": "Only debts and contracts are recorded and only credit is refused; nobody is named.",
}
NAMES = {
    "benefits-only": "Rewards only",
    "penalties-only": "Penalties only",
    "zero-base": "From a zero base",
    "due-process": "With due process",
    "finance-only": "Finance only",
}
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

Rows = Mapping[str, Sequence[dict[str, Any]]]


@dataclass(frozen=True)
class Variant:
    """One variant: its name, what it changes, what came of it, the rows (system: rulebook, twin: variant)."""

    title: str
    says: str
    finding: str
    rows: Sequence[Row]


def build(folder: Folder) -> list[Variant]:
    """Each variant that was run; none where the folder holds no comparison."""
    return [_variant(name, rows) for name, rows in _by_variant(folder).items()]


def sticks(folder: Folder) -> Figure | None:
    """Each burden under every variant, as per cent of the same burden under the rulebook."""
    found = _by_variant(folder)
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
        keys=[Key(ink, NAMES.get(name, name), swatch) for name, (ink, _, swatch) in signs.items()],
        columns=("Measure", *(NAMES.get(name, name) for name in values)),
        rows=[
            (title, *(words.percent(of.get(name)) for of in values.values()))
            for name, title in zip(shown, titles, strict=True)
        ],
        files=("variants.parquet",),
    )


def _by_variant(folder: Folder) -> Rows:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in folder.variants.to_pylist() if folder.variants is not None else ():
        found.setdefault(row["variant"], []).append(row)
    return found


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
    marks, top = [], 110.0
    nothing = np.full(len(shown), np.nan)
    for k, (of, (ink, shape, _)) in enumerate(zip(values.values(), SIGNS, strict=False)):
        x = array([100 * of.get(name, np.nan) for name in shown])
        at = (
            np.arange(len(shown), dtype=np.float64)
            + 0.5
            + (k - (len(values) - 1) / 2) * (0.66 / max(3, len(values)))
        )
        marks.append(Ranges(ink, x, at, nothing, nothing, np.zeros(len(shown), bool), shape))
        top = max(top, float(np.nanmax(x, initial=0.0)) * 1.05)
    axis = scale(0.0, top, "per cent of the burden under the rulebook")
    return Plot(axis, named(titles), (Rule(x=100.0), *marks), rows=tuple(titles))


def _variant(name: str, rows: Sequence[dict[str, Any]]) -> Variant:
    rows = sorted(rows, key=lambda row: catalogue.place(row["measure"]))
    return Variant(NAMES.get(name, name), SAYS.get(name, ""), _finding(rows), [_row(row) for row in rows])


def _row(row: dict[str, Any]) -> Row:
    """A row in the form of the table of differences: the rulebook first, then the variant."""
    sides = {"system": row["rulebook"], "twin": row["under_variant"]}
    return row_of(catalogue.measure(row["measure"]), {**row, **sides})


def _finding(rows: Sequence[dict[str, Any]]) -> str:
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
