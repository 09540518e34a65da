"""A changed rulebook as a file: it stands on the shipped one and says only what is other there."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks.leaf_kinds import Quantity
from glasshouse.rulebooks.loading import chain, load, shipped_names
from glasshouse.rulebooks.schema import ABOUT, SCHEMA, Path
from glasshouse.rulebooks.tree import Leaf, Tree

ORDERED = ("lists", "scores")
NEEDED = ("vocabulary", "money")
"""Sections about the text without which a rulebook that is written whole could not be read."""
NOTE = "Set on the page of glasshouse explore."


def rulebook_yaml(name: str, book: Rulebook) -> str:
    """The file of a changed `book` that was made from the rulebook called `name`.

    It amends the shipped rulebook of that name; add-ons, variants and changes stand in it in full. A rulebook
    that is not shipped, or that lost a list or a score, is written whole: lists are known by their place.
    """
    first = re.sub(r"@\d{4}-\d{2}$", "", name).split("+")[0]
    base = load(first) if first in shipped_names() else None
    if base is not None and any(
        path[0] in ORDERED and len(path) <= 2 for path in _gone(base.tree, book.tree)
    ):
        base = None
    return _yaml(_data(first, base, book))


def _data(first: str, base: Rulebook | None, book: Rulebook) -> dict[str, object]:
    tree = base.tree if base else Tree()
    start = (base.newest or base.start) if base else (book.newest or book.start)
    day = start or datetime.date(2014, 1, 1)
    data: dict[str, object] = {
        "schema": SCHEMA,
        "id": _id(book.id),
        "title": f"{book.title}, changed",
        "layer": str(chain(first)[-1].header.layer) if base else book.layer,
        **({"amends": first} if base else {}),
        "from": day,
        **({"until": book.until} if book.until else {}),
        "notes": [NOTE],
    }
    for path in _gone(tree, book.tree):
        _put(data, path, None)
    for leaf in book.tree.values():
        about = leaf.path[0] in ABOUT and (base is not None or leaf.path[0] not in NEEDED)
        if not about and not _same(leaf, tree.get(leaf.path), day):
            _put(data, leaf.path, _said(leaf, day))
    return data


def _id(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"{plain}-changed"


def _in_force(leaf: Leaf, day: datetime.date) -> list[tuple[datetime.date, Any, bool]]:
    """What a leaf says from `day` on: first days, values, and whether the rule is taken away then."""
    steps = [(max(step.since or day, day), step) for step in leaf.steps]
    last = dict(steps)  # of steps before the day the latest counts
    return [(since, step.value, step.absent) for since, step in sorted(last.items(), key=lambda one: one[0])]


def _same(leaf: Leaf, other: Leaf | None, day: datetime.date) -> bool:
    return other is not None and _in_force(leaf, day) == _in_force(other, day)


def _gone(base: Tree, now: Tree) -> Iterator[Path]:
    """The shortest paths of clauses that are in `base` and of which nothing is left."""
    told: list[Path] = []
    for path in base:
        if path in now or path[0] in ABOUT or any(path[: len(one)] == one for one in told):
            continue
        depth = next(k for k in range(1, len(path) + 1) if not now.under(path[:k]))
        told.append(path[:depth])
        yield path[:depth]


def _said(leaf: Leaf, day: datetime.date) -> object:
    """A leaf as a file writes it."""
    steps = _in_force(leaf, day)
    if len(steps) == 1:
        value = None if steps[0][2] else _plain(steps[0][1])
    else:
        value = {since: None if absent else _plain(value) for since, value, absent in steps}
    if isinstance(leaf.kind, Quantity):
        return {"value": value, "unit": leaf.kind.unit, "evidence": "assumption"}
    return value


def _plain(value: object) -> Any:
    if isinstance(value, tuple | frozenset | set):
        return list(value)
    return value.item() if hasattr(value, "item") else value


def _put(data: dict[str, Any], path: Path, value: object) -> None:
    for step in path[:-1]:
        data = data.setdefault(step, {})
    data[path[-1]] = value


def _plain_number(writer: Any, value: float) -> Any:
    """A number without an exponent, which some readers of YAML take for a word."""
    text = np.format_float_positional(value, trim="0")
    return writer.represent_scalar("tag:yaml.org,2002:float", text)


def _yaml(data: Mapping[str, object]) -> str:
    from ruamel.yaml import YAML

    writer = YAML()
    writer.default_flow_style = False
    writer.width = 110
    writer.representer.add_representer(float, _plain_number)
    text = io.StringIO()
    writer.dump(dict(data), text)
    return text.getvalue()
