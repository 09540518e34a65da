"""Small made-up towns."""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.metrics.privacy import Town


def town(at: Any, now: Any, before: Any = None, **given: Any) -> Town:
    """A town of lone residents with phones, unless given otherwise; `now` and `before` are rows."""
    place = np.asarray(at, np.float64)
    size = len(place)

    def flags(rows: Any) -> Any:
        return np.isin(np.arange(size), rows)

    columns: dict[str, Any] = {
        "household": np.arange(size),
        "woman": np.zeros(size, bool),
        "band": np.ones(size, np.int64),
        "phone": np.ones(size, bool),
        "radius": 500.0,
        "look": 0.1,
    }
    return Town(
        at=place, now=flags(now), before=flags(now if before is None else before), **{**columns, **given}
    )


def spread(size: int = 2_000, side: int = 2_000, listed: int = 40, seed: int = 0, **given: Any) -> Town:
    """A square town, residents spread evenly on whole metres."""
    rng = np.random.default_rng(seed)
    at = rng.integers(-side // 2, side // 2, (size, 2))
    return town(at, rng.choice(size, listed, replace=False), **given)
