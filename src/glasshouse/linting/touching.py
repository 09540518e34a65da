"""What several rules ask alike: which rights are shut to persons, who is recorded, what is left unsaid."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from glasshouse.linting.burdens import Burden
from glasshouse.linting.rule import Places, found, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.rulebooks.grounds import ACTS
from glasshouse.rulebooks.vocabulary import Term

PRIVATE = "gatekeeper"
"""The kind of burden that lies with one private institution among several."""
MONTH = 31 / (365 / 12)
"""The longest month, in months: what is to be done within a month or 30 days may take so long."""
EVERYBODY = 6
"""Audiences of this reach or more (see the vocabulary) are open to anyone who asks."""


@dataclass(frozen=True)
class Closed:
    """Words that shut rights to persons: where they stand, which rights, and the burdens behind them.

    `burdens` is empty for rights that nobody has unless granted (`rights.zero_base`).
    """

    path: str
    rights: tuple[Term, ...]
    burdens: tuple[Burden, ...]

    @property
    def private(self) -> bool:
        """Whether only single private institutions refuse."""
        return bool(self.burdens) and all(burden.kind == PRIVATE for burden in self.burdens)

    def __str__(self) -> str:
        return "; ".join(right.title for right in self.rights)


def closed(law: Reading, rights: Collection[str]) -> Iterator[Closed]:
    """Where one of these rights is shut to persons, words by words; firms are left out."""
    reaching = (burden for burden in law.denials if burden.kind != "firm list" and burden.right in rights)
    for path, burdens in law.by_clause(reaching).items():
        names = dict.fromkeys(burden.right for burden in burdens)
        yield Closed(path, tuple(law.words.rights[name] for name in names), tuple(burdens))
    if base := tuple(law.words.rights[name] for name in law.says("rights.zero_base", ()) if name in rights):
        yield Closed("rights.zero_base", base, ())


def recorded(law: Reading) -> tuple[str, ...]:
    """The behaviours of which a record is kept."""
    return tuple(name for name in law.behaviours if law.says(f"behaviours.{name}.recorded", True))


def lists_entered_by(law: Reading, behaviour: str) -> tuple[str, ...]:
    """The blacklists that a record of the behaviour leads onto."""
    return tuple(name for name in law.blacklists if behaviour in law.acts_onto(name))


def counts_against(law: Reading, behaviour: str) -> bool:
    """Whether a record of the behaviour takes points or a grade, or leads onto a blacklist."""
    return law.costs(behaviour) or bool(lists_entered_by(law, behaviour))


def held_against(law: Reading) -> tuple[str, ...]:
    """The behaviours that count against a person, also those that only lead onto a list."""
    listed = [act for name in law.blacklists for act in law.acts_onto(name)]
    names = dict.fromkeys((*recorded(law), *listed))
    return tuple(name for name in names if counts_against(law, name))


def where_written(law: Reading, behaviour: str) -> str:
    """The path that makes a behaviour count: its own clause, else the entry of the list it leads onto."""
    if law.stated(f"behaviours.{behaviour}"):
        return f"behaviours.{behaviour}"
    lists = lists_entered_by(law, behaviour)
    return entry_of(law, lists[0], behaviour) if lists else f"behaviours.{behaviour}"


def entry_of(law: Reading, name: str, behaviour: str) -> str:
    """The path of the entry of a list that names a behaviour."""
    here = f"lists.{name}.entry"
    return next(f"{here}.{key}" for key in ACTS if behaviour in _words(law.says(f"{here}.{key}", ())))


def _words(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said


def title_of(law: Reading, behaviour: str) -> str:
    """A behaviour in plain words."""
    return law.words.behaviours[behaviour].title


def answers(law: Reading, path: str, wrong: Mapping[Any, str]) -> Places:
    """Found where the value at a path is one of `wrong`, which says why; nothing where it is another or
    unsaid."""
    if law.stated(path) and law.says(path) in wrong:
        yield found(path, wrong[law.says(path)])


def too_long(law: Reading, path: str, most: float, what: str) -> Places:
    """Found where the time at a path is longer than `most` months, or is stated to be without end."""
    if not law.stated(path):
        return
    months = law.says(path)
    if months is None:
        yield found(path, f"no time is set {what}")
    elif months > most:
        yield found(path, f"{months:.3g} months {what}")


def unsaid(law: Reading, about: Mapping[str, str]) -> Places:
    """Unsure, once, where paths say nothing; `about` tells by path what one would look for there."""
    missing = [path for path in about if not law.stated(path)]
    if missing:
        yield unsure(missing[0], f"nothing is said of {', '.join(about[path] for path in missing)}")
