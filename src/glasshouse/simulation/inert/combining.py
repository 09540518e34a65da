"""Conditions made of smaller ones: a fact with the reason where it does not hold, and several together."""

from __future__ import annotations

from collections.abc import Callable

from glasshouse.simulation.inert.facts import Facts

Condition = Callable[[Facts, int], str]
"""Takes the facts of a run and the index of a list, grade, behaviour or gatekeeper, and returns the reason
why nothing comes of a value, or nothing where something can."""


def every(*conditions: Condition) -> Condition:
    """All of these must hold."""
    return lambda facts, k: next((why for one in conditions if (why := one(facts, k))), "")


def either(*conditions: Condition) -> Condition:
    """One of these must hold; the reason is that of the first."""

    def asked(facts: Facts, k: int) -> str:
        reasons = [one(facts, k) for one in conditions]
        return reasons[0] if all(reasons) else ""

    return asked


def when(holds: Callable[[Facts, int], bool], reason: str) -> Condition:
    """What must hold, and the reason where it does not."""
    return lambda facts, k: "" if holds(facts, k) else reason


def always(_facts: Facts, _k: int) -> str:
    """Can always matter."""
    return ""


def switch(*names: str) -> Condition:
    """These mechanisms must be on."""
    return every(*(when(lambda f, _k, n=name: f.on(n), f"switch.{name} is off") for name in names))  # type: ignore[misc]


def number(name: str) -> Condition:
    """This parameter must not be 0."""
    return when(lambda f, _k: f.positive(name), f"{name} is 0")


def law(name: str, reason: str, bits: int = 0) -> Condition:
    """Some law must say this, of any list, grade or behaviour."""
    return when(lambda f, _k: f.law(name, bits=bits), reason)


def law_here(name: str, reason: str, bits: int = 0) -> Condition:
    """Some law must say this of the same list, grade, behaviour or gatekeeper."""
    return when(lambda f, k: f.law(name, k, bits), reason)
