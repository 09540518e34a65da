"""The arithmetic of the probes, person by person; `catalogue` says in words what each one is.

Every function returns one number per target, in the unit of its probe. A table takes their mean and their
5-95 % range over targets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glasshouse.metrics.privacy.attacked_town import Points, Rows, Town
from glasshouse.metrics.privacy.attacks import Sight
from glasshouse.metrics.privacy.tool_designs import Design

Floats = npt.NDArray[np.float64]

NEAR = 50.0
"""Metres within which people know each other by sight (assumption: the same building or the next)."""
DAYS = 30
"""Days between the two dates of publication: the model's month."""
TOLERANCE = 0.5
"""Metres below which two homes are one place; homes of the towns lie on whole metres."""


def exposure(town: Town, design: Design, homes: Points, rng: np.random.Generator) -> Floats:
    """Viewer-days a month of each of the listed who live at `homes` (T, 2)."""
    if not design.named:
        return np.zeros(len(homes))
    shown = design.shown(homes, rng)
    viewers = town.phones.query_ball_point(shown, town.radius, return_length=True)
    return DAYS * np.asarray(viewers, np.float64)


def neighbour_disclosure(
    town: Town, design: Design, targets: Rows, pairs: Pairs, rng: np.random.Generator
) -> Floats:
    """Chance in a month that at least one of the neighbours in `pairs` learns of each target's listing."""
    strangers = town.house[pairs.viewer] != town.house[targets[pairs.of]]
    seen = sees(town, design, targets, pairs, rng) & strangers
    return np.asarray(1 - (1 - town.look) ** np.bincount(pairs.of, seen, len(targets)), np.float64)


def shown_near(town: Town, design: Design, targets: Rows, pairs: Pairs, rng: np.random.Generator) -> Floats:
    """Share of the viewers in `pairs` to whom each target is shown; nan where a target has none."""
    seen = np.bincount(pairs.of, sees(town, design, targets, pairs, rng), len(targets))
    there = np.bincount(pairs.of, minlength=len(targets))
    share = np.divide(seen, there, out=np.full(len(targets), np.nan), where=there > 0)
    return np.asarray(share, np.float64)


def location_error(sight: Sight, homes: Points) -> Floats:
    """Metres between the estimates and the homes (T, 2)."""
    return np.asarray(np.hypot(*(sight.estimate - homes).T), np.float64)


def crowds(town: Town, sight: Sight, homes: Points) -> list[Rows]:
    """Residents whom the attacker cannot tell from each target: see the probe `candidates`."""
    reach = location_error(sight, homes) + TOLERANCE
    near = iter(town.homes.query_ball_point(sight.estimate[sight.found], reach[sight.found]))
    return [np.asarray(next(near), np.intp) if found else sight.left for found in sight.found]


def candidates(crowd: list[Rows]) -> Floats:
    """Size of each crowd."""
    return np.array([len(rows) for rows in crowd], np.float64)


def candidates_alike(town: Town, targets: Rows, crowd: list[Rows]) -> Floats:
    """Members of each crowd with the sex and age band of its target."""
    kind = town.woman * 256 + town.band.astype(np.int64)
    return np.array([(kind[rows] == kind[t]).sum() for t, rows in zip(targets, crowd, strict=True)], float)


def spillover(town: Town, targets: Rows, crowd: list[Rows]) -> Floats:
    """Expected unlisted members of each target's household whose home is picked."""
    unlisted = np.bincount(town.house, ~town.now)[town.house[targets]]
    homes = [np.count_nonzero(np.bincount(town.house[rows])) for rows in crowd]
    return np.asarray(unlisted / np.array(homes), np.float64)


def change_leak(town: Town, design: Design, changed: Rows, found: npt.NDArray[np.bool_], left: int) -> Floats:
    """Residents who may be each of the changed where names are read: one, or those left if not found."""
    if not design.named:
        return np.full(len(changed), float(len(town)))
    return np.where(found, 1.0, float(left))


def singled_out(town: Town, crowd: list[Rows]) -> Floats:
    """1 where all of a crowd live in one household, else 0."""
    return np.array([(town.house[rows] == town.house[rows[0]]).all() for rows in crowd], float)


@dataclass(frozen=True)
class Pairs:
    """Pairs of a target (`of`, counted among the targets) and a possible viewer (`viewer`, a resident)."""

    of: Rows
    viewer: Rows


def phones_around(town: Town, targets: Rows, metres: float) -> Pairs:
    """Owners of smartphones within so many metres of each target's home, the targets themselves apart."""
    owners = np.flatnonzero(town.phone)
    near = [np.asarray(rows, np.intp) for rows in town.phones.query_ball_point(town.at[targets], metres)]
    of = np.repeat(np.arange(len(targets)), [len(rows) for rows in near])
    viewer = owners[np.concatenate(near)] if len(of) else np.zeros(0, np.intp)
    others = viewer != targets[of]
    return Pairs(of[others], viewer[others])


def sees(
    town: Town, design: Design, targets: Rows, pairs: Pairs, rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Whether each viewer, looking once from home, is shown the target by name."""
    if not design.named:
        return np.zeros(len(pairs.of), np.bool_)
    homes = town.at[targets]
    shown = design.shown(homes[pairs.of], rng) if design.fresh else design.shown(homes, rng)[pairs.of]
    away = shown - town.at[pairs.viewer]
    return np.asarray((away**2).sum(-1) <= town.radius**2, np.bool_)
