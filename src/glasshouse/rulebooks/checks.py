"""What only shows when a rulebook is whole: names that lead nowhere, clauses that lack a part, loops."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from glasshouse.errors import Diagnostic, choices, shown
from glasshouse.rulebooks.clause_checks import check_firms
from glasshouse.rulebooks.delegation import grade_path
from glasshouse.rulebooks.enabling_act import check_enabling
from glasshouse.rulebooks.entry_checks import all_end, check_entries
from glasshouse.rulebooks.law import MOST_DUTIES
from glasshouse.rulebooks.leaf_kinds import Word, Words
from glasshouse.rulebooks.money_checks import WITHOUT_RIGHT, check_money
from glasshouse.rulebooks.never_recorded import check_never
from glasshouse.rulebooks.own_words import check_words
from glasshouse.rulebooks.safeguard_checks import check_choices, check_deadlines, check_defences
from glasshouse.rulebooks.schema import Path, leaf_patterns
from glasshouse.rulebooks.sheets import Sheet
from glasshouse.rulebooks.sizes import LIMIT
from glasshouse.rulebooks.tree import Leaf, LeafStep, Tree


def check(tree: Tree) -> list[Diagnostic]:
    """Everything wrong with a merged rulebook, in the order of its files."""
    diagnostics = [diagnostic for ask in _CHECKS for diagnostic in ask(tree)]
    return sorted(diagnostics, key=lambda diagnostic: (diagnostic.file, diagnostic.line, diagnostic.column))


def check_basis(sheet: Sheet, known: frozenset[str]) -> Iterator[Diagnostic]:
    """Every `basis` of a file that names no source of this file or of those it stands on."""
    for path, basis in _bases(sheet.text.data if sheet.text else {}, ()):
        source = basis.partition("#")[0] if isinstance(basis, str) else ""
        if isinstance(basis, str) and source not in known:
            hint = choices(source, sorted(known), "list it under sources")
            yield sheet.diagnostic(path, f"{shown(source)} names no source", hint)


def _bases(data: object, path: Path) -> Iterator[tuple[Path, object]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "basis":
                yield (*path, key), value
            else:
                yield from _bases(value, (*path, key))


def follows(diagnostic: Diagnostic, unread: list[Path]) -> bool:
    """Whether a fault may be only a consequence of values that could not be read: those in its own clause,
    or of a name that it speaks of."""
    place, _, sentence = diagnostic.what.partition(": ")
    for path in unread:
        dotted = ".".join(map(str, path))
        if f"{dotted}.".startswith(f"{place}.") or f"{place}.".startswith(f"{dotted}."):
            return True
        if any(re.search(rf"(^|\W){re.escape(str(step))}(\W|$)", sentence) for step in path):
            return True
    return False


def _diagnostic(
    leaf: Leaf, what: str, fix: str = "", step: LeafStep | None = None, path: Path = ()
) -> Diagnostic:
    place = (step or leaf.steps[-1]).origin
    return place.diagnostic(f"{'.'.join(map(str, path)) or leaf.dotted}: {what}", fix)


def _present(leaf: Leaf) -> Iterator[LeafStep]:
    return (step for step in leaf.steps if not step.absent)


def _needs(tree: Tree, section: tuple[str, ...], keys: tuple[str, ...], why: str) -> Iterator[Diagnostic]:
    """Each clause of a keyed map must hold these leaves, unless it has been taken away."""
    for name in tree.names(*section):
        yield from _lacking(tree, (*section, name), keys, why)


def _lacking(tree: Tree, here: Path, keys: tuple[str, ...], why: str) -> Iterator[Diagnostic]:
    """A clause must hold these leaves, unless it has been taken away."""
    leaves = tree.under(here)
    for key in keys:
        if (*here, *key.split(".")) not in tree and not leaves[0].steps[-1].absent:
            yield _diagnostic(leaves[0], f"{key} is missing", why, path=here)


def _complete(tree: Tree) -> Iterator[Diagnostic]:
    yield from _needs(
        tree,
        ("sources",),
        ("issuer", "rank", "date", "confidence"),
        "a source needs issuer, rank, date and confidence",
    )
    yield from _needs(tree, ("delegation",), ("allow",), "write allow: [add, ease, tighten] or some of them")
    yield from _needs(tree, ("lists",), ("entry.when",), "say what brings a person onto the list")
    yield from _needs(tree, ("firms", "lists"), ("entry.when",), "say what brings a firm onto the list")
    yield from _needs(tree, ("scores",), ("start",), "say with how many points one begins")
    yield from _needs(tree, ("sanctions",), ("effect",), "say which right it touches, and how")
    for name in tree.names("sanctions"):
        if tree.value(("sanctions", name, "effect")) not in (*WITHOUT_RIGHT, "inspect", "duty"):
            yield from _lacking(tree, ("sanctions", name), ("right",), "say which right it touches, and how")
    yield from _needs(tree, ("suppressions",), ("reason", "date"), "say why and since when it is passed over")
    shown = tree.under(("publicity", "map"))
    if shown and ("publicity", "map", "radius") not in tree:
        yield _diagnostic(
            shown[0],
            "radius is missing",
            "say how far one sees, radius: 500 metre",
            path=("publicity", "map"),
        )


def _partial(tree: Tree) -> Iterator[Diagnostic]:
    """A delay says how long, a duty what it is to fail it; nothing else does."""
    duties = [n for n in tree.names("sanctions") if tree.value(("sanctions", n, "effect")) == "duty"]
    if len(duties) > MOST_DUTIES:
        leaf = tree[("sanctions", duties[MOST_DUTIES], "effect")]
        yield _diagnostic(leaf, f"more than {MOST_DUTIES} duties", "join some")
    for name in tree.names("sanctions"):
        here = ("sanctions", name)
        effects = (
            [step.value for step in _present(tree[(*here, "effect")])] if (*here, "effect") in tree else []
        )
        for part, user, example in (("wait", "delay", "3 month"), ("breach", "duty", "late_public_fee")):
            stated = (*here, part) in tree
            if user in effects and not stated:
                yield _diagnostic(tree[(*here, "effect")], f"{user} needs {part}", f"add {part}: {example}")
            if stated and effects and user not in effects:
                what = f"has no meaning with effect: {effects[-1]}"
                yield _diagnostic(tree[(*here, part)], what, "leave it out")


def _room(tree: Tree) -> Iterator[Diagnostic]:
    lists, scores = tree.names("lists"), tree.names("scores")
    if len(lists) > LIMIT.lists:
        leaf = tree.under(("lists", lists[LIMIT.lists]))[0]
        yield _diagnostic(leaf, f"more than {LIMIT.lists} lists", "merge some", path=("lists",))
    if len(scores) > 1:
        yield _diagnostic(
            tree.under(("scores", scores[1]))[0],
            "a second score",
            "keep one score",
            path=("scores", scores[1]),
        )
    for score in scores:
        grades = tree.under(("scores", score, "grades"))
        if len(grades) > LIMIT.grades:
            yield _diagnostic(grades[LIMIT.grades], f"more than {LIMIT.grades} grades", "merge some")


def _references(tree: Tree) -> Iterator[Diagnostic]:
    for leaf in tree.values():
        if isinstance(leaf.kind, Word | Words) and leaf.kind.refers:
            known = _NAMES[leaf.kind.refers](tree)
            for step in _present(leaf):
                words = step.value if isinstance(leaf.kind, Words) else [step.value]
                for word in words:
                    if word not in known:
                        what = f"{shown(word)} is not a {leaf.kind.refers} of this rulebook"
                        yield _diagnostic(leaf, what, _known(word, known, leaf.kind.refers), step)
    for leaf in tree.under(("links",)):
        grades = _grades(tree)
        if str(leaf.path[1]) not in grades:
            hint = _known(leaf.path[1], grades, "grade")
            yield _diagnostic(leaf, f"{shown(leaf.path[1])} is not a grade of this rulebook", hint)


def _known(word: object, names: tuple[str, ...], of: str) -> str:
    return choices(
        word, names, f"write one of its {len(names)} {of}s" if names else f"it has none: add a {of}"
    )


def _grades(tree: Tree) -> tuple[str, ...]:
    return tuple(f"{score}.{grade}" for score in tree.names("scores") for grade in tree.grades(score))


def _sanctions(tree: Tree) -> tuple[str, ...]:
    return (*tree.names("sanctions"), *(f"lists.{name}" for name in tree.names("lists")))


_NAMES: dict[str, Callable[[Tree], tuple[str, ...]]] = {
    "grade": _grades,
    "sanction": _sanctions,
    "list": lambda tree: tree.names("lists"),
    "measure": lambda tree: (
        *(f"lists.{name}" for name in tree.names("lists")),
        *(f"sanctions.{name}" for name in tree.names("sanctions")),
    ),
    "source": lambda tree: tree.names("sources"),
}


def _exits(tree: Tree) -> Iterator[Diagnostic]:
    for name in tree.names("lists"):
        here = ("lists", name)
        on = (*here, "exit", "on")
        ends = tree.value((*here, "term")) is not None or all_end(tree, name)
        if "expired" in tree.value(on, default=()) and not ends:
            fix = "give the list a term, or leave expired out"
            yield _diagnostic(tree[on], "expired, but the list has no term", fix)
        least, most = (tree.value((*here, "extension", key)) for key in ("least", "most"))
        if least is not None and most is not None and least > most:
            yield _diagnostic(
                tree[(*here, "extension", "least")], "is longer than most", "give least <= most"
            )


def _loops(tree: Tree) -> Iterator[Diagnostic]:
    for name in tree.names("lists"):
        if name in _reached(tree, name):
            leaf = tree[("lists", name, "triggers")]
            yield _diagnostic(leaf, f"{name} triggers itself in the end", "break the loop between the lists")


def _reached(tree: Tree, name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        leaf = tree.get(("lists", waiting.pop(), "triggers"))
        words = {word for step in (_present(leaf) if leaf else ()) for word in step.value}
        new = {word.removeprefix("lists.") for word in words if word.startswith("lists.")} - found
        found |= new
        waiting += new
    return found


def _scores(tree: Tree) -> Iterator[Diagnostic]:
    for score in tree.names("scores"):
        here = ("scores", score)
        for lower, upper in (("lowest", "start"), ("start", "highest"), ("lowest", "highest")):
            low, high = tree.value((*here, lower)), tree.value((*here, upper))
            if low is not None and high is not None and low > high:
                what = f"lies above {upper}, {high}"
                yield _diagnostic(tree[(*here, lower)], what, f"give {lower} <= {upper}")
        yield from _monotone(tree, score)


def _monotone(tree: Tree, score: str) -> Iterator[Diagnostic]:
    names = tree.grades(score)
    for better, worse in pairwise(names):
        upper, lower = tree[grade_path(f"{score}.{better}")], tree[grade_path(f"{score}.{worse}")]
        for month in (None, *tree.changes()):
            high, low = upper.at(month), lower.at(month)
            if high and low and low.value >= high.value:
                what = f"its bound {low.value} is not below that of the better grade {better}, {high.value}"
                yield _diagnostic(lower, what, "write the best grade first, bounds strictly falling", low)
                break


def _map(tree: Tree) -> Iterator[Diagnostic]:
    shown = tree.under(("publicity", "map"))
    black = [name for name in tree.names("lists") if tree.value(("lists", name, "kind")) != "redlist"]
    if shown and not black and ("publicity", "map", "lists") not in tree:
        yield _diagnostic(
            shown[0],
            "there is no blacklist to show",
            "join it to a rulebook with a list",
            path=("publicity", "map"),
        )


def _freeze(tree: Tree) -> Iterator[Diagnostic]:
    here = ("gatekeepers", "freeze")
    stated = tree.under(here)
    for key in ("ordered", "who", "kinds") if stated else ():
        if (*here, key) not in tree:
            yield _diagnostic(
                stated[0], f"{key} is missing", "say when, whose accounts, and where", path=here
            )


def _delegated(tree: Tree) -> Iterator[Diagnostic]:
    named = tree.names("delegation")
    beginnings = {pattern.split(".")[0] for pattern in leaf_patterns()} if named else set()
    for key in named:
        section = key.split(".")[0]
        if section not in beginnings:
            leaf = tree.under(("delegation", key))[0]
            hint = choices(
                section,
                sorted({name.split(".")[0] for name in beginnings}),
                "begin with a section, such as lists or behaviours",
            )
            yield _diagnostic(leaf, "no clause begins like this", hint, path=("delegation", key))


def _participation(tree: Tree) -> Iterator[Diagnostic]:
    leaf = tree.get(("participation", "by"))
    if leaf and not tree.names("scores"):
        yield _diagnostic(
            leaf, "there is no score to take part in", "add a score, or leave participation out"
        )
    yield from check_choices(tree)


_CHECKS: tuple[Callable[[Tree], Iterator[Diagnostic]], ...] = (
    _complete,
    check_words,
    _room,
    _references,
    check_entries,
    _exits,
    _loops,
    _scores,
    _map,
    _freeze,
    _delegated,
    check_firms,
    check_money,
    _participation,
    check_never,
    check_enabling,
    check_defences,
    check_deadlines,
    _partial,
)
