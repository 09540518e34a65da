"""Members: single runs of a study, each known by a hash of everything that decides its results."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from glasshouse.engine.array_store import hash_of
from glasshouse.simulation import code
from glasshouse.studies.factors import Value

if TYPE_CHECKING:
    from glasshouse.rulebook import Rulebook

Named = tuple[tuple[str, Value], ...]
VERSIONED = ("numpy", "numba", "scipy")
"""Packages that draw people and compute their lives: another version may change the last digits."""


def code_hash() -> str:
    """SHA-256 of the code and data of the package that decide results.

    A study run again after a change of the model is run anew; one after a change of a report is not.
    """
    return code.code_hash("studies/members.py", "studies/outcomes.py")


@cache
def fingerprint() -> str:
    """What computes results here: code and data of the package, and the versions of `VERSIONED`."""
    versions = (f"{name} {version(name)}" for name in VERSIONED)
    return ", ".join((*versions, f"code {code_hash()}"))


def shown(code: str) -> str:
    """A fingerprint for messages, its hash cut short."""
    return re.sub(r"([0-9a-f]{12})[0-9a-f]{52}", r"\1", code)


@cache
def mechanisms_hash() -> str:
    """SHA-256 of the parameters of mechanisms that this process has loaded."""
    from glasshouse.model.parameters import mechanisms
    from glasshouse.simulation.run_config import hash_of as hash_of_parameters

    return hash_of_parameters(mechanisms())


def hash_of_book(book: Rulebook) -> str:
    """SHA-256 of what a rulebook says and of the month in which a run under it starts by default."""
    return hashlib.sha256(f"{book.text_hash} {book.first_month}".encode()).hexdigest()


@dataclass(frozen=True)
class Member:
    """One run, with its twin if `twin`.

    `rulebook` and `society` are names or paths; `levers` and `inputs` the values set by path of the rulebook
    and by name of a parameter; `people_seed` draws the society, `seed` and `replicate` the luck of lives;
    `start` "" is the month in which the rulebook comes into force; `mechanisms` are those of a user's own, as
    FILE:NAME or the name of an entry point. The hashes are of the contents behind
    names (`hash_of_book`, values of parameters, tables); `code` is the `fingerprint` of whoever planned it.
    """

    rulebook: str
    levers: Named
    inputs: Named
    society: str
    persons: int
    people_seed: int
    seed: int
    replicate: int
    months: int
    start: str
    twin: bool
    rulebook_hash: str
    practice_hash: str
    society_hash: str
    mechanisms: tuple[str, ...] = ()
    mechanism_hashes: tuple[str, ...] = ()
    mechanisms_hash: str = field(default_factory=mechanisms_hash)
    code: str = field(default_factory=fingerprint)

    @cached_property
    def key(self) -> str:
        """SHA-256 of all contents: the same key is the same result, wherever its files lie."""
        return self._hash_without(_PLACES)

    @cached_property
    def future(self) -> str:
        """A key of what members share that differ in their rulebook only: people, world and luck."""
        return self._hash_without((*_PLACES, *_OF_THE_RULES))

    def _hash_without(self, left_out: tuple[str, ...]) -> str:
        return hash_of({name: value for name, value in asdict(self).items() if name not in left_out})


_PLACES = ("rulebook", "society", "mechanisms")
_OF_THE_RULES = ("levers", "start", "rulebook_hash")
