"""Words of a rulebook's own: rights and acts that its section `vocabulary` adds to those shipped.

They are as good as the shipped ones everywhere. Their codes follow the shipped codes in the order in which
they are written; where provinces with several rulebooks are run together, in the order of the rulebooks.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.rulebooks.leaf_kinds import Quantity, Word
from glasshouse.rulebooks.leaf_kinds import Words as SetOfWords
from glasshouse.rulebooks.sizes import LIMIT, STANDARD, Sizes, room_for
from glasshouse.rulebooks.vocabulary import OPEN, Words, shipped_words, vocabulary, words_with

if TYPE_CHECKING:
    from glasshouse.rulebooks.book import Rulebook
    from glasshouse.rulebooks.sheets import Sheet
    from glasshouse.rulebooks.tree import Leaf, Tree

SECTION = "vocabulary"
COURSE = ("procedure", "repair", "course")
_CALLED = {"rights": "right", "behaviours": "act"}
_EXAMPLES = {
    "title": "say in plain words what it is: title: borrow books from the public library",
    "kind": "write kind: basic, service or privilege",
    "weight": "write weight: a number from 0 to 1",
    "attempts.urban": "say how often an adult tries: attempts: {urban: 2, rural: 1, unit: 1/year}",
    "context": "say which part of life it belongs to, such as context: neighbourhood",
    "sign": "write sign: negative, positive or neutral",
    "channel": "say how it reaches a file, such as channel: agency",
    "incidence.urban": "say how often an adult does it: incidence: {urban: 2, rural: 1, unit: 1/year}",
    "detection.value": "say how likely it is seen: detection: {value: 0.1, unit: probability}",
}
_UNSAID = {"behaviours": {"gravity": 0, "lawful": False, "protected": False, "touches": []}}
_NEEDED = {
    "rights": ("title", "kind", "weight", "attempts.urban", "attempts.rural"),
    "behaviours": (
        "title", "context", "sign", "channel", "incidence.urban", "incidence.rural", "detection.value",
    ),
}  # fmt: skip


def words_of(tree: Tree) -> Words:
    """The shipped words and those of a rulebook's own."""
    own = {name: _abouts(tree, name) for name in OPEN}
    return words_with(own) if any(own.values()) else shipped_words()


def _abouts(tree: Tree, name: str) -> dict[str, dict[str, object]]:
    """What is said of each word, nested as a vocabulary file has it; the last value where it has several."""
    found: dict[str, dict[str, Any]] = {}
    for leaf in tree.under((SECTION, name)):
        step = leaf.at(None)
        if step is not None:
            _, _, word, *keys = leaf.path
            inside = found.setdefault(str(word), {})
            for key in keys[:-1]:
                inside = inside.setdefault(key, {})
            inside[keys[-1]] = list(step.value) if isinstance(step.value, tuple) else step.value
    return {word: {**_UNSAID.get(name, {}), **about} for word, about in found.items()}


@dataclass(frozen=True)
class Scope:
    """What the rulebooks of one run share: their words, so that codes mean the same in all of them, and
    the room of their records."""

    words: Words
    sizes: Sizes = STANDARD

    @cached_property
    def own(self) -> dict[str, Any]:
        """What is said of words that are not shipped, by vocabulary and word; nothing of those without."""
        return {name: dict(terms) for name, terms in self.words.own.items() if terms}

    @cached_property
    def key(self) -> str:
        """A hash of what is said of words that are not shipped; empty for none. Runs under rulebooks with
        the same key have the same twin."""
        return hashlib.sha256(json.dumps(self.own).encode()).hexdigest() if self.own else ""


def needs(tree: Tree, words: Words) -> Sizes:
    """How many of each a rulebook has."""
    return Sizes(
        rights=len(words.rights),
        behaviours=len(words.behaviours),
        lists=len(tree.names("lists")),
        grades=max((len(tree.grades(score)) for score in tree.names("scores")), default=0),
        firm_lists=len(tree.names("firms", "lists")),
        months=sum(max(times, default=0) for times in _times(tree)),
        course=max(_months_at(tree.under(COURSE)), default=0),
    )


def _times(tree: Tree) -> tuple[list[int], list[int]]:
    """Every time in months that the rulebook sets, and every extension of one."""
    leaves = [leaf for leaf in tree.values() if isinstance(leaf.kind, Quantity) and leaf.kind.unit == "month"]
    longer = [leaf for leaf in leaves if "extension" in leaf.path]
    return _months_at(leaf for leaf in leaves if leaf not in longer), _months_at(longer)


def _months_at(leaves: Iterable[Leaf]) -> list[int]:
    return [math.ceil(step.value) for leaf in leaves for step in leaf.steps if step.value and not step.absent]


def scope_of(books: Iterable[Rulebook]) -> Scope:
    """What some rulebooks share when they are run together.

    Raises `InputError` for a word that two of them define differently.
    """
    every = tuple({book.text_hash: book for book in books}.values())
    if clashes := list(_clashes(every)):
        raise InputError(*clashes)
    words = shipped_words().joined(book.words for book in every)
    scope = Scope(words, room_for(size for book in every for size in (needs(book.tree, words), book.room)))
    if too_many := [*_beyond("rights", len(words.rights)), *_beyond("behaviours", len(words.behaviours))]:
        raise InputError(
            *(Diagnostic(f"the rulebooks of this run have {what}", fix) for what, fix in too_many)
        )
    return scope


def _clashes(books: Iterable[Rulebook]) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str], tuple[Mapping[str, object], str]] = {}
    for book in books:
        for name, terms in book.tree.words.own.items():
            for word, about in terms.items():
                said, by = first.setdefault((name, word), (about, book.id))
                if said != about:
                    what = f"{by} and {book.id} define the {_CALLED[name]} {word} differently"
                    yield Diagnostic(what, "give one of them another name, or the same definition")


def _beyond(name: str, count: int) -> Iterator[tuple[str, str]]:
    most = getattr(LIMIT, name)
    if count > most:
        yield f"more than {most:,} {_CALLED.get(name, name)}s", "leave some out, or merge some"


def check_words(tree: Tree) -> Iterator[Diagnostic]:
    """Words of its own that lack something, that hide a shipped word or are too many; unknown words."""
    for name in OPEN:
        for word in tree.names(SECTION, name):
            yield from _one_word(tree, name, word)
        if too_many := list(_beyond(name, len(tree.words.of(name)))):
            yield _at(tree.under((SECTION, name))[-1], *too_many[0])
    for leaf in tree.values():
        if isinstance(leaf.kind, Word | SetOfWords) and leaf.kind.of in OPEN:
            yield from _unknown(tree, leaf, leaf.kind.of)


def unknown_acts(sheet: Sheet, words: Words) -> Iterator[Diagnostic]:
    """The clauses of a file about acts that are neither shipped nor defined."""
    stated = dict.fromkeys(
        path[1]
        for path in (*sheet.said, *sheet.unread, *sheet.removed)
        if path[0] == "behaviours" and len(path) > 1
    )
    for act in stated:
        if act not in words.behaviours:
            _, fix = _not_known(words, "behaviours", act)
            yield sheet.diagnostic(("behaviours", act), "not a known behaviour", fix)


def _one_word(tree: Tree, name: str, word: str) -> Iterator[Diagnostic]:
    leaves = tree.under((SECTION, name, word))
    if word in vocabulary(name):
        what = f"{word} is a shipped {_CALLED[name]}, with a meaning of its own"
        yield _at(leaves[0], what, "give yours another name", place=3)
        return
    for key in _NEEDED[name]:
        if (SECTION, name, word, *key.split(".")) not in tree and not leaves[0].steps[-1].absent:
            yield _at(leaves[0], f"{key} is missing", _EXAMPLES.get(key, f"add {key}"), place=3)


def _unknown(tree: Tree, leaf: Leaf, name: str) -> Iterator[Diagnostic]:
    known = tree.words.of(name)
    for step in leaf.steps:
        words = () if step.absent else step.value if isinstance(leaf.kind, SetOfWords) else (step.value,)
        for word in words:
            if word not in known:
                what, fix = _not_known(tree.words, name, word)
                yield step.origin.diagnostic(f"{leaf.dotted}: {what}", fix)


def _not_known(words: Words, name: str, word: object) -> tuple[str, str]:
    known = words.of(name)
    otherwise = (
        f"`glasshouse list --words {name}` lists those shipped; define your own under vocabulary.{name}"
    )
    return f"{shown(word)} is not a known {known.singular}", choices(word, known, otherwise)


def _at(leaf: Leaf, what: str, fix: str, place: int | None = None) -> Diagnostic:
    path = leaf.path if place is None else leaf.path[:place]
    return leaf.steps[-1].origin.diagnostic(f"{'.'.join(map(str, path))}: {what}", fix)
