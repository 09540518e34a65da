"""What a search for less harmful variants is asked: goals, size, seeds, and what it may not break."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from glasshouse.errors import Diagnostic, InputError
from glasshouse.rulebooks import Rulebook
from glasshouse.studies import outcomes
from glasshouse.studies.forms import Entry, Told, section, shown, whole, word

Better = Literal["less", "more"]
LINT = ("no more", "none", "ignored")
"""Errors of lint a variant may have: those the rulebook has as written, none at all, or any."""
GRAVE = ("P", "E")
"""Severities of lint that bind."""


@dataclass(frozen=True)
class Goal:
    """An outcome and whether `less` or `more` of it is better."""

    outcome: str
    better: Better

    def cost(self, value: float) -> float:
        """The value as a cost: less is better."""
        return value if self.better == "less" else -value

    def __str__(self) -> str:
        return f"{self.better} {self.outcome}"


@dataclass(frozen=True)
class Asked:
    """A search: `population` variants in each of `generations`, fronts run again on `fresh` replicates."""

    goals: tuple[Goal, ...]
    population: int = 24
    generations: int = 10
    fresh: int = 4
    seed: int = 1
    lint: str = "no more"


def asked_of(data: Any, told: Told) -> Asked | None:
    """The search a `search:` section describes; all that is wrong with it is told."""
    if data is None:
        return None
    if not isinstance(data, dict):
        told((), f"{shown(data)} is not a map of keys", "write goals: [{outcome: denied, better: less}, ...]")
        return None
    said = section(data, ENTRIES, told)
    named = data.get("goals", [])
    if isinstance(named, list) and len(named) < 2:
        told(("goals",), "a search needs two goals at least", _EXAMPLE)
    goals = tuple(said.pop("goals"))
    twice = [goal.outcome for k, goal in enumerate(goals) if goal.outcome in {g.outcome for g in goals[:k]}]
    if twice:
        told(("goals",), f"{twice[0]} is a goal twice", "keep one of them")
    return Asked(goals, **said)


def _listed(given: object) -> list[object]:
    if not isinstance(given, list):
        raise InputError(Diagnostic(f"{shown(given)} is not a list of goals", _EXAMPLE))
    return given


def _goal(given: Any) -> Goal:
    if not isinstance(given, dict) or set(given) != {"outcome", "better"}:
        raise InputError(Diagnostic(f"{shown(given)} is not a goal", "write {outcome: denied, better: less}"))
    better: Any = word("less or more", "less", "more")(given["better"])
    return Goal(outcomes.named(given["outcome"]), better)


_EXAMPLE = (
    "name a harm and a claimed benefit: [{outcome: denied, better: less}, {outcome: paid, better: more}]"
)
ENTRIES = {
    "goals": Entry((), _listed, each=_goal),
    "population": Entry(24, whole(4, 10_000, usual=24)),
    "generations": Entry(10, whole(1, 10_000, usual=10)),
    "fresh": Entry(4, whole(1, 100_000, usual=4)),
    "seed": Entry(1, whole(1, 2**31 - 1, usual=1)),
    "lint": Entry(LINT[0], word("a bound", *LINT)),
}
"""Every key of a search."""


def lint_errors(book: Rulebook) -> Counter[str]:
    """How many errors lint finds in a rulebook that are not passed over, by rule."""
    from glasshouse.linting import lint

    return Counter(f.rule.id for f in lint(book).violated if f.rule.severity in GRAVE)


def refused(mode: str, found: Counter[str], as_written: Counter[str]) -> int:
    """How many of a variant's errors bind it.

    Held against each other by rule, not by place: one finding may speak for several clauses, and names the
    next where the first is mended.
    """
    if mode == "ignored":
        return 0
    return (found if mode == "none" else found - as_written).total()
