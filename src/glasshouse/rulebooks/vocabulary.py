"""The vocabularies: which words a rulebook may use, and what each of them means.

A vocabulary is an ordered map of terms, kept in `data/vocabulary/<name>.yaml`. The order of rights,
behaviours and statuses is their code in the compiled law, so their files only ever grow at the end. These
three are open: a rulebook may add words of its own, whose codes follow those of the shipped words (see
`own_words`). Shipped words that are rare are treated like them: a run has room for them only where a rulebook
names one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.specs.reading import Text, read
from glasshouse.specs.scalars import one_of

FOLDER = Path(__file__).resolve().parent.parent / "data" / "vocabulary"
SCHEMA = "glasshouse/vocabulary@1"
NAMES = (
    "rights", "behaviours", "statuses", "contexts", "grounds", "effects", "ranks", "evidence", "audiences",
)  # fmt: skip
"""The vocabularies there are."""
OPEN = ("rights", "behaviours", "statuses")
"""Those to which a rulebook may add words of its own."""
_SINGULAR = {"evidence": "evidence", "statuses": "status"}


@dataclass(frozen=True)
class Term:
    """One word: its place in the vocabulary and what is known about it (`about`, as written in the file)."""

    name: str
    index: int
    about: Mapping[str, Any]

    @property
    def title(self) -> str:
        """The word in plain language."""
        return str(self.about.get("title", self.name))

    @property
    def bit(self) -> int:
        """The word's bit in a set of rights written as one number."""
        return 1 << self.index

    def get(self, key: str, default: object = None) -> Any:
        """What the file says under `key`."""
        return self.about.get(key, default)


@dataclass(frozen=True)
class Vocabulary(Mapping[str, Term]):
    """The terms of one vocabulary by name, in their fixed order."""

    name: str
    terms: tuple[Term, ...]

    def __getitem__(self, name: str) -> Term:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return one_of(name, self._by_name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self.terms)

    @cached_property
    def _by_name(self) -> dict[str, Term]:
        return {term.name: term for term in self.terms}

    def with_terms(self, abouts: Mapping[str, Mapping[str, object]]) -> Vocabulary:
        """The vocabulary with more words after its own; those it has already keep their place."""
        new = [(name, about) for name, about in abouts.items() if name not in self]
        more = (Term(name, len(self) + i, about) for i, (name, about) in enumerate(new))
        return Vocabulary(self.name, (*self.terms, *more)) if new else self

    @property
    def singular(self) -> str:
        """What one term is called in a message: `behaviour`, `right`."""
        return _SINGULAR.get(self.name, self.name.removesuffix("s"))


@cache
def vocabulary(name: str) -> Vocabulary:
    """A shipped vocabulary, one of `NAMES`. Raises `InputError` when there is none of that name."""
    if name not in NAMES:
        raise InputError(Diagnostic(f"{shown(name)} is not a vocabulary", choices(name, NAMES)))
    return read_vocabulary(FOLDER / f"{name}.yaml", name)


@cache
def rare_words(name: str) -> dict[str, dict[str, Any]]:
    """What is said of the rare words of a shipped vocabulary; empty for most vocabularies."""
    return dict(read(FOLDER / f"{name}.yaml").data.get("rare", {}))


@cache
def all_shipped(name: str) -> Vocabulary:
    """A shipped vocabulary with its rare words after the others."""
    return vocabulary(name).with_terms(rare_words(name))


@dataclass(frozen=True)
class Words:
    """The open vocabularies of a rulebook or a run: the usual words, rare ones if it names any, its own."""

    rights: Vocabulary
    behaviours: Vocabulary
    statuses: Vocabulary

    def of(self, name: str) -> Vocabulary:
        """The vocabulary of that name; a closed one as it is shipped."""
        return getattr(self, name) if name in OPEN else vocabulary(name)

    @property
    def own(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        """What is said of words beyond the usual, by vocabulary and word: rare ones and its own."""
        return {
            name: {term.name: term.about for term in self.of(name).terms[len(vocabulary(name)) :]}
            for name in OPEN
        }

    def __reduce__(self) -> tuple[object, ...]:
        """Only its own words are sent to another process, which has the shipped ones."""
        return words_with, (self.own,)

    def joined(self, others: Iterable[Words]) -> Words:
        """The words of several rulebooks together, in their order."""
        made = {name: self.of(name) for name in OPEN}
        for words in others:
            made = {name: made[name].with_terms(words.own[name]) for name in OPEN}
        return Words(**made)


def words_with(own: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Words:
    """The usual shipped words and others, by vocabulary and word."""
    return Words(**{name: vocabulary(name).with_terms(own.get(name, {})) for name in OPEN})


@cache
def shipped_words() -> Words:
    """The open vocabularies without anybody's own words."""
    return words_with({})


@cache
def every_shipped_word() -> Words:
    """The open vocabularies with their rare words, and without anybody's own."""
    return words_with({name: rare_words(name) for name in OPEN})


def read_vocabulary(path: Path, name: str) -> Vocabulary:
    """The vocabulary `name` as the file at `path` has it. Raises `InputError` with every fault in it."""
    text = read(path)
    diagnostics = list(_diagnostics(text, name))
    if diagnostics:
        raise InputError(*diagnostics)
    entries: dict[str, Any] = text.data["terms"]
    terms = (Term(str(key), i, MappingProxyType(about)) for i, (key, about) in enumerate(entries.items()))
    return Vocabulary(name, tuple(terms))


def _diagnostics(text: Text, name: str) -> Iterator[Diagnostic]:
    if text.data.get("schema") != SCHEMA:
        yield text.diagnostic(("schema",), "not the schema of a vocabulary", f"write {SCHEMA}")
    if text.data.get("vocabulary") != name:
        yield text.diagnostic(("vocabulary",), "not the name of the file", f"write vocabulary: {name}")
    if not isinstance(text.data.get("terms"), dict):
        yield text.diagnostic(("terms",), "a map of terms is missing", "write terms: {...}")
        return
    for place in ("terms", "rare"):
        for key, about in text.data.get(place, {}).items():
            if not isinstance(about, dict):
                yield text.diagnostic((place, key), "a term needs a map", "write {title: ...}")
