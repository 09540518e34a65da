"""What a study found about each rulebook, as rows of data and as a table with intervals."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from glasshouse.studies.contrasts import Contrast
    from glasshouse.studies.study import Study


def precise(text: str) -> Callable[[float], float]:
    """The half width a precision asks for, of a mean: `10%` of it, or `0.02` whatever it is."""
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise InputError(Diagnostic(f"{text} is not a precision", "write 10% or 0.02"))
    return (lambda mean: abs(mean) * number / 100) if text.endswith("%") else (lambda _mean: number)


def effects(made: Study, wanted: Callable[[float], float]) -> list[dict[str, object]]:
    """A row for each rulebook and outcome, as plain data: its difference to the twin, or else its mean.

    `mean_of` is the outcome whose mean it is, in `unit`. `futures_needed` are those for an interval of
    `wanted(mean)` either side, as so many points with so many replicates each; None where that is unknown.
    """
    from glasshouse.specs.currencies import in_currency

    known = made.plan.known
    rows = []
    for book in made.plan.rulebooks:
        for name, mean_of in answers(made).items():
            one = made.mean(mean_of, book)
            unit = in_currency(known[mean_of].unit, made.plan.currency)
            about = {"rulebook": book, "outcome": name, "mean_of": mean_of, "unit": unit}
            rows.append({**about, **_numbers(one), **_needed(made, one, wanted)})
    return rows


def answers(made: Study) -> dict[str, str]:
    """The outcomes a table of effects is about: those asked for, each with the one whose mean answers it."""
    from glasshouse.studies import outcomes

    twins, known = made.plan.twins, made.plan.known
    kept = (known[name] for name in (*outcomes.names(), *made.plan.taken))
    usual = [one.name for one in kept if not one.side and (twins or not one.needs_twin)]
    asked = made.plan.outcomes or usual
    return {name: outcomes.estimated(name, known) if twins else name for name in asked}


def _numbers(found: Contrast) -> dict[str, object]:
    parts = found.parts and {"points": found.parts.factors, "replicates": found.parts.shared,
                             "rest": found.parts.alone}  # fmt: skip
    return vars(found) | {"parts": parts}


def _needed(made: Study, found: Contrast, wanted: Callable[[float], float]) -> dict[str, int | None]:
    """Futures, points and replicates for the precision; None where unknown or beyond what more can give."""
    half, growing = wanted(found.mean), made.plan.design.kind in ("sobol", "latin")
    names = ("futures_needed", "points_needed", "replicates_needed")
    if not (found.sd > 0 and half > 0):
        return dict.fromkeys(names)
    try:
        needed = found.needed(half, None if growing else found.points)
    except InputError:
        return dict.fromkeys(names)
    return dict(zip(names, (needed.futures, needed.points, needed.replicates), strict=True))


def show(made: Study, precision: str, wanted: Callable[[float], float]) -> None:
    """Print the table of effects, with the points and replicates that `precision` would take."""
    from glasshouse import terminal

    found = effects(made, wanted)
    rows = [
        (row["rulebook"], row["outcome"], _estimated(str(row["mean_of"])), row["pairs"],
         *(f"{row[k]:,.6g}" for k in ("mean", "low", "high")),
         _size(row["points_needed"], row["replicates_needed"]), row["unit"])
        for row in found
    ]  # fmt: skip
    needed = f"points x replicates for ±{precision}>"
    heads = ("rulebook", "outcome", "estimate", "futures>", "mean>", "low>", "high>", needed, "unit")
    title = f"{made.plan.title or 'Study'}: each rulebook against the same people without it"
    terminal.show_table(title, heads, rows)
    for note in dict.fromkeys(str(row["note"]) for row in found if row["note"]):
        print(f"Do not rely on the intervals: {note}.")


def _estimated(outcome: str) -> str:
    from glasshouse.studies.outcomes import DIFFERENCE

    return "difference" if outcome.endswith(DIFFERENCE) else "value"


def _size(points: object, replicates: object) -> str:
    return f"{points:,} x {replicates:,}" if points and replicates else ""
