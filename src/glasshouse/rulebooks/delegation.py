"""What a higher layer lets a lower one do, and which of two values bears harder on people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from glasshouse.rulebooks.leaf_kinds import Quantity, Word, Words
from glasshouse.rulebooks.leaf_schema import Kind
from glasshouse.rulebooks.schema import Path
from glasshouse.rulebooks.tree import Tree
from glasshouse.rulebooks.vocabulary import vocabulary

Reader = Callable[[Path], Any]
"""Gives the present value at a path of the rulebook, None where there is none."""

MILDER, SAME, HARSHER = -1, 0, 1


def harsher(path: Path, kind: Kind, old: object, new: object, read: Reader) -> int | None:
    """+1 where `new` is harsher than `old`, -1 where it is milder, 0 where they weigh the same.

    None where the two have no order. `read` looks up the other leaves on which the answer depends: a longer
    term on a redlist is milder, and a list of sanctions is as harsh as what they do.
    """
    if old == new:
        return SAME
    order = _ordered(path, kind, old, new, read)
    return -order if order is not None and _honours(path, read) else order


def _ordered(path: Path, kind: Kind, old: object, new: object, read: Reader) -> int | None:
    match kind.harsher:
        case "up" | "down":
            order = _sign(_number(new) - _number(old)) if _number(old) != _number(new) else SAME
            return order if kind.harsher == "up" else -order
        case "true" | "false":
            return HARSHER if new is (kind.harsher == "true") else MILDER
        case "more" | "fewer":
            grown = _grown(old, new)
            return grown if grown is None or kind.harsher == "more" else -grown
        case "later":
            if old is None or new is None:
                return None
            return _sign(_rank(kind, new) - _rank(kind, old))
        case "by_sign":
            penalty = (read((*path[:-1], "points")) or 0) < 0
            return _sign(_number(new) - _number(old)) * (1 if penalty else -1)
        case "by_effect":
            if isinstance(kind, Quantity):
                return _by_amount(path, old, new, read)
            return _by_grade(old, new, read) if isinstance(kind, Word) else _by_effect(old, new, read)
    return None


def _honours(path: Path, read: Reader) -> bool:
    inside_list = path[0] == "lists" and len(path) > 2 and path[2] != "triggers"
    return inside_list and read((*path[:2], "kind")) == "redlist"


def _number(value: Any) -> float:
    return float("inf") if value is None else float(value)


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)


def _grown(old: Any, new: Any) -> int | None:
    before, after = set(old or ()), set(new or ())
    if before < after:
        return HARSHER
    return MILDER if after < before else None


def _rank(kind: Kind, word: Any) -> float:
    """The place of a word in the order of its choices, mildest first."""
    assert isinstance(kind, Word | Words)
    if not kind.of:
        return kind.choices.index(word) if word in kind.choices else -1
    terms = vocabulary(kind.of)
    if word not in terms:
        return -100
    term = terms[word]
    if kind.of == "effects":
        return 1 if term.get("harsh") else -1 if term.get("mask") == "grants" else 0
    return float(term.get("reach", -term.get("strength", 0)))


def _by_grade(old: Any, new: Any, read: Reader) -> int | None:
    if old is None or new is None:
        return HARSHER if old is None else MILDER
    floors = [read(grade_path(word)) for word in (old, new)]
    return None if None in floors else _sign(floors[0] - floors[1])


def grade_path(word: str) -> Path:
    """Where the grade `points.D` is defined: `scores.points.grades.D`."""
    score, _, grade = word.partition(".")
    return "scores", score, "grades", grade


def _by_effect(old: Any, new: Any, read: Reader) -> int | None:
    """What is added or dropped decides, by whether it denies or grants; no order where the two disagree."""
    before, after = set(old or ()), set(new or ())
    signs = {_severity(name, read) for name in after - before}
    signs |= {-_severity(name, read) for name in before - after}
    signs -= {SAME}
    return signs.pop() if len(signs) == 1 else None if signs else SAME


def _by_amount(path: Path, old: Any, new: Any, read: Reader) -> int | None:
    """A larger sum is harsher where the sanction takes money, milder where it gives some."""
    if old is None or new is None:
        return None
    return _sign(new - old) * _severity(str(path[1]), read)


def _severity(name: str, read: Reader) -> int:
    if name.startswith("lists."):
        return HARSHER
    effect = read(("sanctions", name, "effect"))
    return 0 if effect is None else HARSHER if vocabulary("effects")[effect].get("harsh") else MILDER


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
