"""Verifying a store: some of its members lived again and compared to the bit.

Hashes and seals show damage and careless edits, but whoever alters a store can compute them anew. Living a
member again cannot be forged.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from glasshouse.errors import Diagnostic, InputError
from glasshouse.studies.chunks import SEALED, row_of
from glasshouse.studies.members import Member
from glasshouse.studies.outcomes import names
from glasshouse.studies.plan import Plan
from glasshouse.studies.store import Store
from glasshouse.studies.worker import Worker


@dataclass(frozen=True)
class Verified:
    """Members lived again, `lived` of `stored`; by key, the columns in which one differs from the store."""

    stored: int
    lived: int
    differences: dict[str, tuple[str, ...]]


def verify(plan: Plan, store: Store, sample: int, seed: int | None, threads: int) -> Verified:
    """Live `sample` members of a plan's store again, drawn at random (`seed` None: others each time).

    A difference names a column of the store. Raises `InputError` where the store is damaged, none of the
    plan is in it, or a member cannot be lived here.
    """
    members = {member.key: member for member in plan.members}
    rows = store.read(list(members)).to_pylist()
    if not rows:
        raise InputError(Diagnostic("no member of this study has been lived", "run it", str(store.folder)))
    chosen = random.Random(seed).sample(sorted(rows, key=lambda row: row["key"]), min(sample, len(rows)))
    worker = Worker(threads)
    found = {row["key"]: _differences(row, members[row["key"]], worker) for row in chosen}
    return Verified(len(rows), len(chosen), {key: columns for key, columns in found.items() if columns})


def _differences(row: dict[str, object], member: Member, worker: Worker) -> tuple[str, ...]:
    again = worker.live(member)
    if again.error:
        raise InputError(Diagnostic(f"member {member.key[:12]} cannot be lived again: {again.error}"))
    now = row_of(member, again)
    outcomes = (*names(), *(name for name, _ in member.taken))
    return tuple(name for name in (*SEALED, *outcomes) if not _same(row[name], now[name]))


def _same(stored: object, now: object) -> bool:
    both = (stored, now)
    return stored == now or all(isinstance(value, float) and math.isnan(value) for value in both)
