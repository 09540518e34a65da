"""Tests which values are inert by moving every value of the shipped rulebooks and every parameter.

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
from itertools import islice
from typing import Any

import numpy as np

from glasshouse import simulation
from glasshouse.errors import InputError
from glasshouse.population import Society
from glasshouse.population import load as load_society
from glasshouse.rulebooks import Rulebook, load
from glasshouse.rulebooks.loading import shipped_names
from glasshouse.simulation import inert
from glasshouse.simulation.inert.law_leaves import is_rule, moved
from glasshouse.specs.parameters import Parameter

TERMS = ("term", "extension", "aggravated")
"""Values that set how many months of a listing remain, which is kept of everybody on a list and read only
where a list ends by itself. It alone may differ where such a value is inert."""
BUSY = {
    "credit.borrow": 0.05, "credit.lapse": 0.05, "credit.lapse_strategic": 0.5, "livelihood.bad_month": 0.2,
    "court.sue_after": 1, "court.sue": 1.0, "court.proceedings": 1, "court.time_to_pay": 0,
    "court.aggravated": 0.5, "court.shelve": 0.1, "court.yield": 0.05, "court.settle": 0.05,
    "surveillance.false_agency": 1, "surveillance.false_app": 0.5, "surveillance.wrong_person": 0.05,
    "map.opens": 0.5, "map.reports": 0.5,
    "redress.files": 0.5, "redress.files_wronged": 0.5, "redress.review_least": 1, "redress.review_most": 2,
    "redress.repair": 0.3, "redress.course": 0.5, "redress.awareness": 0.2, "redress.copies_missed": 0.9,
    "opinion.read": 0.5, "officials.waive": 0.3, "officials.critic": 0.3, "officials.list_critic": 0.5,
    "officials.add": 0.3, "officials.buy": 0.3, "firms.check": 0.9, "firms.defaults": 0.3,
    "firms.whim": 0.5, "firms.favour": 0.5, "ties.drop": 0.3, "gatekeepers.appeals": 0.5,
    "speech.base": 1.0, "livelihood.separation": 0.05,
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
    parameters: Mapping[str, Any] = field(default_factory=lambda: BUSY)

    @cached_property
    def people(self) -> Society:
        """Who lives in all of these runs."""
        return load_society(self.society).draw(persons=self.persons, seed=self.seed)

    def run(self, book: Rulebook | None = None, **parameters: Any) -> simulation.Run:
        """The run, under another rulebook or with parameters changed."""
        return simulation.run(
            book or self.book, self.people, months=self.months, seed=self.seed, threads=1,
            parameters={**self.parameters, **parameters}, start=self.book.first_month,
        )  # fmt: skip


def same(one: simulation.Run, other: simulation.Run, name: str) -> bool:
    """Whether two runs that differ in the value called `name` counted and left everybody the same."""
    if not any(word in name for word in TERMS):
        asked = one.asked.any() or other.asked.any()  # its shape follows how many gatekeepers there are
        return one.digest() == other.digest() and (not asked or np.array_equal(one.asked, other.asked))
    fields = [field for field in one.people.dtype.names if field != "term"]
    pairs = [(one.tallies, other.tallies), *zip(one.firm_tallies, other.firm_tallies, strict=True)]
    pairs += [(one.people[field], other.people[field]) for field in fields]
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
            if not same(base, bench.run(**{one.name: value}), one.name):
                return True
        except InputError:
            continue
    return False


def leaf_moves(bench: Bench, leaf: Any, base: Any, most: int = 1000) -> bool:
    """Whether some value of a leaf of the rulebook changes the run; at most so many are tried."""
    others = islice(moved(bench.book, leaf), most)
    return any(not same(base, bench.run(other), leaf.dotted) for other in others)


def main(names: list[str]) -> None:
    for name in names or shipped_names():
        report(Bench(load(name)))


def report(bench: Bench) -> None:
    """Print what is called inert and is not, and what is not called inert and changed nothing."""
    base = bench.run()
    chosen, facts = base.config, inert.facts_of(base.config)
    print(f"== {bench.book.id}", flush=True)
    for one in chosen.all_parameters.parameters:
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
