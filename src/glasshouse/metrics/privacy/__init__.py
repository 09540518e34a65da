"""How much a publicity tool gives away about the people it shows: attacks on a synthetic town, and probes.

An attack is what somebody with the tool, free time and a phone that can claim to be anywhere does with its
answers. `designs` says what an answer holds, `attacks` looks for people by name, `counting` works backwards
from numbers alone, `probes` measures what came of it person by person, `table` puts all of it side by side.

Everybody attacked here is made up: a `Town` is cut out of a drawn society by `study.map_privacy`, which takes
a run or a results folder and reads no positions from any file.
"""

from glasshouse.metrics.privacy.attacked_town import (
    DESIGNS,
    Design,
    Town,
    designs_named,
    planar_laplace,
    within_planar_laplace,
)
from glasshouse.metrics.privacy.attacks import Sight, search, sweep, trilaterate
from glasshouse.metrics.privacy.probes import PROBES, Probe
from glasshouse.metrics.privacy.table import SCHEMA, Region, probe_table, regions

__all__ = [
    "DESIGNS",
    "PROBES",
    "SCHEMA",
    "Design",
    "Probe",
    "Region",
    "Sight",
    "Town",
    "designs_named",
    "planar_laplace",
    "probe_table",
    "regions",
    "search",
    "sweep",
    "trilaterate",
    "within_planar_laplace",
]
