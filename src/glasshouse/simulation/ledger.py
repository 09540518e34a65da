"""The ledger of a run: who stood how, on which list, and which clause shut or refused which right.

Four tables, made from what was kept of the run (see `recording`). Months are counted from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.engine.bit_columns import holds, sizes, to_column
from glasshouse.metrics.known_rights import carrying
from glasshouse.model import events as event
from glasshouse.model.rights import KEPT, LEAVE_COUNTRY
from glasshouse.rulebooks.sheets import month_of
from glasshouse.rulebooks.vocabulary import Words, shipped_words
from glasshouse.simulation import causes
from glasshouse.simulation.causes import Cause
from glasshouse.simulation.columns import described
from glasshouse.simulation.jurisdiction import Jurisdiction
from glasshouse.simulation.list_spells import HOWS
from glasshouse.simulation.recording import Period, Trail

if TYPE_CHECKING:
    from glasshouse.simulation.completed_run import CompletedRun

Array = npt.NDArray[Any]
NOBODY = -1


@dataclass(frozen=True)
class RightsLedger:
    """The law and rulebook behind a standing, by period and province.

    `start` is the run's first month, `words` are those of all its rulebooks.
    """

    periods: Sequence[Period]
    start: str
    words: Words = field(default_factory=shipped_words, repr=False)
    _asked: dict[tuple[int, int], Jurisdiction] = field(default_factory=dict, repr=False)

    def at(self, period: int, serial: int) -> Jurisdiction:
        """The province of that serial in a period."""
        if (period, serial) not in self._asked:
            chosen = self.periods[period]
            year, month = month_of(self.start)
            count = year * 12 + month - 1 + chosen.month
            self._asked[period, serial] = Jurisdiction(
                chosen.law(serial), chosen.book(serial), (count // 12, count % 12 + 1), self.words
            )
        return self._asked[period, serial]


def tables(run: CompletedRun) -> dict[str, pa.Table]:
    """The tables of a run that was written down, by name; none of a run that was not."""
    if run.trail is None:
        return {}
    books = RightsLedger(run.trail.periods, run.config.start, run.config.scope.words)
    made = {
        "standing": standing_table(run.trail),
        "listings": listings_table(run.trail, books),
        "ledger": ledger_table(run.trail, books),
        "states": states_table(run.trail),
    }
    return {name: carrying(described(table, run.society), books.words) for name, table in made.items()}


def standing_table(trail: Trail) -> pa.Table:
    """Spells in which somebody is on a list or has a right shut, each with the same standing throughout.

    `person`, `month` (the first), `months` (how many), the masks `lists`, `wrong_person`, `unable` and `shut`
    at the end of each of these months, `grade` (0 the best, -1 none), `ended` (False: the run ended first).
    Sorted by person and month.
    """
    spells = trail.spells[np.lexsort((trail.spells["first"], trail.who[trail.spells["row"]]))]
    told = trail.standings(spells["key"])
    same = (spells["row"][1:] == spells["row"][:-1]) & (spells["first"][1:] == spells["end"][:-1])
    for name in ("lists", "wrong_person", "unable", "shut", "grade"):
        alike = told[name][1:] == told[name][:-1]
        same &= alike.all(axis=1) if alike.ndim > 1 else alike
    begins = np.flatnonzero(np.concatenate(([True], ~same))[: len(spells)])
    ends = np.append(begins[1:], len(spells)) - 1 if len(begins) else begins
    columns = {
        "person": trail.who[spells["row"][begins]].astype(np.uint32),
        "month": spells["first"][begins],
        "months": spells["end"][ends] - spells["first"][begins],
        **{name: told[name][begins] for name in ("lists", "wrong_person", "unable")},
        "shut": to_column(told["shut"][begins]),
        "grade": told["grade"][begins],
        "ended": spells["end"][ends] < trail.months,
    }
    return pa.table(columns)


def listings_table(trail: Trail, books: RightsLedger) -> pa.Table:
    """A row for each stay on one list, in the order of persons and months.

    `list` is the name in the rulebook, `kind` blacklist or redlist, `how` one of `list_spells.HOWS`, `ground`
    that of the entry, one of `causes.GROUNDS`. `entered` is the first month on the list, `left` the first off
    it again; `noticed`, `disputed`, `decided` (the latest decision) and `copies_until` (the last month in
    which a copy of the struck entry refused) are months too; -1 is never.
    """
    stays = trail.stays[np.lexsort((trail.stays["entered"], trail.who[trail.stays["row"]]))]
    about = np.stack(
        [stays[name] for name in ("period", "register", "list", "wrong_person", "unable", "basis")]
    )
    kinds, which = np.unique(about, axis=1, return_inverse=True)
    told = [_listing(books, *(int(part) for part in kind)) for kind in kinds.T]
    columns: dict[str, object] = {"person": trail.who[stays["row"]].astype(np.uint32)}
    for place, name in ((0, "list"), (1, "kind")):
        columns[name] = _words([row[place] for row in told], which.reshape(-1))
    columns["entered"], columns["left"] = stays["entered"], stays["left"]
    columns["how"] = _words(HOWS, stays["how"])
    columns["ground"] = _words([row[2] for row in told], which.reshape(-1))
    for name in ("noticed", "disputed", "decided"):
        columns[name] = stays[name]
    columns["won"], columns["copies_until"] = stays["won"] != 0, stays["copies_until"]
    return pa.table(columns)


def _listing(
    books: RightsLedger, period: int, serial: int, k: int, wrong: int, unable: int, basis: int
) -> tuple[str, str, str]:
    register = books.at(period, serial)
    ground = causes.list_ground(k, bool(wrong), bool(unable), basis, register)
    kind = "redlist" if register.law.list_red[k] else "blacklist"
    return causes.list_path(k, register).removeprefix("lists."), kind, ground


def states_table(trail: Trail) -> pa.Table:
    """How often adults went from one situation to another in a month: `from`, `to`, `count`.

    Bits: 1 on a blacklist, 2 of working age and out of work, 4 in debt. Only pairs that occurred.
    """
    before, after = np.nonzero(trail.moves)
    return pa.table(
        {
            "from": before.astype(np.int8),
            "to": after.astype(np.int8),
            "count": trail.moves[before, after],
        }
    )


def months_of_rights_lost(trail: Trail) -> Array:
    """For each row of the trail, the months of all rights shut added up."""
    spells = trail.spells
    rights = sizes(trail.standings(spells["key"])["shut"])
    return np.bincount(
        spells["row"], rights * (spells["end"] - spells["first"]), minlength=len(trail.who)
    ).astype(np.int64)


def ledger_table(trail: Trail, books: RightsLedger) -> pa.Table:
    """A row for each person, right and cause: what shut or refused the right, and how often.

    Columns as in `causes.Cause`, and `months` in which it was shut by this cause (each of several causes
    counts), `refusals` (put down to the leading cause alone, so that they add up to all refusals), `first`
    month of either. Sorted by person.
    """
    ledger = _Ledger(books, trail)
    shut, denied = ledger.shut(trail.spells), ledger.refused(trail.refusals)
    parts = [np.concatenate(pair) for pair in zip(shut, denied, strict=True)]
    return ledger.table(trail.who, *parts)


class _Ledger:
    """Entries as arrays: row, cause, months, refusals, first month."""

    def __init__(self, books: RightsLedger, trail: Trail) -> None:
        self._books = books
        self._standings = trail.standings
        self._causes: dict[Cause, int] = {}

    def shut(self, spells: Array) -> tuple[Array, ...]:
        """Every spell once for each cause of each right it shuts."""
        kinds, which = self._kinds(spells["key"], spells["period"])
        codes = [[code for _, code in kind] for kind in kinds]
        counts = np.array([len(kind) for kind in codes], np.int64)
        starts = np.concatenate(([0], np.cumsum(counts)))
        flat = np.array([code for kind in codes for code in kind], np.int64)
        many = counts[which]
        spell = np.repeat(np.arange(len(spells)), many)
        within = np.arange(len(spell)) - np.repeat(np.cumsum(many) - many, many)
        months = (spells["end"] - spells["first"])[spell].astype(np.int64)
        cause = flat[starts[which][spell] + within] if len(spell) else np.zeros(0, np.int64)
        return spells["row"][spell], cause, months, np.zeros(len(spell), np.int64), spells["first"][spell]

    def refused(self, refusals: Array) -> tuple[Array, ...]:
        """Every refusal once, put down to the leading cause of the right."""
        now = self._leading(refusals["key"], refusals["period"])
        before = self._leading(refusals["before"], refusals["earlier"])
        rows, codes, months = [], [], []
        for right in range(now.shape[1]):
            hit = np.flatnonzero(holds(refusals["refused"], right))
            if not len(hit):
                continue
            cause = np.where(now[hit, right] != NOBODY, now[hit, right], before[hit, right])
            for place in np.flatnonzero(cause == NOBODY):
                cause[place] = self._code(self._otherwise(refusals[hit[place]], right))
            rows.append(refusals["row"][hit])
            codes.append(cause)
            months.append(refusals["month"][hit])
        row, code, month = (_all(parts) for parts in (rows, codes, months))
        return row, code, np.zeros(len(row), np.int64), np.ones(len(row), np.int64), month

    def table(
        self, who: Array, row: Array, cause: Array, months: Array, refusals: Array, first: Array
    ) -> pa.Table:
        """Entries of one person and cause added up."""
        many = max(1, len(self._causes))
        pairs, which = np.unique(row.astype(np.int64) * many + cause, return_inverse=True)
        begins = np.full(len(pairs), np.iinfo(np.int32).max, np.int32)
        np.minimum.at(begins, which, first.astype(np.int32))
        person, code = who[pairs // many], pairs % many
        order = np.lexsort((code, person))
        columns: dict[str, object] = {"person": person[order].astype(np.uint32)}
        names = list(self._causes)
        for place, name in enumerate(Cause._fields):
            columns[name] = _words([one[place] for one in names], code[order])
        for name, values in (("months", months), ("refusals", refusals)):
            columns[name] = np.bincount(which, values, len(pairs))[order].astype(np.int32)
        columns["first"] = begins[order]
        return pa.table(columns)

    def _kinds(self, keys: Array, periods: Array) -> tuple[list[list[tuple[int, int]]], Array]:
        """Right and cause of each distinct standing and period, and which of these each of `keys` is."""
        words = np.column_stack([keys, periods.astype(np.uint64)])
        distinct, which = _distinct(words)
        told = self._standings(distinct[:, :-1])
        found = []
        for standing, period in zip(told, distinct[:, -1], strict=True):
            here = self._books.at(int(period), int(standing["lives_in"]))
            register = self._books.at(int(period), int(standing["listed_in"]))
            found.append(
                [(right, self._code(cause)) for right, cause in causes.causes(standing, here, register)]
            )
        return found, which

    def _leading(self, keys: Array, periods: Array) -> Array:
        """The leading cause of every right (k, rights); NOBODY where it is not shut."""
        kinds, which = self._kinds(keys, periods)
        leading = np.full((len(kinds), len(self._books.words.rights)), NOBODY, np.int64)
        for place, kind in enumerate(kinds):
            for right, code in reversed(kind):
                leading[place, right] = code
        return leading[which]

    def _otherwise(self, refusal: np.void, right: int) -> Cause:
        """Why a right was refused that no standing had shut: gatekeepers, an exit visa, or nobody knows."""
        here = self._books.at(
            int(refusal["period"]), int(self._standings(refusal["key"][None])[0]["lives_in"])
        )
        if int(refusal["happened"]) & event.EXCLUDED and right in KEPT:
            return causes.kept_by(KEPT.index(right), here)
        if right == LEAVE_COUNTRY and here.law.exit_visa:
            return causes.exit_visa(right, here)
        return causes.named(right, here)

    def _code(self, cause: Cause) -> int:
        return self._causes.setdefault(cause, len(self._causes))


def _distinct(words: Array) -> tuple[Array, Array]:
    """Distinct rows and which of them each row is; like `np.unique(axis=0)`, by a hash and so much faster."""
    if not len(words):
        return words, np.zeros(0, np.int64)
    mixed = np.zeros(len(words), np.uint64)
    for column in words.T:
        mixed = (mixed ^ column) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    _, first, which = np.unique(mixed, return_index=True, return_inverse=True)
    distinct = words[first]
    if np.array_equal(distinct[which], words):
        return distinct, which
    exact, which = np.unique(words, axis=0, return_inverse=True)  # two standings with one hash
    return exact, which.reshape(-1)


def _words(names: Sequence[str], codes: Array) -> pa.DictionaryArray:
    """A column of words from a list of names, which may repeat, and the place in it for each row."""
    known = {name: place for place, name in enumerate(dict.fromkeys(names))}
    places = np.array([known[name] for name in names], np.int32)
    indices = pa.array(places[codes] if len(names) else np.zeros(0, np.int32), pa.int32())
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(known), pa.string()))


def _all(parts: list[Array]) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
