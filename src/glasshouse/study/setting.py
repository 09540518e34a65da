"""The setting of a run: everything that decides its results, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from glasshouse.errors import BadInput, Fault
from glasshouse.model.catalogue import catalogue
from glasshouse.model.extra import checked
from glasshouse.model.parameters import mechanisms
from glasshouse.rulebook import Rulebook
from glasshouse.rulebook import load as load_rulebook
from glasshouse.rulebook import practice as load_practice
from glasshouse.rulebook.vocabulary import vocabulary
from glasshouse.society.society import Society
from glasshouse.texts.parameters import ParameterSet

MOST_MONTHS = 1200
START = "2014-01"
"""First month where neither the caller nor the rulebook names one."""


@dataclass(frozen=True)
class Setting:
    """Who lives (`society`), under what (`rulebook`, None for no system), as carried out (`practice`), in a
    world that works how (`ways`, and extra `rules`), from which month (`start`, "2014-01"), for how many
    `months`, with which luck.
    """

    society: Society
    rulebook: Rulebook | None
    practice: ParameterSet
    ways: ParameterSet
    start: str
    months: int
    seed: int
    replicate: int
    rules: tuple[Any, ...] = ()

    @cached_property
    def laws(self) -> Any:
        """The law of every month, a record array of shape (months,)."""
        book = self.rulebook or load_rulebook("nothing")
        return book.laws(self.months, self.start)

    @cached_property
    def catalogue(self) -> Any:
        """Who does what how often, and what is seen of it."""
        return catalogue(vocabulary("behaviours"), vocabulary("rights"), self.practice)

    @property
    def parameters(self) -> ParameterSet:
        """Ways and practice together."""
        return ParameterSet((*self.ways.parameters, *self.practice.parameters))

    @property
    def rulebook_id(self) -> str:
        """Name of the rulebook; `nothing` for none."""
        return self.rulebook.id if self.rulebook else "nothing"


def check_numbers(months: int, seed: int, replicate: int) -> None:
    """Raises `BadInput` with every number that is out of range."""
    faults = [
        Fault(f"{name}: {value} is outside {low} .. {high}", f"give a whole number from {low} to {high}")
        for name, value, low, high in (
            ("months", months, 1, MOST_MONTHS),
            ("seed", seed, 0, 2**64 - 1),
            ("replicate", replicate, 0, 2**32 - 1),
        )
        if not (isinstance(value, int) and low <= value <= high)
    ]
    if faults:
        raise BadInput(*faults)


def setting(
    rulebook: Rulebook | str,
    society: Society,
    *,
    practice: ParameterSet | str | Path | None,
    ways: Mapping[str, Any] | None,
    start: str | None,
    months: int,
    seed: int,
    replicate: int,
    rules: Sequence[Any] = (),
) -> Setting:
    """Put a setting together; names and paths are loaded."""
    book = load_rulebook(rulebook) if isinstance(rulebook, str) else rulebook
    return Setting(
        society=society,
        rulebook=book,
        practice=practice if isinstance(practice, ParameterSet) else load_practice(book, practice),
        ways=mechanisms().but(ways or {}),
        start=start or first_month(book),
        months=months,
        seed=seed,
        replicate=replicate,
        rules=checked(rules),
    )


def first_month(book: Rulebook) -> str:
    """The month in which the text that gives the rulebook its name comes into force."""
    day = book.newest or book.start
    return f"{day.year}-{day.month:02}" if day else START


def hash_of(parameters: ParameterSet) -> str:
    """SHA-256 of the values, units and names of parameters."""
    text = "\n".join(f"{p.name}={p.value!r} {p.unit}" for p in parameters.parameters)
    return hashlib.sha256(text.encode()).hexdigest()
