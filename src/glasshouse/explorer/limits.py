"""Limits: what one page may ask of this machine. They are stated in /api/about and in docs/explore.md."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """All are assumptions about a laptop with 2 cores and 4 GB to spare.

    `persons` and `months` of one run, and `person_months` of both together; `memory` bytes a run may take
    while it lives; `seconds` before it is given up. One run lives at a time; `waiting` other questions (a
    life, a probe) may wait. `kept` finished runs stay, in `kept_bytes` together. `body` bytes of a request,
    `changes` of a rulebook in it, `page_persons` that the page asks for where nobody says otherwise.
    `connections` and `sockets` may be open at once; a request must have arrived `request_seconds` after it
    was begun.
    """

    persons: int = 1_000_000
    months: int = 240
    person_months: int = 60_000_000
    memory: int = 3_072 * MIB
    seconds: int = 180
    waiting: int = 8
    kept: int = 24
    kept_bytes: int = 512 * MIB
    body: int = 65_536
    changes: int = 200
    provinces_persons: int = 62_000
    page_persons: int = 20_000
    page_months: int = 120
    sockets: int = 16
    connections: int = 64
    request_seconds: float = 10.0

    def as_dict(self) -> dict[str, Any]:
        """All of them as plain data; `runs_at_once` is always 1."""
        return {**asdict(self), "runs_at_once": 1}


BYTES_A_PERSON = 1_400
"""Most memory a person takes while people are drawn and live (assumption, above what was measured: drawing a
million peaks at 1.1 kB a person)."""
BYTES_A_GROUP = 8 * 110 * 3
"""Memory of a month's counts of one group: those of the run, and those of the twin twice while they are put
together (31 provinces, 240 months and 100,000 persons were measured at 1.9 GB)."""


def memory_of(persons: int, months: int, groups: int) -> int:
    """Bytes a run may take at most; `groups` are strata of all provinces up to the highest serial."""
    return persons * BYTES_A_PERSON + months * groups * BYTES_A_GROUP
