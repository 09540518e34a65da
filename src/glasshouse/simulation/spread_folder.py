"""What all workers of a run share: its setting, and a folder with the counts of each month."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine import array_store
from glasshouse.engine.array_store import Damaged
from glasshouse.engine.sparse import Sparse, unpacked
from glasshouse.errors import Diagnostic, InputError
from glasshouse.simulation import mechanism_files
from glasshouse.simulation.memory_budget import space_of

if TYPE_CHECKING:
    from glasshouse.population.society import Society, SocietyRecipe
    from glasshouse.simulation.run_config import RunConfig

Array = npt.NDArray[Any]
Counts = npt.NDArray[np.int64]
SERIAL_BITS = 27
"""The serial of a province stands above so many bits in the identity of a person."""


@dataclass(frozen=True)
class SpreadRun:
    """What every worker must know of a run: its setting without the people, and how these are drawn.

    `provinces` is the number of all provinces that counts have rows for. With `coupled` people move, so that
    counts are exchanged every month. `panel_ids` are the sampled lives, `trail` the persons whose standing is
    kept (None: everybody), where `recorded`. Checkpoints are written every `every` months to `folder`, where
    `token` tells this run from others. A process holds at most `memory` bytes (None: no limit) when it has
    `share` persons. `code` is the hash of the code that all must run.
    """

    config: bytes
    mechanisms: tuple[tuple[dict[str, Any], str], ...]
    recipe: SocietyRecipe
    persons: dict[str, int]
    seed: int
    provinces: int
    coupled: bool
    panel_ids: Array | None
    recorded: bool
    trail: Array | None
    memory: int | None
    share: int
    code: str
    every: int = 12
    folder: Path = Path()
    token: str = ""

    def people_of(self, province: str) -> Society:
        """The people of one province, drawn."""
        space = space_of(self.share, self.memory, self.folder.parent)
        own = {province: self.persons[province]}
        return self.recipe.draw(persons=own, seed=self.seed, space=space)

    def config_of(self, society: Society) -> RunConfig:
        """The setting with these people only."""
        mechanisms = tuple(mechanism_files.restored(about, text) for about, text in self.mechanisms)
        chosen: RunConfig = pickle.loads(self.config)
        return replace(chosen, society=society, mechanisms=mechanisms)


def packed(chosen: RunConfig) -> tuple[bytes, tuple[tuple[dict[str, Any], str], ...]]:
    """A setting without its people as bytes, and its own mechanisms as data and text."""
    mechanisms = tuple(
        (mechanism_files.described(one), mechanism_files.source_of(one).text) for one in chosen.mechanisms
    )
    bare = replace(chosen, society=None, mechanisms=())  # type: ignore[arg-type]
    return pickle.dumps(bare), mechanisms


def people_file(folder: Path, serial: int) -> Path:
    """Where the province of that serial leaves its people at the end."""
    return folder / f"{serial:02d}.npy"


COUNTS = "counts-"


def write_counts(run: SpreadRun, month: int, counts: Counts) -> None:
    """Let all provinces know the counts of the month before `month`."""
    array_store.write(run.folder, f"{COUNTS}{month:06d}", packed_counts([counts]), {"run": run.token})


def packed_counts(tallies: Iterable[Counts]) -> dict[str, Array]:
    """Counts of months as a few plain arrays."""
    counted = Sparse()
    for tally in tallies:
        counted.add(tally)
    return counted.packed()


def read_counts(run: SpreadRun, month: int) -> Counts:
    """The counts of all provinces in the month before `month`. Raises `InputError` where they are missing."""
    try:
        stored = array_store.read(run.folder, f"{COUNTS}{month:06d}")
        if stored.about["run"] != run.token:
            raise Damaged(run.folder, "holds the counts of another run")
    except Damaged as damaged:
        fix = "let all workers use one folder: --out on a disk that they share"
        raise InputError(Diagnostic(str(damaged), fix)) from None
    return unpacked(stored.arrays)[0]
