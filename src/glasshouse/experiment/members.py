"""Members: single runs of a study, each known by a hash of everything that decides its results."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property

from glasshouse.engine.kept import hash_of
from glasshouse.experiment.factors import Value
from glasshouse.study import code

Named = tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class Member:
    """One run, with its twin if `twin`.

    `rulebook` and `society` are names or paths; `levers` and `inputs` the values set by path of the rulebook
    and by name of a parameter; `people_seed` draws the society, `seed` and `replicate` the luck of lives;
    `start` "" is the month in which the rulebook comes into force. The hashes are of the texts behind names.
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

    @cached_property
    def key(self) -> str:
        """SHA-256 of all of it and of the code and data that live it: the same key is the same result."""
        return hash_of({**asdict(self), "code": code_hash()})

    @cached_property
    def future(self) -> str:
        """A key of what members share that differ in their rulebook only: people, world and luck."""
        return hash_of({name: value for name, value in asdict(self).items() if name not in _OF_THE_RULES})


_OF_THE_RULES = ("rulebook", "levers", "start", "rulebook_hash")


def code_hash() -> str:
    """SHA-256 of the code and data of the package that decide results.

    A study run again after a change of the model is run anew; one after a change of a report is not.
    """
    return code.code_hash("experiment/members.py", "experiment/outcomes.py")
