"""Which acts lead onto a list, and how often each must have been recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from glasshouse.rulebooks.tree import Month, Tree

ACTS = ("behaviour", "any_of", "all_of")
"""Keys of an entry that name acts."""
STEPS = ("first", "second", "third", "fourth", "fifth")
"""Steps of a ladder, in their order."""


class Counted(NamedTuple):
    """What a list counts: the acts of which a record counts, and in how many of how many months at least one
    is needed. No acts stand for entries onto the list itself, which a ladder counts."""

    list: str
    acts: tuple[str, ...]
    least: int
    within: float


def acts_of(tree: Tree, name: str, month: Month | None = None) -> tuple[str, ...]:
    """The acts of which a record brings somebody onto a list, or is one of those it takes; () for none."""
    here = ("lists", name, "entry")
    if tree.value((*here, "when"), month) != "behaviour":
        return ()
    one = tree.value((*here, "behaviour"), month)
    several = (act for key in ACTS[1:] for act in tree.value((*here, key), month, ()))
    return tuple(dict.fromkeys([*([one] if one else []), *several]))


def is_plain(tree: Tree, name: str, month: Month | None = None) -> bool:
    """Whether one record of one act is enough, so that nothing has to be counted."""
    here = ("lists", name, "entry")
    least = tree.value((*here, "at_least"), month, 1)
    return least == 1 and not any(tree.value((*here, key), month) for key in ACTS[1:])


def things_counted(tree: Tree, month: Month | None = None) -> tuple[Counted, ...]:
    """All that the lists of a rulebook count, in their order: acts first, then entries for the ladder."""
    return tuple(one for name in tree.names("lists") for one in _of_list(tree, name, month))


def counted(tree: Tree) -> int:
    """How many things the lists count at any date."""
    return max(len(things_counted(tree, month)) for month in (None, *tree.changes()))


def steps_of(tree: Tree, name: str) -> tuple[str, ...]:
    """The steps of the ladder of a list, from the first; () where it has none."""
    here = ("lists", name, "ladder", "steps")
    return tuple(step for step in STEPS if any(leaf.at(None) for leaf in tree.under((*here, step))))


def _of_list(tree: Tree, name: str, month: Month | None) -> Iterator[Counted]:
    here = ("lists", name, "entry")
    if acts_of(tree, name, month) and not is_plain(tree, name, month):
        least = int(tree.value((*here, "at_least"), month, 1))
        within = tree.value((*here, "within"), month, 1)
        one = tree.value((*here, "behaviour"), month)
        any_of = (*tree.value((*here, "any_of"), month, ()), *([one] if one else []))
        if any_of:
            yield Counted(name, any_of, least, within)
        for act in tree.value((*here, "all_of"), month, ()):
            yield Counted(name, (act,), least, within)
    if steps_of(tree, name):
        yield Counted(name, (), 1, tree.value(("lists", name, "ladder", "within"), month, 1))
