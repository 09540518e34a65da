"""Time to redress (measure F6): how long a wrongful listing stands before it is corrected.

From the stays on blacklists that rest on a false ground. The clock starts with the entry and stops when the
listing ends as `corrected`, or as `unable` where that was the false ground. A wrongful listing that is paid
off or runs out was never corrected: it stays open until the run ends. Since every entry would have been
watched up to that known month, Kaplan & Meier's curve is then the share not yet corrected, without the bias
that comes from treating other exits as if correction might still have followed (Aalen & Johansen 1978 gives
the same).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.crowd import EVERYBODY, Crowd, integers, is_one_of, require
from glasshouse.metrics.monthly import Ints
from glasshouse.metrics.survival import Curve, curves
from glasshouse.metrics.wrongful import WRONGFUL, wrongly

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
    """Whether each wrongful stay ended because its falseness was recognised."""
    recognised = is_one_of(stays, "how", ("unable",)) & is_one_of(stays, "ground", ("unable",))
    return (is_one_of(stays, "how", ("corrected",)) | recognised) & (integers(stays, "left") >= 0)


def _end(stays: pa.Table, downstream: bool) -> Ints:
    left = integers(stays, "left")
    return np.maximum(left, integers(stays, "copies_until") + 1) if downstream else left
