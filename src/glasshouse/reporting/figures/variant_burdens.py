"""Carrot or stick: each burden under every variant of the rulebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import ROW, Key, Mark, Plot, Points, Rule, named, numbers, scale
from glasshouse.charts.registry import figure
from glasshouse.metrics import catalogue
from glasshouse.reporting import words
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.variants_section import NAMES, by_variant

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
