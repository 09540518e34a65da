"""Who is concerned by any of some steps, as an expression made of what rules declare.

Where the conditions of all rules are false before the first of them, the first changes nothing, so the next
finds what was asked, and so on: nobody for whom the expression is false needs any of the steps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from glasshouse.engine.steps import Assign, Call, Each, Function, Step, When, arguments

_NAME = re.compile(r"[A-Za-z_]\w*")
ALWAYS = "True"
"""The expression of steps of which some rule says nothing about whom it concerns."""

Asked = Callable[[When], str]
Steps = tuple[Step, ...]


def concerned(steps: Steps, asked: Asked, made: Callable[[Call], str]) -> str:
    """An expression that is true of everybody for whom any of the steps can change anything; "" for nobody.

    `asked` writes what must hold for the steps of a `When`, `made` writes a call.
    """
    return _any(steps, asked, made, frozenset(given_by(steps)))


def condition_of(function: Function) -> Function | None:
    """The condition that a rule declares; None where it declares none, and for what is no rule."""
    return getattr(getattr(function, "rule", None), "when", None)


def given_by(steps: Steps) -> set[str]:
    """Names that steps give to those after them."""
    found: set[str] = set()
    for one in steps:
        if isinstance(one, Assign | Call):
            target = one.target if isinstance(one, Assign) else one.gives
            found |= {target} if target.isidentifier() else set()
        else:
            found |= given_by(one.steps)
    return found


def asked_by(steps: Steps) -> set[str]:
    """Names of values that steps use, whoever gives them."""
    found: set[str] = set()
    for one in steps:
        if isinstance(one, Call):
            texts = [one.named.get(name, name) for name in arguments(one.function)]
        elif isinstance(one, Assign):
            texts = [one.value]
        elif isinstance(one, When) and not isinstance(one.condition, str):
            texts = list(arguments(one.condition))
        else:
            texts = [one.over if isinstance(one, Each) else one.text()]
        found |= {name for text in texts for name in _NAME.findall(text)}
        found |= asked_by(one.steps) if isinstance(one, When | Each) else set()
    return found


def _any(steps: Steps, asked: Asked, made: Callable[[Call], str], given: Collection[str]) -> str:
    found = list(dict.fromkeys(_of(one, asked, made, given) for one in steps))
    return ALWAYS if ALWAYS in found else " or ".join(one for one in found if one)


def _of(step: Step, asked: Asked, made: Callable[[Call], str], given: Collection[str]) -> str:
    if isinstance(step, Assign):
        return "" if step.target.isidentifier() else ALWAYS
    if isinstance(step, Each):
        return ALWAYS
    if isinstance(step, When):
        inner = _any(step.steps, asked, made, given)
        return _both(asked(_outside(step, given)), inner) if inner else ""
    if when := condition_of(step.function):
        return made(Call(when, named=step.named))
    is_rule = hasattr(step.function, "rule")
    return "" if step.gives.isidentifier() and not is_rule else ALWAYS


def _both(outer: str, inner: str) -> str:
    if not outer or inner == ALWAYS:
        return outer or inner
    return " and ".join(f"({one})" if " or " in one else one for one in (outer, inner))


def _outside(step: When, given: Collection[str]) -> When:
    """What a `When` asks, without a condition on values that are not there before the first step."""
    names = _NAME.findall(step.condition) if isinstance(step.condition, str) else ()
    return replace(step, condition="") if any(name in given for name in names) else step
