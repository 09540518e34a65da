"""Rulebooks that are run together: one set of words and one size of record for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from glasshouse.errors import Diagnostic, InputError
from glasshouse.rulebooks.book import Rulebook
from glasshouse.rulebooks.own_words import CALLED, beyond
from glasshouse.rulebooks.scope import Scope, needs
from glasshouse.rulebooks.sizes import Sizes, room_for
from glasshouse.rulebooks.vocabulary import shipped_words


def scope_of(books: Iterable[Rulebook]) -> Scope:
    """What some rulebooks share when they are run together.

    Raises `InputError` for a word that two of them define differently.
    """
    every = tuple({book.text_hash: book for book in books}.values())
    if clashes := list(_clashes(every)):
        raise InputError(*clashes)
    words = shipped_words().joined(book.words for book in every)
    measures = tuple(dict.fromkeys(name for book in every for name in book.measures))
    needed = [size for book in every for size in (needs(book.tree, words), book.room)]
    scope = Scope(words, room_for([*needed, Sizes(measures=len(measures))]), measures)
    if too_many := [*beyond("rights", len(words.rights)), *beyond("behaviours", len(words.behaviours))]:
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
                    what = f"{by} and {book.id} define the {CALLED[name]} {word} differently"
                    yield Diagnostic(what, "give one of them another name, or the same definition")
