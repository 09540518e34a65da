"""What a draft is made of: paragraphs, lists, tables of findings, the commands behind them, blanks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from glasshouse.audit.writing import interval, number

if TYPE_CHECKING:
    from glasshouse.audit.auditing import Audit
    from glasshouse.metrics.findings import Finding

Kind = Literal["text", "list", "table", "command", "blank"]
Blocks = Iterator["Block"]
NUMBERS = ("measure", "finding", "value", "interval", "unit", "persons", "events")


@dataclass(frozen=True)
class Block:
    """One piece of a section: a paragraph, a list, a table, the commands behind it, or a blank to fill."""

    kind: Kind
    text: str = ""
    items_: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading, the articles that ask for it, and what stands under it."""

    title: str
    basis: str
    blocks: tuple[Block, ...]


def named(made: Audit, *names: str) -> list[Finding]:
    """The findings of these names, in this order."""
    return [one for name in names for one in made.findings if one.name == name]


def numbers(title: str, found: Sequence[Finding]) -> Blocks:
    """A table of findings with intervals and sizes; nothing where there are none."""
    rows = tuple(
        (
            one.name, one.title, number(one.value), interval(one), one.unit, f"{one.persons:,}",
            f"{one.events:,}",
        )
        for one in found
    )  # fmt: skip
    if rows:
        yield Block("table", title, columns=NUMBERS, rows=rows)


def paragraph(text: str) -> Block:
    """A paragraph."""
    return Block("text", text)


def listed(items: Iterable[str]) -> Block:
    """A list."""
    return Block("list", items_=tuple(items))


def blank(question: str) -> Block:
    """A question only people can answer."""
    return Block("blank", question)


def commands(made: Audit) -> Block:
    """The commands that make the numbers above."""
    return Block("command", items_=made.commands)
