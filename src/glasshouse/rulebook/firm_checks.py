"""What only shows when the clauses about firms are read together."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.errors import Diagnostic
from glasshouse.rulebook.leaves import Leaf
from glasshouse.rulebook.shape import Path
from glasshouse.rulebook.sizes import LIMIT
from glasshouse.rulebook.tree import Tree

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
