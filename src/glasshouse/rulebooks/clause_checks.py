"""What only shows when clauses are read together: exits nobody can take, and lists of firms."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glasshouse.errors import Diagnostic
from glasshouse.rulebooks.recasting import triggers_of
from glasshouse.rulebooks.schema import Path
from glasshouse.rulebooks.sizes import LIMIT
from glasshouse.rulebooks.tree import Leaf, Tree

DEBT_ENTRIES = ("able_and_refuses", "obstructs", "unperformed", "in_arrears", "owes")
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


def _charges(tree: Tree, here: Path) -> bool:
    """Whether being on a list, or on a step of its ladder, brings a fine or a clawback."""
    leaves = triggers_of(tree, str(here[-1]))
    named = {word for leaf in leaves for step in leaf.steps if not step.absent for word in step.value}
    effects = {tree.value(("sanctions", sanction, "effect")) for sanction in named}
    return bool(effects & {"fine", "clawback"})


_NEEDS: dict[str, tuple[Callable[[Tree, Path], bool], str, str]] = {
    "performed": (
        lambda tree, here: _entered_by(tree, here, DEBT_ENTRIES) or _charges(tree, here),
        "the list is not about a debt and charges nothing",
        "leave it out, name another exit, or add a fine or clawback to the triggers",
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
    "status_left": (
        lambda tree, here: (
            _entered_by(tree, here, ("status",))
            or _is_ever(tree, (*here, "applies_to"))
            or _is_ever(tree, (*here, "exempt"))
            or bool(tree.names("scope"))
        ),
        "the list hangs on no status",
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


_PARTS = {"score": ("score_at_most", "add score: 60 point"), "category": ("category", "add category: tax")}


def check_firms(tree: Tree) -> Iterator[Diagnostic]:
    """Everything wrong with the section `firms`, and with lists of persons that hang on it."""
    leaves = tree.under(("firms",))
    if leaves and ("firms", "start") not in tree:
        yield _diagnostic(leaves[0], "start is missing", "say with how many points a firm begins", ("firms",))
    lists = tree.names("firms", "lists")
    if len(lists) > LIMIT.firm_lists:
        leaf = tree.under(("firms", "lists", lists[LIMIT.firm_lists]))[0]
        yield _diagnostic(
            leaf, f"more than {LIMIT.firm_lists} lists of firms", "merge some", ("firms", "lists")
        )
    for name in lists:
        yield from _one_list(tree, ("firms", "lists", name))
    for name in tree.names("lists"):
        path = ("lists", name, "entry", "when")
        if tree.value(path) == "firm_listed" and not lists:
            yield _diagnostic(tree[path], "there is no list of firms", "add firms.lists", path)


def _one_list(tree: Tree, here: Path) -> Iterator[Diagnostic]:
    when = (*here, "entry", "when")
    for part, (word, example) in _PARTS.items():
        stated, needed = (*here, "entry", part) in tree, tree.value(when) == word
        if needed and not stated:
            yield _diagnostic(tree[when], f"{word} needs {part}", example, when)
        if stated and not needed:
            path = (*here, "entry", part)
            yield _diagnostic(
                tree[path], f"has no meaning with when: {tree.value(when)}", "leave it out", path
            )
    on = (*here, "exit", "on")
    if "expired" in tree.value(on, default=()) and tree.value((*here, "term")) is None:
        fix = "give the list a term, or leave expired out"
        yield _diagnostic(tree[on], "expired, but the list has no term", fix, on)


def _diagnostic(leaf: Leaf, what: str, fix: str, path: Path) -> Diagnostic:
    return leaf.steps[-1].origin.diagnostic(f"{'.'.join(map(str, path))}: {what}", fix)
