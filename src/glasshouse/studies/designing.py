"""Reading the `design` of a plan: its kind and size, and points given as rows or as a table beside it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.studies import forms
from glasshouse.studies.designs import GIVEN, KINDS, MOST_POINTS, NEED_SAMPLES, Design
from glasshouse.studies.forms import Entry, Told
from glasshouse.studies.members import AS_WRITTEN, Factor, Value
from glasshouse.studies.varying import Subjects, level, telling

MOST_SEED = 2**32 - 1
"""Highest seed of a design: SALib takes no larger one."""
LARGEST_TABLE = 64 * 1024 * 1024
"""Largest table of points read, in bytes."""
ENTRIES = {
    "kind": Entry("list", forms.word("a kind of design", *KINDS)),
    "samples": Entry(0, forms.whole(1, MOST_POINTS, usual=64)),
    "seed": Entry(0, forms.whole(0, MOST_SEED, usual=0)),
    "points": Entry(None, lambda given: _rows(given)),
    "file": Entry("", forms.name),
}
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
Point = tuple[tuple[str, Value], ...]
Row = tuple[int, dict[Any, Any]]
"""A point as given, after its position in a list or its line in a table."""
Tell = Callable[[int, str, str], None]
"""Where faults of a row go: its position or line, what is wrong, what to do."""


@dataclass(frozen=True)
class Designing:
    """Reads one section: what varies, where files lie beside the plan, and where faults go.

    `keep` takes faults of a table, which have a place of their own.
    """

    subjects: Subjects
    factors: tuple[Factor, ...]
    beside: Callable[[str], str]
    told: Told
    keep: Callable[[Diagnostic], None]

    def design(self, given: Any) -> Design:
        """The design a section describes; every fault of it is told."""
        section = {"kind": given} if isinstance(given, str) else given
        if not isinstance(section, dict):
            self.told(
                ("design",), f"{forms.shown(given)} is not a design", "write {kind: sobol, samples: 64}"
            )
            return Design()
        read = forms.section(section, ENTRIES, self.told, ("design",))
        self._inert(section, read["kind"])
        if read["kind"] in NEED_SAMPLES and self.factors and "samples" not in section:
            self.told(("design",), f"a {read['kind']} design needs samples", "write samples: 64")
        rows = tuple(self._given(read)) if read["kind"] in GIVEN else ()
        return Design(read["kind"], read["samples"], read["seed"], rows)

    def _inert(self, section: dict[object, object], kind: str) -> None:
        """Keys that the kind of design does not use, or that speak against each other."""
        if kind not in GIVEN:
            for key in ("points", "file"):
                if key in section:
                    self.told(
                        ("design", key), f"a {kind} design lays out its own points", "write kind: table"
                    )
        elif kind == "table" and "points" not in section and "file" not in section:
            self.told(("design",), "a table needs points", "write file: points.csv, or points: [...]")
        elif "points" in section and "file" in section:
            self.told(("design", "file"), "points are given twice", "keep points or file")
        elif "samples" in section and ("points" in section or "file" in section):
            self.told(("design", "samples"), "does nothing beside points that are given", "leave it out")

    def _given(self, read: dict[str, Any]) -> Iterator[Point]:
        if not read["file"]:
            rows = list(enumerate(read["points"] or []))
            return self._placed(rows, lambda k, what, fix: self.told(("design", "points", k), what, fix))
        file = self.beside(read["file"])
        try:
            return self._placed(
                table(file), lambda line, what, fix: self.keep(Diagnostic(what, fix, file, line))
            )
        except InputError as bad:
            for diagnostic in bad.diagnostics:
                self.keep(diagnostic)
        return iter(())

    def _placed(self, rows: list[Row], tell: Tell) -> Iterator[Point]:
        """The rows with every value in the unit of its factor."""
        named = {factor.name: factor for factor in self.factors}
        for name, at in _first((name, at) for at, row in rows for name in row if name not in named).items():
            near = suggestion(name, named) or "name it under vary"
            tell(at, f"{forms.shown(name)} does not vary", near)
        values: dict[str, dict[Value, int]] = {name: {} for name in named}
        for at, row in rows:
            made = {
                name: _tried(tell, at, name, partial(_cell_of, named[name], cell))
                for name, cell in row.items()
                if name in named
            }
            kept = {name: value for name, value in made.items() if value != AS_WRITTEN}
            for name, value in kept.items():
                values[name].setdefault(value, at)
            yield tuple(kept.items())
        for name, found in values.items():
            for value in telling(found):
                _tried(tell, found[value], name, partial(self.subjects.admit, named[name], [value]))


def _first(pairs: Iterable[tuple[object, int]]) -> dict[Any, int]:
    """The first place of each name."""
    found: dict[object, int] = {}
    for name, at in pairs:
        found.setdefault(name, at)
    return found


def _tried(tell: Tell, at: int, name: str, make: Callable[[], object]) -> Any:
    """What `make` gives; where it refuses its faults are told, and the factor counts as left as written."""
    try:
        return make()
    except InputError as bad:
        for diagnostic in bad.diagnostics:
            tell(at, f"{name}: {diagnostic.what}", diagnostic.fix)
    return AS_WRITTEN


def _rows(given: object) -> list[dict[Any, object]]:
    if not isinstance(given, list) or not given or not all(isinstance(row, dict) for row in given):
        what = f"{forms.shown(given)} is not a list of points"
        raise InputError(Diagnostic(what, "write points: [{NAME: 1, OTHER: 2}, ...]"))
    if len(given) > MOST_POINTS:
        raise InputError(Diagnostic(f"{len(given):,} points", f"at most {MOST_POINTS:,} are run"))
    return given


def _cell_of(factor: Factor, given: object) -> Value:
    """A value of a factor at a point. Raises `InputError` where the factor does not reach so far."""
    value = level(given, factor.measured_in)
    if value == AS_WRITTEN or factor.worded:
        return value
    if isinstance(value, (str, type(None))):
        raise InputError(Diagnostic(f"{forms.shown(value)} is not a number", "write a number"))
    prior = factor.prior
    if prior and prior.family != "normal":
        low, high = (0, 1) if prior.family == "beta" else (prior.numbers[0], prior.numbers[-1])
        if not low <= value <= high:
            what = f"{value:g} is outside the range it varies over"
            raise InputError(Diagnostic(what, f"give {low:g} to {high:g}, or widen the range under vary"))
    return value


def table(path: str) -> list[Row]:
    """The lines and rows of a CSV file with a heading of factor names. Empty cells leave a factor as written.

    Raises `InputError` with every line that has more or fewer cells than the heading.
    """
    try:
        if Path(path).stat().st_size > LARGEST_TABLE:
            raise InputError(Diagnostic("is larger than 64 MiB", "give fewer points", path))
        with open(path, encoding="utf-8-sig", newline="") as file:
            return _cells(csv.reader(file, strict=True), path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        what = f"the table of points cannot be read: {getattr(error, 'strerror', None) or error}"
        raise InputError(Diagnostic(what, "give a CSV file in UTF-8", path)) from None


def _cells(lines: Any, path: str) -> list[Row]:
    heading = [name.strip() for name in next(lines, [])]
    if not heading or len(set(heading)) < len(heading) or not all(heading):
        raise InputError(
            Diagnostic("the heading is not one name a column", "write the factors' names", path, 1)
        )
    rows, diagnostics = [], []
    for cells in lines:
        if cells and len(cells) != len(heading):
            what = f"{len(heading)} columns in the heading, {len(cells)} in this row"
            fix = "write a comma for each column; an empty cell leaves a factor as written"
            diagnostics.append(Diagnostic(what, fix, path, lines.line_num))
        elif cells:
            row = {name: _cell(cell.strip()) for name, cell in zip(heading, cells, strict=True)}
            rows.append((lines.line_num, row))
    if not rows and not diagnostics:
        diagnostics = [Diagnostic("has no rows", "write a line for each point", path)]
    if len(rows) > MOST_POINTS:
        diagnostics = [Diagnostic(f"{len(rows):,} points", f"at most {MOST_POINTS:,} are run", path)]
    if diagnostics:
        raise InputError(*diagnostics)
    return rows


def _cell(cell: str) -> Value:
    if cell in ("", "null"):
        return None if cell else AS_WRITTEN
    if not _NUMBER.fullmatch(cell) or len(cell) > forms.SHOWN:
        return {"true": True, "false": False}.get(cell, cell)
    return int(cell) if cell.lstrip("+-").isdigit() else float(cell)
