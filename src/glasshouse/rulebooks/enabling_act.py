"""Enabling acts: which source empowers a rulebook, or another source, to say what it says."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.errors import Diagnostic, choices, shown
from glasshouse.rulebooks.tree import Tree

HERE = ("made_under",)
ENABLED = (*HERE, "clauses")
"""Where a rulebook names the clauses that its enabling act covers."""


def enabling(tree: Tree, clause: str, source: str) -> str:
    """The source under which a clause that rests on `source` was made; empty where none is named.

    What `sources` says of the source comes before what `made_under` says of the rulebook.
    """
    named = tree.value(("sources", source, "under")) if source else None
    if named:
        return str(named)
    act = str(tree.value((*HERE, "source"), default=""))
    return act if act != source and covers(tree, clause) else ""


def covers(tree: Tree, clause: str) -> bool:
    """Whether the enabling act of the rulebook covers a clause (a dotted path)."""
    beginnings = tree.value(ENABLED)
    return beginnings is None or any(f"{clause}.".startswith(f"{begin}.") for begin in beginnings)


def chain(tree: Tree, source: str) -> Iterator[str]:
    """The sources above a source, the nearest first; ends where a source is met again."""
    seen = {source}
    while above := tree.value(("sources", source, "under")):
        if above in seen:
            return
        seen.add(above)
        yield str(above)
        source = str(above)


def check_enabling(tree: Tree) -> Iterator[Diagnostic]:
    """An enabling act that is not named, clauses that are not there, sources made under themselves."""
    stated = tree.under(HERE)
    if stated and (*HERE, "source") not in tree:
        what = "made_under: source is missing"
        yield stated[0].steps[-1].origin.diagnostic(what, "name the enabling act, one of the sources")
    yield from _unknown_clauses(tree)
    for name in tree.names("sources"):
        leaf = tree.get(("sources", name, "under"))
        if leaf and any(_above(tree, each) == name for each in (name, *chain(tree, name))):
            what = f"{leaf.dotted}: {name} would be made under itself"
            yield leaf.steps[-1].origin.diagnostic(what, "name the source that came first")


def _above(tree: Tree, source: str) -> object:
    return tree.value(("sources", source, "under"))


def clauses_there(tree: Tree) -> set[str]:
    """Every dotted path with something at or below it."""
    return {".".join(map(str, path[:depth])) for path in tree for depth in range(1, len(path) + 1)}


def _unknown_clauses(tree: Tree) -> Iterator[Diagnostic]:
    leaf = tree.get(ENABLED)
    if leaf is None:
        return
    known = clauses_there(tree)
    for step in leaf.steps:
        for word in () if step.absent else step.value:
            if word not in known:
                what = f"{leaf.dotted}: no clause begins with {shown(word)}"
                hint = choices(word, sorted(known), "write a path such as lists.debtors")
                yield step.origin.diagnostic(what, hint)
