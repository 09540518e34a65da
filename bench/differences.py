"""Who lives otherwise in another world of the same people, and in what: `python -m bench.differences`.

Every branch is lived in full beside the system's run. After some months a line is printed for each: the share
of persons who differ in anything, in more than whether they know of the system, and in the sign that others
read, and the fields in which at least one in a thousand differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from bench import contenders
from glasshouse.engine.shards import Shards
from glasshouse.model.person import AWARE, MAP_OPEN

PERSONS = 20_000
MONTHS = (12, 36, 60, 120)
LEAST = 0.001
LAPSE = 0.006
"""Monthly chance that an able debtor does not pay, 0.005 as shipped: a small change of a common lever."""

Shares = dict[str, float]


def main() -> None:
    """Print who differs."""
    from glasshouse.population import load
    from glasshouse.simulation.run_config import run_config

    society = load(contenders.SOCIETY).draw(persons=PERSONS, seed=contenders.SEED)

    def setting(parameters: Mapping[str, float] | None = None) -> Any:
        return run_config(
            contenders.RULEBOOK, society, practice=None, parameters=parameters, start=None,
            months=MONTHS[-1], seed=contenders.SEED, replicate=0,
        )  # fmt: skip

    system = setting()
    branches = {
        "twin": system.without_system(),
        "as rewards only": contenders.varied_setting(system),
        f"credit.lapse {LAPSE}": setting({"credit.lapse": LAPSE}),
    }
    with Shards() as shards:
        first = _lived(system, shards)
        for name, chosen in branches.items():
            for month, (people, signs) in _lived(chosen, shards).items():
                _print(name, month, first[month], (people, signs))


State = tuple[npt.NDArray[np.void], npt.NDArray[np.uint8]]


def _lived(chosen: Any, shards: Shards) -> dict[int, State]:
    """Everybody and the signs they give after some months, by month."""
    from glasshouse.model.building import build_world

    world = build_world(
        chosen.society, chosen.packed, seed=chosen.seed, replicate=chosen.replicate, sizes=chosen.scope.sizes
    )
    found: dict[int, State] = {}
    for month in range(MONTHS[-1]):
        world.step(chosen.laws[month : month + 1], shards)
        if month + 1 in MONTHS:
            found[month + 1] = world.people.view(np.ndarray).copy(), world.signs.copy()
    return found


def _print(name: str, month: int, one: State, other: State) -> None:
    (before, signs), (after, other_signs) = one, other
    unlike = {field: before[field] != after[field] for field in before.dtype.names or ()}
    unlike = {field: mask.reshape(len(mask), -1).any(axis=1) for field, mask in unlike.items()}
    knows = np.uint16(AWARE)
    rest = unlike | {"state": (before["state"] | knows) != (after["state"] | knows)}
    shares: Shares = {field: float(mask.mean()) for field, mask in unlike.items()}
    fields = ", ".join(f"{field} {share:.3f}" for field, share in shares.items() if share >= LEAST)
    anything, more = (float(np.any(list(masks.values()), axis=0).mean()) for masks in (unlike, rest))
    sign = float((((signs ^ other_signs) & np.uint8(~MAP_OPEN & 255)) != 0).mean())
    print(f"{name:20} month {month:3}: {anything:.4f} {more:.4f} {sign:.4f}   {fields}", flush=True)


if __name__ == "__main__":
    main()
