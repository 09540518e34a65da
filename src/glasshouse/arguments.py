"""Arguments of the public functions: converted to plain Python values and checked in one place.

NumPy scalars, arrays without dimensions and pandas values count as what they hold. Every function takes the
name of the argument first and raises `InputError` with a sentence that names it, its range and what to give.
"""

from __future__ import annotations

import datetime
import math
import numbers
import os
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from glasshouse.errors import Diagnostic, InputError, suggestion

MOST_MONTHS = 1200
"""Most months of a run."""
MOST_THREADS = 512
"""Most threads or worker processes of one call."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years in which a run may start."""
SHOWN = 40
"""Most characters shown of a value that is refused."""

T = TypeVar("T")


def together(*checks: Callable[[], object]) -> list[Any]:
    """What each check returns, in order. Raises `InputError` with the faults of all of them."""
    found: list[object] = []
    diagnostics: list[Diagnostic] = []
    for check in checks:
        try:
            found.append(check())
        except InputError as bad:
            diagnostics += bad.diagnostics
    if diagnostics:
        raise InputError(*diagnostics)
    return found


def whole(name: str, value: object, low: int, high: int, otherwise: str = "") -> int:
    """A whole number from `low` to `high`, from anything that equals one; booleans do not.

    `otherwise` is added to the advice, for what the caller takes beside numbers (", or None for all").
    """
    fix = f"give a whole number from {low:,} to {high:,}{otherwise}"
    found = _whole(plain(value))
    if found is None:
        raise _refused(name, value, "is not a whole number", fix)
    if not low <= found <= high:
        raise _refused(name, found, f"is outside {low:,} .. {high:,}", fix)
    return found


def number(name: str, value: object, low: float = -math.inf, high: float = math.inf) -> float:
    """A finite number from `low` to `high`; booleans are none."""
    limits = (f"from {low:g}" if low > -math.inf else "", f"to {high:g}" if high < math.inf else "")
    fix = " ".join(("give a number", *filter(None, limits)))
    found = _number(plain(value))
    if found is None:
        raise _refused(name, value, "is not a finite number", fix)
    if not low <= found <= high:
        raise _refused(name, value, f"is outside {low:g} .. {high:g}", fix)
    return found


def flag(name: str, value: object) -> bool:
    """True or False, also NumPy's."""
    found = plain(value)
    if not isinstance(found, bool):
        raise _refused(name, value, "is neither True nor False", "give True or False")
    return found


def month(name: str, value: Any) -> str:
    """A month as "2014-01", from such a text, an ISO date, a date, or a NumPy or pandas time."""
    year, month_of_year = year_and_month(name, value)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        fix = f"give a month from {FIRST_YEAR}-01 to {LAST_YEAR}-12"
        raise _refused(name, value, f"is not between {FIRST_YEAR} and {LAST_YEAR}", fix)
    return f"{year:04}-{month_of_year:02}"


def year_and_month(name: str, value: object) -> tuple[int, int]:
    """A month of any year as numbers, from all that `month` takes."""
    found = _year_and_month(value)
    if found is None:
        raise _refused(name, value, "is not a month", 'give a text such as "2014-01", or a date')
    return found


def months(name: str, value: object) -> int:
    """A number of months, 1 to `MOST_MONTHS`."""
    return whole(name, value, 1, MOST_MONTHS)


def threads(name: str, value: object) -> int:
    """A number of threads or workers from 1 to `MOST_THREADS`; None and 0 mean one per core and give 0."""
    return 0 if value is None else whole(name, value, 0, MOST_THREADS, ", or None for one per core")


def seed(name: str, value: object) -> int:
    """A random seed or the number of a replicate, 0 to 2**64 - 1."""
    return whole(name, value, 0, 2**64 - 1)


def person(name: str, value: object) -> int:
    """The identity of a synthetic person, 0 to 2**32 - 1."""
    return whole(name, value, 0, 2**32 - 1)


def several(name: str, values: Any, check: Callable[[str, Any], T]) -> list[T]:
    """Every value of a list, array or series, checked; one value alone, a text or a map is refused."""
    values = plain(values)
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise _refused(name, values, "is not a list", "give a list, even of one")
    return together(*(lambda k=k, v=v: check(f"{name}[{k}]", v) for k, v in enumerate(values)))


def mapping(name: str, value: object) -> dict[str, Any]:
    """A map with names as keys, or None for an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _refused(name, value, "is not a map", f'give a map such as {name}={{"name": ...}}')
    return {one_name(name, key): inside for key, inside in value.items()}


def one_name(name: str, value: object) -> str:
    """A text that is not empty."""
    if isinstance(value, str) and value:
        return value
    raise _refused(name, value, "is not a name", "give a text")


def one_of(name: str, value: object, known: Iterable[str], what: str) -> str:
    """One of the `known` names; `what` says of what kind they are ("a fate")."""
    names = list(known)
    if not isinstance(value, str):
        raise _refused(name, value, f"is not {what}", f"one of {', '.join(names)}")
    if value not in names:
        raise InputError(
            Diagnostic(f"{value}: not {what}", suggestion(value, names) or f"one of {', '.join(names)}")
        )
    return value


def path(name: str, value: object, what: str = "a path") -> Path:
    """A path, from one or from a text that is not empty. `what` says what it leads to ("a rulebook")."""
    if isinstance(value, os.PathLike) or (isinstance(value, str) and value):
        return Path(value)
    raise _refused(name, value, f"is not {what}", "give a text or a pathlib.Path")


def plain(value: Any) -> Any:
    """NumPy scalars, arrays and pandas columns as Python values and lists, also inside maps and lists."""
    if hasattr(value, "shape") and hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Mapping):
        return {key: plain(inside) for key, inside in value.items()}
    return type(value)(map(plain, value)) if type(value) in (list, tuple) else value


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, numbers.Integral):
        return int(value)
    return int(value) if _number(value) is not None and value == int(value) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
        return None
    try:
        found = float(value)
    except (OverflowError, ValueError):  # too large, or a signalling NaN
        return None
    return found if math.isfinite(found) else None


def _year_and_month(value: Any) -> tuple[int, int] | None:
    if isinstance(value, str):
        return _written(value)
    if getattr(getattr(value, "dtype", None), "kind", "") == "M" and value.shape == ():
        return _written(str(value.astype("datetime64[M]")))
    if hasattr(value, "start_time"):  # a pandas Period, perhaps longer than a month
        value = value.start_time
    if isinstance(value, datetime.date) and value == value:  # pandas NaT is a date that equals nothing
        return value.year, value.month
    return None


def _written(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"([0-9]{4})-([0-9]{2})(-[0-9]{2})?", text)
    if found is None:
        return None
    try:
        day = datetime.date.fromisoformat(text if found[3] else f"{text}-01")
    except ValueError:
        return None
    return day.year, day.month


def _refused(name: str, value: object, why: str, fix: str) -> InputError:
    return InputError(Diagnostic(f"{name}: {_shown(value)} {why}", fix))


def _shown(value: object) -> str:
    value = plain(value)
    if isinstance(value, int) and value.bit_length() > 4 * SHOWN:
        return f"a number of about {int(value.bit_length() * math.log10(2)) + 1:,} digits"
    try:
        text = repr(value)
    except Exception:  # whatever a stranger's object does when it is printed
        return f"an object of type {type(value).__name__}"
    return text if len(text) <= SHOWN and "\n" not in text else f"a value of type {type(value).__name__}"
