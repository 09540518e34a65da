"""Checks of a plan as a whole: what is given twice, has no twin, is too large, or cannot be set together.

Each check yields where in the file a fault stands, what is wrong, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from glasshouse.errors import InputError
from glasshouse.rulebook import Rulebook
from glasshouse.specs.composing import KeyPath
from glasshouse.studies import outcomes
from glasshouse.studies.designs import MOST_POINTS, Design
from glasshouse.studies.estimate import estimate
from glasshouse.studies.factors import Factor
from glasshouse.studies.outcomes import Outcome
from glasshouse.studies.plan import MOST_MEMBERS, UNASKED, Plan
from glasshouse.studies.varying import RESERVED, resolved

Found = tuple[KeyPath, str, str]
MOST_POINTS_TRIED, MOST_TRIED = 10_000, 250
"""Most points of a design whose levers are tried together, and most combinations of levers tried."""


def clashes(
    factors: Sequence[Factor],
    fixed: Mapping[str, Mapping[str, Any]],
    books: Mapping[str, Rulebook],
    known: Mapping[str, Outcome],
) -> Iterator[Found]:
    """Factors that are `fixed` as well (under set or switches), are named twice, or hide another column."""
    for factor in factors:
        here = ("vary", factor.name)
        switch = factor.name.removeprefix("switch.")
        for where, name in (("set", factor.name), ("switches", switch if switch != factor.name else "")):
            if name in fixed[where]:
                what = f"stands under {where} as well, so it cannot vary"
                yield here, what, f"remove it from {where} or from vary"
        if factor.name in RESERVED or factor.name in known:
            yield here, "is the name of a column of every table", "write the path in full"
    levers = [factor.name for factor in factors if factor.kind == "lever"]
    for path, names in dict.fromkeys(_paths(levers, books)):
        if len(names) > 1:
            yield ("vary", names[-1]), f"{' and '.join(names)} are both {path}", "keep one of them"


def _paths(levers: Sequence[str], books: Mapping[str, Rulebook]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The paths that vary in each rulebook, with the names under which they do."""
    for book in books.values():
        names: dict[str, tuple[str, ...]] = {}
        for name in levers:
            if path := resolved(book, name):
                names[path] = (*names.get(path, ()), name)
        yield from names.items()


def unknown(named: Sequence[tuple[KeyPath, str]], known: Mapping[str, Outcome]) -> Iterator[Found]:
    """Outcomes that are none, with the nearest that is one."""
    for path, name in named:
        yield from ((path, found.what, found.fix) for found in outcomes.unknown((name,), known))


def twinless(named: Sequence[tuple[KeyPath, str]], known: Mapping[str, Outcome]) -> Iterator[Found]:
    """Outcomes that compare with a life without the system, in a plan that has none."""
    for path, name in named:
        if name in known and known[name].needs_twin:
            what = f"{name} compares with the same people without the system"
            yield path, what, "write twins: true, or leave it out"


def too_large(plan: Plan) -> Iterator[Found]:
    """Designs and studies beyond the limits, counted without laying them out."""
    members, points = plan.count, plan.design.count(plan.factors)
    if points > MOST_POINTS:
        yield ("design",), f"the design has {points:,} points", f"at most {MOST_POINTS:,} are run"
    elif members > MOST_MEMBERS:
        yield ("design",), f"the study has {members:,} members", f"at most {MOST_MEMBERS:,} are run"
    elif members > UNASKED and not plan.budget:
        fix = f"lower samples or replicates, or write budget: {members} to run them all"
        yield ("design",), f"the study has {estimate(plan)}", fix


def together(plan: Plan, books: Mapping[str, Rulebook]) -> Iterator[Found]:
    """The first values that can be set one by one but not with each other, as far as trying them is quick."""
    if plan.design.count(plan.factors) > MOST_POINTS_TRIED:
        return
    combined = [
        (book, levers)
        for book in plan.rulebooks
        for levers in dict.fromkeys(plan.levers(book, point) for point in plan.points)
        if len(levers) > 1
    ]
    for book, levers in combined[:MOST_TRIED]:
        try:
            books[book].but(dict(levers))
        except InputError as bad:
            values = ", ".join(f"{name} {value}" for name, value in levers)
            yield from (
                (("vary",), f"{values}: {diagnostic.what}", diagnostic.fix) for diagnostic in bad.diagnostics
            )
            return


def unbalanced(design: Design, factors: Sequence[Factor]) -> Iterator[Found]:
    """A note on sizes of a Sobol sequence that are no power of two."""
    if factors and design.uneven:
        lower = 1 << (design.samples.bit_length() - 1)
        what = f"{design.samples:,} samples of a {design.kind} design are not balanced"
        yield ("design", "samples"), what, f"a power of two is, such as {lower:,} or {2 * lower:,}"
