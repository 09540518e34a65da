"""What a draft is made of: paragraphs, lists and tables; map privacy as a table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from glasshouse.auditing.audit_text import interval, number
from glasshouse.auditing.evidence import small

if TYPE_CHECKING:
    from glasshouse.auditing.audit_findings import AuditFindings
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


def named(made: AuditFindings, *names: str) -> list[Finding]:
    """The findings of these names, in this order."""
    return [one for name in names for one in made.findings if one.name == name]


def numbers(title: str, found: Sequence[Finding]) -> Blocks:
    """A table of findings with intervals and sizes; nothing where there are none."""
    rows = tuple(
        (
            one.name, one.title, *_shown(one), one.unit, f"{one.persons:,}", f"{one.events:,}",
        )
        for one in found
    )  # fmt: skip
    if rows:
        yield Block("table", title, columns=NUMBERS, rows=rows)


def _shown(one: Finding) -> tuple[str, str]:
    """Value and interval; where the base is too small the reason instead."""
    why = "" if math.isnan(one.value) else small(one)
    return (f"not printed: {why}", "") if why else (number(one.value), interval(one))


def paragraph(text: str) -> Block:
    """A paragraph."""
    return Block("text", text)


def listed(items: Iterable[str]) -> Block:
    """A list."""
    return Block("list", items_=tuple(items))


def blank(question: str) -> Block:
    """A question only people can answer."""
    return Block("blank", question)


def commands(made: AuditFindings) -> Block:
    """The commands that make the numbers above."""
    return Block("command", items_=made.commands)


DESIGNS = ("pin", "grid-500", "noise-kept", "count", "none")
"""The map as it is, and four ways to soften it."""


def table(probed: pa.Table) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Columns and rows for a page: a row for each probe, a column for each design."""
    from glasshouse.metrics.privacy import PROBES

    cells = {(row["design"], row["probe"]): row for row in probed.to_pylist()}
    designs = list(dict.fromkeys(design for design, _ in cells))
    rows = []
    for probe in PROBES:
        found = [cells[design, probe.name] for design in designs]
        shown = [number(math.nan if one["value"] is None else one["value"]) for one in found]
        rows.append((probe.title, *shown, probe.unit, f"{found[0]['targets']:,}"))
    return ("", *designs, "unit", "persons"), tuple(rows)


def has_map(made: AuditFindings) -> bool:
    """Whether the rulebook shows the listed on a map."""
    return bool(made.runs) and bool(made.runs[0].rulebook.get("radius"))


def with_privacy(made: AuditFindings) -> AuditFindings:
    """The audit with the probes of the map; unchanged where the rulebook has none.

    Attacks run on a town drawn again from its recipe. Raises `InputError` where that cannot be.
    """
    if not has_map(made) or not Path(made.runs[0].name).is_dir():
        return made
    from glasshouse.simulation.town import map_privacy

    return replace(made, privacy=map_privacy(made.runs[0].name, DESIGNS))
