"""What the figures of a run are made of: the tables of a results folder and the findings taken from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa

from glasshouse.errors import Diagnostic
from glasshouse.metrics.catalogue import Own
from glasshouse.metrics.measure_data import Data
from glasshouse.reporting import finding_tables
from glasshouse.reporting import folder as folders
from glasshouse.reporting.finding_tables import Findings
from glasshouse.reporting.folder import Folder

if TYPE_CHECKING:
    from glasshouse.simulation import Comparison, Run


@dataclass(frozen=True)
class Source:
    """The tables of a run as `folder`; its findings are worked out when a figure asks for them.

    `measures` are measures of one's own among them.
    """

    folder: Folder
    measures: tuple[Own, ...] = ()

    @property
    def data(self) -> Data:
        """The run as measures read it."""
        return finding_tables.results_of(self.folder).data

    @cached_property
    def findings(self) -> Findings:
        """The audit of the run."""
        return finding_tables.of(self.folder, self.measures)

    def table(self, name: str) -> pa.Table:
        """A table of the run, by its field of `Folder`; only those that a figure says it needs are sure."""
        return getattr(self.folder, name)

    def has(self, table: str) -> bool:
        """Whether the run kept a table, by its field of `Folder`."""
        return getattr(self.folder, table) is not None

    def lacks(self, id: str, tables: list[str]) -> Diagnostic:
        """Why the figure `id` cannot be drawn."""
        why = self.folder.unseen or f"it kept no table of {', '.join(tables).replace('_', ' ')}"
        return Diagnostic(
            f"this run has nothing to draw as {id}: {why}",
            "see its report, or run again with all tables",
            str(self.folder.path),
        )


def source(results: str | Path | Run | Comparison | Source) -> Source:
    """The source of a results folder, or of a run in memory, written to a folder that is thrown away.

    Raises `InputError` for a folder that cannot be read.
    """
    if isinstance(results, Source):
        return results
    if isinstance(results, str | Path):
        return Source(folders.read(Path(results)))
    from glasshouse.simulation.comparing import Comparison
    from glasshouse.simulation.saving import save

    both = (results.run, results.twin) if isinstance(results, Comparison) else (results, results.known_twin)
    with TemporaryDirectory() as place:
        return Source(folders.of(save(*both, Path(place) / "results", False)))
