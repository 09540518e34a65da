"""Whose law holds where, month by month, and the yearly step in which provinces change theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import InputError
from glasshouse.model import government
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks.delegation import harsher
from glasshouse.rulebooks.leaf_kinds import Quantity
from glasshouse.rulebooks.sizes import Records
from glasshouse.rulebooks.tree import Leaf

if TYPE_CHECKING:
    from glasshouse.simulation.run_config import RunConfig

Floats = npt.NDArray[np.float64]


class Registers(Protocol):
    """Whoever keeps the lists, told of new laws: a world."""

    def rebook(self, serial: int, places: Sequence[int]) -> None:
        """Carry the lists of a province into a new rulebook."""

    def join_registers(self, serials: Sequence[int]) -> None:
        """Keep the lists of these provinces together."""


class Settled:
    """Registers that hold what they should already."""

    def rebook(self, serial: int, places: Sequence[int]) -> None:
        """Nothing is left to do."""

    def join_registers(self, serials: Sequence[int]) -> None:
        """Nothing is left to do."""


class Laws:
    """The law of every province and month of a setting; `rows` are the years of its government."""

    def __init__(self, chosen: RunConfig) -> None:
        self.rows: list[dict[str, Any]] = []
        self._chosen = chosen
        self._main = chosen.first.rulebook
        self._named = chosen.serials
        self._laws = {serial: chosen.laws_of(name) for name, serial in self._named.items()}
        self._books = {serial: chosen.book_of(name) for name, serial in self._named.items()}
        self._counts: Any = 0
        self._realm: _Realm | None = None
        if chosen.government is not None and bool(chosen.parameters["switch.government"].value):
            self._realm = _Realm(chosen)

    def of(self, month: int, provinces: int) -> Records:
        """The law of `month`: one record for all provinces, or one for each serial."""
        self._main = self._chosen.rulebook_in(month)
        main = self._chosen.laws[month : month + 1].view(np.recarray)
        if not self._named:
            return main
        laws = np.repeat(main, provinces).view(np.recarray)
        for serial, own in self._laws.items():
            laws[serial] = own[month]
        return laws

    def book_of(self, serial: int) -> Rulebook | None:
        """The rulebook now in force in the province of that serial."""
        return self._books.get(serial, self._main)

    def close(self, month: int, tally: npt.NDArray[np.int64], world: Registers) -> None:
        """Count the month in; at the end of a year let centre and provinces govern."""
        if self._realm is None:
            return
        self._counts = self._counts + tally
        if (month + 1) % government.MONTHS:
            return
        year = (month + 1) // government.MONTHS
        before = self._realm.books
        self.rows += self._realm.govern(year, self._counts)
        self._counts = 0
        for row, serial in enumerate(self._named.values()):
            new = self._realm.books[row]
            if new is not before[row]:
                self._laws[serial] = self._chosen.laws_under(new)
                self._books[serial] = new
                world.rebook(serial, places_of_lists(before[row], new))
        if self._realm.is_one:
            world.join_registers(list(self._named.values()))
            self._realm = None

    def replay(self, tallies: Iterable[npt.NDArray[np.int64]], world: Registers) -> None:
        """Take every step of months already lived: all that provinces decide follows from the counts."""
        for month, tally in enumerate(tallies):
            self.close(month, tally, world)

    @property
    def table(self) -> pa.Table | None:
        """A row for each year and province; None without a government."""
        if not self.rows:
            return None
        kinds = {name: _type(name) for name in self.rows[0]}
        return pa.Table.from_pylist(self.rows, pa.schema(list(kinds.items())))


def _type(name: str) -> pa.DataType:
    if name.startswith(LEVER):
        return pa.float64()
    if name in ("province", "adopted_from", "rulebook"):
        return pa.string()
    return pa.int64()


LEVER = "lever."
"""Columns of the government table that hold the value of a lever begin so."""


class _Realm:
    """A centre and its provinces between years."""

    def __init__(self, chosen: RunConfig) -> None:
        self._chosen = chosen
        self._outline = chosen.rulebook
        self._names = list(chosen.serials)
        self._serials = np.array(list(chosen.serials.values()), np.int64)
        self._first = [chosen.book_of(name) for name in self._names]
        self.books: list[Rulebook | None] = list(self._first)
        self._paths, self._levers, self._values = levers_of(self._outline, self._first)
        self._totals = np.zeros(len(self._names), np.int64)
        self._variants: dict[tuple[Any, ...], Rulebook | None] = {}
        self.is_one = False

    def govern(self, year: int, counts: npt.NDArray[np.int64]) -> list[dict[str, object]]:
        """Take the step at the end of `year`; returns its rows of the table."""
        chosen, policy = self._chosen, self._chosen.government
        assert policy is not None
        parts = government.parts_of(counts, self._serials)
        dice = government.dice_of(chosen.seed, chosen.replicate, self._serials, year)
        done = government.govern(
            policy, self._levers, self._values, parts, year, dice, chosen.parameters.record()
        )
        self._totals += done.score
        self._enact(done.values)
        if policy.unify_after is not None and year >= policy.unify_after:
            self._unify(policy.unify_into)
        return [self._row(year, row, done) for row in range(len(self._names))]

    def _enact(self, values: Floats) -> None:
        """Give each province the rulebook with its new levers; one that cannot stand keeps the old."""
        books: list[Rulebook | None] = []
        for row, old in enumerate(self.books):
            book = self._first[row]
            if book is None or np.array_equal(values[row], self._values[row], equal_nan=True):
                books.append(old)
                continue
            try:
                books.append(self._variant(book, values[row]))
            except InputError:
                books.append(old)
                continue
            self._values[row] = values[row]
        self.books = books

    def _variant(self, book: Rulebook, values: Floats) -> Rulebook:
        key = (book.text_hash, *np.nan_to_num(values, nan=-1e18))
        if key not in self._variants:
            self._variants[key] = with_levers(book, self._paths, values)
        found = self._variants[key]
        assert found is not None
        return found

    def _unify(self, into: str) -> None:
        best = int(np.lexsort((np.arange(len(self._totals)), -self._totals))[0])
        national = self.books[best] if into == "best" else self._outline
        if into == "median" and national is not None:
            national = with_levers(national, self._paths, government.medians(self._values))
        if national is not None:
            national = national.but({"movement.recognises": True})
        self.books = [national] * len(self.books)
        self._values = np.array([_values(national, self._paths)] * len(self.books)).reshape(
            self._values.shape
        )
        self.is_one = True

    def _row(self, year: int, row: int, done: government.Year) -> dict[str, object]:
        copied, book = int(done.adopted_from[row]), self.books[row]
        values = {
            LEVER + path: None if np.isnan(value) else float(value)
            for path, value in zip(self._paths, self._values[row], strict=True)
        }
        return {
            "year": year,
            "province": self._names[row],
            "rulebook": book.id if book else "nothing",
            "rank": int(done.rank[row]),
            "score": int(done.score[row]),
            **{name: int(part) for name, part in zip(government.PARTS, done.parts[row], strict=True)},
            "adopted_from": self._names[copied] if copied >= 0 else None,
            "vetoed": int(done.vetoed[row]),
            "unified": int(self.is_one),
            **values,
        }


def levers_of(
    outline: Rulebook | None, books: Iterable[Rulebook | None]
) -> tuple[list[str], government.Levers, Floats]:
    """The paths of all levers that are numbers, what may be done with them, and their value in each book.

    Where several rulebooks give a lever at one path, the outline's ends hold, else those of the first.
    """
    provinces = list(books)
    found: dict[str, tuple[Leaf, Rulebook]] = {}
    for book in (outline, *provinces):
        for path, leaf in _open_leaves(book).items() if book else ():
            found.setdefault(path, (leaf, book))  # type: ignore[arg-type]
    ends = [leaf.steps[-1].lever or (0, 0) for leaf, _ in found.values()]
    values = np.array([_values(book, list(found)) for book in provinces]).reshape(len(provinces), len(found))
    fallback = values[0] if len(provinces) else np.zeros(0)
    stated = np.array(_values(outline, list(found)))
    levers = government.Levers(
        low=np.array([low for low, _ in ends], float),
        high=np.array([high for _, high in ends], float),
        outline=np.where(np.isnan(stated), fallback, stated),
        whole=np.array([_is_whole(leaf) for leaf, _ in found.values()], np.bool_),
        harsher=np.array([_direction(leaf, book) for leaf, book in found.values()], np.int64),
    )
    return list(found), levers, values


def _is_whole(leaf: Leaf) -> bool:
    return isinstance(leaf.kind, Quantity) and leaf.kind.whole


def _open_leaves(book: Rulebook) -> dict[str, Leaf]:
    return {
        leaf.dotted: leaf
        for leaf in book.tree.values()
        if isinstance(leaf.kind, Quantity) and leaf.steps[-1].lever and leaf.steps[-1].value is not None
    }


def _direction(leaf: Leaf, book: Rulebook) -> int:
    low, high = leaf.steps[-1].lever or (0, 0)
    return harsher(leaf.path, leaf.kind, low, high, book.tree.value) or 0


def _values(book: Rulebook | None, paths: Sequence[str]) -> list[float]:
    values = [book.value(path) if book and path in book.tree.by_name else None for path in paths]
    return [float("nan") if value is None else float(value) for value in values]


def with_levers(book: Rulebook, paths: Sequence[str], values: Floats) -> Rulebook:
    """The rulebook with its levers at `values`; those it does not have are left out."""
    changes: dict[str, Any] = {}
    for path, value in zip(paths, values, strict=True):
        leaf = book.tree.by_name.get(path)
        if leaf is None or np.isnan(value) or not isinstance(leaf.kind, Quantity):
            continue
        if leaf.steps[-1].value != value:
            changes[path] = {"value": int(value) if leaf.kind.whole else float(value), "unit": leaf.kind.unit}
    return book.but(changes) if changes else book


def places_of_lists(old: Rulebook | None, new: Rulebook | None) -> list[int]:
    """Where each list of the old rulebook stands in the new one; -1 where it is gone."""
    names = new.tree.names("lists") if new else ()
    return [names.index(name) if name in names else -1 for name in (old.tree.names("lists") if old else ())]
