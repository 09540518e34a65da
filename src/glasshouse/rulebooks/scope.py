"""What the rulebooks of one run share: their words, and the room that the records of their laws need."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from glasshouse.rulebooks.grounds import counted
from glasshouse.rulebooks.leaf_kinds import Quantity, Word
from glasshouse.rulebooks.leaf_kinds import Words as Choices
from glasshouse.rulebooks.schema import Path
from glasshouse.rulebooks.sizes import STANDARD, Sizes
from glasshouse.rulebooks.tree import Leaf, Tree
from glasshouse.rulebooks.vocabulary import Words, vocabulary

DOERS = ("everyone", "employed", "working", "owners", "officials", "smartphone", "young", "old")
"""Statuses by which acts are limited to those who can do them without room for statuses."""
COURSE = ("procedure", "repair", "course")


@dataclass(frozen=True)
class Scope:
    """What the rulebooks of one run share: their words, so that codes mean the same in all of them, the
    room of their records, and the clauses that move money, each in a place of its own.

    `rates` say what a unit of another currency is worth in that of the society."""

    words: Words
    sizes: Sizes = STANDARD
    measures: tuple[str, ...] = ()
    rates: tuple[tuple[str, float], ...] = ()

    @cached_property
    def own(self) -> dict[str, Any]:
        """What is said of words that are not shipped, by vocabulary and word; nothing of those without."""
        return {name: dict(terms) for name, terms in self.words.own.items() if terms}

    @cached_property
    def key(self) -> str:
        """A hash of what is said of words that are not shipped; empty for none. Runs under rulebooks with
        the same key have the same twin."""
        return hashlib.sha256(json.dumps(self.own).encode()).hexdigest() if self.own else ""


def needs(tree: Tree, words: Words) -> Sizes:
    """How many of each a rulebook has."""
    return Sizes(
        rights=len(words.rights),
        behaviours=len(words.behaviours),
        lists=len(tree.names("lists")),
        grades=max((len(tree.grades(score)) for score in tree.names("scores")), default=0),
        firm_lists=len(tree.names("firms", "lists")),
        months=sum(max(times, default=0) for times in _times(tree)) + _clocks(tree),
        course=max(_months_at(tree.under(COURSE)), default=0),
        counted=counted(tree),
        statuses=len(words.statuses) if names_statuses(tree) else 0,
        measures=len(measures_of(tree)),
    )


def _clocks(tree: Tree) -> bool:
    """Whether terms stand still for a time, for which a month more is needed within the month."""
    return any((*leaf.path[:2], "term_from") in tree for leaf in tree.under(("lists",)))


MOVES_MONEY = ("amount", "share")
"""What a sanction of money states: one of these makes it move some."""


def measures_of(tree: Tree) -> tuple[str, ...]:
    """The clauses of a rulebook that move money: sanctions, and points that are spent."""
    stated = (("sanctions", name) for name in tree.names("sanctions") if _moves_money(tree, name))
    spent = (("scores", score, "spend") for score in tree.names("scores"))
    return tuple(
        ".".join(path) for path in (*stated, *(path for path in spent if states(tree, path, ("amount",))))
    )


def _moves_money(tree: Tree, name: str) -> bool:
    effect = tree.get(("sanctions", name, "effect"))
    moves = effect is not None and any(
        not step.absent and vocabulary("effects")[step.value].get("money") for step in effect.steps
    )
    return moves and states(tree, ("sanctions", name), MOVES_MONEY)


def states(tree: Tree, here: Path, keys: Iterable[str]) -> bool:
    """Whether a clause says one of these at some date."""
    leaves = (tree.get((*here, key)) for key in keys)
    return any(not step.absent for leaf in leaves if leaf for step in leaf.steps)


def names_statuses(tree: Tree) -> bool:
    """Whether a clause names a status, or an act is done by holders of one that acts alone cannot name."""
    return any(_names_status(leaf) for leaf in tree.values())


def _names_status(leaf: Leaf) -> bool:
    if not (isinstance(leaf.kind, Word | Choices) and leaf.kind.of == "statuses"):
        return False
    by = leaf.path[:2] == ("vocabulary", "behaviours")
    return not (by and all(step.absent or step.value in DOERS for step in leaf.steps))


def _times(tree: Tree) -> tuple[list[int], list[int]]:
    """Every time in months that the rulebook sets, and every extension of one."""
    leaves = [leaf for leaf in tree.values() if isinstance(leaf.kind, Quantity) and leaf.kind.unit == "month"]
    longer = [leaf for leaf in leaves if "extension" in leaf.path]
    return _months_at(leaf for leaf in leaves if leaf not in longer), _months_at(longer)


def _months_at(leaves: Iterable[Leaf]) -> list[int]:
    """What leaves say in months, and the ends of their levers, between which a government may move them."""
    steps = [step for leaf in leaves for step in leaf.steps if not step.absent]
    return [math.ceil(value) for step in steps for value in (step.value, *(step.lever or ())) if value]
