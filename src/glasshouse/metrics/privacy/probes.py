"""The arithmetic of the probes, person by person; `catalogue` says in words what each one is.

Every function returns one number per target, in the unit of its probe. A table takes their mean and their
5-95 % range over targets.

What each probe measures, in words: unit, definition, source, and which way it hurts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from glasshouse.metrics.privacy.attacked_town import Design, Points, Rows, Town
from glasshouse.metrics.privacy.attacks import Sight

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


@dataclass(frozen=True)
class Probe:
    """One thing measured about a design: its unit, what it is, on what source, and which way it hurts.

    `worse` is +1 where more of it is worse for the person shown, -1 where less is, 0 where neither.
    """

    name: str
    title: str
    unit: str
    definition: str
    source: str
    worse: int


PROBES: tuple[Probe, ...] = (
    Probe(
        "exposure",
        "Exposure",
        "viewer-days a month",
        "Owners of smartphones who would see the person by name if they looked from home, times the "
        "days shown.",
        "person-days times possible viewers, the usual measure of publicity; looking from home is an "
        "assumption",
        1,
    ),
    Probe(
        "neighbour_disclosure",
        "A neighbour learns of it",
        "chance in a month",
        "1 - (1 - q)^m: m owners of smartphones within 50 m, household apart, to whom the person is "
        "shown; q the chance that one of them looks in a month and knows whom they see.",
        "independent lookers; q from the practice file (map.opens times map.recognised_by_acquaintance)",
        1,
    ),
    Probe(
        "location_error",
        "Location error",
        "metres",
        "Distance from the home to the attacker's estimate after the answers spent; who is not found is"
        " guessed at the middle of the homes not ruled out.",
        "expected distance error of Shokri et al. 2011, Quantifying Location Privacy",
        -1,
    ),
    Probe(
        "candidates",
        "Candidate set",
        "residents",
        "Residents within the location error of the estimate, the person included: the crowd to hide "
        "in. For those not found, all who are not ruled out.",
        "anonymity set; Gruteser and Grunwald 2003, k-anonymity of places",
        -1,
    ),
    Probe(
        "candidates_alike",
        "Candidates alike",
        "residents",
        "Of these, those of the same sex and age band (0-17, 18-39, 40-59, 60+), the person included.",
        "the same, with two facts that a name or a neighbour gives away",
        -1,
    ),
    Probe(
        "home_found",
        "Home found in a directory",
        "chance",
        "Chance that an attacker who knows every home of the town names the home of the person: by the "
        "places shown for the name, or from counts asked for at random positions.",
        "greatest likelihood under noise; least squares without negative numbers on counts; compare Dinur "
        "and Nissim 2003",
        1,
    ),
    Probe(
        "home_mistaken",
        "Homes named by mistake",
        "share of homes named",
        "Places named by that attacker where nobody is listed, among all places named.",
        "false discoveries",
        1,
    ),
    Probe(
        "count_leak",
        "Count leak",
        "times the town's average",
        "Share of listed in the person's cell of 100 m as solved from the counts of circles asked for "
        "from every 50 m, names ignored, over the share in the town. 1: nothing learned.",
        "least squares on overlapping sums; compare Dinur and Nissim 2003 on answering too many sums "
        "too exactly",
        1,
    ),
    Probe(
        "change_leak",
        "Change leak",
        "residents",
        "Residents who may be the one who came onto the list or left it between two dates: one where "
        "the name is read; from counts those in every changed circle and no unchanged one, asked often "
        "enough to see each change alone.",
        "difference of two releases; with counts the intersection of changed circles",
        -1,
    ),
    Probe(
        "residual_leak",
        "Left after removal",
        "share of the removed",
        "People taken off between the dates whom a copy of the earlier answers still names, or whose "
        "household the changed counts single out.",
        "copies outlive a register; compare CJEU C-398/15 (Manni) and C-131/12 (Google Spain)",
        1,
    ),
    Probe(
        "spillover",
        "Spillover on the household",
        "unlisted persons",
        "Unlisted members of the person's household, times the chance of picking their home among those"
        " of the candidates.",
        "one over the number of candidate households",
        1,
    ),
    Probe(
        "shown_near",
        "Shown as claimed",
        "share of those near",
        "Owners of smartphones within the radius of the person to whom the person is shown by name: "
        "what the tool says it is for.",
        "recall of the radius",
        0,
    ),
)
"""All probes in the order in which they print."""
