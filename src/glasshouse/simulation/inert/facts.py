"""The facts of a run on which it depends whether a value can matter: its laws, numbers, places and people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.errors import InputError
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks.law import LAW, put
from glasshouse.rulebooks.vocabulary import Words, shipped_words
from glasshouse.specs.parameters import Parameter, ParameterSet

if TYPE_CHECKING:
    from glasshouse.population.society import Society
    from glasshouse.simulation.run_config import RunConfig

Numbers = Mapping[str, tuple[Any, ...]]
SET_OF_RIGHTS = np.dtype("u4")
MOST_COMBINED = 64
"""Most settings of several values that are all tried."""


@dataclass(frozen=True)
class Facts:
    """What a run, or a set of runs, has.

    `laws` are records of `LAW`, those in force in some month of some place in one of the runs, in any order.
    `numbers` gives every value that a parameter takes. `places` is the number of provinces people move
    between, `society` who is drawn (None where that is not known, so that everybody may be there). A fact
    holds if it holds in one of the runs: what is then called inert is inert in all of them. `words` are those
    of the runs.
    """

    laws: npt.NDArray[np.void]
    numbers: Numbers
    months: int
    places: int = 0
    governed: bool = False
    tournament: bool = False
    society: Society | None = field(default=None, repr=False)
    words: Words = field(default_factory=shipped_words, repr=False)

    def law(self, name: str, k: int | None = None, bits: int = 0) -> bool:
        """Whether a field of the law (at index `k`, some of its `bits`) is not zero in some month."""
        values = self.laws[name] if k is None else self.laws[name][:, k]
        if bits and values.dtype == SET_OF_RIGHTS:
            wanted = np.zeros(values.shape[-1], SET_OF_RIGHTS)
            put(wanted, bits)
            return bool(np.any(values & wanted))
        return bool(np.any(values & np.array(bits, values.dtype) if bits else values))

    @property
    def lists(self) -> int:
        """How many lists there is room for."""
        return int(self.laws.dtype["list_entry"].shape[0])

    def on(self, switch: str) -> bool:
        """Whether a switch is on in one of the runs."""
        return self.positive(f"switch.{switch}")

    def positive(self, name: str) -> bool:
        """Whether a parameter (or an item of its row) is other than 0 in one of the runs."""
        return any(bool(np.any(np.asarray(value, float))) for value in self.numbers[name])

    def moved(self, parameter: Parameter) -> Facts:
        """The same runs with one parameter at any value it may have."""
        low, high = (min(max(end, -1e9), 1e9) for end in parameter.range)
        values = (*self.numbers[parameter.name], low, (low + high) / 2, high)
        return replace(self, numbers={**self.numbers, parameter.name: values})

    def beside(self, laws: npt.NDArray[np.void]) -> Facts:
        """The same runs and others under `laws`."""
        return replace(self, laws=np.concatenate([self.laws, in_force(laws)]))

    def some(self, trait: Callable[[Society], npt.ArrayLike]) -> bool:
        """Whether somebody of the society has a trait; true where nobody knows who is drawn."""
        return self.society is None or bool(np.any(trait(self.society)))


def facts_of(chosen: RunConfig) -> Facts:
    """The facts of one run."""
    policy = chosen.government if chosen.parameters["switch.government"].value else None
    books = {id(book): book for book in (chosen.rulebook, *(book for _, book in chosen.provinces))}
    laws = [in_force(book.laws(chosen.months, chosen.start)) for book in books.values() if book]
    if policy is not None:
        laws += [_governed(book, chosen.months, chosen.start) for book in books.values() if book]
    return Facts(
        laws=np.concatenate(laws) if laws else _none(),
        numbers=numbers_of(chosen.all_parameters),
        months=chosen.months,
        places=len(chosen.provinces),
        governed=chosen.government is not None,
        tournament=bool(chosen.government and chosen.government.tournament),
        society=chosen.society,
        words=chosen.scope.words,
    )


def facts_under(book: Rulebook, parameters: ParameterSet, months: int = 120, start: str = "") -> Facts:
    """The facts of a run of `months` under one rulebook, whoever lives under it."""
    laws = book.laws(months, start or book.first_month)
    return Facts(in_force(laws), numbers_of(parameters), months, words=book.words)


def numbers_of(parameters: ParameterSet) -> dict[str, tuple[Any, ...]]:
    """The one value each parameter has."""
    return {parameter.name: (parameter.value,) for parameter in parameters.parameters}


def in_force(laws: npt.NDArray[np.void]) -> npt.NDArray[np.void]:
    """The different laws among those of some months that are in force at all."""
    plain = np.asarray(laws)[np.asarray(laws["active"]) != 0]
    different: dict[bytes, object] = {row.tobytes(): row for row in plain}
    return np.array(list(different.values()), plain.dtype)


def _none() -> npt.NDArray[np.void]:
    return np.zeros(0, LAW)


def _governed(book: Rulebook, months: int, start: str) -> npt.NDArray[np.void]:
    """What a government may make of a rulebook: levers at either end, and recognised by all."""
    levers = {leaf.dotted: leaf for leaf in book.tree.values() if _is_open(leaf)}
    ends = {path: [leaf.steps[-1].lever[0], leaf.steps[-1].lever[-1]] for path, leaf in levers.items()}  # type: ignore[index]
    made = [in_force(book.but({"movement.recognises": True}).laws(months, start))]
    for values in combined(ends):
        changes = {path: {"value": value, "unit": levers[path].kind.unit} for path, value in values.items()}  # type: ignore[attr-defined]
        try:
            made.append(in_force(book.but(changes).laws(months, start)))
        except InputError:
            continue
    return np.concatenate(made)


def _is_open(leaf: Any) -> bool:
    step = leaf.steps[-1]
    return bool(step.lever) and leaf.kind.has_unit and step.value is not None


def combined(values: Mapping[str, list[object]]) -> Iterator[dict[str, object]]:
    """All settings of a few values; of many, all low, all high, and each value by itself."""
    if prod(len(found) for found in values.values()) <= MOST_COMBINED:
        yield from (dict(zip(values, chosen, strict=True)) for chosen in product(*values.values()))
        return
    yield from ({path: found[end] for path, found in values.items()} for end in (0, -1))
    yield from ({path: value} for path, found in values.items() for value in found)
