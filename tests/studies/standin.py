"""A function in place of members, so that methods can be held against answers that are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from glasshouse.studies.designs import Design
from glasshouse.studies.members import Factor, span
from glasshouse.studies.outcomes import names
from glasshouse.studies.plan import Plan
from glasshouse.studies.store import Store
from glasshouse.studies.study import Study
from glasshouse.studies.worker import Result

OUTCOME = "exposure"
BOOK = "book"
"""The rulebook of a stand-in, which has no text."""


@dataclass
class Standin:
    """An executor: `of(values, replicate)` gives the outcomes it knows, all others are no number."""

    of: Callable[[dict[str, Any], int], dict[str, float]]
    lived: int = 0

    def live(self, chunks):
        for number, chunk in enumerate(chunks):
            self.lived += len(chunk)
            yield number, [Result(member.key, self._outcomes(member), digest="-") for member in chunk]

    def _outcomes(self, member):
        values = {**dict(member.levers), **dict(member.inputs)}
        return dict.fromkeys(names(), float("nan")) | self.of(values, member.replicate)


def plan(factors, design: Design, replicates: int = 1, **more) -> Plan:
    levers = tuple(factor.name for factor in factors if factor.kind == "lever")
    return Plan(
        title="A function", rulebooks=(BOOK,), society="nowhere", persons=1, months=1, twins=False,
        replicates=replicates, factors=tuple(factors), design=design, levers_of={BOOK: levers},
        hashes={BOOK: ("-", "-")}, outcomes=(OUTCOME,), **more,
    )  # fmt: skip


def study(folder, function, factors, design: Design, replicates: int = 1) -> Study:
    """A study of `function(values, replicate)` as the outcome `OUTCOME`."""
    made = Study(plan(factors, design, replicates), Store(folder))
    return made.run(Standin(lambda values, replicate: {OUTCOME: function(values, replicate)}), chunk=100_000)


def between(low: float, high: float, *names_: str, kind: str = "input") -> tuple[Factor, ...]:
    return tuple(Factor(name, kind, prior=span(low, high)) for name in names_)


ANGLES = between(-np.pi, np.pi, "x1", "x2", "x3")


def ishigami(values, _replicate=0) -> float:
    x1, x2, x3 = (values[name] for name in ("x1", "x2", "x3"))
    return float(np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1))


def noise(values, replicate: int) -> float:
    """A standard normal number of its own for each point and replicate."""
    seed = [replicate, *np.array(sorted(values.values()), np.float64).view(np.uint64).tolist()]
    return float(np.random.default_rng(seed).standard_normal())
