"""What a plan will cost before it is run: members, time and disk, counted without laying anything out."""

from __future__ import annotations

from dataclasses import dataclass

from glasshouse.engine.shards import available_cores
from glasshouse.studies.plan import Plan

A_MEMBER = 0.03
"""Seconds a member takes on one core whatever its size, its twin included."""
A_PERSON_MONTH = 5e-7
"""Seconds more for each person and month. Both as measured in November 2026 on a server of two cores, with
toytown and hebei; other machines and rulebooks differ by a factor of two or three."""
WARMING = 10.0
"""Seconds until workers have started."""
BYTES = 7_000
"""Bytes of a store for each member, chunks and index."""
TOLD_APART = 10_000
"""Most members that are laid out to be counted."""


@dataclass(frozen=True)
class Estimate:
    """How many `members`, and about how many `seconds` on `cores` and `bytes` in the store they take.

    `exact`: the members were told apart; otherwise some may be the same and the number is the most there are.
    """

    members: int
    exact: bool
    seconds: float
    bytes: int
    cores: int

    @property
    def count(self) -> str:
        """The number of members in words."""
        return f"{self.members:,}" if self.exact else f"up to {self.members:,}"

    @property
    def time(self) -> str:
        """The time in words."""
        return f"about {duration(self.seconds)} on {self.cores} {'core' if self.cores == 1 else 'cores'}"

    @property
    def disk(self) -> str:
        """The disk space in words."""
        return f"about {size(self.bytes)}"

    def __str__(self) -> str:
        return f"{self.count} members: {self.time}, {self.disk} of disk"


def estimate(plan: Plan) -> Estimate:
    """What all members of a plan cost on this machine, none of them being in the store yet."""
    exact, cores = plan.count <= TOLD_APART, available_cores()
    members = len(plan.members) if exact else plan.count
    each = A_MEMBER + A_PERSON_MONTH * plan.persons * plan.months
    return Estimate(members, exact, WARMING + members * each / cores, members * BYTES, cores)


def duration(seconds: float) -> str:
    """A time in words of the largest fitting unit."""
    for name, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {name}"
    return f"{seconds:,.0f} seconds"


def size(count: int) -> str:
    """A number of bytes in words."""
    for name, length in (("GB", 10**9), ("MB", 10**6)):
        if count >= length:
            return f"{count / length:,.1f} {name}"
    return f"{max(1, count // 1000):,} kB"
