"""The city of the report's picture: the listed of the largest settlement, and how many could look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.model.person import SMARTPHONE
from glasshouse.simulation.columns import described

if TYPE_CHECKING:
    from glasshouse.simulation.running import Run

POINTS = 6000
"""Points drawn at most; all of the listed are among them."""
RADIUS = 500
"""Metres of the circle where the rulebook has no map."""


def table(run: Run) -> pa.Table:
    """People of the largest settlement at the end of the run.

    `viewers` counts the smartphone owners within the radius of the point, all of them and exactly;
    `weight` is how many persons a point stands for.
    """
    society = run.society
    largest = int(np.argmax(np.bincount(society.settlement)))
    here = np.flatnonzero(np.asarray(society.settlement) == largest)
    listed = run.people["lists"][here] != 0
    shown = _sample(listed)
    place = np.column_stack([society.x[here], society.y[here]]).astype(np.int64)
    owners = (run.people["traits"][here] & SMARTPHONE) != 0
    radius = int(_law_at(run, largest).map_radius) or RADIUS
    wrong = (run.people["wrong_person"][here] | run.people["unable"][here]) != 0
    weight = np.where(listed[shown], 1.0, (~listed).sum() / max(1, (~listed[shown]).sum()))
    return described(
        pa.table(
            {
                "x": place[shown, 0],
                "y": place[shown, 1],
                "listed": listed[shown],
                "wrongly_listed": (listed & wrong)[shown],
                "viewers": _within(place[shown], place[owners], radius),
                "weight": weight,
            }
        ),
        society,
    )


def _law_at(run: Run, settlement: int) -> Any:
    """The last law of the province of a settlement, as it stood at the start."""
    serial = int(run.society.settlements["province"][settlement])
    names = {number: name for name, number in run.config.serials.items()}
    return run.config.laws_of(names[serial])[-1] if serial in names else run.config.laws[-1]


def _sample(listed: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """All listed, and every k-th of the others."""
    others = np.flatnonzero(~listed)
    step = max(1, -(-len(others) // POINTS))
    return np.union1d(np.flatnonzero(listed), others[::step])


def _within(points: npt.NDArray[Any], others: npt.NDArray[Any], radius: int) -> npt.NDArray[np.int64]:
    from scipy.spatial import cKDTree

    if not len(others):
        return np.zeros(len(points), np.int64)
    found = cKDTree(others).query_ball_point(points, radius, return_length=True)
    return np.asarray(found, np.int64)
