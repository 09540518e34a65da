"""A rulebook told: its rules one by one, and a plain sentence for every clause."""

from __future__ import annotations

from glasshouse.rulebooks.book import Rulebook

_ABOUT = ("sources", "made_under", "money", "delegation", "vocabulary")


def rules_of(book: Rulebook) -> list[str]:
    """Paths of what the book orders, without its sources, delegations and words of its own."""
    return [path for path in book.paths() if path.partition(".")[0] not in _ABOUT]


def rule_told(book: Rulebook, path: str) -> dict[str, str]:
    """A rule in words: path, what it says, its source, day and evidence."""
    told = book.explain(path)
    return {
        "path": path,
        "says": says(told.value, told.unit),
        "source": told.basis,
        "date": str(told.date or ""),
        "evidence": told.evidence,
    }


def dated(book: Rulebook, path: str) -> list[dict[str, str]]:
    """Every value of a rule in the order of time: since which day, and what it says."""
    told = book.explain(path)
    steps = [*reversed(told.earlier), told]
    begin = book.start
    found = [{"since": str(step.date or ""), "says": says(step.value, step.unit)} for step in steps]
    first = steps[0].date
    if begin and first and (first.year, first.month) > (begin.year, begin.month):
        return [{"since": str(begin), "says": "no clause"}, *found]
    return found


def says(value: object, unit: str) -> str:
    """A value and its unit in words."""
    if value is None:
        return "no limit"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item).replace("_", " ") for item in value) or "none"
    return f"{str(value).replace('_', ' ')} {unit}".strip()


def clauses_of(book: Rulebook | None) -> dict[str, str]:
    """A plain sentence for every clause a life may point to."""
    if book is None:
        return {}
    said: dict[str, list[str]] = {}
    for path in rules_of(book):
        told = book.explain(path)
        clause, _, name = path.rpartition(".")
        said.setdefault(clause, []).append(f"{name.replace('_', ' ')}: {says(told.value, told.unit)}")
        said[path] = [f"{name.replace('_', ' ')}: {says(told.value, told.unit)}"]
    return {clause: "; ".join(parts) for clause, parts in said.items()}
