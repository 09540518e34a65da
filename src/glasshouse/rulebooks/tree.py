"""The leaves of a merged rulebook, with file, line, layer and date, and the questions asked of them
together."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from glasshouse.errors import Diagnostic, InputError
from glasshouse.rulebooks.leaf_schema import Kind
from glasshouse.rulebooks.schema import Path
from glasshouse.rulebooks.vocabulary import OPEN, Words, rare_words, shipped_words, words_with

SECTION = "vocabulary"
"""The section in which a rulebook defines words of its own."""
_UNSAID = {"behaviours": {"gravity": 0, "lawful": False, "protected": False, "touches": []}}
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


Month = tuple[int, int]
"""Year and month (1 to 12)."""
_INDEXED = 3
"""Keys of a path by which leaves are found at once."""


@dataclass(frozen=True)
class Tree(Mapping[Path, Leaf]):
    """Leaves by path, in the order in which lists, grades and behaviours were first written."""

    leaves: Mapping[Path, Leaf] = field(default_factory=dict)

    def __getitem__(self, path: Path) -> Leaf:
        return self.leaves[path]

    def __iter__(self) -> Iterator[Path]:
        return iter(self.leaves)

    def __len__(self) -> int:
        return len(self.leaves)

    @cached_property
    def by_name(self) -> dict[str, Leaf]:
        """Leaves by dotted path."""
        return {leaf.dotted: leaf for leaf in self.leaves.values()}

    def step(self, path: Path, month: Month | None = None) -> LeafStep | None:
        """What holds at `path` in a month (None: last); None where the rulebook says nothing."""
        leaf = self.leaves.get(path)
        return leaf.at(month) if leaf else None

    def value(self, path: Path, month: Month | None = None, default: object = None) -> Any:
        """The value at `path` in a month, in the schema's unit; `default` where nothing is said."""
        found = self.step(path, month)
        return default if found is None else found.value

    def names(self, *path: str) -> tuple[str, ...]:
        """The keys of the map at `path`, in their order."""
        depth = len(path)
        found = (p[depth] for p in self._near(path) if len(p) > depth and p[:depth] == path)
        return tuple(dict.fromkeys(map(str, found)))

    def under(self, path: Path) -> tuple[Leaf, ...]:
        """All leaves at or below `path`."""
        return tuple(self.leaves[p] for p in self._near(path) if p[: len(path)] == path)

    def _near(self, path: Path) -> list[Path]:
        """The paths that begin with the first keys of `path`."""
        return self._by_beginning.get(path[:_INDEXED], [])

    @cached_property
    def _by_beginning(self) -> dict[Path, list[Path]]:
        found: dict[Path, list[Path]] = {}
        for path in self.leaves:
            for depth in range(min(_INDEXED, len(path)) + 1):
                found.setdefault(path[:depth], []).append(path)
        return found

    def grades(self, score: str) -> tuple[str, ...]:
        """The grades of a score, best first."""
        return self.names("scores", score, "grades")

    @cached_property
    def words(self) -> Words:
        """The words of the rulebook: the usual ones, all rare ones where it names any, its own."""
        own = {name: {**_rare_words(self, name), **_own_words(self, name)} for name in OPEN}
        return words_with(own) if any(own.values()) else shipped_words()

    def changes(self) -> list[Month]:
        """The months in which some value changes, in order."""
        return self._changes

    @cached_property
    def _changes(self) -> list[Month]:
        days = (step.since for leaf in self.leaves.values() for step in leaf.steps if step.since)
        return sorted({(day.year, day.month) for day in days})

    def hash(self, *more: object) -> str:
        """SHA-256 over what the leaves say and when; comments, notes and the order of keys do not count,
        save where order is an index (lists and grades), nor does what lint is told to pass over."""
        law = [leaf for leaf in self.leaves.values() if leaf.path[0] != "suppressions"]
        said = sorted((leaf.dotted, _said(leaf)) for leaf in law)
        order = [self.names("lists"), *(self.grades(score) for score in self.names("scores"))]
        if firm_lists := self.names("firms", "lists"):
            order.append(firm_lists)
        order += [names for name in OPEN if (names := self.names("vocabulary", name))]
        return hashlib.sha256(json.dumps([said, order, more], default=str).encode()).hexdigest()

    def as_of(self, month: Month) -> Tree:
        """The tree of one month, with its values held at all dates; what is not yet said then is left out."""
        held = [(leaf, leaf.at(month)) for leaf in self.leaves.values()]
        timeless = [
            replace(leaf, steps=(replace(step, since=None, born=None),)) for leaf, step in held if step
        ]
        return Tree({leaf.path: leaf for leaf in timeless})

    def but(self, leaves: Iterable[Leaf]) -> Tree:
        """A tree in which these leaves stand in place of those at the same paths."""
        changed = {leaf.path: leaf for leaf in leaves}
        made = Tree({**self.leaves, **changed})
        if "words" in self.__dict__ and not any(map(_tells_words, changed.values())):
            made.__dict__["words"] = self.words  # read off thousands of leaves, of which none has changed
        return made


def _said(leaf: Leaf) -> list[object]:
    return [[step.since, None if step.absent else step.value, step.absent] for step in leaf.steps]


def _tells_words(leaf: Leaf) -> bool:
    return leaf.path[0] == SECTION or getattr(leaf.kind, "of", "") in OPEN


def _rare_words(tree: Tree, name: str) -> dict[str, dict[str, Any]]:
    named = (leaf for leaf in tree.values() if getattr(leaf.kind, "of", "") == name)
    return rare_words(name) if rare_words(name) and any(_names_rare(leaf, name) for leaf in named) else {}


def _names_rare(leaf: Leaf, name: str) -> bool:
    values = (step.value for step in leaf.steps if not step.absent)
    words = (word for value in values for word in (value if isinstance(value, tuple) else (value,)))
    return any(word in rare_words(name) for word in words)


def _own_words(tree: Tree, name: str) -> dict[str, dict[str, Any]]:
    """What is said of each word, nested as a vocabulary file has it; the last value where it has several."""
    found: dict[str, dict[str, Any]] = {}
    for leaf in tree.under((SECTION, name)):
        step = leaf.at(None)
        if step is not None:
            _, _, word, *keys = leaf.path
            inside = found.setdefault(str(word), {})
            for key in keys[:-1]:
                inside = inside.setdefault(key, {})
            inside[keys[-1]] = list(step.value) if isinstance(step.value, tuple) else step.value
    return {word: {**_UNSAID.get(name, {}), **about} for word, about in found.items()}
