"""Data that a rulebook itself bars (`data.never`): a clause that records them is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from glasshouse.errors import Diagnostic
from glasshouse.rulebooks.schema import Path
from glasshouse.rulebooks.tree import Leaf, Month, Tree

NEVER = ("data", "never")


@dataclass(frozen=True)
class Data:
    """One kind of data: what an act that tells of it touches, the parts of life it belongs to, and other
    clauses that use it, each with the word in it that does (empty: any value but zero)."""

    called: str
    touches: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    clauses: tuple[tuple[tuple[str, ...], str], ...] = ()


_PUBLISHED = (("publicity", "map", "fields"), ("lists", "*", "shown"))
DATA = {
    "religion": Data("religion", ("belief",), ("belief",)),
    "opinion": Data(
        "political opinion",
        ("opinion", "expression", "petition"),
        ("politics", "opinion"),
        ((("gatekeepers", "*", "data"), "speech"), (("gatekeepers", "freeze", "who"), "dissent")),
    ),
    "membership": Data("membership", ("association", "assembly"), ("association",)),
    "health": Data("health", ("body",), ("health",)),
    "origin": Data("origin", ("origin",), (), ((("scores", "*", "origin"), ""),)),
    "family": Data("family life", ("family",), ("family",), tuple((path, "family") for path in _PUBLISHED)),
    "private_life": Data("private life", ("home", "privacy"), ("private_life",)),
    "biometrics": Data("the body's features", (), (), tuple((path, "photo") for path in _PUBLISHED)),
}
"""What each word of `data.never` bars."""


def check_never(tree: Tree) -> Iterator[Diagnostic]:
    """Clauses that record, at some date, what the rulebook says at that date is never recorded."""
    if NEVER not in tree:
        return
    told: set[tuple[Path, str]] = set()
    for month in (*tree.changes(), None):
        for word in tree.value(NEVER, month, ()):
            for leaf in _that_record(tree, DATA[word], month):
                if (leaf.path, word) not in told:
                    told.add((leaf.path, word))
                    yield _fault(leaf, word)


def _that_record(tree: Tree, data: Data, month: Month | None) -> Iterator[Leaf]:
    for act in tree.names("behaviours"):
        leaves = [leaf for leaf in tree.under(("behaviours", act)) if leaf.at(month)]
        if leaves and tree.value(("behaviours", act, "recorded"), month, True) and _tells(tree, act, data):
            yield leaves[0]
    for leaf in tree.under(("lists",)):
        acts = _acts(leaf, month) - set(tree.names("behaviours"))
        if any(_tells(tree, act, data) for act in acts):
            yield leaf
    for pattern, word in data.clauses:
        yield from _that_use(tree, pattern, word, month)


def _acts(leaf: Leaf, month: Month | None) -> set[str]:
    """The acts that a leaf names in a month."""
    step = leaf.at(month) if getattr(leaf.kind, "of", "") == "behaviours" else None
    value = step.value if step else ()
    return {value} if isinstance(value, str) else set(value)


def _tells(tree: Tree, act: str, data: Data) -> bool:
    """Whether an act tells of such data, by what it touches or its part of life."""
    if act not in tree.words.behaviours:
        return False
    about = tree.words.behaviours[act]
    context = tree.value(("behaviours", act, "context")) or about.get("context")
    return context in data.contexts or any(word in data.touches for word in about.get("touches", ()))


def _that_use(tree: Tree, pattern: Path, word: str, month: Month | None) -> Iterator[Leaf]:
    for path, leaf in tree.items():
        if len(path) == len(pattern) and all(a in ("*", b) for a, b in zip(pattern, path, strict=True)):
            value = tree.value(path, month)
            if value and (not word or word in value):
                yield leaf


def _fault(leaf: Leaf, word: str) -> Diagnostic:
    place = leaf.path[:2] if leaf.path[0] == "behaviours" else leaf.path
    what = f"{'.'.join(map(str, place))}: records {DATA[word].called}, which data.never rules out"
    return leaf.steps[-1].origin.diagnostic(what, f"take it out, or take {word} out of data.never")
