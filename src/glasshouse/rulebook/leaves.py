"""The leaves of a merged rulebook: every value with the file, line, layer and date that set it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from glasshouse.errors import Diagnostic, InputError
from glasshouse.rulebook.kinds import Kind
from glasshouse.rulebook.shape import Path

IN_CODE = "set in code"
"""The layer of a value that no file has set."""


@dataclass(frozen=True)
class Origin:
    """Where a value was written: the file, its rulebook and layer, line and column (from 1)."""

    rulebook: str
    layer: str
    file: str = ""
    line: int = 0
    column: int = 0
    text: str = field(default="", repr=False)

    def diagnostic(self, what: str, fix: str = "") -> Diagnostic:
        """A fault at this place."""
        return Diagnostic(what, fix, self.file, self.line, self.column, self.text)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.file else self.layer


@dataclass(frozen=True)
class LeafStep:
    """One value of a leaf from `since` on (None: from the rulebook's first day), and who says so.

    `value` is in the schema's unit, `shown` and `unit` are as written. `born`: the day from which the file
    claims the leaf, so that a day between `born` and `since` has no value. `absent`: taken away.
    """

    since: datetime.date | None
    value: Any
    shown: Any
    unit: str
    origin: Origin
    basis: str = ""
    note: str = ""
    evidence: str = ""
    lever: tuple[Any, ...] | None = None
    born: datetime.date | None = None
    absent: bool = False


@dataclass(frozen=True)
class Leaf:
    """All values of one path over time, the earliest first."""

    path: Path
    kind: Kind = field(repr=False)
    steps: tuple[LeafStep, ...]

    @property
    def dotted(self) -> str:
        """The path as people write it."""
        return ".".join(map(str, self.path))

    def at(self, month: tuple[int, int] | None) -> LeafStep | None:
        """The value in force in a month (None: the last one); None where the rulebook says nothing.

        A value counts in the whole month of its date. Raises `InputError` for a month in which the rulebook
        already states the leaf but gives it no value yet.
        """
        if month is None:
            return None if self.steps[-1].absent else self.steps[-1]
        found: LeafStep | None = None
        for step in self.steps:
            if step.since is None or (step.since.year, step.since.month) <= month:
                found = step
        if found is None:
            self._refuse_gap(month)
        return None if found is None or found.absent else found

    def _refuse_gap(self, month: tuple[int, int]) -> None:
        first = self.steps[0]
        if first.born is None or (first.born.year, first.born.month) <= month:
            when = f"{month[0]}-{month[1]:02}"
            what = f"{self.dotted}: no value is given for {when}; the first is of {first.since}"
            raise InputError(first.origin.diagnostic(what, "add an earlier date, or begin later"))
