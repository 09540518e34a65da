"""What a search for less harmful variants is asked: goals, size, seeds, and what it may not break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from glasshouse.errors import suggestion
from glasshouse.experiment import outcomes
from glasshouse.rulebook import Rulebook

Better = Literal["less", "more"]
LINT = ("no more", "none", "ignored")
"""Errors of lint a variant may have: those the rulebook has as written, none at all, or any."""
KEYS = ("goals", "population", "generations", "fresh", "seed", "lint")
WHOLE = {"population": (24, 4, 10_000), "generations": (10, 1, 10_000), "fresh": (4, 1, 100_000),
         "seed": (1, 1, 2**31 - 1)}  # fmt: skip
"""Whole numbers of a search: what they are where nothing is said, lowest, highest."""
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


Told = Callable[[tuple[str | int, ...], str, str], None]


def asked_of(data: Any, fault: Told) -> Asked | None:
    """The search a `search:` section describes; `fault(path, what, fix)` is told all that is wrong."""
    if data is None:
        return None
    if not isinstance(data, Mapping):
        fault((), "is not a map", "write goals: [{outcome: denied, better: less}, ...]")
        return None
    for key in data:
        if key not in KEYS:
            fault((key,), "not a known key", suggestion(key, KEYS))
    numbers = {name: _whole(data, name, fault) for name in WHOLE}
    lint = data.get("lint", LINT[0])
    if lint not in LINT:
        fault(("lint",), f"{lint} is not a bound", f"one of {', '.join(LINT)}")
    return Asked(_goals(data.get("goals"), fault), lint=str(lint), **numbers)


def _whole(data: Mapping[str, Any], name: str, fault: Told) -> int:
    usual, low, high = WHOLE[name]
    given = data.get(name, usual)
    if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high:
        fault((name,), f"{given} is not a whole number from {low} to {high}", f"usual: {usual}")
        return usual
    return given


def _goals(given: Any, fault: Told) -> tuple[Goal, ...]:
    found, known = [], outcomes.names()
    for k, goal in enumerate(given if isinstance(given, list) else []):
        outcome = goal.get("outcome") if isinstance(goal, Mapping) else None
        if not isinstance(goal, Mapping) or set(goal) != {"outcome", "better"}:
            fault(("goals", k), "says not what is better", "write {outcome: denied, better: less}")
        elif outcome not in known:
            fault(("goals", k), f"{outcome} is not an outcome", suggestion(outcome, known))
        elif goal["better"] not in ("less", "more"):
            fault(("goals", k), f"{goal['better']} is neither less nor more", "")
        else:
            found.append(Goal(str(outcome), goal["better"]))
    if not isinstance(given, list) or len(given) < 2:
        fault(("goals",), "needs two goals at least", "name a harm and a claimed benefit")
    return tuple(found)


def lint_errors(book: Rulebook) -> Counter[str]:
    """How many errors lint finds in a rulebook that are not passed over, by rule."""
    from glasshouse.lint import lint

    return Counter(f.rule.id for f in lint(book).violated if f.rule.severity in GRAVE)


def refused(mode: str, found: Counter[str], as_written: Counter[str]) -> int:
    """How many of a variant's errors bind it.

    Held against each other by rule, not by place: one finding may speak for several clauses, and names the
    next where the first is mended.
    """
    if mode == "ignored":
        return 0
    return (found if mode == "none" else found - as_written).total()
