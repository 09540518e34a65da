"""Pieces of Markdown that the pages share: tables, names as code, numbers with all that is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glasshouse.specs.parameters import Parameter

NUMBER = ("number", "value", "unit", "range", "evidence", "source or note")
"""Headings of a table of numbers."""


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table; a bar in a cell would end it and becomes a slash."""
    yield f"| {' | '.join(headings)} |"
    yield f"| {' | '.join('---' for _ in headings)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


def codes(names: Sequence[str], between: str = " ") -> str:
    """Names set as code."""
    return between.join(f"`{name}`" for name in names)


def number(of: Parameter) -> tuple[str, ...]:
    """The row of a number under the headings `NUMBER`."""
    why = "; ".join(part for part in (of.source, of.note) if part)
    return f"`{of.name}`", value_of(of), of.unit, range_of(of), of.evidence, why


def value_of(of: Parameter) -> str:
    """The value without its unit; a row of numbers is separated by commas."""
    values = of.value if isinstance(of.value, tuple) else (of.value,)
    return ", ".join(f"{value:.10g}" for value in values)


def range_of(of: Parameter) -> str:
    """Lowest and highest sensible value."""
    low, high = of.range
    return f"{low:.10g} to {high:.10g}"
