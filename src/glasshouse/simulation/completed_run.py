"""A completed run: what a simulation left in memory, as tables, records and metrics read it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.engine import digest as digests
from glasshouse.model.reliving import PublicMonths
from glasshouse.population.society import Society
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks.sizes import Records
from glasshouse.simulation import count_tables
from glasshouse.simulation.recording import Trail
from glasshouse.simulation.run_config import RunConfig
from glasshouse.simulation.spreading import Spread


@dataclass
class CompletedRun:
    """What came of a configuration.

    `people` are the records of everybody at the end in canonical order (by identity), `tallies` the counts
    (months, groups, columns) int64, `panel_records` the month records (lives, months) of the sampled lives in
    `panel_ids`, `asked` the counts of private gatekeepers (months, provinces, kinds, standings, columns).
    `government` has a row for each year and province if there was one; `trail` is what was kept of a run that
    was written down, and `public` what all could see of each month, where single lives can be lived again
    from that. Of mechanisms of a user's own, `own` are the fields of everybody at the end by
    `mechanism.field`, `own_months` the counts of their events (months, groups) by `mechanism.event`, and
    `panel_events` person, month and event of the sampled lives. `seconds` is the time each part took.
    `spread` is where its provinces were computed, None for this process.
    """

    config: RunConfig
    people: npt.NDArray[np.void]
    tallies: npt.NDArray[np.int64]
    state: int
    panel_ids: npt.NDArray[np.uint32]
    panel_records: Records
    asked: npt.NDArray[np.int64]
    threads: int
    seconds: dict[str, float] = field(default_factory=dict)
    government: pa.Table | None = field(default=None, repr=False)
    firm_tallies: list[npt.NDArray[np.int64]] = field(default_factory=list)
    trail: Trail | None = field(default=None, repr=False)
    own: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict, repr=False)
    own_months: dict[str, npt.NDArray[np.int64]] = field(default_factory=dict, repr=False)
    panel_events: list[tuple[int, int, str]] = field(default_factory=list, repr=False)
    public: PublicMonths | None = field(default=None, repr=False)
    spread: Spread | None = field(default=None, repr=False)

    @property
    def society(self) -> Society:
        """The people of the run."""
        return self.config.society

    @property
    def rulebook(self) -> Rulebook | None:
        """The rulebook of the run; None for the twin without a system."""
        return self.config.rulebook

    @property
    def monthly(self) -> pa.Table:
        """Counts by month, province and stratum; columns as in `model.events`."""
        return count_tables.monthly_table(self.tallies, self.society)

    @property
    def gatekeepers(self) -> pa.Table:
        """Applications and refusals by month, province, kind of gatekeeper and standing."""
        return count_tables.gatekeepers_table(self.asked, self.society)

    @property
    def firms(self) -> pa.Table:
        """Counts of firms by month, province, sector and connections; columns as in `model.firm`.

        Without rows where no rulebook scores firms.
        """
        return count_tables.firms_table(self.firm_tallies, self.society)

    def digest(self) -> str:
        """SHA-256 of all counts and everybody's state, independent of threads, storage and folders."""
        own = (self.own_months[name] for name in sorted(self.own_months))
        return digests.of_arrays(self.tallies, np.array([self.state], np.uint64).view(np.int64), *own)
