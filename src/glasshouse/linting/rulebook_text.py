"""A rulebook as text: what it says last, and where that is written.

The text is read as it stands at its latest date; `load("name@2016-01")` asks about another.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from glasshouse.rulebooks.book import Rulebook
from glasshouse.rulebooks.grounds import acts_of
from glasshouse.rulebooks.tree import Leaf, LeafStep, Origin, Tree
from glasshouse.rulebooks.vocabulary import Words, vocabulary


@dataclass(frozen=True)
class RulebookText:
    """The text of one rulebook. Paths are dotted; values are those in force last, in the schema's units."""

    book: Rulebook

    @property
    def tree(self) -> Tree:
        """All leaves of the rulebook."""
        return self.book.tree

    @property
    def words(self) -> Words:
        """The rights and behaviours there are, its own among them."""
        return self.tree.words

    # What it says

    def says(self, path: str, otherwise: object = None) -> Any:
        """The value at a path; `otherwise` where the rulebook says nothing."""
        step = self.step(path)
        return otherwise if step is None else step.value

    def step(self, path: str) -> LeafStep | None:
        """The value at a path with its unit; None where the rulebook says nothing."""
        leaf = self.tree.by_name.get(path)
        return leaf.at(None) if leaf else None

    def stated(self, path: str) -> bool:
        """Whether the rulebook says anything at a path or below it."""
        return any(leaf.at(None) is not None for leaf in self.leaves(path))

    def leaves(self, path: str = "") -> tuple[Leaf, ...]:
        """All leaves at or below a path, in the order of the text."""
        if not path:
            return tuple(self.tree.values())
        return tuple(self._by_beginning.get(path, ()))

    @cached_property
    def _by_beginning(self) -> dict[str, list[Leaf]]:
        """The leaves at or below every path there is."""
        found: dict[str, list[Leaf]] = {}
        for name, leaf in self.tree.by_name.items():
            steps = name.split(".")
            for depth in range(1, len(steps) + 1):
                found.setdefault(".".join(steps[:depth]), []).append(leaf)
        return found

    def names(self, path: str) -> tuple[str, ...]:
        """The keys under a path that are still in force: `names("lists")`."""
        return tuple(name for name in self.tree.names(*path.split(".")) if self.stated(f"{path}.{name}"))

    @cached_property
    def blacklists(self) -> tuple[str, ...]:
        """The lists that burden."""
        return tuple(n for n in self.names("lists") if self.says(f"lists.{n}.kind") != "redlist")

    @cached_property
    def redlists(self) -> tuple[str, ...]:
        """The lists of honours."""
        return tuple(n for n in self.names("lists") if self.says(f"lists.{n}.kind") == "redlist")

    @cached_property
    def score(self) -> str:
        """The name of the score; empty where there is none."""
        return next(iter(self.names("scores")), "")

    @cached_property
    def behaviours(self) -> tuple[str, ...]:
        """The behaviours the rulebook records, scores or lists."""
        return self.names("behaviours")

    def acts_onto(self, name: str) -> tuple[str, ...]:
        """The behaviours of which a record leads onto a list, alone or with others; () for another entry."""
        return acts_of(self.tree, name)

    def led_to(self, name: str) -> tuple[str, ...]:
        """The sanctions that a list leads to, by itself or by a step of its ladder."""
        found = list(self.says(f"lists.{name}.triggers", ()))
        for step in self.names(f"lists.{name}.ladder.steps"):
            found += self.says(f"lists.{name}.ladder.steps.{step}.triggers", ())
        return tuple(dict.fromkeys(found))

    def term(self, here: str) -> float | None:
        """The term of the list at a path, the longest of its ladder; None where a listing has none."""
        terms = [self.says(f"{here}.ladder.steps.{step}.term") for step in self.names(f"{here}.ladder.steps")]
        whole = self.says(f"{here}.term")
        longest: float | None = max(terms) if terms and None not in terms else whole
        return longest

    def points(self, behaviour: str) -> int:
        """The points one record brings or takes."""
        return int(self.says(f"behaviours.{behaviour}.points", 0))

    def ceiling(self, score: str, grade: str) -> int | None:
        """The highest score still in the grade; None for the best grade."""
        grades = self.tree.grades(score)
        place = grades.index(grade)
        return int(self.says(f"scores.{score}.grades.{grades[place - 1]}")) - 1 if place else None

    def price(self, behaviour: str) -> int:
        """The points that one record takes from whoever stands where all begin, a fall to a grade
        included."""
        score, _, grade = str(self.says(f"behaviours.{behaviour}.drop_to", "")).partition(".")
        ceiling = self.ceiling(score, grade) if grade in self.tree.grades(score) else None
        fall = 0 if ceiling is None else int(self.says(f"scores.{score}.start", 0)) - ceiling
        return max(-self.points(behaviour), fall)

    def costs(self, behaviour: str) -> bool:
        """Whether a record of it takes points or a grade."""
        return self.points(behaviour) < 0 or self.stated(f"behaviours.{behaviour}.drop_to")

    def about(self, behaviour: str, key: str) -> Any:
        """What the rulebook, else the vocabulary, says of a behaviour: `context`, `gravity`, `touches`."""
        return self.says(f"behaviours.{behaviour}.{key}", self.words.behaviours[behaviour].get(key))

    def usual(self, behaviour: str, key: str) -> Any:
        """What the shipped vocabulary says of a behaviour; None for the rulebook's own."""
        term = vocabulary("behaviours").get(behaviour)
        return term.get(key) if term else None

    # Where it stands

    def basis(self, path: str) -> str:
        """The source a leaf rests on (of a clause: its first leaf that names one); empty for none."""
        named = (leaf.steps[-1].basis for leaf in self.leaves(path))
        return next((basis.partition("#")[0] for basis in named if basis), "")

    def rank(self, path: str) -> str:
        """The rank of the source a clause rests on; empty where none is named."""
        return str(self.says(f"sources.{self.basis(path)}.rank", ""))

    def origin(self, path: str) -> Origin:
        """Where a path is written: its leaf, the first leaf of its clause, or of the nearest around it.

        Line 1 of the last file where nothing of the kind is written at all.
        """
        while path:
            if leaves := self.leaves(path):
                first = min(leaves, key=lambda leaf: leaf.steps[-1].origin.line)
                return first.steps[-1].origin
            path = path.rpartition(".")[0]
        file = self.book.files[-1] if self.book.files else ""
        return Origin(self.book.id, self.book.layer, file, 1 if file else 0, 1 if file else 0)

    @cached_property
    def since(self) -> datetime.date | None:
        """The day from which the text as read is in force: the latest change, or the first day."""
        days = [step.since for leaf in self.tree.values() for step in leaf.steps if step.since]
        return max([*days, *filter(None, [self.book.newest])], default=self.book.start)
