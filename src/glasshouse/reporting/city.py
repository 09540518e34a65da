"""The map in sentences: its radius, who could look into it, and how often."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from glasshouse.metrics import monthly_rates
from glasshouse.reporting import words
from glasshouse.reporting.folder import Folder


@dataclass(frozen=True)
class City:
    """The radius, looks a month at each listed person, and the spread of viewers; or why there are none."""

    why_not: str
    radius: int = 0
    exposure: str = ""
    sentence: str = ""


def build(folder: Folder) -> City:
    """The section; without a map in the rulebook, or with nobody on it, one sentence says so."""
    radius = int(folder.rulebook.get("radius") or 0)
    if not radius:
        return City("This rulebook has no map: nobody can look up who is listed nearby.")
    listed = None if folder.city is None else folder.city.column("listed").to_numpy(zero_copy_only=False)
    if folder.city is None or listed is None or not listed.any():
        return City("Nobody in the largest settlement was on the map at the end of the run.")
    viewers = folder.city.column("viewers").to_numpy().astype(float)[listed.astype(bool)]
    low, middle, high = (words.count(q) for q in np.quantile(viewers, [0.1, 0.5, 0.9]))
    sentence = (
        f"Half of the listed live among more than {middle} such phones, one in ten among fewer than {low}, "
        f"one in ten among more than {high}."
    )
    seen = words.number(monthly_rates.exposure_per_listed_month(folder.system))
    return City("", radius, seen, sentence)
