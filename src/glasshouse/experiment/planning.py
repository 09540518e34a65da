"""Reading a `study.yaml`: keys checked against rulebooks, parameters and societies, all faults at once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from glasshouse.arguments import MOST_MONTHS
from glasshouse.errors import BadInput, Fault, suggestion
from glasshouse.experiment import outcomes
from glasshouse.experiment.designs import KINDS, MOST_POINTS, NEED_SAMPLES, Design
from glasshouse.experiment.factors import Factor, Value
from glasshouse.experiment.goals import asked_of
from glasshouse.experiment.plan import MOST_MEMBERS, SCHEMA, Plan, checked
from glasshouse.experiment.varying import input_factor, lever, resolved
from glasshouse.rulebook import Rulebook
from glasshouse.rulebook import load as load_rulebook
from glasshouse.rulebook import practice as load_practice
from glasshouse.society import load as load_society
from glasshouse.study.setting import hash_of
from glasshouse.texts.composing import KeyPath
from glasshouse.texts.parameters import ParameterSet
from glasshouse.texts.reading import Text, parse

KEYS = (
    "schema", "title", "note", "rulebooks", "society", "persons", "months", "start", "seed", "replicates",
    "redraw", "twins", "switches", "set", "vary", "design", "outcomes", "budget",
    "search",
)  # fmt: skip
WHOLE = {
    "persons": (10_000, 1, 100_000_000),
    "months": (120, 1, MOST_MONTHS),
    "seed": (1, 0, 2**64 - 1),
    "replicates": (1, 1, 1_000_000),
    "budget": (0, 0, MOST_MEMBERS),
}
"""Whole numbers of a plan: what they are where nothing is said, lowest, highest."""
DESIGN_KEYS = ("kind", "samples", "seed", "points", "file")


def plan_of(text: Text) -> Plan:
    """The plan a text describes. Raises `BadInput` with every fault in it."""
    return _Reading(text).plan()


def plan_from(data: Mapping[str, Any]) -> Plan:
    """The plan in plain data with the keys of a `study.yaml`; faults name no file."""
    from io import StringIO

    from ruamel.yaml import YAML

    written = StringIO()
    YAML(typ="safe", pure=True).dump({"schema": SCHEMA, **data}, written)
    try:
        return plan_of(parse(written.getvalue()))
    except BadInput as bad:
        raise BadInput(*(Fault(fault.what, fault.fix) for fault in bad.faults)) from None


@dataclass
class _Reading:
    """One pass over a text, collecting what it says and what is wrong with it."""

    text: Text
    faults: list[Fault] = field(default_factory=list)
    books: dict[str, Rulebook] = field(default_factory=dict)
    practices: dict[str, ParameterSet] = field(default_factory=dict)

    def plan(self) -> Plan:
        data = self.text.data
        self._known(data, (), KEYS)
        if data.get("schema") != SCHEMA:
            self._fault(("schema",), f"{data.get('schema')} is not a schema of studies", f"write {SCHEMA}")
        self._load_books()
        society_hash = self._society_hash()
        numbers = {name: self._whole(name, *bounds) for name, bounds in WHOLE.items()}
        fixed = self._fixed()
        factors = tuple(self._factors())
        design = self._design(factors)
        wanted = self._outcomes()
        flags = {name: self._flag(name, usual) for name, usual in (("redraw", False), ("twins", True))}
        start = self._month()
        asked = asked_of(self.text.data.get("search"), self._under("search"))
        if self.faults:
            raise BadInput(*sorted(self.faults, key=lambda fault: (fault.line, fault.column)))
        return checked(
            Plan(
                title=str(data.get("title", "")),
                rulebooks=tuple(self.books),
                society=str(self._society()),
                society_hash=society_hash,
                start=start,
                fixed=fixed,
                factors=factors,
                design=design,
                outcomes=wanted,
                levers_of={
                    name: tuple(f.name for f in factors if f.kind == "lever" and resolved(book, f.name))
                    for name, book in self.books.items()
                },
                hashes={
                    name: (book.text_hash, hash_of(self.practices[name])) for name, book in self.books.items()
                },
                persons=numbers["persons"],
                months=numbers["months"],
                seed=numbers["seed"],
                replicates=numbers["replicates"],
                budget=numbers["budget"],
                redraw=flags["redraw"],
                twins=flags["twins"],
                search=asked,
            )
        )

    def _fault(self, path: KeyPath, what: str, fix: str = "") -> None:
        self.faults.append(self.text.fault(path, what, fix))

    def _under(self, key: str) -> Callable[[KeyPath, str, str], None]:
        """Faults told of what stands under a key."""
        return lambda path, what, fix: self._fault((key, *path), what, fix)

    def _known(self, data: Mapping[Any, Any], path: KeyPath, keys: tuple[str, ...]) -> None:
        for key in data:
            if key not in keys:
                self._fault((*path, key), "not a known key", suggestion(key, keys))

    def _try(self, path: KeyPath, make: Callable[[], Any]) -> Any:
        """What `make` gives; its faults are put where `path` stands."""
        try:
            return make()
        except BadInput as bad:
            for fault in bad.faults:
                where = f" ({fault.file}:{fault.line})" if fault.file else ""
                self._fault(path, f"{fault.what}{where}", fault.fix)
        return None

    def _load_books(self) -> None:
        named = self.text.data.get("rulebooks")
        if isinstance(named, str):
            named = [named]
        if not isinstance(named, list) or not named:
            self._fault(("rulebooks",), "needs at least one rulebook", "write rulebooks: [court-list-2013]")
            return
        for k, name in enumerate(named):
            where = self._beside(name)
            if book := self._try(("rulebooks", k), partial(load_rulebook, where)):
                self.books[where] = book
                self.practices[where] = load_practice(book)

    def _beside(self, name: Any) -> str:
        """A name as it is, or a path of a file beside the study."""
        near = Path(self.text.file).parent / str(name)
        return str(near) if self.text.file and near.is_file() else str(name)

    def _society(self) -> str:
        return self._beside(self.text.data.get("society", "hebei"))

    def _society_hash(self) -> str:
        recipe = self._try(("society",), lambda: load_society(self._society()))
        return recipe.hash if recipe else ""

    def _whole(self, name: str, usual: int, low: int, high: int) -> int:
        given = self.text.data.get(name, usual)
        if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high:
            self._fault((name,), f"{given} is not a whole number from {low} to {high}", f"usual: {usual}")
            return usual
        return given

    def _flag(self, name: str, usual: bool) -> bool:
        given = self.text.data.get(name, usual)
        if not isinstance(given, bool):
            self._fault((name,), f"{given} is neither true nor false")
        return bool(given)

    def _month(self) -> str:
        import re

        given = str(self.text.data.get("start", ""))
        if given and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", given):
            self._fault(("start",), f"{given} is not a month such as 2017-06")
        return given

    def _inputs(self) -> ParameterSet:
        """All parameters a study may set: those of the mechanisms and of practice."""
        from glasshouse.model.parameters import mechanisms

        practice = next(iter(self.practices.values()), None) or load_practice(None)
        return ParameterSet((*mechanisms().parameters, *practice.parameters))

    def _fixed(self) -> tuple[tuple[str, Value], ...]:
        found: dict[str, Value] = {}
        inputs = self._inputs()
        for name, on in self._map("switches").items():
            self._input(("switches", name), f"switch.{name}", inputs)
            if not isinstance(on, bool):
                self._fault(("switches", name), f"{on} is neither true nor false")
            found[f"switch.{name}"] = int(bool(on))
        for name, value in self._map("set").items():
            if self._input(("set", name), str(name), inputs):
                self._try(("set", name), partial(inputs.but, {name: value}))
            found[str(name)] = value
        return tuple(sorted(found.items()))

    def _input(self, path: KeyPath, name: str, inputs: ParameterSet) -> bool:
        if name not in inputs:
            known = [known.removeprefix("switch.") for known in inputs] if path[0] == "switches" else inputs
            self._fault(path, "not a known parameter", suggestion(path[-1], known))
        return name in inputs

    def _map(self, name: str) -> dict[str, Any]:
        given = self.text.data.get(name) or {}
        if not isinstance(given, dict):
            self._fault((name,), "is not a map of names and values")
            return {}
        return given

    def _factors(self) -> Iterator[Factor]:
        inputs = self._inputs()
        for name, given in self._map("vary").items():
            if name in inputs:
                made = self._try(("vary", name), partial(input_factor, name, given, inputs))
            else:
                made = self._try(("vary", name), partial(lever, name, given, self.books, inputs))
            if made:
                yield made

    def _design(self, factors: tuple[Factor, ...]) -> Design:
        given = self.text.data.get("design", "list")
        given = {"kind": given} if isinstance(given, str) else given
        if not isinstance(given, dict):
            self._fault(("design",), "is not a kind of design", f"one of {', '.join(KINDS)}")
            return Design()
        self._known(given, ("design",), DESIGN_KEYS)
        kind, samples = given.get("kind", "list"), given.get("samples", 0)
        if kind not in KINDS:
            hint = suggestion(kind, KINDS) or f"one of {', '.join(KINDS)}"
            self._fault(("design", "kind"), f"{kind} is not a kind of design", hint)
        if not isinstance(samples, int) or not 0 <= samples <= MOST_POINTS:
            self._fault(("design", "samples"), f"{samples} is not a whole number up to {MOST_POINTS:,}")
            samples = 1
        if kind in NEED_SAMPLES and factors and not samples:
            self._fault(("design",), f"a {kind} design needs samples", "write samples: 64")
        return Design(str(kind), samples, int(given.get("seed", 0)), tuple(self._points(given, factors)))

    def _points(
        self, given: dict[str, Any], factors: tuple[Factor, ...]
    ) -> Iterator[tuple[tuple[str, Value], ...]]:
        rows = given.get("points", [])
        if "file" in given:
            rows = self._try(("design", "file"), lambda: _table(self._beside(given["file"]))) or []
        known = [factor.name for factor in factors]
        for k, row in enumerate(rows):
            if not isinstance(row, dict):
                self._fault(("design", "points", k), "is not a map of factors and values")
                continue
            for name in row:
                if name not in known:
                    self._fault(("design", "points", k), f"{name} does not vary", suggestion(name, known))
            yield tuple(row.items())

    def _outcomes(self) -> tuple[str, ...]:
        given, known = self.text.data.get("outcomes", []), outcomes.names()
        for k, name in enumerate(given if isinstance(given, list) else []):
            if name not in known:
                self._fault(("outcomes", k), f"{name} is not an outcome", suggestion(name, known))
        return tuple(map(str, given)) if isinstance(given, list) else ()


def _table(path: str) -> list[dict[str, Value]]:
    """The rows of a CSV file with a heading of factor names."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return [{name: _cell(cell) for name, cell in row.items()} for row in csv.DictReader(file)]
    except OSError as error:
        raise BadInput(Fault(f"cannot be read: {error.strerror}", "", path)) from None


def _cell(cell: str) -> Value:
    try:
        return int(cell)
    except ValueError:
        pass
    try:
        return float(cell)
    except ValueError:
        return cell
