"""Ways off a list that a rulebook names but that nobody can go: noted, since a law may be written so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glasshouse.errors import Diagnostic
from glasshouse.rulebook.leaves import Leaf
from glasshouse.rulebook.shape import Path
from glasshouse.rulebook.tree import Tree

DEBT_ENTRIES = ("able_and_refuses", "obstructs", "unperformed", "in_arrears")
"""Entries that are about a debt, which can be paid."""
_GRADES = ("grade_at_most", "grade_at_least", "behaviour")


def unreachable(tree: Tree) -> Iterator[Diagnostic]:
    """One finding for every exit that nobody can take, and for every list that nobody can leave."""
    for name in tree.names("lists"):
        here = ("lists", name)
        on = tree.get((*here, "exit", "on"))
        exits = [word for step in on.steps if not step.absent for word in step.value] if on else []
        shut = {word: why for word in dict.fromkeys(exits) if (why := _obstacle(tree, here, word))}
        for word, (obstacle, fix) in shut.items():
            if on:
                yield _finding(on, f"nobody leaves as {word}: {obstacle}", fix)
        if len(shut) == len(set(exits)) and tree.value((*here, "entry", "when")):
            within = tree.get((*here, "exit", "within"))
            leaf = on or within or tree.under(here)[0]
            yield _finding(leaf, f"nobody ever leaves the list {name}", "name an exit that can be reached")


def _obstacle(tree: Tree, here: Path, word: str) -> tuple[str, str] | None:
    """Why nobody can take an exit, and what would open it; None where somebody can."""
    asks = _NEEDS.get(word)
    return None if asks is None or asks[0](tree, here) else asks[1:]


def _entered_by(tree: Tree, here: Path, entries: tuple[str, ...]) -> bool:
    leaf = tree.get((*here, "entry", "when"))
    return leaf is None or any(step.value in entries for step in leaf.steps if not step.absent)


def _is_ever(tree: Tree, path: Path) -> bool:
    leaf = tree.get(path)
    return leaf is not None and any(step.value for step in leaf.steps if not step.absent)


_NEEDS: dict[str, tuple[Callable[[Tree, Path], bool], str, str]] = {
    "performed": (
        lambda tree, here: _entered_by(tree, here, DEBT_ENTRIES),
        "the list is not about a debt",
        "leave it out, or name another exit",
    ),
    "inability": (
        lambda tree, here: (
            _is_ever(tree, (*here, "entry", "retest")) and _entered_by(tree, here, DEBT_ENTRIES)
        ),
        "ability to pay is never examined again",
        "add entry.retest: 6 month",
    ),
    "repaired": (
        lambda tree, here: _is_ever(tree, ("procedure", "repair", "allowed")),
        "the rulebook allows no repair",
        "add procedure.repair.allowed: true",
    ),
    "grade_left": (
        lambda tree, here: _entered_by(tree, here, (*_GRADES, *DEBT_ENTRIES)),
        "the list does not hang on a grade",
        "leave it out, or name another exit",
    ),
    "firm_left": (
        lambda tree, here: bool(tree.names("firms", "lists")),
        "there is no list of firms",
        "add firms.lists, or leave it out",
    ),
}
"""What each exit needs, why it is shut without, what would open it (`expired` without term is a fault)."""


def _finding(leaf: Leaf, what: str, fix: str) -> Diagnostic:
    return leaf.steps[-1].origin.diagnostic(f"{leaf.dotted}: {what}", fix)
