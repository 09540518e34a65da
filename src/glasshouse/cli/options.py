"""What commands share: numbers, months, names and flags in words; the size of plans; effects as rows.

Standard streams that are closed, or that nobody reads any more.
"""

from __future__ import annotations

import math
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter, Token
from cyclopts.validators import Number

from glasshouse.arguments import MOST_THREADS
from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from glasshouse.studies.contrasts import Contrast
    from glasshouse.studies.plan import Plan
    from glasshouse.studies.study import Study

STANDARD = "court-list-2013+debtor-map"
"""The rulebook where nobody names one."""


def whole(_kind: type, tokens: Sequence[Token]) -> int:
    """The whole number written in the first of `tokens`; 100_000 and 100,000 are understood, 1.5 is not."""
    written = tokens[0].value
    if not re.fullmatch(r"[-+]?[0-9]+([_,][0-9]{3})*", written):
        raise ValueError(f"{written} is not a whole number")
    return int(written.replace(",", ""))


def month_of_year(_kind: type, tokens: Sequence[Token]) -> str:
    """The month written in the first of `tokens`, such as 2017-06."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", tokens[0].value):
        raise ValueError(f"{tokens[0].value} is not a month such as 2017-06")
    return tokens[0].value


def listed(words: str) -> tuple[str, ...]:
    """The words of a list such as un,eu."""
    return tuple(word.strip() for word in words.split(",") if word.strip())


Persons = Annotated[int, Parameter(converter=whole, validator=Number(gte=1, lte=2**31 - 1))]
Months = Annotated[int, Parameter(converter=whole, validator=Number(gte=1, lte=1_200))]
Seed = Annotated[int, Parameter(converter=whole, validator=Number(gte=0, lt=2**64))]
Month = Annotated[str | None, Parameter(converter=month_of_year)]
Years = Annotated[int | None, Parameter(converter=whole, validator=Number(gte=1, lte=100))]
Every = Annotated[int | None, Parameter(converter=whole, validator=Number(gte=1, lte=1_200))]
Threads = Annotated[int | None, Parameter(converter=whole, validator=Number(gte=1, lte=MOST_THREADS))]
Person = Annotated[int | None, Parameter(converter=whole, validator=Number(gte=0, lt=2**32))]
Fate = Literal["wrongly_listed", "silenced", "listed", "locked_out", "poorer", "richer"]
Json = Annotated[bool, Parameter(name="--json", negative="")]
Flag = Annotated[bool, Parameter(negative="")]
Words = Annotated[tuple[str, ...], Parameter(negative="")]
"""Words, one for each time the option is written."""
Mechanisms = Annotated[tuple[str, ...], Parameter(name="--mechanism", negative="")]
Count = Annotated[int | None, Parameter(validator=Number(gte=1, lte=100_000))]
Measures = Annotated[tuple[str, ...], Parameter(name="--measure", negative="")]
"""Measures of one's own as FILE:NAME, repeatable."""
Pictures = Annotated[tuple[str, ...], Parameter(name="--picture", negative="")]
"""Pictures of one's own as FILE:NAME, repeatable."""
STORE = Path("glasshouse-store")
"""The folder of members where nobody names one."""


EXTENDED = {
    True: "more samples or replicates keep all members",
    False: "more replicates keep all members; more samples of this design keep none",
}
"""What becomes of members when a plan is extended, by whether its design grows."""
MANY = 10_000
"""Members from which a run says beforehand what it will take."""


def plan_facts(plan: Plan) -> dict[str, object]:
    """How large a plan is and what it will take."""
    from glasshouse.studies.plan_checks import estimate

    return {
        "rulebooks": len(plan.rulebooks),
        "points": plan.design.count(plan.factors),
        "replicates": plan.replicates,
        **vars(estimate(plan)),
        "extending": EXTENDED[plan.design.grows] if plan.factors else "more replicates keep all members",
    }


def show_plan(plan: Plan) -> None:
    """Print how large a plan is, and what to know before it is run."""
    from glasshouse import terminal
    from glasshouse.studies.plan_checks import estimate

    facts, cost = plan_facts(plan), estimate(plan)
    shown = {name: f"{facts[name]:,}" for name in ("rulebooks", "points", "replicates")}
    cost_ = {"members": cost.count, "time": cost.time, "disk": cost.disk}
    terminal.show_facts({**shown, **cost_, "extending": facts["extending"]})
    for note in plan.notes:
        print(f"note: {note}")


def forewarn(made: Study) -> None:
    """Print to standard error what to know before a study is run."""
    from glasshouse.studies.plan_checks import estimate

    said = [f"note: {note}" for note in (*made.plan.notes, *made.notes)]
    if made.plan.count > MANY:
        said.append(str(estimate(made.plan)))
    for sentence in said:
        print(sentence, file=sys.stderr)


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
    from glasshouse.specs.units import in_currency

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


_MODES = {"stdin": "r", "stdout": "w", "stderr": "w"}


def open_missing() -> None:
    """Give a closed standard stream the null device.

    Otherwise the next file that is opened takes its number, and what is printed lands in that file.
    """
    for name, mode in _MODES.items():
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(handle, mode, encoding="utf-8", closefd=False))


def flush() -> None:
    """Write what is still unsaid; where it cannot be written it goes nowhere, also at the end of Python."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
