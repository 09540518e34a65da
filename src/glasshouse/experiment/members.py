"""Members: single runs of a study, each known by a hash of everything that decides its results."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

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

    @property
    def key(self) -> str:
        """SHA-256 of all of it and of the code and data that live it: the same key is the same result."""
        return _sha256({**asdict(self), "code": code_hash()})

    @property
    def future(self) -> str:
        """A key of what members share that differ in their rulebook only: people, world and luck."""
        return _sha256({name: value for name, value in asdict(self).items() if name not in _OF_THE_RULES})


_OF_THE_RULES = ("rulebook", "levers", "start", "rulebook_hash")


def as_data(member: Member) -> dict[str, Any]:
    """A member as plain data, for files."""
    return asdict(member)


def from_data(data: dict[str, Any]) -> Member:
    """A member again from `as_data`."""
    pairs = {name: tuple((str(k), v) for k, v in data[name]) for name in ("levers", "inputs")}
    return Member(**{**data, **pairs})


def code_hash() -> str:
    """SHA-256 of the code and data of the package that decide results.

    A study run again after a change of the model is run anew; one after a change of a report is not.
    """
    return code.code_hash("experiment/members.py", "experiment/outcomes.py")


def _sha256(data: dict[str, Any]) -> str:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
