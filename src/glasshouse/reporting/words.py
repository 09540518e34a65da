"""Numbers, months and shares as a page prints them."""

from __future__ import annotations

import math
import re

from glasshouse.charts.marks import fixed
from glasshouse.metrics.monthly import Number

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOT_KNOWN = "not known"
MINUS = "\u2212"
NARROW = "\u202f"


def number(value: float | None, *, sign: bool = False) -> str:
    """About three figures: 12,346 / 123 / 12.3 / 1.23 / 0.012; a true minus sign; "not known" for nan."""
    if value is None or math.isnan(value):
        return NOT_KNOWN
    return fixed(value, places(value), sign=sign)


def places(value: float) -> int:
    """How many decimals show about three figures of `value`."""
    size = abs(value)
    if size == 0 or size >= 100:
        return 0
    return max(0, min(6, 2 - math.floor(math.log10(size))) - (size < 1))


def percent(share: float | None, *, sign: bool = False) -> str:
    """A fraction as per cent: 0.0061 -> "0.61 %"."""
    if share is None or math.isnan(share):
        return NOT_KNOWN
    return f"{number(100 * share, sign=sign)}{NARROW}%"


def count(value: Number) -> str:
    """A whole number with commas."""
    return f"{round(value):,}".replace("-", MINUS)


def interval(low: float | None, high: float | None, scale: float = 1.0) -> str:
    """The two ends of an interval with equal decimals: "1.92 to 2.43"; empty when it has none or no width."""
    if low is None or high is None or math.isnan(low) or math.isnan(high) or low == high:
        return ""
    decimals = min(places(scale * (low + high) / 2), places(scale * (high - low) / 2))
    return f"{fixed(scale * low, decimals)} to {fixed(scale * high, decimals)}"


def month(start: str, index: int) -> str:
    """The name of a month of the run: ("2014-01", 14) -> "Mar 2015"."""
    year, of_year = divmod(_months(start) + index, 12)
    return f"{MONTHS[of_year]} {year}"


def year(start: str, index: float) -> float:
    """The month as a decimal year, at its middle, for the axis of a picture."""
    return (_months(start) + index + 0.5) / 12


def span(months: int) -> str:
    """A length of time: 120 -> "10 years", 18 -> "18 months"."""
    if months % 12:
        return f"{months} month{'s' if months != 1 else ''}"
    years = months // 12
    return f"{years} year{'s' if years != 1 else ''}"


def heading(title: str) -> str:
    """A rulebook's title short enough for a heading: each part of a "+"-joined one up to its first comma."""
    parts = [part.split(",")[0].strip() for part in title.split(" + ")]
    return " and ".join([parts[0], *(part[0].lower() + part[1:] for part in parts[1:])])


def plain(name: str) -> str:
    """A column name as words: "left_paid" -> "left paid"."""
    return name.replace("_", " ")


DIM_WORDS = {
    "sex": "Sex",
    "age_band": "Age",
    "registration": "Registration",
    "minority": "Group",
    "income_band": "Income",
    "listing": "List",
    "all": "Everybody",
}
"""What the dimensions of groups are called, unless a society calls them otherwise."""
PEOPLE = {
    "all": "everybody",
    "men": "men",
    "women": "women",
    "urban": "people with urban registration",
    "rural": "people with rural registration",
    "majority": "the majority group",
    "minority": "the minority group",
    "low": "people on low incomes",
    "middle": "people on middle incomes",
    "high": "people on high incomes",
    "0-17": "children",
}


def people(group: str) -> str:
    """A group's label as the subject of a sentence: "40-59" -> "people aged 40-59"."""
    return PEOPLE.get(group) or (f"people aged {group}" if group[:1].isdigit() else group)


def residence(label: str) -> str:
    """Where somebody lives or is registered, of the label of their class: "urban registration", "town"."""
    return f"{label} registration" if label in ("urban", "rural") else label


def path(dotted: str) -> str:
    """A path of the rulebook in words: "lists.defaulters" -> "Lists, defaulters"."""
    said = ", ".join(plain(part) for part in dotted.split("."))
    return said[:1].upper() + said[1:]


def rule(says: str) -> str:
    """A value of the rulebook as it is read aloud: yes for True, "3 working days" for "3 working_day"."""
    told = {"True": "yes", "False": "no"}.get(says, plain(says))
    many = re.fullmatch(r"([\d.,]+) (day|working day|month|year|point|metre)", told)
    return f"{told}s" if many and many[1] != "1" else told


def clause(text: str) -> str:
    """The text of a clause as a sentence: its title first, yes and no for True and False."""
    said = "; ".join(": ".join(rule(part) for part in leaf.split(": ", 1)) for leaf in text.split("; "))
    said = said.removeprefix("title: ")
    return said[:1].upper() + said[1:]


def listed(names: list[str]) -> str:
    """Words joined as in a sentence: a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def quantity(value: object) -> str:
    """A parameter's value as it stands in its file, lists and long fractions shortened."""
    if isinstance(value, list | tuple):
        return ", ".join(quantity(item) for item in value)
    if isinstance(value, float):
        plain_digits = f"{value:.6g}" if "e" not in f"{value:.6g}" else f"{value:.12f}".rstrip("0")
        return plain_digits.replace("-", MINUS)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}".replace("-", MINUS)
    return "none" if value is None else str(value)


def _months(start: str) -> int:
    found = re.fullmatch(r"(\d{4})-(\d{2}).*", start)
    return int(found[1]) * 12 + int(found[2]) - 1 if found else 2014 * 12
