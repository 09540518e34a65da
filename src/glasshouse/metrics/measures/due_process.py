"""The way to being put right: time to redress (F6) and reach of due process (F30).

Time to redress (measure F6): how long a wrongful listing stands before it is corrected.

From the stays on blacklists that are wrongful (F4). The clock starts with the entry and stops when the
listing ends as `corrected`, or as `unable` where that was what made it wrongful. A wrongful listing that is
paid off or runs out was never corrected: it stays open until the run ends. Since every entry would have been
watched up to that known month, Kaplan & Meier's curve is then the share not yet corrected, without the bias
that comes from treating other exits as if correction might still have followed (Aalen & Johansen 1978 gives
the same).

Reach of due process (measure F30): how far the wrongly listed get on the way to being put right.

A funnel over the stays on blacklists that are wrongful (F4): listed -> told -> filed -> won -> corrected
downstream. Each step counts those who also took all steps before it, so the numbers can only shrink. The last
step asks that the entry is gone and that no stale copy refused anything after the dispute was decided. The
idea of naming, blaming, claiming: Felstiner, Abel & Sarat (1981).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.answers import counted, of_curves
from glasshouse.metrics.crowd import EVERYBODY, Crowd, integers, is_one_of, require
from glasshouse.metrics.findings import Answer
from glasshouse.metrics.measure import measure
from glasshouse.metrics.measure_data import Data
from glasshouse.metrics.measures.wrongful import WRONGFUL, wrongly
from glasshouse.metrics.monthly import Ints
from glasshouse.metrics.rates import PerPerson
from glasshouse.metrics.survival import Curve, curves


@measure(
    id="F6",
    title="Time to redress",
    unit="months",
    worse="more",
    side="harm",
    needs=(
        "listings",
        "people",
    ),
    source="Kaplan and Meier 1958, estimation from incomplete observations",
    parts={
        "median": {"title": "Median time to correction"},
        "open_1": {"title": "Uncorrected after a month", "unit": "of wrongful entries"},
        "open_3": {"title": "Uncorrected after three months", "unit": "of wrongful entries"},
        "open_12": {"title": "Uncorrected after a year", "unit": "of wrongful entries"},
    },
)
def time_to_redress(data: Data) -> Iterator[Answer]:
    """Months from a wrongful entry to its correction. Entries never corrected count as still open
    when the run ends. Reported as the median and as the shares still open after 1, 3 and 12 months.
    """
    people, listings = data.crowd, data.system.listings
    wronged = people.sums(integers(wrongly(listings), "person"))
    found = {dim: redress(people, listings, data.months, dim) for dim in people.cells}
    yield of_curves("F6", people, found, wronged, _median, part="median")
    for time in OPEN_AFTER:
        yield of_curves("F6", people, found, wronged, partial(_open, time), part=f"open_{time}")


def _median(curve: Curve) -> tuple[float, float, float]:
    low, high = curve.median_interval
    return curve.median, low, high


def _open(time: int, curve: Curve) -> tuple[float, float, float]:
    return curve.at(time), *curve.interval(time)


OPEN_AFTER = (1, 3, 12)
"""Months after which the share still open is printed."""


def redress(
    crowd: Crowd,
    listings: pa.Table,
    months: int,
    dim: str = EVERYBODY,
    *,
    grounds: Sequence[str] = WRONGFUL,
    downstream: bool = False,
) -> list[Curve]:
    """The curve of time to redress in months, for each group of `dim`.

    With `downstream` the clock runs until the last stale copy stops refusing (`copies_until`), not only until
    the entry leaves the list. `curve.at(3)` is the share still open after three months, `curve.median` the
    median; Greenwood's intervals take entries as independent."""
    require(listings, "listings", ("how", *(["copies_until"] if downstream else [])))
    stays = wrongly(listings, grounds)
    row = crowd.rows(integers(stays, "person"))
    stays, row = stays.filter(pa.array(row >= 0)), row[row >= 0]
    end = _end(stays, downstream)
    done = corrected(stays) & (end <= months)
    time = np.where(done, end, months) - integers(stays, "entered")
    codes, labels = crowd.codes(dim)
    return curves(time, done, codes[row], len(labels))


def corrected(stays: pa.Table) -> npt.NDArray[np.bool_]:
    """Whether each wrongful stay ended because it was recognised as wrongful."""
    recognised = is_one_of(stays, "how", ("unable",)) & is_one_of(stays, "ground", ("unable",))
    return (is_one_of(stays, "how", ("corrected",)) | recognised) & (integers(stays, "left") >= 0)


def _end(stays: pa.Table, downstream: bool) -> Ints:
    left = integers(stays, "left")
    return np.maximum(left, integers(stays, "copies_until") + 1) if downstream else left


@measure(
    id="F30",
    title="Reach of due process",
    unit="of wrongful entries",
    worse="less",
    side="harm",
    needs=(
        "listings",
        "people",
    ),
    source="Felstiner, Abel and Sarat 1981, naming, blaming, claiming",
    parts={
        "told": {"title": "Told of the listing"},
        "filed": {"title": "Disputed it"},
        "won": {"title": "Won"},
        "corrected": {"title": "Corrected everywhere"},
    },
)
def reach_of_redress(data: Data) -> Iterator[Answer]:
    """Of those listed wrongly: who was told, who disputed, who won, and whose copies elsewhere were
    corrected. Each step as a share of the first.
    """
    for step, counts in funnel(data.crowd, data.system.listings, data.months).of_all.items():
        yield counted("F30", counts, data.crowd, step)


STEPS = ("told", "filed", "won", "corrected")
"""The steps after "listed", in order."""


@dataclass(frozen=True)
class Funnel:
    """Wrongful entries and how many of them took each step, as counts per person.

    `of_all` divides by all wrongful entries, `of_previous` by those who took the step before; both fractions.
    """

    of_all: dict[str, PerPerson]
    of_previous: dict[str, PerPerson]


def funnel(
    crowd: Crowd,
    listings: pa.Table,
    months: int,
    grounds: Sequence[str] = WRONGFUL,
    watched: int = 0,
) -> Funnel:
    """F30 from the table `listings` (`noticed`, `disputed`, `decided`, `won`, `copies_until`).

    With `watched` only entries count that could be followed for that many months, so that those of the last
    months do not look as if nobody had ever disputed them."""
    require(listings, "listings", ("noticed", "disputed", "decided", "won", "copies_until"))
    stays = wrongly(listings, grounds)
    stays = stays.filter(pa.array(integers(stays, "entered") + watched <= months))
    who, before = integers(stays, "person"), np.ones(len(stays), bool)
    counts = [crowd.sums(who)]
    for took in _steps(stays):
        before = before & took
        counts.append(crowd.sums(who[before]))
    return Funnel(
        {step: PerPerson(count, counts[0], "share") for step, count in zip(STEPS, counts[1:], strict=True)},
        {
            step: PerPerson(count, last, "share")
            for step, count, last in zip(STEPS, counts[1:], counts, strict=False)
        },
    )


def _steps(stays: pa.Table) -> Sequence[npt.NDArray[np.bool_]]:
    decided, copies = integers(stays, "decided"), integers(stays, "copies_until")
    gone = integers(stays, "left") >= 0
    return (
        integers(stays, "noticed") >= 0,
        integers(stays, "disputed") >= 0,
        (decided >= 0) & integers(stays, "won").astype(bool),
        gone & (copies <= decided),
    )
