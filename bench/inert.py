"""Are inert values inert, and the others not? Every value of the shipped rulebooks and every parameter, moved.

    python -m bench.inert                    # all rulebooks, a few hours
    python -m bench.inert court-list-2013    # some of them

Prints first what is called inert and changed a run (there must be none), then what is not called inert and
never changed one: look at these, and add a condition where there is a reason.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from glasshouse import study
from glasshouse.errors import BadInput
from glasshouse.rulebook import Rulebook, load
from glasshouse.rulebook.library import shipped_names
from glasshouse.society import Society
from glasshouse.society import load as load_society
from glasshouse.study import inert
from glasshouse.study.inert.leaves import is_rule, moved
from glasshouse.texts.parameters import Parameter

NOT_COMPARED = ("term",)
"""A person's remaining months on a list: written at entry, and read where terms end."""


BUSY = {
    "dues.borrow": 0.05, "dues.lapse": 0.05, "dues.lapse_strategic": 0.5, "livelihood.bad_month": 0.2,
    "court.sue_after": 1, "court.sue": 1.0, "court.proceedings": 1, "court.time_to_pay": 0,
    "court.aggravated": 0.5, "court.shelve": 0.1, "court.yield": 0.05, "court.settle": 0.05,
    "watching.false_positive": 0.01, "watching.wrong_person": 0.05, "map.opens": 0.5, "map.reports": 0.5,
    "redress.files": 0.5, "redress.files_wronged": 0.5, "redress.review_least": 1, "redress.review_most": 2,
    "redress.repair": 0.3, "redress.course": 0.5, "redress.awareness": 0.2, "redress.copies_missed": 0.9,
    "opinion.read": 0.5, "officials.waive": 0.3, "officials.critic": 0.3, "officials.list_critic": 0.5,
    "officials.add": 0.3, "officials.buy": 0.3, "firms.check": 0.9, "firms.defaults": 0.3,
    "firms.whim": 0.5, "firms.favour": 0.5, "ties.drop": 0.3, "gatekeepers.appeals": 0.5,
    "voice.base": 1.0, "livelihood.separation": 0.05,
}  # fmt: skip
"""A world in which much happens in little time, so that a value that can matter does."""


@dataclass(frozen=True)
class Bench:
    """Small runs under one rulebook: `persons` of a society for `months`, with the luck of `seed`."""

    book: Rulebook
    persons: int = 400
    months: int = 18
    seed: int = 1
    society: str = "toytown"
    ways: Mapping[str, Any] = field(default_factory=lambda: BUSY)

    @cached_property
    def people(self) -> Society:
        """Who lives in all of these runs."""
        return load_society(self.society).draw(persons=self.persons, seed=self.seed)

    def run(self, book: Rulebook | None = None, **ways: Any) -> study.Run:
        """The run, under another rulebook or with parameters changed."""
        return study.run(
            book or self.book, self.people, months=self.months, seed=self.seed, threads=1,
            ways={**self.ways, **ways}, start=self.book.first_month,
        )  # fmt: skip


def same(one: Any, other: Any) -> bool:
    """Whether two runs counted the same, month by month, and left everybody as they were."""
    fields = [name for name in one.people.dtype.names if name not in NOT_COMPARED]
    pairs = [(one.tallies, other.tallies), (one.asked, other.asked), *zip(one.firm_tallies, other.firm_tallies)]
    pairs += [(one.people[name], other.people[name]) for name in fields]
    return all(np.array_equal(a, b) for a, b in pairs)


def values_of(one: Parameter) -> Iterator[Any]:
    """Values to which a parameter is moved: both ends of its range, and one between."""
    low, high = one.range
    for value in (low, high, (low + high) / 2, (3 * low + high) / 4):
        if isinstance(one.value, tuple):
            yield tuple(value for _ in one.value)
        else:
            yield int(value) if isinstance(one.value, int) else value


def parameter_moves(bench: Bench, one: Parameter, base: Any) -> bool:
    """Whether some value of a parameter changes the run."""
    for value in values_of(one):
        try:
            if not same(base, bench.run(**{one.name: value})):
                return True
        except BadInput:
            continue
    return False


def leaf_moves(bench: Bench, leaf: Any, base: Any, most: int = 1000) -> bool:
    """Whether some value of a leaf of the rulebook changes the run; at most so many are tried."""
    tried = 0
    for other in moved(bench.book, leaf):
        if tried == most:
            break
        tried += 1
        if not same(base, bench.run(other)):
            return True
    return False


def main(names: list[str]) -> None:
    for name in names or shipped_names():
        report(Bench(load(name)))


def report(bench: Bench) -> None:
    """Print what is called inert and is not, and what is not called inert and changed nothing."""
    base = bench.run()
    chosen, facts = base.setting, inert.facts_of(base.setting)
    print(f"== {bench.book.id}", flush=True)
    for one in chosen.parameters.parameters:
        _tell(inert.parameter(one, facts), parameter_moves(bench, one, base), one.name)
    for leaf in bench.book.tree.values():
        if is_rule(leaf):
            found = inert.clause(bench.book, leaf, facts, bench.months, chosen.start)
            if not found or found.reason not in (inert.NOT_PLAYED, inert.DESCRIPTIVE):
                _tell(found, leaf_moves(bench, leaf, base), leaf.dotted)


def _tell(found: inert.Inert | None, moves: bool, name: str) -> None:
    if found and moves:
        print(f"WRONG  {found}", flush=True)
    elif not found and not moves:
        print(f"silent {name}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
