"""What each clause that moves money came to for each person: charged, paid or received, and still owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.simulation.columns import described

if TYPE_CHECKING:
    from glasshouse.simulation.completed_run import CompletedRun
    from glasshouse.simulation.run_config import RunConfig

SPENDING = "spending"
"""What the money of points that are spent is called among the effects."""


def effects_of(config: RunConfig) -> tuple[str, ...]:
    """What each clause of a run that moves money does, in the order of their places: an effect of sanctions,
    or `spending`. The last word counts where a rulebook changes."""
    every = (config.rulebook, config.first.rulebook, *dict(config.provinces).values())
    books = [book for book in every if book]
    return tuple(
        next(
            (word for book in books if (word := _effect(book.tree.value((*clause.split("."), "effect"))))),
            SPENDING,
        )
        for clause in config.scope.measures
    )


def _effect(word: object) -> str:
    return str(word) if word else ""


def money_table(run: CompletedRun) -> pa.Table:
    """A row for each person and clause that moved money of theirs, sorted by person.

    `clause` is the path in the rulebook, `effect` what it does; `charged` in all, `settled` of that (paid,
    lost or received) and `owed` are in cents, `behind` counts instalments missed in a row at the end.
    """
    people, effects = run.people, effects_of(run.config)
    clauses = run.config.scope.measures
    person, place = np.nonzero((people["charged"] != 0) | (people["settled"] != 0))
    charged, settled = (people[name][person, place].astype(np.int64) for name in ("charged", "settled"))
    columns = {
        "person": people["who"][person].astype(np.uint32),
        "clause": _words(clauses, place),
        "effect": _words(effects, place),
        "charged": charged,
        "settled": settled,
        "owed": charged - settled,
        "behind": people["behind"][person, place],
    }
    return described(pa.table(columns), run.society)


def _words(names: tuple[str, ...], places: npt.NDArray[np.intp]) -> pa.DictionaryArray:
    known = list(dict.fromkeys(names))
    codes = np.array([known.index(name) for name in names], np.int32)[places]
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(known, pa.string()))
