"""Checks of a plan as a whole, and what it will cost before it is run: members, time and disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from glasshouse.engine.shards import available_cores
from glasshouse.errors import InputError
from glasshouse.rulebooks import Rulebook
from glasshouse.specs.composing import KeyPath
from glasshouse.studies import outcomes
from glasshouse.studies.designs import MOST_POINTS, Design
from glasshouse.studies.members import Factor
from glasshouse.studies.outcomes import Outcome
from glasshouse.studies.plan import MOST_MEMBERS, UNASKED, Plan
from glasshouse.studies.varying import RESERVED, resolved

A_MEMBER = 0.03
"""Seconds a member takes on one core whatever its size, its twin included."""
A_PERSON_MONTH = 5e-7
"""Seconds more for each person and month. Both as measured in November 2026 on a server of two cores, with
toytown and hebei; other machines and rulebooks differ by a factor of two or three."""
WARMING = 10.0
"""Seconds until workers have started."""
BYTES = 7_000
"""Bytes of a store for each member, chunks and index."""
TOLD_APART = 10_000
"""Most members that are laid out to be counted."""


@dataclass(frozen=True)
class Estimate:
    """How many `members`, and about how many `seconds` on `cores` and `bytes` in the store they take.

    `exact`: the members were told apart; otherwise some may be the same and the number is the most there are.
    """

    members: int
    exact: bool
    seconds: float
    bytes: int
    cores: int

    @property
    def count(self) -> str:
        """The number of members in words."""
        return f"{self.members:,}" if self.exact else f"up to {self.members:,}"

    @property
    def time(self) -> str:
        """The time in words."""
        return f"about {duration(self.seconds)} on {self.cores} {'core' if self.cores == 1 else 'cores'}"

    @property
    def disk(self) -> str:
        """The disk space in words."""
        return f"about {size(self.bytes)}"

    def __str__(self) -> str:
        return f"{self.count} members: {self.time}, {self.disk} of disk"


def estimate(plan: Plan) -> Estimate:
    """What all members of a plan cost on this machine, none of them being in the store yet."""
    exact, cores = plan.count <= TOLD_APART, available_cores()
    members = len(plan.members) if exact else plan.count
    each = A_MEMBER + A_PERSON_MONTH * plan.persons * plan.months
    return Estimate(members, exact, WARMING + members * each / cores, members * BYTES, cores)


def duration(seconds: float) -> str:
    """A time in words of the largest fitting unit."""
    for name, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {name}"
    return f"{seconds:,.0f} seconds"


def size(count: int) -> str:
    """A number of bytes in words."""
    for name, length in (("GB", 10**9), ("MB", 10**6)):
        if count >= length:
            return f"{count / length:,.1f} {name}"
    return f"{max(1, count // 1000):,} kB"


Found = tuple[KeyPath, str, str]
MOST_POINTS_TRIED, MOST_TRIED = 10_000, 250
"""Most points of a design whose levers are tried together, and most combinations of levers tried."""


def clashes(
    factors: Sequence[Factor],
    fixed: Mapping[str, Mapping[str, object]],
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
