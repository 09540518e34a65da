"""The model in words: its mechanisms, and the plan of a month with what each rule may touch."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from glasshouse.engine.rules import Phase, Rule
from glasshouse.model.month import PLAN


def describe() -> str:
    """Every mechanism of the model with its rules, in the order in which a month meets them."""
    return "\n".join(line for name, rules in _mechanisms().items() for line in _mechanism(name, rules))


def plan() -> str:
    """The phases of a month and, for each rule, what it reads, writes, sees of others, shows and draws."""
    return "\n".join(line for number, phase in enumerate(PLAN, 1) for line in _phase(number, phase))


def _mechanisms() -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for phase in PLAN:
        for rule in phase.rules:
            found.setdefault(rule.mechanism, []).append(rule)
    return found


def _mechanism(name: str, rules: list[Rule]) -> Iterator[str]:
    yield _first_line(sys.modules[f"glasshouse.model.{name}"].__doc__)
    width = max(len(rule.name) for rule in rules)
    for rule in rules:
        yield f"  {rule.name:<{width}}  {rule.meaning}"


def _phase(number: int, phase: Phase) -> Iterator[str]:
    yield f"phase {number}: {phase.name}"
    for rule in phase.rules:
        yield f"  {rule.mechanism}.{rule.name}"
        for verb in ("reads", "writes", "sees", "shows", "luck"):
            if names := getattr(rule, verb):
                yield f"    {verb:<6}  {' '.join(names)}"


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]
