"""What a higher layer lets a lower one do: the reading of `delegation`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from glasshouse.rulebook.shape import Path
from glasshouse.rulebook.tree import Tree
from glasshouse.rulebook.vocabulary import vocabulary


@dataclass(frozen=True)
class Change:
    """What a file does at one path: `add`, `ease`, `tighten`, `same`, or `change` where no order is known."""

    path: Path
    word: str


FREE = ("sources", "delegation", "suppressions", "vocabulary")
"""Sections that every layer writes for itself."""


def refusal(base: Tree, after: Tree, change: Change) -> tuple[str, str] | None:
    """Why the base does not allow the change, with what it does allow; None where it does."""
    if change.word == "same" or change.path[0] in FREE:
        return None
    key = _grant_for(base, change.path)
    if key is None:
        return f"{_verb(change.word)} what no higher layer delegates", "add a delegation, or leave it out"
    allowed = base.value(("delegation", key, "allow"), default=())
    needed = {"ease", "tighten"} if change.word == "change" else {change.word}
    if not needed <= set(allowed):
        what = f"{_verb(change.word)}, but the delegation of {key} allows only: {', '.join(allowed)}"
        return what, "leave it out, or widen the delegation of the higher layer"
    return next(_unmet(base, after, key, change.path), None)


def _grant_for(base: Tree, path: Path) -> str | None:
    """The longest delegated beginning of the path."""
    dotted = ".".join(map(str, path))
    fitting = [key for key in base.names("delegation") if dotted == key or dotted.startswith(f"{key}.")]
    return max(fitting, key=len, default=None)


def _verb(word: str) -> str:
    return {"add": "adds", "ease": "eases", "tighten": "tightens"}.get(word, "changes")


def _unmet(base: Tree, after: Tree, key: str, path: Path) -> Iterator[tuple[str, str]]:
    rank = base.value(("delegation", key, "if", "rank"))
    if rank and _rank_of(after, path) < _strength("ranks", rank):
        yield f"rests on less than a {rank.replace('_', ' ')}", f"the delegation of {key} asks for that rank"
    ground = base.value(("delegation", key, "if", "ground"))
    stated = _ground_of(after, path)
    if ground and (stated is None or _strength("grounds", stated) < _strength("grounds", ground)):
        yield (
            f"rests on less than a {ground.replace('_', ' ')}",
            f"the delegation of {key} asks for that ground",
        )


def _rank_of(tree: Tree, path: Path) -> float:
    step = tree[path].steps[-1]
    rank = tree.value(("sources", step.basis.partition("#")[0], "rank"))
    return _strength("ranks", rank) if rank else float("-inf")


def _ground_of(tree: Tree, path: Path) -> str | None:
    """The ground stated in the nearest clause around the path."""
    for depth in range(len(path), 1, -1):
        for place in ((*path[:depth], "ground"), (*path[:depth], "entry", "ground")):
            if (ground := tree.value(place)) is not None:
                return str(ground)
    return None


def _strength(name: str, word: str) -> float:
    return float(vocabulary(name)[word].get("strength", 0))
