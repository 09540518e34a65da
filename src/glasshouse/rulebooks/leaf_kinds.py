"""Kinds of leaf: numbers with a unit, words, truth values, texts and days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic.json_schema import JsonSchemaValue

from glasshouse.errors import InputError, choices, shown
from glasshouse.rulebooks.leaf_schema import DAY, Kind
from glasshouse.rulebooks.statements import Flaw, Flawed, Step, as_day, beyond
from glasshouse.rulebooks.vocabulary import OPEN, all_shipped, vocabulary
from glasshouse.specs.units import quantity


@dataclass(frozen=True)
class Quantity(Kind):
    """A number in `unit`, from `low` to `high`.

    `open`: null is allowed and means "without end"; 0, which could be taken for that, is not.
    `bare`: a number alone is in `unit`.
    """

    unit: str = "count"
    low: float = 0
    high: float = 10**9
    open: bool = False
    whole: bool = False
    bare: bool = False
    has_unit: ClassVar[bool] = True

    def value(self, given: object) -> Any:
        """See `Kind.value`."""
        if self._says_null(given):
            if self.open:
                return None
            raise Flawed(Flaw((), "null is not a value here", "write a number, or leave the key out"))
        number = self._number(given)
        if self.open and number <= 0:
            what = f"{number:g} {self.unit} is no length of time"
            raise Flawed(Flaw((), what, "write null for no end, or a longer time"))
        if self.whole and number != int(number):
            raise Flawed(Flaw((), f"{number:g} {self.unit} is not a whole number", "round it"))
        if not self.low <= number <= self.high:
            raise Flawed(
                Flaw(
                    (), f"{number:g} {self.unit} is outside its range", f"give {self.low:g} to {self.high:g}"
                )
            )
        return int(number) if self.whole else number

    def _number(self, given: object) -> int | float:
        if self.bare and isinstance(given, int | float) and not isinstance(given, bool):
            return given
        try:
            return quantity(_spelled_out(given), self.unit)
        except InputError as bad:
            raise Flawed(
                *(Flaw((), diagnostic.what, diagnostic.fix) for diagnostic in bad.diagnostics)
            ) from None

    @staticmethod
    def _says_null(given: object) -> bool:
        return given is None or (isinstance(given, dict) and given.get("value") is None)

    def shown(self, given: Any) -> tuple[Any, str]:
        """See `Kind.shown`."""
        if isinstance(given, dict):
            return given["value"], shown(given["unit"])
        if isinstance(given, str):
            number, _, unit = _spelled_out(given).strip().partition(" ")
            return (float(number) if "." in number else int(number)) if _is_number(number) else given, unit
        return given, self.unit if given is not None else ""

    def lever(self, given: Any, unit: Any, steps: list[Step]) -> tuple[Any, ...]:
        """See `Kind.lever`."""
        if not isinstance(given, list) or len(given) != 2:
            raise Flawed(Flaw((), "a lever is a list of two numbers", "write [lowest, highest]"))
        ends = [{"value": end, "unit": unit} if unit else end for end in given]
        low, high = (self.value(end) for end in ends)
        if low is None or high is None or low > high:
            raise Flawed(Flaw((), "the lever's ends are not in order", "write [lowest, highest]"))
        for step in steps:
            if step.value is not None and not low <= step.value <= high:
                raise Flawed(
                    Flaw(
                        (),
                        f"the value {shown(step.shown)} lies outside its lever, {low:g} to {high:g}",
                        "widen the lever",
                    )
                )
        return low, high

    def json_value(self) -> JsonSchemaValue:
        """See `Kind.json_value`."""
        kinds = ["number", "string", *(["null"] if self.open else [])]
        least = "exclusiveMinimum" if self.open else "minimum"
        return {"type": kinds, "x-unit": self.unit, least: self.low, "maximum": self.high}


_SPELLINGS = {"m": "metre", "metres": "metre", "meter": "metre", "days": "day", "months": "month"}
_SPELLINGS |= {"years": "year", "points": "point", "working_days": "working_day"}


def _spelled_out(given: object) -> Any:
    """`500 m` as `500 metre`: everyday spellings of units, understood in texts with a number."""
    if not isinstance(given, str):
        return given
    number, _, unit = given.strip().partition(" ")
    return f"{number} {_SPELLINGS.get(unit.strip(), unit.strip())}".strip()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


Refers = Literal["", "grade", "sanction", "list", "source", "measure"]


@dataclass(frozen=True)
class Flag(Kind):
    """True or false."""

    absent: Any = False

    def value(self, given: object) -> bool:
        """A truth value. Raises `Flawed`."""
        if not isinstance(given, bool):
            raise Flawed(Flaw((), f"{shown(given)} is neither true nor false", "write true or false"))
        return given

    def json_value(self) -> JsonSchemaValue:
        """See `Kind.json_value`."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Word(Kind):
    """One word out of `choices` (mildest first where the order counts) or of the vocabulary `of`.

    `refers` names what the word must be the name of in the same rulebook: that is checked when the
    rulebook is whole.
    """

    choices: tuple[str, ...] = ()
    of: str = ""
    refers: Refers = ""

    def value(self, given: object) -> str:
        """See `Kind.value`."""
        return _word(given, self.choices, self.of)

    def json_value(self) -> JsonSchemaValue:
        """See `Kind.json_value`."""
        return _json_word(self.choices, self.of)


@dataclass(frozen=True)
class Words(Kind):
    """A set of words, each as in `Word`. A single word stands for a set of one.

    `needed`: why the set may not be empty, in a sentence; empty where it may.
    """

    choices: tuple[str, ...] = ()
    of: str = ""
    refers: Refers = ""
    absent: Any = ()
    needed: str = ""

    def value(self, given: object) -> tuple[str, ...]:
        """See `Kind.value`."""
        items = given if isinstance(given, list | tuple) else [given]
        words: list[str] = []
        flaws: list[Flaw] = []
        if self.needed and not items:
            fix = f"name one of: {', '.join(self.choices)}; or leave the key out"
            flaws.append(Flaw((), self.needed, fix))
        for place, item in enumerate(items):
            inside = (place,) if isinstance(given, list) else ()
            try:
                words.append(_word(item, self.choices, self.of))
            except Flawed as flawed:
                flaws += [Flaw(inside, flaw.what, flaw.fix) for flaw in flawed.flaws]
            if item in items[:place]:
                flaws.append(Flaw(inside, f"{shown(item)} stands twice", "keep one of them"))
        if flaws:
            raise Flawed(*flaws)
        return tuple(words)

    def lever(self, given: Any, unit: Any, steps: list[Step]) -> tuple[Any, ...]:
        """See `Kind.lever`."""
        choices = self.value(given)
        for step in steps:
            if missing := set(step.value) - set(choices):
                raise Flawed(Flaw((), f"{sorted(missing)[0]} is not among its lever", "widen the lever"))
        return choices

    def json_value(self) -> JsonSchemaValue:
        """See `Kind.json_value`."""
        one = _json_word(self.choices, self.of)
        return {"anyOf": [one, {"type": "array", "items": one, "uniqueItems": True}]}


def _known(choices: tuple[str, ...], of: str) -> tuple[str, ...]:
    """The words there are; none where a rulebook may add its own, which is asked when it is whole."""
    return () if of in OPEN else tuple(vocabulary(of)) if of else choices


def _word(given: object, words: tuple[str, ...], of: str) -> str:
    known = _known(words, of)
    otherwise = f"`glasshouse list --words {of}` lists all {len(known)}" if known else "write one word"
    if not isinstance(given, str):
        raise Flawed(Flaw((), f"{shown(given)} is not a word", choices(given, known, otherwise)))
    if known and given not in known:
        called = f"a known {vocabulary(of).singular}" if of else "one of the words for this"
        raise Flawed(Flaw((), f"{shown(given)} is not {called}", choices(given, known, otherwise)))
    if not given.strip():
        raise Flawed(Flaw((), "must be a word", "write one, or leave the key out"))
    return given


def _json_word(choices: tuple[str, ...], of: str) -> JsonSchemaValue:
    if of in OPEN:
        return {"anyOf": [{"enum": list(all_shipped(of))}, {"type": "string"}]}
    known = _known(choices, of)
    return {"enum": list(known)} if known else {"type": "string"}


@dataclass(frozen=True)
class Prose(Kind):
    """Free text: a title, a purpose."""

    absent: Any = ""

    def value(self, given: object) -> str:
        """See `Kind.value`."""
        if not isinstance(given, str) or not given.strip():
            raise Flawed(Flaw((), "must be text", "write a line, in quotes if need be"))
        return given

    def json_value(self) -> JsonSchemaValue:
        """See `Kind.json_value`."""
        return {"type": "string"}


@dataclass(frozen=True)
class Day(Kind):
    """A day of the calendar."""

    def value(self, given: object) -> Any:
        """See `Kind.value`."""
        day = as_day(given)
        if day is None:
            raise Flawed(Flaw((), f"{shown(given)} is not a date", "write it as 2021-07-01"))
        if diagnostic := beyond(day):
            raise Flawed(Flaw((), *diagnostic))
        return day

    def json_value(self) -> JsonSchemaValue:
        """See `Kind.json_value`."""
        return {"type": "string", "pattern": DAY}
