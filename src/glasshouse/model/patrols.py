"""Patrols: where inspectors are sent, and the months of zeal.

A settlement is a district. Inspectors may be sent evenly, or where findings were: then a district that is
watched more yields more findings and is watched more still, whatever people do there (the urn of Ensign et
al. 2018). Weighing each finding by how rarely anybody was sent there takes the loop out again, as they show.
Findings are kept as whole numbers, so that no order of counting matters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from glasshouse.engine.compiled import inlined
from glasshouse.model.conduct import NO_ACT
from glasshouse.model.person import ADULT, LISTED, NOTHING_RECORDED
from glasshouse.model.record_types import ActRow, LawRow, MonthRecord, ParameterRow, Person, Places, Records
from glasshouse.rulebooks.law import PATROLS_CORRECTED, PUBLISHED_SCREENS

if TYPE_CHECKING:
    from glasshouse.population.society import Society

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DISTRICT = np.dtype(
    [
        ("reach", "f8"),  # how much more is found here than if inspectors were spread evenly
        ("listed", "i8"),  # listed persons at the end of last month
        ("adults", "i8"),
    ],
    align=True,
)
MILLI = 1000
"""Findings are remembered in thousandths."""


@inlined
def campaign(month: int, law: LawRow, parameters: ParameterRow) -> float:
    """How many times more is detected this month: 1, and more in a month of campaign."""
    if law.campaign_every and parameters.switch_officials and (month + 1) % law.campaign_every == 0:
        return np.float64(parameters.patrols_campaign)
    return 1.0


@inlined
def patrolled(
    p: Person, act: int, law: LawRow, catalogue: ActRow, districts: Records, district_of: Places
) -> float:
    """How many times more an act is found where the person lives; 1 for what inspectors do not find."""
    if law.patrols and act != NO_ACT and catalogue.inspected[act]:
        return np.float64(districts[district_of[p.cell]].reach)
    return 1.0


@inlined
def is_finding(record: MonthRecord, catalogue: ActRow) -> bool:
    """Whether what was recorded last this month is something inspectors find."""
    return record.recorded != NOTHING_RECORDED and catalogue.inspected[record.recorded]


def shares(found: Ints, of: Ints, kinds: int) -> Floats:
    """Each district's share of the findings of its province (`of`, 0 .. kinds-1): where inspectors go."""
    whole = np.zeros(kinds, np.int64)
    np.add.at(whole, of, found)
    return np.asarray(found / np.maximum(1, whole)[of], np.float64)


def credited(new: Ints, share: Floats, even: Floats, corrected: bool) -> Ints:
    """Findings as they are believed, in thousandths.

    Uncorrected: as they come. Corrected: each is weighed by an even share over the share of patrols
    its district had, so that what is found often only because many were sent there counts for less.
    """
    if not corrected:
        return np.asarray(new * MILLI, np.int64)
    weight = np.divide(even, share, out=np.ones_like(share), where=share > 0)
    return np.rint(new * MILLI * weight).astype(np.int64)


def kept(found: Ints, memory: float, least: Ints) -> Ints:
    """What is left of remembered findings after a month, in thousandths, never below `least`."""
    return np.asarray(np.maximum(least, np.rint(found * memory)), np.int64)


class Districts:
    """The settlements of a world: what was found in each and how many of its people are listed.

    `table` (districts,) of `DISTRICT`, `of_cell` the district of each raster cell, `found` a byte per person
    for this month's findings of inspectors (a single byte while nobody asks).
    """

    def __init__(self, society: Society, people: Records, cell_start: Places, parameters: Records) -> None:
        sides = np.asarray(society.settlement_side, np.int64)
        self.of_cell = np.repeat(np.arange(len(sides), dtype=np.int32), sides**2)
        first_cells = np.concatenate([[0], np.cumsum(sides**2)[:-1]])
        self._first = np.asarray(cell_start)[first_cells]  # first person stored of each: nobody's is empty
        self._persons = len(people)
        self._of = np.asarray(society.settlements["province"], np.int64)
        self._kinds = int(self._of.max(initial=0)) + 1
        self.table = np.zeros(len(sides), DISTRICT).view(np.recarray)
        self.table["reach"] = 1.0
        self.table["adults"] = self._count(people["age"] >= ADULT)
        self._memory = float(parameters.patrols_memory[0])
        self._most = float(parameters.patrols_most[0])
        prior = float(parameters.patrols_prior[0])
        self._even = shares(self.table["adults"], self._of, self._kinds)
        self._found = np.rint(self.table["adults"] * max(1.0, prior)).astype(np.int64)
        self.found = np.zeros(1, np.uint8)

    def prepare(self, signs: npt.NDArray[np.uint8], laws: Records) -> None:
        """Send inspectors out and count who can be shown on screens, where the law asks for it."""
        if np.any(laws.patrols):
            if len(self.found) < self._persons:
                self.found = np.zeros(self._persons, np.uint8)
            sent = shares(self._found, self._of, self._kinds)
            reach = np.minimum(self._most, sent / np.where(self._even > 0, self._even, 1.0))
            self.table["reach"] = np.where(laws.patrols[self._of] > 0, reach, 1.0)
        if np.any(laws.announced & PUBLISHED_SCREENS):
            self.table["listed"] = self._count((signs & LISTED) != 0)

    def remember(self, laws: Records) -> None:
        """Add this month's findings to those remembered."""
        if not np.any(laws.patrols):
            return
        new = self._count(self.found != 0)
        sent = shares(self._found, self._of, self._kinds)
        plain = credited(new, sent, self._even, corrected=False)
        fair = credited(new, sent, self._even, corrected=True)
        believed = np.where(laws.patrols[self._of] == PATROLS_CORRECTED, fair, plain)
        self._found = kept(self._found, self._memory, self.table["adults"]) + believed
        self.found[:] = 0

    def _count(self, which: npt.NDArray[np.bool_]) -> Ints:
        return np.add.reduceat(which, self._first, dtype=np.int64)
