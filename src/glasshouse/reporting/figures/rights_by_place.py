"""Where rights were denied: squares of the largest places, shaded by the time their people went without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import Axis, Cells, Key, Plot
from glasshouse.charts.registry import figure
from glasshouse.reporting import words
from glasshouse.reporting.figure_source import Source

SQUARE = 200
"""Metres of the side of a square."""
ACROSS, DRAWN, TOLD = 3, 6, 12
"""Maps beside one another, places drawn, and places in the table: the largest."""
FULL = 0.97
"""Quantile of the shares above 0 that takes the fullest shade."""

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Places:
    """Everybody's settlement, position in metres from its middle, and months in which a right was denied.

    `months` is how many there were; `name` gives the name of a settlement by its number.
    """

    settlement: Array
    x: Array
    y: Array
    denied: Array
    months: int
    name: Callable[[int], str]


@figure(
    id="rights_by_place",
    title="Where rights were denied, in the largest places",
    needs=("people", "standing"),
)
def rights_by_place(source: Source) -> Figure | None:
    """The places of a run, from the spells in which somebody had a right denied."""
    people, spells = source.table("people"), source.table("standing")
    if "settlement" not in people.column_names:
        return None
    who = people["person"].to_numpy()
    shut = spells["shut"].to_numpy() != 0
    order = np.argsort(who, kind="stable")
    rows = order[np.searchsorted(who[order], spells["person"].to_numpy()[shut])]
    denied = np.bincount(rows, spells["months"].to_numpy()[shut], len(who))
    settlement, x, y = (people[name].to_numpy() for name in ("settlement", "x", "y"))
    return place_maps(Places(settlement, x, y, denied, source.folder.months, lambda k: f"Settlement {k + 1}"))


def place_maps(places: Places) -> Figure | None:
    """The maps of a run; `None` where nobody had a right denied."""
    if not places.denied.any():
        return None
    sizes = np.bincount(places.settlement)
    largest = [int(k) for k in np.argsort(-sizes, kind="stable") if sizes[k]]
    squares = {k: _squares(places, k) for k in largest[:DRAWN]}
    some = np.concatenate([shares[shares > 0] for _, shares in squares.values()])
    most = float(np.quantile(some, FULL)) if len(some) else 1.0
    hit = words.percent(float((places.denied > 0).mean()))
    return Figure(
        f"{hit} of people had a right denied for at least a month",
        f"Squares of {SQUARE} m in the largest places, shaded by the share of all months in which their "
        f"people had a right denied; the fullest shade is {words.percent(most)} and more",
        f"Small maps of {len(squares)} places. {hit} of people had a right denied for at least a month.",
        tuple(_plot(places, k, *found, most) for k, found in squares.items()),
        keys=(Key("system", "rights denied, the darker the longer"), Key("line", "no right denied")),
        note="Invented places: no street, block or person in them exists.",
        columns=("Place", "People", "Ever denied a right", "Months without, mean of all"),
        rows=tuple(_row(places, k) for k in largest[:TOLD]),
        files=("people.parquet", "system/standing.parquet"),
        across=ACROSS,
    )


def _squares(places: Places, settlement: int) -> tuple[tuple[int, int], Array]:
    """Column and row of the upper left square, and the share of each square; -1 where nobody lives."""
    here = places.settlement == settlement
    column = places.x[here].astype(np.int64) // SQUARE
    row = -(places.y[here].astype(np.int64) // SQUARE)
    left, top = int(column.min()), int(row.min())
    shape = int(row.max()) - top + 1, int(column.max()) - left + 1
    at = (row - top) * shape[1] + column - left
    lived = np.bincount(at, minlength=shape[0] * shape[1])
    denied = np.bincount(at, places.denied[here], shape[0] * shape[1])
    shares = np.where(lived > 0, denied / np.maximum(lived, 1) / places.months, -1.0)
    return (left, top), shares.reshape(shape)


def _plot(places: Places, settlement: int, corner: tuple[int, int], shares: Array, most: float) -> Plot:
    """Every map is a square of the same size around its place."""
    high, wide = shares.shape
    side = max(high, wide) * SQUARE
    left = corner[0] * SQUARE - (side - wide * SQUARE) / 2
    top = (1 - corner[1]) * SQUARE + (side - high * SQUARE) / 2
    levels = np.where(shares > 0, np.clip(np.ceil(9 * shares / most), 1, 9), 0).astype(int)
    rows = tuple(
        "".join(" " if share < 0 else str(level) for share, level in zip(*line, strict=True))
        for line in zip(shares, levels, strict=True)
    )
    cells = Cells("system", float(corner[0] * SQUARE), float((1 - corner[1]) * SQUARE), float(SQUARE), rows)
    x, y = Axis(left, left + side), Axis(top - side, top)
    hit = float((places.denied[places.settlement == settlement] > 0).mean())
    return Plot(x, y, (cells,), square=True, title=places.name(settlement), subtitle=words.percent(hit))


def _row(places: Places, settlement: int) -> tuple[str, ...]:
    denied = places.denied[places.settlement == settlement]
    return (
        places.name(settlement),
        words.count(len(denied)),
        words.percent(float((denied > 0).mean())),
        words.number(float(denied.mean())),
    )
