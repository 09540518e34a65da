"""What a rulebook file says at one path: a value or a row of dated values, with its unit, basis and note."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from glasshouse.errors import shown

LONG_FORM = ("value", "unit", "basis", "note", "evidence", "lever", "change")
"""The keys of an annotated leaf."""
CHANGES = ("add", "ease", "tighten")
"""What a lower layer may say it does to a rule."""


@dataclass(frozen=True)
class Step:
    """One value and the day from which it holds (None: as long as its rulebook).

    `value` is in the unit of the schema, `shown` and `unit` are as written. `absent` marks a rule that a
    later layer has taken away.
    """

    since: datetime.date | None
    value: Any
    shown: Any = None
    unit: str = ""
    absent: bool = False


@dataclass(frozen=True)
class Statement:
    """A leaf as one file states it. `basis`, `note` and `evidence` are empty where nothing is said."""

    steps: tuple[Step, ...]
    basis: str = ""
    note: str = ""
    evidence: str = ""
    lever: tuple[Any, ...] | None = None
    change: str = ""


@dataclass(frozen=True)
class Flaw:
    """Something wrong inside a leaf: where below the leaf, what, and the fix."""

    inside: tuple[object, ...]
    what: str
    fix: str = ""


class Flawed(Exception):
    """A leaf that cannot be read, with all its flaws."""

    def __init__(self, *flaws: Flaw) -> None:
        super().__init__("; ".join(flaw.what for flaw in flaws))
        self.flaws = flaws


def parts_of(
    raw: object,
) -> tuple[dict[str, object], list[tuple[tuple[object, ...], datetime.date | None, object]]]:
    """The annotations of a leaf and its values: each with the place inside the leaf and its first day.

    Accepts the scalar short form, the dated short form and the annotated long form. Raises `Flawed`.
    """
    if not isinstance(raw, dict):
        return {}, [((), None, raw)]
    if "value" not in raw:
        dated = _dated(raw, ())
        if dated is None:
            raise Flawed(*_not_a_leaf(raw))
        return {}, dated
    value = raw["value"]
    dated = _dated(value, ("value",)) if isinstance(value, dict) else [(("value",), None, value)]
    if dated is None:
        raise Flawed(Flaw(("value",), "a map where a value is expected", "write one value, or dates: values"))
    return {str(key): entry for key, entry in raw.items() if key != "value"}, dated


def _dated(
    raw: dict[object, object], place: tuple[object, ...]
) -> list[tuple[tuple[object, ...], datetime.date | None, object]] | None:
    days = {key: as_day(key) for key in raw}
    found = [day for day in days.values() if day is not None]
    if not days or len(found) < len(days):
        return None
    if diagnostics := [
        Flaw((*place, key), *diagnostic) for key, day in days.items() if (diagnostic := beyond(day))
    ]:
        raise Flawed(*diagnostics)
    if found != sorted(set(found)):
        raise Flawed(Flaw(place, "the dates are not in order", "write the earliest first, each once"))
    return [((*place, key), days[key], raw[key]) for key in raw]


FIRST, LAST = datetime.date(1800, 1, 1), datetime.date(2200, 12, 31)
"""The days a rulebook may speak of."""


def beyond(day: datetime.date | None) -> tuple[str, str] | None:
    """What is wrong with a day that no law of ours is of, and the fix; None for any other."""
    if day is None or FIRST <= day <= LAST:
        return None
    return f"{day} is not a date that can be meant", f"give a day from {FIRST.year} to {LAST.year}"


def as_day(given: object) -> datetime.date | None:
    """A date, an ISO date text, or a month (`2019-01`, its first day); None for anything else."""
    if isinstance(given, datetime.date):
        return given
    if not isinstance(given, str):
        return None
    try:
        return datetime.date.fromisoformat(f"{given}-01" if len(given) == 7 else given)
    except ValueError:
        return None


def _not_a_leaf(raw: dict[object, object]) -> list[Flaw]:
    if not raw:
        return [Flaw((), "is empty", "leave the key out")]
    if "prior" in raw:
        return [Flaw(("prior",), PRIOR_MISPLACED, "move it to a practice file")]
    dated = [key for key in raw if as_day(key)]
    if dated:
        return [
            Flaw((key,), f"{shown(key)} is not a date", "write 2021-07-01") for key in raw if key not in dated
        ]
    return [Flaw((), "a map where a value is expected", "write a value, or {value: ..., note: ...}")]


PRIOR_MISPLACED = "a prior says what we do not know; a rulebook says what is written"
