"""The figures of the page as descriptions; the page draws them and computes none itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.charts import registry
from glasshouse.charts.marks import Key
from glasshouse.explorer import page_results
from glasshouse.explorer.town_recording import Plane
from glasshouse.metrics.monthly import series
from glasshouse.model.groups import titles_in
from glasshouse.reporting.figure_source import Source
from glasshouse.reporting.figures.by_group import PREFIX
from glasshouse.reporting.figures.over_time import SERIES, SIDES, Series, lines
from glasshouse.reporting.figures.rights_lost import Places, place_maps
from glasshouse.reporting.folder import Folder

if TYPE_CHECKING:
    from glasshouse.explorer.town_recording import Recording
    from glasshouse.simulation.run_config import RunConfig

MONTHLY = ("listed", "speech", "fear", "refusals_over_time")
"""What happened month by month, where any of it did."""
AS_SET = Key("system", "as you set it", "line"), Key("muted", "as written", "dash")


def source_of(system: pa.Table, twin: pa.Table, gap: pa.Table, config: RunConfig) -> Source:
    """The source of a run in memory, of which there are counts by month and differences, and no more."""
    about = {
        "months": config.months,
        "start": config.start,
        "rulebook": {},
        "society": {"groups": titles_in(config.society)},
    }
    empty = pa.table({"name": pa.array([], pa.string())})
    return Source(Folder(Path(), about, system, twin, gap, empty))


def figures(source: Source, recording: Recording) -> dict[str, object]:
    """Every figure of the view of harms: month by month, by group, and where rights were denied."""
    known = registry.makers()
    drawn = {
        "months": [known[id](source) for id in MONTHLY],
        "groups": [known[PREFIX + name](source) for name in page_results.SHOWN],
    }
    places = place_maps(_places(recording))
    told = {name: [one.as_dict() for one in some if one] for name, some in drawn.items()}
    return {**told, "places": places.as_dict() if places else None}


def timeline(source: Source, beside: Source | None = None) -> dict[str, object]:
    """What a run is best described by, month by month, beside the twin or another run of the same people."""
    one = _best(beside or source)
    if beside is None:
        tables = [(key, table) for key, table in zip(SIDES, _sides(source), strict=True) if table is not None]
    else:
        tables = list(zip(AS_SET, (source.folder.system, beside.folder.system), strict=True))
    return lines(
        one, source.folder.start, [(key, series(table, one.column)) for key, table in tables]
    ).as_dict()


def _sides(source: Source) -> tuple[pa.Table, pa.Table | None]:
    return source.folder.system, source.folder.twin


def _best(source: Source) -> Series:
    """The list where anybody was on it, else rights denied, else fear."""
    system = source.folder.system
    return next((one for one in SERIES if series(system, one.column).any()), SERIES[0])


def _places(recording: Recording) -> Places:
    names = [one["name"] for one in recording.about["settlements"]]
    settlement, x, y = (recording.columns[name] for name in ("settlement", "x", "y"))
    plane = recording.sides["system"].get("gated")
    denied = _months_of(plane, recording.months) if plane else np.zeros(recording.persons, np.int64)
    return Places(settlement, x, y, denied, recording.months, lambda k: str(names[k]))


def _months_of(plane: Plane, months: int) -> npt.NDArray[np.int64]:
    """In how many months the flag of a plane was up, for everybody: each change counts for the rest."""
    month = np.searchsorted(plane.at, np.arange(len(plane.flips)), side="right") - 1
    first = plane.first.astype(np.int64)
    order = np.lexsort((month, plane.flips))
    who, when = plane.flips[order].astype(np.int64), month[order]
    place = np.arange(len(who)) - np.searchsorted(who, who)  # how many changes somebody had before
    up = np.where((place + first[who]) % 2 == 0, 1, -1)
    return np.asarray(
        first * months + np.rint(np.bincount(who, up * (months - when), len(first))).astype(np.int64)
    )
