"""Rulebooks for the page: which may be named, what can be moved in them, and the book a request asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.explorer.requests import Law
from glasshouse.rulebooks import Rulebook, load
from glasshouse.rulebooks.leaf_kinds import Flag, Quantity, Word, Words
from glasshouse.rulebooks.loading import shipped_names
from glasshouse.rulebooks.overriding import split
from glasshouse.rulebooks.schema import ABOUT, node_at
from glasshouse.rulebooks.telling import rule_told, rules_of
from glasshouse.rulebooks.tree import Leaf
from glasshouse.rulebooks.variants import MARK, VARIANTS, varied
from glasshouse.rulebooks.vocabulary import vocabulary

if TYPE_CHECKING:
    from glasshouse.model.record_types import LawRow

OFFERED = (
    "procedure.notice",
    "procedure.correction.allowed",
    "procedure.correction.decide_within",
    "procedure.appeal.allowed",
    "procedure.appeal.suspensive",
    "procedure.repair.allowed",
    "procedure.single_lifting",
    "retention.records",
    "association.legal_representative",
    "movement.exit_visa",
)
"""Rules the page offers where a rulebook is silent on them."""
_MOST = {"month": 60, "metre": 2000, "point": 100, "day": 90, "year": 10, "count": 100, "money": 100_000}
"""Upper ends of sliders for which the rulebook has no lever (assumption); wider where the value is."""
_CHOICES = 24
_MOMENT = re.compile(r"@\d{4}-\d{2}$")


def named(name: str) -> Rulebook:
    """A shipped rulebook, or some joined by a plus, as of a month if one stands behind an @.

    Raises `InputError` for any other name: no path is ever looked at.
    """
    for part in _MOMENT.sub("", name).split("+"):
        if part not in shipped_names():
            hint = suggestion(part, shipped_names()) or f"shipped: {', '.join(shipped_names())}"
            raise InputError(Diagnostic(f'there is no rulebook "{part}" here', hint))
    return _loaded(name)


@lru_cache(maxsize=64)
def _loaded(name: str) -> Rulebook:
    return load(name)


class Library:
    """The rulebooks a page may name: the shipped ones, and those of the opened folder by their id."""

    def __init__(self, opened: Mapping[str, Rulebook] | None = None) -> None:
        self.opened = dict(opened or {})

    def base(self, name: str) -> Rulebook:
        """The rulebook as it stands, before variants and changes."""
        return self.opened[name] if name in self.opened else named(name)

    def book(self, asked: Law) -> Rulebook:
        """The rulebook a request asks for. Raises `InputError` with all that is wrong with it."""
        book = self.base(asked.rulebook)
        if asked.variant:
            book = varied(book, asked.variant.split(MARK))
        return changed(book, asked.changes) if asked.changes else book


def changed(book: Rulebook, changes: Mapping[str, object]) -> Rulebook:
    """The rulebook with values set by dotted path; numbers are in the units of the schema."""
    written: dict[str, object] = {}
    diagnostics: list[Diagnostic] = []
    for path, value in changes.items():
        try:
            written[path] = _written(book, path, value)
        except InputError as bad:
            diagnostics += bad.diagnostics
    if diagnostics:
        raise InputError(*diagnostics)
    return book.but(written)


def _written(book: Rulebook, path: str, value: object) -> Any:
    leaf = book.tree.by_name.get(path)
    kind = leaf.kind if leaf else node_at(split(book.tree, path))
    if isinstance(kind, Quantity):
        if isinstance(value, bool) or not isinstance(value, int | float | None):
            raise InputError(Diagnostic(f"{path}: {value} is not a number", f"a number of {kind.unit}"))
        return {"value": value, "unit": kind.unit}
    if value is None:
        raise InputError(Diagnostic(f"{path}: null is not a value here", "leave the change out"))
    return value


def about(library: Library, name: str, variant: str = "") -> dict[str, object]:
    """What the page shows of a rulebook (see docs/explore.md)."""
    from glasshouse.model.shipped_parameters import mechanisms

    plain = library.base(name)
    book = library.book(Law(rulebook=name, variant=variant)) if variant else plain
    switches = [one for one in mechanisms().parameters if one.name.startswith("switch.")]
    return {
        "id": name,
        "title": book.title,
        "notes": list(book.notes),
        "unknowns": list(book.unknowns),
        "summary": [{**rule_told(book, path), "title": title_of(path)} for path in rules_of(book)],
        "levers": levers(book),
        "switches": [
            {"name": one.name.removeprefix("switch."), "title": _switch(one.note), "on": bool(one.value)}
            for one in switches
        ],
        "variants": list(possible_variants(plain)),
        "map": shown_map(book.law(0, book.first_month)[0]),
        "start": book.first_month,
        "confidence": book.confidence(),
    }


def refuse_unknown_switches(names: Iterable[str]) -> None:
    """Raises `InputError` with every name that is not a switch of a mechanism, and the nearest that is."""
    from glasshouse.model.shipped_parameters import mechanisms

    parameters = [one for one in mechanisms() if one.startswith("switch.")]
    known = [name.removeprefix("switch.") for name in parameters]
    diagnostics = [
        Diagnostic(f"switches.{name}: not a switch", suggestion(name, known) or f"one of {', '.join(known)}")
        for name in names
        if name not in known
    ]
    if diagnostics:
        raise InputError(*diagnostics)


def _switch(note: str) -> str:
    words = note.partition(": ")[2]
    return words[:1].upper() + words[1:]


def possible_variants(book: Rulebook) -> Iterator[dict[str, object]]:
    """The variants that can stand; `same_as` names the one before that says the same ("": the book)."""
    told = {book.text_hash: ""}
    for name in VARIANTS:
        try:
            text = varied(book, [name]).text_hash
        except InputError:
            continue
        yield {"id": name, "same_as": told.get(text)}
        told.setdefault(text, name)


def shown_map(law: LawRow) -> dict[str, object]:
    """What a law's map shows: whether there is one, radius and grid in metres, and what it discloses."""
    from glasshouse.rulebooks.compiling_sections import MAP_FIELDS

    return {
        "on": bool(law.map_on),
        "radius": int(law.map_radius) if law.map_on else 500,
        "fields": [name for name, bit in MAP_FIELDS.items() if int(law.map_fields) & bit],
        "grid": int(law.map_grid) if law.map_on else 0,
    }


def levers(book: Rulebook) -> list[dict[str, object]]:
    """Everything a slider, a switch or a choice can move; those with a lever of the rulebook's own first."""
    found = [lever for leaf in book.tree.values() if (lever := _lever(book, leaf)) is not None]
    stated = {one["path"] for one in found}
    found += [_offered(path) for path in OFFERED if path not in stated and path not in book.tree.by_name]
    return sorted(found, key=lambda one: (not one["stated"], str(one["path"]).split(".")[0] != "publicity"))


def _lever(book: Rulebook, leaf: Leaf) -> dict[str, object] | None:
    step = leaf.steps[-1]
    if leaf.path[0] in ABOUT or step.absent:
        return None
    shape = _shape(book, leaf.kind, step.value, step.lever)
    return None if shape is None else _row(leaf.dotted, shape, step.note, stated=bool(step.lever))


def _offered(path: str) -> dict[str, object]:
    kind = node_at(tuple(path.split(".")))
    value = kind.absent if isinstance(kind, Flag) else None
    shape = _shape(None, kind, value, None)
    assert shape is not None, path
    return _row(path, shape, "The rulebook is silent on this.", stated=False)


def _row(path: str, shape: dict[str, object], note: str, stated: bool) -> dict[str, object]:
    blank = {"unit": "", "low": None, "high": None, "whole": False, "choices": None}
    return {"path": path, "title": title_of(path), **blank, **shape, "stated": stated, "note": note}


def _shape(
    book: Rulebook | None, kind: Any, value: Any, lever: Sequence[Any] | None
) -> dict[str, object] | None:
    """Kind, value and ends of what can be moved; None for texts, days and names."""
    if isinstance(kind, Quantity):
        low, high = lever or _ends(kind, value)
        unit = {"unit": kind.unit, "low": low, "high": high, "whole": kind.whole, "open": kind.open}
        return {"kind": "range", "value": value, **unit}
    if isinstance(kind, Flag):
        return {"kind": "flag", "value": value}
    if isinstance(kind, Word | Words) and (choices := _choices(book, kind, value, lever)):
        several = isinstance(kind, Words)
        shown = list(value) if several and value is not None else value
        return {"kind": "set" if several else "choice", "value": shown, "choices": choices}
    return None


def _ends(kind: Quantity, value: float | None) -> tuple[float, float]:
    if kind.unit in ("probability", "fraction"):
        return max(0.0, kind.low), min(1.0, kind.high)
    usual = float(_MOST.get(kind.unit.partition("/")[0], 100))
    now = float(value or 0)
    low = max(kind.low, 0.0 if now >= 0 else -max(usual, -2 * now))
    return low, min(kind.high, max(usual, 2 * now) if now >= 0 else 0.0)


def _choices(
    book: Rulebook | None, kind: Word | Words, value: object, lever: Sequence[object] | None
) -> list[str]:
    """What can be chosen, with what stands there now; nothing where there is too much to choose from."""
    known = tuple(book.words.of(kind.of) if book else vocabulary(kind.of)) if kind.of else kind.choices
    if kind.refers and book is not None:
        known = tuple(_referred(book, kind.refers))
    now = value if isinstance(value, tuple) else () if value is None else (value,)
    found = list(dict.fromkeys(str(word) for word in (*(lever or known), *now)))
    return found if known and len(found) <= _CHOICES else []


def _referred(book: Rulebook, refers: str) -> Iterator[str]:
    if refers == "sanction":
        yield from book.tree.names("sanctions")
    elif refers == "list":
        yield from book.tree.names("lists")


def title_of(path: str) -> str:
    """A dotted path as a person reads it: `lists.defaulters.term` is `Defaulters: term`."""
    *above, last = path.split(".")
    over = " ".join(above[1:] or above).replace("_", " ")
    words = f"{over}: {last.replace('_', ' ')}" if over else last.replace("_", " ")
    return words[:1].upper() + words[1:]
