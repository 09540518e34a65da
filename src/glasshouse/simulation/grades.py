"""Where a score leaves people: how many are in each grade at the end of a run, by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.model import groups
from glasshouse.model.person import SCORED
from glasshouse.model.scoring import grade_of

if TYPE_CHECKING:
    from glasshouse.simulation.completed_run import CompletedRun

Rows = npt.NDArray[np.int64]
SCHEMA = pa.schema(
    [
        ("dim", pa.string()),
        ("group", pa.string()),
        ("grade", pa.string()),
        ("floor", pa.int64()),
        ("start", pa.bool_()),
        ("persons", pa.int64()),
        ("score", pa.float64()),
    ]
)
"""`floor` is the least score of the grade (missing for the last), `start` whether people begin in it,
`persons` are those with a score who are in it at the end, `score` their mean score (missing for nobody)."""


def table(run: CompletedRun) -> pa.Table | None:
    """Everybody with a score by grade, best grade first, for all and for each group.

    None where the last month has no score with grades, and where provinces keep rulebooks of their own.
    """
    law = run.config.laws[-1]
    if not law["score_on"] or int(law["grades"]) < 1 or run.config.provinces or run.rulebook is None:
        return None
    scored = np.flatnonzero(np.asarray(run.people["state"] & SCORED) != 0)
    score = np.asarray(run.people["score"])[scored].astype(np.int64)
    floors = np.asarray(law["grade_floor"])[: int(law["grades"]) - 1]
    grade = (score[:, None] < floors[None, :]).sum(axis=1)
    begin = grade_of(int(law["score_start"]), law)
    names = [run.rulebook.clause_of("grade_floor", g).rpartition(".")[2] for g in range(int(law["grades"]))]
    about = [
        {"grade": name, "floor": int(floors[g]) if g < len(floors) else None, "start": g == begin}
        for g, name in enumerate(names)
    ]
    rows = [
        {"dim": dim, "group": label, **about[g], **_inside(score[(codes == code) & (grade == g)])}
        for dim, codes, labels in _dims(run, scored)
        for code, label in enumerate(labels)
        for g in range(len(names))
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _inside(score: npt.NDArray[np.int64]) -> dict[str, object]:
    """How many have these scores, and their mean."""
    return {"persons": len(score), "score": float(score.mean()) if len(score) else None}


def _dims(run: CompletedRun, rows: Rows) -> Iterator[tuple[str, Rows, Sequence[str]]]:
    """Every dimension of groups, the code of each person at `rows` in it, and what the codes mean."""
    yield "all", np.zeros(len(rows), np.int64), ("all",)
    for dim, (codes, labels) in groups.dims_of(run.society).items():
        yield dim, np.asarray(codes, np.int64)[rows], labels
