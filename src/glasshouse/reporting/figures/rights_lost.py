"""Figures of rights: which clause shut them into which part of life, and where people went without.

Where rights were denied: squares of the largest places, shaded by the time their people went without.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.auditing.evidence import FEWEST
from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import ROW, Axis, Bars, Cells, Key, Plot, named, numbers, scale
from glasshouse.charts.registry import figure
from glasshouse.metrics.measures import attribution
from glasshouse.metrics.measures.wrongful import WRONGFUL
from glasshouse.metrics.monthly import Floats
from glasshouse.reporting import words
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.page_sections import GROUNDS

REACH = {
    "system": "the right lies in another part of life",
    "twin": "the same part of life",
    "soft": "not known where the act belongs",
}
"""Colour and words of how far a sanction reaches."""


UNKNOWN = "unknown"
"""What the ledger says where it does not name a context."""


MOST = 16
"""Most rows of a picture; the rest is one row."""


FILES = ("system/ledger.parquet",)


SUM = "A month in which two causes deny the same right counts for both."


@figure(id="rights", title="Years of lost rights by clause and true ground", needs=("ledger",))
def clauses(source: Source) -> Figure | None:
    """Years of lost rights by clause, stacked by whether the ground was true."""
    ledger = source.table("ledger")
    if not len(ledger):
        return None
    found = attribution.attributed(ledger, ("clause", "ground")).to_pylist()
    rows = _totals(attribution.by_clause(ledger).to_pylist(), ("clause",))
    names = [row["clause"] for row in rows]
    stacks = {ground: _years(found, rows, ground) for ground in GROUNDS}
    stacks = {ground: years for ground, years in stacks.items() if years.any()}
    title = _clause_title(ledger)
    return Figure(
        title,
        "Years of lost rights by the clause that shut them, over the whole run, by the true ground",
        f"Bar chart of {len(rows)} clauses. {title}.",
        (_bars([_short(name) for name in names], stacks),),
        keys=tuple(Key(GROUNDS[ground][0], GROUNDS[ground][1]) for ground in stacks),
        note=f"{_left_out(ledger, rows)}{SUM} Whether a ground was true is known only in a simulation.",
        columns=("Clause", "Years lost", *(f"of these: {name}" for name in stacks), "Persons", "Refusals"),
        rows=tuple(
            (row["clause"], words.count(row["years"]), *(words.count(years[k]) for years in stacks.values()),
             words.count(row["persons"]), words.count(row["refusals"]))
            for k, row in enumerate(rows)
        ),
        files=FILES,
    )  # fmt: skip


@figure(id="contexts", title="Years of lost rights by where the act came from", needs=("ledger",))
def contexts(source: Source) -> Figure | None:
    """Years of lost rights by the part of life the act came from and the part the right lies in."""
    ledger = source.table("ledger")
    if not len(ledger):
        return None
    rows = _totals(attribution.by_contexts(ledger).to_pylist(), ("behaviour_context", "sanction_context"))
    names = [_pair(row) for row in rows]
    inks = [_ink(row) for row in rows]
    years = np.array([row["years"] for row in rows], np.float64)
    stacks = {ink: years * np.array([ink == own for own in inks]) for ink in REACH if ink in inks}
    title = _context_title(rows)
    return Figure(
        title,
        "Years of lost rights by pair of contexts: where the act came from, and where the right lies",
        f"Bar chart of {len(rows)} pairs of contexts. {title}.",
        (_bars(names, stacks),),
        keys=tuple(Key(ink, REACH[ink]) for ink in stacks),
        note=SUM,
        columns=("From, to", "Years lost", "Persons", "Refusals"),
        rows=tuple((name, *_sizes(row)) for name, row in zip(names, rows, strict=True)),
        files=FILES,
    )


def _totals(rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> list[dict[str, Any]]:
    """The heaviest rows with `years`, in that order; what does not fit is left to the table of all."""
    known = [{**row, "years": row["person_months"] / 12} for row in rows]
    return sorted(known, key=lambda row: (-row["years"], *(row[key] for key in keys)))[:MOST]


def _years(found: Sequence[dict[str, Any]], rows: Sequence[dict[str, object]], ground: str) -> Floats:
    years = {row["clause"]: row["person_months"] / 12 for row in found if row["ground"] == ground}
    return np.array([years.get(row["clause"], 0.0) for row in rows], np.float64)


def _bars(names: Sequence[str], stacks: dict[str, Floats]) -> Plot:
    """Horizontal bars, one row a name, stacked in the order of the stacks."""
    start, marks = np.zeros(len(names)), []
    at = np.arange(len(names))
    for key, width in stacks.items():
        ink = GROUNDS[key][0] if key in GROUNDS else key
        ends = numbers(start), numbers(start + width)
        marks.append(Bars(ink, *ends, numbers(at + 0.2), numbers(at + 0.8)))
        start = start + width
    axis = scale(0.0, float(start.max(initial=0.0)) * 1.02 or 1.0, "years")
    return Plot(axis, named(names), tuple(marks), height=ROW, rows=tuple(names))


def _pair(row: dict[str, Any]) -> str:
    act, right = (
        words.NOT_KNOWN if context == UNKNOWN else words.plain(context)
        for context in (row["behaviour_context"], row["sanction_context"])
    )
    return f"{act} \u2192 {right}"


def _ink(row: dict[str, object]) -> str:
    """The colour of a pair of contexts: another part of life, the same one, or not known."""
    act, right = row["behaviour_context"], row["sanction_context"]
    return "soft" if UNKNOWN in (act, right) else "twin" if act == right else "system"


def _context_title(rows: Sequence[dict[str, Any]]) -> str:
    top = next((row for row in rows if _ink(row) != "soft"), rows[0])
    if _ink(top) == "soft":
        return "From which part of life these burdens come is not known"
    what = (
        "stays in one part of life"
        if top["behaviour_context"] == top["sanction_context"]
        else f"reaches from {words.plain(top['behaviour_context'])} into "
        f"{words.plain(top['sanction_context'])}"
    )
    return f"The heaviest burden {what}: {words.count(top['years'])} years"


def _sizes(row: dict[str, Any]) -> tuple[str, str, str]:
    return words.count(row["years"]), words.count(row["persons"]), words.count(row["refusals"])


def _clause_title(ledger: pa.Table) -> str:
    """Years and clauses in all, and how much of it was wrongful by the clause's own words."""
    grounds = attribution.by_ground(ledger).to_pylist()
    total = sum(row["person_months"] for row in grounds)
    false = sum(row["person_months"] for row in grounds if row["ground"] in WRONGFUL)
    many = attribution.by_clause(ledger).num_rows
    told = f"{words.count(total / 12)} years of lost rights through {many} clause{'s' if many > 1 else ''}"
    if pc.count_distinct(ledger.column("person")).as_py() < FEWEST:
        return told
    return f"{told}, {words.percent(false / total)} of them wrongful by the clause itself" if false else told


def _left_out(ledger: pa.Table, rows: Sequence[dict[str, object]]) -> str:
    """How many clauses are not among the rows."""
    rest = attribution.by_clause(ledger).num_rows - len(rows)
    return f"{rest} lighter clauses are left out. " if rest > 0 else ""


def _short(clause: str) -> str:
    """A clause without the name of its chapter, which all of them share: "no flights"."""
    return words.plain(clause.removeprefix("sanctions.").removeprefix("gatekeepers.")) or clause


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
