"""Reach of due process (measure F30): how far the wrongly listed get on the way to being put right.

A funnel over the stays on blacklists that rest on a false ground: listed -> told -> filed -> won -> corrected
downstream. Each step counts those who also took all steps before it, so the numbers can only shrink. The last
step asks that the entry is gone and that no stale copy refused anything after the dispute was decided. The
idea of naming, blaming, claiming: Felstiner, Abel & Sarat (1981).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.crowd import Crowd, integers, require
from glasshouse.metrics.rates import PerPerson
from glasshouse.metrics.wrongful import WRONGFUL, wrongly

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
