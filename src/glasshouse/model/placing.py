"""Steps put into an adult's month: after a rule, before one, or in its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from glasshouse.engine.picking import asked_by, given_by
from glasshouse.engine.steps import Assign, Call, Each, Step, When, calls, let

PLACED = "(placed)"
"""Marks the calls of a rule that was put after another; no argument is called so."""
Steps = tuple[Step, ...]


def rules_in(steps: Steps) -> list[Call]:
    """Calls of rules, in order."""
    return [one for one, _ in calls(steps) if hasattr(one.function, "rule")]


def with_rule(steps: Steps, name: str, new: Steps) -> Steps:
    """The steps with `new` in the place of the rule of that name, under the conditions that it has."""
    made: list[Step] = []
    for one in steps:
        if isinstance(one, Call) and name in _named(one)[:1]:
            made += new
        elif isinstance(one, When | Each):
            made.append(replace(one, steps=with_rule(one.steps, name, new)))
        else:
            made.append(one)
    return tuple(made)


def with_step(steps: Steps, old: Step, new: Step) -> Steps:
    """The steps with one replaced, wherever it stands."""
    return tuple(
        new
        if one is old
        else replace(one, steps=with_step(one.steps, old, new))
        if isinstance(one, When | Each)
        else one
        for one in steps
    )


def with_steps_before(steps: Steps, name: str, new: Steps) -> Steps:
    """The steps with `new` before the rule of that name, which no condition guards."""
    at = next(at for at, one in enumerate(steps) if isinstance(one, Call) and name in _named(one))
    return (*steps[:at], *new, *steps[at:])


def with_steps_after(
    steps: Steps, name: str, new: Steps, needed: Collection[str], flags: Iterator[int]
) -> Steps:
    """The steps with `new` after the last rule of that name, or of the mechanism of that name, outside of all
    conditions of other rules.

    `needed` are names that `new` finds, so that it comes after the steps that give them. `flags` number the
    conditions that are cut in two.
    """
    before, after = _divided(steps, [one for one in rules_in(steps) if name in _named(one)][-1], flags)
    while after and (_is_placed(after[0]) or any(_gives(one, needed) for one in after)):
        before, after = (*before, after[0]), after[1:]
    return (*before, *new, *after)


def _gives(one: Step, needed: Collection[str]) -> bool:
    return isinstance(one, Assign) and one.target in needed


def _divided(steps: Steps, last: Call, flags: Iterator[int]) -> tuple[Steps, Steps]:
    """The steps up to the call `last` and those after it.

    A condition that is cut in two is asked once, before its first half: that half may change what it asks.
    """
    at = next(at for at, one in enumerate(steps) if any(call is last for call, _ in calls((one,))))
    one = steps[at]
    if not isinstance(one, When):
        return steps[: at + 1], steps[at + 1 :]
    before, after = _divided(one.steps, last, flags)
    if not after:
        return steps[: at + 1], steps[at + 1 :]
    flag = f"holds_{next(flags)}" if one.condition else ""
    asked = (let(flag, one.condition),) if flag else ()
    # Where those whom nothing concerns skip the first half, values that it gives are missing in the second.
    picks = one.picks and not given_by(before) & asked_by(after)
    first = When(one.switch, flag, before, picks)
    second = When(one.switch, flag, after, one.picks)
    return (*steps[:at], *asked, first), (second, *steps[at + 1 :])


def _is_placed(one: Step) -> bool:
    """Whether a step belongs to a rule put there before: those put there later come after it."""
    if isinstance(one, When):
        return bool(one.steps) and all(_is_placed(inner) for inner in one.steps)
    return isinstance(one, Call) and PLACED in one.named


def _named(one: Call) -> tuple[str, ...]:
    """The names of the rule that is called, and of its mechanism; none where it is no rule."""
    rule = getattr(one.function, "rule", None)
    return () if rule is None else (rule.name, rule.mechanism)
