"""What a month brings to a whole province: the business climate, and how many records can be misplaced."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from glasshouse.engine import rng
from glasshouse.model.events import COLUMN
from glasshouse.model.groups import DIMENSIONS, STRATA
from glasshouse.model.record_types import Records

OF_ADULTS = 10_000
"""Quotas are counted for so many adults."""

PROVINCE = np.dtype(
    [
        ("climate", "f8"),  # multiplies separations; 1 in an ordinary month
        ("recorded", "u8"),  # records last month for each adult, as a threshold
        ("entered", "u8"),  # the same for listings
        ("quota", "u8"),  # threshold for an adult it may fall on to be made a finding of
        ("hires", "f8"),  # multiplies hires; this and all that follows is changed by dated events alone
        ("pay", "f8"),  # multiplies wages and income from self-employment
        ("trips", "f8"),  # multiplies attempts to fly or take a fast train
        ("idle", "u8"),  # threshold for another month in which work brings nothing
        ("at_home", "u8"),  # threshold for an act not to be done
        ("heard", "u8"),  # threshold for an adult to hear of the system
        ("heard_approval", "f8"),  # points of approval that hearing of it adds
        ("approval", "f8"),  # points that news adds to approval
        ("fear", "f8"),  # levels that news adds to fear
        ("news", "u1"),  # whether there is any of this news
    ],
    align=True,
)


class Climate:
    """The state of provinces between months. Each has its own luck: none disturbs another."""

    def __init__(
        self,
        ids: npt.NDArray[np.uint32],
        seed: int,
        replicate: int,
        parameters: Records,
    ) -> None:
        self.provinces = len(ids)
        self._ids, self._seed, self._replicate = ids, seed, replicate
        self._memory = float(parameters.livelihood_climate_persistence[0])
        self._shock = float(parameters.livelihood_climate_shock[0])
        self._climate = np.ones(len(ids))
        self._rates = np.zeros((len(ids), 2))
        self._found = np.zeros(len(ids), np.int64)
        self._adults = np.zeros((len(ids), len(DIMENSIONS["income_band"])), np.int64)

    def month(self, month: int) -> Records:
        """One record per province for `month`."""
        words = rng.words(self._seed, self._replicate, self._ids, month, "climate.shock")
        shock = (rng.uniform(words)[:, :3].sum(1) - 1.5) * 2.0  # near normal, variance 1, bounded by 3
        self._climate = 1.0 + self._memory * (self._climate - 1.0) + self._shock * shock
        made = np.zeros(self.provinces, PROVINCE).view(np.recarray)
        for name in ("hires", "pay", "trips"):
            made[name] = 1.0
        made["climate"] = np.clip(self._climate, 0.2, 5.0)
        made["recorded"] = np.rint(self._rates[:, 0] * rng.CERTAIN)
        made["entered"] = np.rint(self._rates[:, 1] * rng.CERTAIN)
        return made

    def remember(self, tally: npt.NDArray[np.int64]) -> None:
        """Next month a share of as many records and listings as this month brought may go astray."""
        sums = tally.reshape(self.provinces, STRATA, -1).sum(1)
        adults = np.maximum(1, sums[:, COLUMN["adults"]])
        for k, name in enumerate(("recorded", "entered_list")):
            self._rates[:, k] = np.minimum(1.0, sums[:, COLUMN[name]] / adults)
        self._found = sums[:, COLUMN["recorded"]] - sums[:, COLUMN["added_by_whim"]]
        by_band = tally.reshape(self.provinces, -1, len(DIMENSIONS["income_band"]), tally.shape[-1])
        self._adults = by_band[:, :, :, COLUMN["adults"]].sum(1)

    def quotas(self, laws: Records) -> npt.NDArray[np.uint64]:
        """For each province, the threshold by which last month's shortfall of findings is made up."""
        adults = self._adults.sum(1)
        missing = np.maximum(0, laws.quota * adults // OF_ADULTS - self._found)
        on = np.where(laws.quota_weak != 0, self._adults[:, 0], adults)
        chance = np.minimum(1.0, missing / np.maximum(1, on))
        return np.where(laws.quota > 0, np.rint(chance * rng.CERTAIN), 0).astype(np.uint64)
