"""What a measure is: a question about a run, its words, what it needs, and the function that answers it.

One measure, or one close family, is one file in `measures/`, or a file of a user's own: the decorator
`measure` holds the words, the docstring below it the definition, the function the computation. A measure gets
the tables of a run (`Data`) and returns a number, an array with one number per person, or answers with
intervals and groups (`Data.mean`, `Data.difference`, `findings.answer`).
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from glasshouse.errors import Diagnostic, InputError, choices, suggestion
from glasshouse.metrics.findings import SIDES, WORSE, Answer, Estimate, Finding, Side, Worse
from glasshouse.metrics.measure_data import Data
from glasshouse.plugins import Kind as PluginKind
from glasshouse.plugins import Source, failure
from glasshouse.specs.units import MONEY, in_currency

NEEDS = (
    "people",
    "monthly",
    "standing",
    "listings",
    "ledger",
    "states",
    "gatekeepers",
    "lives",
    "ties",
    "society",
    "twin",
    "runs",
)
"""What a measure can need: tables of a run, contacts, the drawn society, the twin's side, several runs."""
OPTIONAL = "?"
"""Ending of a need that a measure can do without: "twin?" is used where there is a twin."""

Kind = Literal["share", "months", "times", "cents", "stock", "level"]
UNITS: Mapping[Kind, str] = {
    "share": "of persons",
    "months": "months per 1,000 persons a year",
    "times": "times per 1,000 persons a year",
    "cents": "money per person a year",
    "stock": "money per person at the end",
    "level": "per person at the end",
}
"""Kinds of figures kept of each person, and the unit in which their mean is printed; `money` stands for the
currency of the society."""

ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
NOTE = "Note:"
"""Begins the part of a docstring that is printed as a caveat beside every number of the measure."""
Function = Callable[..., Any]


@dataclass(frozen=True)
class Part:
    """One of the numbers a measure consists of, with the unit it is printed in and a caveat of its own.

    `many` says that there is one number for each of several groups or things, told apart by their titles.
    """

    name: str
    title: str
    unit: str
    worse: Worse
    note: str = ""
    many: bool = False


@dataclass(frozen=True)
class Measure:
    """A measure: its words, its needs and its function.

    `needs` are names of `NEEDS`; without them the measure is not taken. `side` says whether it counts as
    "harm", "benefit" or "neither", `worse` whether "more" or "less" of it is worse for people; "neither"
    where that is not for us to say. `parts` are the numbers it consists of; without any it is one number.
    `kind` is set for figures kept of each person, whose mean is printed with the system, without it, and as
    their difference; `counts` names the column of the monthly table where only that has the figure. `source`
    names the work an idea comes from. `origin` is the file of a user's own measure.
    """

    id: str
    title: str
    unit: str
    worse: Worse
    side: Side
    needs: tuple[str, ...]
    function: Function = field(repr=False)
    definition: str = field(default="", repr=False)
    source: str = "own"
    note: str = ""
    parts: tuple[Part, ...] = ()
    kind: Kind | None = None
    counts: str = ""
    origin: Source | None = field(default=None, repr=False)

    @property
    def required(self) -> tuple[str, ...]:
        """What it cannot do without."""
        return tuple(need for need in self.needs if not need.endswith(OPTIONAL))

    @property
    def numbers(self) -> tuple[Part, ...]:
        """The numbers it consists of: its parts, or itself."""
        return self.parts or (self.part(""),)

    @property
    def sign(self) -> int:
        """1 where more of it is worse for people, -1 where less is, 0 where neither."""
        return {"more": 1, "less": -1, "neither": 0}[self.worse]

    def counting(self, column: str) -> Measure:
        """The same, known to be counted in that column of the monthly table."""
        return replace(self, counts=column)

    def part(self, name: str) -> Part:
        """The part of that name; '' is the measure itself. Raises `InputError` for one it does not have."""
        known = {part.name: part for part in self.parts}
        if name not in known and name:
            raise InputError(Diagnostic(f"{self.id} has no part {name}", suggestion(name, known)))
        return known.get(name) or Part("", self.title, self.unit, self.worse)

    def scale(self, months: int) -> float:
        """What turns a mean per person over a run of `months` into the unit; 1 for a measure without kind."""
        return scale_of(self.kind, months) if self.kind else 1.0

    def shown(self, value: float, months: int) -> float:
        """A mean per person over a run of `months`, in the printed unit (shares stay fractions)."""
        return value * self.scale(months)

    def counted(self, value: float, persons: int, months: int) -> int:
        """Occurrences behind a mean in the printed unit: persons, months or times."""
        return round(value / self.scale(months) * persons)

    def lacking(self, data: Data) -> tuple[str, ...]:
        """What it needs and the run does not have."""
        return tuple(need for need in self.required if not data.offers(need))

    def take(self, data: Data) -> tuple[Finding, ...]:
        """Its findings in a run; none where the run lacks what it needs.

        Raises `InputError`, naming the measure, its file and line, where the function fails or returns
        something else than a measure may.
        """
        if self.lacking(data):
            return ()
        seen = data.declared(frozenset(need.removesuffix(OPTIONAL) for need in self.needs))
        try:
            returned = self.function(seen)
            given = list(returned) if isinstance(returned, Iterator) else returned
            return tuple(self.finding(one, data.currency) for one in self._answers(given, seen))
        except InputError as bad:
            raise InputError(*(self._placed(one) for one in bad.diagnostics)) from None
        except Exception as error:
            raise self._failed(error) from error

    def of(self, *given: Any, currency: str = MONEY, **named: Any) -> tuple[Finding, ...]:
        """The findings of a measure of several runs, called with what its function takes."""
        returned = self.function(*given, **named)
        answers = (returned,) if isinstance(returned, Answer) else tuple(returned)
        return tuple(self.finding(one, currency) for one in answers)

    def finding(self, found: Answer, currency: str = MONEY) -> Finding:
        """A number with the words of the measure beside it; `currency` stands in its unit for `money`.

        Raises `InputError` for an unknown part.
        """
        own = self.part(found.part)
        words = {
            "title": found.title or own.title,
            "unit": in_currency(found.unit or own.unit, currency),
            "worse": found.worse or own.worse,
            "note": " ".join(caveat for caveat in (self.note, own.note, found.note) if caveat),
        }
        return Finding(
            **(vars(found) | words | {"id": self.id}),
            definition=self.definition,
            source=self.source,
            side=self.side,
        )

    def _answers(self, returned: object, data: Data) -> Sequence[Answer]:
        if isinstance(returned, Answer):
            return (returned,)
        if isinstance(returned, (list, tuple)) and all(isinstance(one, Answer) for one in returned):
            return returned
        if isinstance(returned, Estimate):
            return (Answer(self.id, **vars(returned)),)
        if isinstance(returned, (bool, np.bool_)) or returned is None or isinstance(returned, (str, bytes)):
            raise self._wrong(f"returns {returned!r}")
        return (self._number(returned, data),)

    def _number(self, returned: object, data: Data) -> Answer:
        try:
            values = np.asarray(returned)
        except (ValueError, TypeError):
            raise self._wrong(f"returns an object of type {type(returned).__name__}") from None
        if values.dtype.kind not in "biuf":
            raise self._wrong(f"returns an object of type {type(returned).__name__}")
        if values.ndim == 0:
            if math.isinf(float(values)):
                raise self._wrong("returns a number that is not finite")
            return Answer(self.id, **vars(Estimate.bare(float(values), data.persons, 0)))
        if values.shape != (data.persons,) or "people" not in self.required:
            shape = " x ".join(map(str, values.shape))
            raise self._wrong(f"returns {shape} numbers where there are {data.persons} persons")
        if not np.isfinite(values).all():
            raise self._wrong("returns numbers that are not finite")
        return replace(data.mean(values), id=self.id)

    def _wrong(self, what: str) -> InputError:
        fix = (
            "return a number, an array with one number per person (needs people), data.mean(...), "
            "data.difference(...) or answers"
        )
        return InputError(Diagnostic(f"measure {self.id} {what}", fix, *self._place()))

    def _placed(self, found: Diagnostic) -> Diagnostic:
        if found.file:
            return found
        return Diagnostic(f"measure {self.id}: {found.what}", found.fix, *self._place())

    def _failed(self, error: Exception) -> InputError:
        if self.origin is None:
            raise error
        what = f"measure {self.id} fails: {type(error).__name__}: {error}"
        found = failure(error, self._place()[0], what, "correct the measure")
        return InputError(found)

    def _place(self) -> tuple[str, int]:
        code = getattr(inspect.unwrap(self.function), "__code__", None)
        return (code.co_filename, code.co_firstlineno) if code else ("", 0)


MEASURE = PluginKind(
    "measure", Measure, "glasshouse.measures", "put @gh.measure(id=..., title=..., unit=...) above a function"
)
"""Measures as things a user can add."""


def measure(
    *,
    id: str,
    title: str,
    unit: str,
    worse: Worse = "neither",
    side: Side = "neither",
    needs: Sequence[str] = ("people",),
    source: str = "own",
    parts: Mapping[str, Mapping[str, Any]] | None = None,
) -> Callable[[Function], Measure]:
    """Make a measure of the function below, whose docstring is the definition that is printed beside it.

    What stands after "Note:" in the docstring is printed as a caveat beside every number. `needs` are names
    of `NEEDS`, each with "?" at its end where the measure can do without it; what is not named cannot be
    read. `parts` gives for each of several numbers a title, and where they differ from the measure's its
    unit, what is worse, and a note. Raises `InputError` with everything that makes no sense.

    >>> import glasshouse as gh
    >>> @gh.measure(id="amnestied", title="Debt forgiven", unit="persons", worse="less")
    ... def amnestied(data):
    ...     return data.persons
    >>> amnestied.id, amnestied.worse
    ('amnestied', 'less')
    """

    def made(function: Function) -> Measure:
        definition, _, note = inspect.cleandoc(function.__doc__ or title).partition(NOTE)
        found = Measure(
            id=id,
            title=title,
            unit=unit,
            worse=worse,
            side=side,
            needs=(needs,) if isinstance(needs, str) else tuple(needs),
            function=function,
            definition=" ".join(definition.split()),
            source=source,
            note=" ".join(note.split()),
            parts=tuple(
                Part(name, **({"title": title, "unit": unit, "worse": worse} | dict(about)))
                for name, about in (parts or {}).items()
            ),
        )
        if diagnostics := list(_diagnostics(found)):
            raise InputError(*diagnostics)
        return found

    return made


def scale_of(kind: Kind, months: int) -> float:
    """What turns a mean per person over a run of `months` into the unit of its kind."""
    years = max(months, 1) / 12
    return {"share": 1.0, "level": 1.0, "stock": 0.01, "cents": 0.01 / years}.get(kind, 1000 / years)


def _diagnostics(found: Measure) -> Iterator[Diagnostic]:
    place = found._place()
    if not isinstance(found.id, str) or not ID.fullmatch(found.id):
        yield Diagnostic(f"{found.id!r}: not an id of a measure", "use letters, digits and _", *place)
    for name in ("title", "unit"):
        text = getattr(found, name)
        if not isinstance(text, str) or not text.strip():
            yield Diagnostic(f"measure {found.id}: {name} is empty", f"give a {name}", *place)
    known = (*NEEDS, *(f"{need}{OPTIONAL}" for need in NEEDS))
    checked: tuple[tuple[str, Iterable[str], Sequence[str]], ...] = (
        ("needs", found.needs, known),
        ("worse", (found.worse, *(part.worse for part in found.parts)), WORSE),
        ("side", (found.side,), SIDES),
    )
    for name, words, allowed in checked:
        for word in words:
            if word not in allowed:
                what = f"measure {found.id}: {name}: {word} is not known"
                yield Diagnostic(what, choices(word, allowed[: len(NEEDS)]), *place)
