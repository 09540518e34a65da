"""Values set in code: names resolved, units read, everything checked as if it stood in a file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from glasshouse.errors import Diagnostic, InputError, choices, shown, suggestion
from glasshouse.rulebooks.checks import check
from glasshouse.rulebooks.merging import over
from glasshouse.rulebooks.own_words import unknown_acts
from glasshouse.rulebooks.schema import Keyed, Path, RulebookFile, children, leaf_patterns, node_at
from glasshouse.rulebooks.sheets import Sheet, sheet_from
from glasshouse.rulebooks.tree import Tree
from glasshouse.specs.composing import dotted

_SECTIONS = (*children(RulebookFile), "from", "until")


@dataclass(frozen=True)
class Changed:
    """A tree with values set in code, the days of force if these were set, and findings."""

    tree: Tree
    start: datetime.date | None
    until: datetime.date | None
    findings: tuple[Diagnostic, ...]


def override(tree: Tree, changes: Mapping[str, object]) -> Changed:
    """Set values in code. Raises `InputError` with all mistakes together."""
    data, diagnostics = _nested(tree, changes)
    try:
        sheet = sheet_from(data)
    except InputError as bad:
        raise InputError(*diagnostics, *bad.diagnostics) from None
    laid = over(tree, _timeless(sheet), delegated=False)
    diagnostics += [*laid.diagnostics, *unknown_acts(sheet, laid.tree.words), *check(laid.tree)]
    if diagnostics:
        raise InputError(*diagnostics)
    return Changed(laid.tree, sheet.start, sheet.until, tuple(_beyond_levers(tree, sheet)))


def resolve(tree: Tree, name: str) -> str:
    """The full dotted path that `name` means: itself, or the only path that ends with it."""
    if not isinstance(name, str):
        raise InputError(
            Diagnostic(f"{shown(name)} is not a path", "write a dotted path, such as lists.defaulters.term")
        )
    if name.split(".")[0] in _SECTIONS or name in tree.by_name:
        return name
    ends = _endings(tree, name)
    if len(ends) == 1:
        return ends.pop()
    if ends:
        raise InputError(
            Diagnostic(
                f"{shown(name)}: could mean {', '.join(sorted(ends)[:6])}", "write one of them in full"
            )
        )
    known = {*tree.by_name, *(p for p in leaf_patterns() if "*" not in p), *_SECTIONS}
    hint = suggestion(name, known) or _by_last_word(name, known) or _PATHS
    raise InputError(Diagnostic(f"{shown(name)}: not a known path", hint))


_PATHS = "write a path such as lists.defaulters.term, or the end of one"


def _by_last_word(name: str, known: set[str]) -> str:
    last = name.split(".")[-1]
    lasts = {path.split(".")[-1]: path for path in sorted(known, reverse=True)}
    word = suggestion(last, lasts)
    return word.replace(word.split('"')[1], lasts[word.split('"')[1]]) if word else ""


def _endings(tree: Tree, name: str) -> set[str]:
    """The clauses and leaves, present or possible, whose path ends with `name`."""
    patterns = [pattern for pattern in leaf_patterns() if "*" not in pattern]
    found: set[str] = set()
    for path in (*tree.by_name, *patterns):
        steps = path.split(".")
        for depth in range(1, len(steps) + 1):
            beginning = ".".join(steps[:depth])
            if beginning.endswith(f".{name}"):
                found.add(beginning)
    return found


def _nested(tree: Tree, changes: Mapping[str, object]) -> tuple[dict[object, object], list[Diagnostic]]:
    data: dict[object, object] = {}
    diagnostics: list[Diagnostic] = []
    for key, value in changes.items():
        name = "from" if key == "from_" else str(key)
        try:
            path = split(tree, resolve(tree, name))
            _named_clause_exists(tree, path)
        except InputError as bad:
            diagnostics += bad.diagnostics
            continue
        if not _put(data, path, _plain(tree, path, value)):
            diagnostics.append(Diagnostic(f"{'.'.join(path)}: set twice in one call", "keep one of them"))
    return data, diagnostics


def _named_clause_exists(tree: Tree, path: Path) -> None:
    """A path into a list, score or sanction must lead to one there is; new ones are given as a whole."""
    if len(path) > 2 and path[0] in ("lists", "scores", "sanctions") and path[1] not in tree.names(path[0]):
        known = tree.names(path[0])
        hint = choices(path[1], known, "write one of its own" if known else "it has none")
        raise InputError(Diagnostic(f"{dotted(path)}: {shown(path[1])} is not among the {path[0]}", hint))


def split(tree: Tree, dotted: str) -> Path:
    """The keys of a dotted path; some keys have dots of their own (`links.points.D`)."""
    if dotted in tree.by_name:
        return tree.by_name[dotted].path
    first, _, rest = dotted.partition(".")
    if first == "links" and rest:
        return first, rest
    return tuple(dotted.split("."))


def _plain(tree: Tree, path: Path, value: object) -> Any:
    """Values as a file would have them: dotted keys opened, tuples as lists, numpy numbers as Python's."""
    if isinstance(value, Mapping) and not _is_leaf(path):
        opened: dict[object, object] = {}
        for key, inner in value.items():
            steps = (
                (key,) if not isinstance(key, str) or isinstance(node_at(path), Keyed) else split(tree, key)
            )
            _put(opened, steps, _plain(tree, (*path, *steps), inner))
        return opened
    if isinstance(value, Mapping):
        return {key: _plain(tree, path, inner) for key, inner in value.items()}
    if isinstance(value, (tuple, set, frozenset)):
        return sorted(value, key=str) if isinstance(value, (set, frozenset)) else list(value)
    return value.tolist() if hasattr(value, "tolist") else value


def _is_leaf(path: Path) -> bool:
    node = node_at(path)
    return node is not None and not isinstance(node, (Keyed, type))


def _put(data: dict[Any, Any], path: Path, value: object) -> bool:
    for step in path[:-1]:
        data = data.setdefault(step, {})
        if not isinstance(data, dict):
            return False
    old = data.get(path[-1])
    if path[-1] not in data:
        data[path[-1]] = value
    elif isinstance(old, dict) and isinstance(value, dict):
        return all(_put(old, (key,), inner) for key, inner in value.items())
    else:
        return False
    return True


def _timeless(sheet: Sheet) -> Sheet:
    """Set in code means at all dates: the sheet has no first day of its own."""
    return replace(sheet, header=sheet.header.model_copy(update={"start": None, "until": None}))


def _beyond_levers(tree: Tree, sheet: Sheet) -> list[Diagnostic]:
    findings: list[Diagnostic] = []
    for path, said in sheet.said.items():
        lever = tree[path].steps[-1].lever if path in tree else None
        value = said.steps[-1].value
        if lever and isinstance(value, (int, float)) and not lever[0] <= value <= lever[-1]:
            dotted = ".".join(map(str, path))
            what = f"{dotted}: {value} lies outside its lever {lever[0]} to {lever[-1]}"
            findings.append(Diagnostic(what, "the rulebook calls values inside it sensible"))
    return findings
