"""Steps of a month: what a schedule is declared with, to be read from top to bottom.

    when(switch="court", condition="p.arrears or p.stage").do(
        court.sue_and_judge,
        call(court.enforce, law="register"),
    )

A function is called with the local names that its arguments are called; `call` gives an argument another
name or keeps what the function returns. Conditions and values are small expressions over the same names.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

Function = Callable[..., Any]


@dataclass(frozen=True)
class Call:
    """A call of a compiled function; `gives` is the name, field or element that keeps what it returns.

    `named` says for an argument which expression it gets, where that is not the local name it is called.
    """

    function: Function
    gives: str = ""
    named: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Assign:
    """A value that later steps find by name; with `added` it is added to what is there."""

    target: str
    value: str
    added: bool = False


@dataclass(frozen=True)
class When:
    """Steps that run only while a mechanism is switched on and a cheap necessary condition holds.

    With `picks`, they also run only for those who fulfil the condition of any rule in them: where none can
    change anything, nobody needs to ask them one by one.
    """

    switch: str
    condition: str | Function
    steps: tuple[Step, ...] = ()
    picks: bool = False

    def text(self) -> str:
        """The condition in words of the code; "" if there is only a switch."""
        return self.condition if isinstance(self.condition, str) else plain(self.condition).__name__

    def do(self, *steps: Step | Function) -> When:
        """The same condition over these steps; a plain function is called."""
        return replace(self, steps=tuple(step(one) for one in steps))


@dataclass(frozen=True)
class Each:
    """Steps that run for every number of a range."""

    name: str
    over: str
    steps: tuple[Step, ...] = ()

    def do(self, *steps: Step | Function) -> Each:
        """The same loop over these steps; a plain function is called."""
        return Each(self.name, self.over, tuple(step(one) for one in steps))


Step = Call | Assign | When | Each


def call(function: Function, *, gives: str = "", **named: str) -> Call:
    """Call `function`, keeping its result as `gives`; `named` are arguments that get another expression."""
    return Call(function, gives, named)


def let(target: str, value: str | Function) -> Step:
    """Name a value for the steps that follow: an expression, or what a function of named values returns."""
    return Assign(target, value) if isinstance(value, str) else Call(value, target)


def add(target: str, value: str) -> Assign:
    """Add a value to a count."""
    return Assign(target, value, added=True)


def when(condition: str | Function = "", *, switch: str = "", picks: bool = False) -> When:
    """What must hold for the steps in `.do(...)`: a mechanism is switched on, a condition, or both.

    The condition is an expression or a compiled function of named values. With `picks` the conditions that
    rules among the steps declare are asked together before the first of them.
    """
    return When(switch, condition, picks=picks)


def each(name: str, over: str) -> Each:
    """A loop: `name` takes every number of the range `over`."""
    return Each(name, over)


def calls(steps: tuple[Step, ...], guards: tuple[When, ...] = ()) -> Iterator[tuple[Call, tuple[When, ...]]]:
    """Every call in order, with the conditions under which it is reached."""
    for one in steps:
        if isinstance(one, Call):
            yield one, guards
        elif isinstance(one, When):
            yield from calls(one.steps, (*guards, one))
        elif isinstance(one, Each):
            yield from calls(one.steps, guards)


def pruned(steps: tuple[Step, ...], keeps: Callable[[Step], bool]) -> tuple[Step, ...]:
    """Only the steps that `keeps` keeps, asked in order; a condition or loop over nothing goes too."""
    made: list[Step] = []
    for one in steps:
        if not keeps(one):
            continue
        if not isinstance(one, When | Each):
            made.append(one)
        elif inner := pruned(one.steps, keeps):
            made.append(replace(one, steps=inner))
    return tuple(made)


def plain(function: Function) -> Function:
    """The Python function behind a compiled one."""
    return getattr(function, "py_func", function)


@cache
def arguments(function: Function) -> tuple[str, ...]:
    """The names of a function's arguments."""
    return tuple(inspect.signature(plain(function)).parameters)


def step(one: Step | Function) -> Step:
    """A step as it is, or the call of a function."""
    return one if isinstance(one, Call | Assign | When | Each) else Call(one)
