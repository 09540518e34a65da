"""Declare mechanisms of a user's own: functions that run every month for every adult.

    @gh.mechanism(
        parameters={"lottery.prize": gh.parameter(500, unit="CNY", range=(0, 10_000), evidence="assumption")},
        streams=("win",), reads=("savings",), writes=("savings",),
    )
    def lottery(person, ctx):
        if ctx.chance("win", 0.01):
            person.savings += ctx.parameters["lottery.prize"]

What a mechanism may say is described in docs/mechanism-of-your-own.md and checked by `mechanism_checks`.
"""

from __future__ import annotations

import builtins
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict, Unpack

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError
from glasshouse.model.custom_mechanism import AppliesTo, CustomMechanism
from glasshouse.model.mechanism_checks import checked
from glasshouse.model.mechanism_text import FunctionText, functions_in
from glasshouse.specs.parameters import Parameter


def parameter(
    value: float | tuple[float, ...],
    *,
    unit: str,
    range: tuple[float, float],
    evidence: str = "assumption",
    source: str = "",
    note: str = "",
) -> Parameter:
    """A number of a mechanism of your own: `value` and `range` (lowest and highest sensible) in `unit`.

    `evidence` is one of V, V2, D, M (which need a `source`) and assumption. What is wrong with it is said by
    the mechanism that declares it.

    >>> import glasshouse as gh
    >>> gh.parameter(24, unit="month", range=(0, 1200), note="when debts are forgiven").value
    24
    """
    row = tuple(value) if isinstance(value, (list, tuple)) else value
    return Parameter("", row, unit, tuple(range), evidence, source, None, note)  # type: ignore[arg-type]


class Touches(TypedDict, total=False):
    """What a mechanism owns and touches. Names are a list, or a text with blanks between them."""

    fields: Mapping[str, str]
    """Numbers of every person that only it has, with their NumPy type; they start at 0."""
    events: str | Iterable[str]
    """What it counts by `ctx.record`."""
    streams: str | Iterable[str]
    """Its random draws."""
    reads: str | Iterable[str]
    """Fields of a person that it reads."""
    writes: str | Iterable[str]
    """Fields of a person, and numbers of the month, that it writes; it may read them too."""


def mechanism(
    *,
    applies_to: AppliesTo = "system",
    after: str = "",
    replaces: str = "",
    when: str = "",
    parameters: Mapping[str, Parameter] | None = None,
    **touches: Unpack[Touches],
) -> Callable[[Callable[[Any, Any], None]], CustomMechanism]:
    """Declare a function `(person, ctx)` that runs every month for every adult.

    `applies_to` is "system" (the twin does not have it) or "both". `after` names the mechanism or rule of the
    month it follows; without it the mechanism ends the person's month. `replaces` names instead the shipped
    rule whose place, conditions and random streams it takes. `when` is a condition without which it does
    nothing ("person.debt > 0"). `parameters` are numbers of its own by dotted name (see `parameter`),
    `fields` numbers of every person that only it has (`{"forgiven": "i8"}`; zero at the start), `events` what
    it counts by `ctx.record`, `streams` its random draws. `reads` and `writes` name every field of `person`
    it touches, and `writes` those of the month ("this_month.income").

    Raises `InputError` with all that is wrong: a keyword that is not one of these, an undeclared or unknown
    name, a field that nobody may write, and whatever is not part of what a mechanism may say.

    >>> import glasshouse as gh
    >>> @gh.mechanism(reads="debt", writes="debt")
    ... def relief(person, ctx):
    ...     '''Cut every debt by half in the second month.'''
    ...     if ctx.month == 1:
    ...         person.debt = person.debt // 2
    >>> town = {"persons": 300, "months": 3, "seed": 7}
    >>> plain, eased = (gh.run("nothing", "toytown", mechanisms=own, **town) for own in ([], [relief]))
    >>> bool(eased.people["debt"].sum() < plain.people["debt"].sum())
    True
    """

    arguments.keywords("mechanism", touches, Touches)

    def declare(function: Callable[[Any, Any], None]) -> CustomMechanism:
        source = _source(function)
        made = CustomMechanism(
            name=function.__name__,
            meaning=(function.__doc__ or "").strip().partition("\n")[0],
            applies_to=applies_to,
            after=after,
            replaces=replaces,
            when=when,
            parameters=tuple(
                replace(one, name=name) if isinstance(one, Parameter) else _no_parameter(name)
                for name, one in (parameters or {}).items()
            ),
            fields=tuple(touches.get("fields", {}).items()),
            events=_listed(touches.get("events", ())),
            streams=_listed(touches.get("streams", ())),
            reads=_listed(touches.get("reads", ())),
            writes=_listed(touches.get("writes", ())),
            source=source,
        )
        return checked(made, _outside(function))

    return declare


def _no_parameter(name: str) -> Parameter:
    raise InputError(Diagnostic(f"parameter {name} is not declared", f'write "{name}": gh.parameter(...)'))


def _listed(names: str | Iterable[str]) -> tuple[str, ...]:
    """Names from a list, or from a text with blanks between them."""
    return tuple(names.split() if isinstance(names, str) else names)


def _source(function: Callable[..., Any]) -> FunctionText:
    """The text of a function. Raises `InputError` where there is none."""
    name = getattr(function, "__name__", repr(function))
    if not inspect.isfunction(function) or name == "<lambda>":
        raise InputError(
            Diagnostic(f"{name}: is not a function", "put @gh.mechanism(...) above def name(person, ctx)")
        )
    try:
        lines, _ = inspect.findsource(function)
        file = inspect.getsourcefile(function) or function.__code__.co_filename
        found = list(functions_in("".join(lines), name, file))
    except (OSError, SyntaxError, TypeError):
        found = []
    first = function.__code__.co_firstlineno
    of = next((one for one in found if one.line == first), None)
    if of is None:
        what = f"the text of the mechanism {name} cannot be read"
        raise InputError(Diagnostic(what, "write it in a file or in a cell of a notebook"))
    path = Path(of.file)
    return replace(of, file=str(path.resolve())) if path.is_file() else replace(of, module="")


def _outside(function: Callable[..., Any]) -> dict[str, object]:
    """Names a function may see from where it stands, without those Python itself has."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    inner = {name: _content(cell) for name, cell in cells}
    return {**{n: v for n, v in function.__globals__.items() if not hasattr(builtins, n)}, **inner}


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not yet given a value
        return None
