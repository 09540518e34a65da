"""All leaves of a rulebook, and the questions asked of them together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from glasshouse.rulebook.leaves import Leaf, LeafStep
from glasshouse.rulebook.own_words import SECTION, words_of
from glasshouse.rulebook.shape import Path
from glasshouse.rulebook.vocabulary import OPEN, Words

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

    def value(self, path: Path, month: Month | None = None, default: Any = None) -> Any:
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
        """The words the rulebook may use: those shipped and its own."""
        return words_of(self)

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
        if "words" in self.__dict__ and not any(path[0] == SECTION for path in changed):
            made.__dict__["words"] = self.words  # read off thousands of leaves, of which none has changed
        return made


def _said(leaf: Leaf) -> list[Any]:
    return [[step.since, None if step.absent else step.value, step.absent] for step in leaf.steps]
