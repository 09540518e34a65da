"""Every probe on every design, side by side: one attacker, one town, the same targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.metrics.privacy import probes
from glasshouse.metrics.privacy.attacked_town import DESIGNS, Design, Points, Rows, Town, generator
from glasshouse.metrics.privacy.attacks import LOOKS, Sight, search, sweep
from glasshouse.metrics.privacy.counting import Lattice, circle_counts, lift, lift_of_few, told_apart
from glasshouse.metrics.privacy.known_homes import (
    ASKED,
    Directory,
    NameSearch,
    found_by_counts,
    named_by_counts,
    wrongly_named,
)
from glasshouse.metrics.privacy.probes import NEAR, PROBES, Floats, Pairs, Probe, phones_around

TARGETS = 200
"""Listed persons attacked at most, drawn by luck; fewer where fewer are listed."""

DIRECTORY = ("home_found", "home_mistaken")
"""Probes of an attacker with a directory of all homes."""

SCHEMA = pa.schema(
    [
        ("design", pa.string()),
        ("probe", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("unit", pa.string()),
        ("targets", pa.int64()),
        ("answers", pa.float64()),
    ]
)
"""One row per design and probe. `value` is the mean over targets, `low` and `high` are percentiles 5 and 95.

All are of persons in one town, not of towns: they say how unlike people fare, not how sure the mean is.
`targets` persons rest behind it (0: nobody came or went); `answers` is what the attack spent on each, on the
whole town for the two leaks of counts, and 0 where nobody attacks.
"""


@dataclass(frozen=True, eq=False)
class _Attack:
    """One design under attack: who is looked for, what was found, and the luck of the design."""

    town: Town
    design: Design
    seed: int
    targets: Rows
    changed: Rows
    neighbours: Pairs
    viewers: Pairs
    looks: int

    def rng(self, why: str) -> np.random.Generator:
        return generator(self.seed, self.design.name, why)

    def search(self, rows: Rows, why: str) -> Sight:
        return search(self.town, self.design, self.town.at[rows], self.rng(why), self.looks)


def probe_table(
    town: Town,
    designs: Sequence[Design] = DESIGNS,
    *,
    seed: int = 1,
    targets: int = TARGETS,
    looks: int = LOOKS,
    directory: bool = True,
) -> pa.Table:
    """Attack a town under each design; see `SCHEMA` for the table and `PROBES` for what is measured.

    `targets` of the listed are drawn by the luck of `seed`, the same for all designs; `looks` answers are
    spent on averaging fresh noise. Without `directory` the attacks of `DIRECTORY`, which take seconds, are
    left out.
    """
    lattice = Lattice.over(town)
    listed = _drawn(np.flatnonzero(town.now), targets, seed, "targets")
    changed = _drawn(np.flatnonzero(town.before != town.now), targets, seed, "changed")
    pairs = phones_around(town, listed, NEAR), phones_around(town, listed, town.radius)
    attacks = [_Attack(town, design, seed, listed, changed, *pairs, looks) for design in designs]
    lifts = _lifts(attacks, lattice)
    book = Directory.of_town(town) if directory else None
    rows = [
        row
        for attack, leak in zip(attacks, lifts, strict=True)
        for row in _rows(attack.design, _measured(attack, lattice, leak, book))
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@dataclass(frozen=True, eq=False)
class Region:
    """What an attacker who looked for one person is left with: an estimate (2,) and the rows of a crowd."""

    design: Design
    found: bool
    estimate: Points
    crowd: Rows


def regions(town: Town, designs: Sequence[Design] = DESIGNS, *, seed: int = 1) -> tuple[int, list[Region]]:
    """The row of one listed person, for a picture, and the region under each design.

    The person lives at the median distance of the listed from the middle of the town.
    """
    listed = np.flatnonzero(town.now)
    away = np.hypot(*(town.at[listed] - town.at.mean(0)).T)
    who = listed[np.argsort(away, kind="stable")[len(listed) // 2]]
    found = []
    for design in designs:
        sight = search(town, design, town.at[[who]], generator(seed, design.name, "picture"))
        crowd = probes.crowds(town, sight, town.at[[who]])[0]
        found.append(Region(design, bool(sight.found[0]), sight.estimate[0], crowd))
    return int(who), found


def _drawn(rows: Rows, most: int, seed: int, why: str) -> Rows:
    if len(rows) <= most:
        return rows
    return np.sort(generator(seed, why).choice(rows, most, replace=False))


Measured = dict[str, tuple[Floats, npt.NDArray[np.int64] | int]]
"""Per probe: a value per target, and the answers spent on each."""


def _measured(attack: _Attack, lattice: Lattice, leak: Floats, book: Directory | None) -> Measured:
    """Every probe of one design, by name."""
    town, design, targets = attack.town, attack.design, attack.targets
    homes = town.at[targets]
    sight = attack.search(targets, "search")
    crowd = probes.crowds(town, sight, homes)
    found: Measured = {
        "exposure": (probes.exposure(town, design, homes, attack.rng("exposure")), 0),
        "location_error": (probes.location_error(sight, homes), sight.answers),
        "candidates": (probes.candidates(crowd), sight.answers),
        "candidates_alike": (probes.candidates_alike(town, targets, crowd), sight.answers),
        "spillover": (probes.spillover(town, targets, crowd), sight.answers),
        "count_leak": (leak, _answers_for_counts(design, lattice)),
    }  # fmt: skip
    homes_found = _homes(attack, sight, book) if book else {}
    return found | homes_found | _looked_at(attack) | _changes(attack, lattice)


def _homes(attack: _Attack, sight: Sight, book: Directory) -> Measured:
    """The two probes of an attacker with a directory."""
    town, design, targets = attack.town, attack.design, attack.targets
    rng = attack.rng("homes")
    if design.shows == "counts":
        named = named_by_counts(town, book, design, town.now, rng)
        spent = design.answers or ASKED
        return {
            "home_found": (found_by_counts(book, named, targets), spent),
            "home_mistaken": (wrongly_named(town, book, named), spent),
        }
    chance = NameSearch(town, book, design, attack.looks, rng).chances(targets, sight)
    mistaken = 1 - chance if design.named else np.zeros(0)
    return {"home_found": (chance, sight.answers), "home_mistaken": (mistaken, sight.answers)}


def _looked_at(attack: _Attack) -> Measured:
    """The two probes of what those around a person are shown."""
    town, design, targets = attack.town, attack.design, attack.targets
    learnt = probes.neighbour_disclosure(town, design, targets, attack.neighbours, attack.rng("neighbours"))
    shown = probes.shown_near(town, design, targets, attack.viewers, attack.rng("viewers"))
    return {"neighbour_disclosure": (learnt, 0), "shown_near": (shown, 0)}


def _changes(attack: _Attack, lattice: Lattice) -> Measured:
    """The two probes of what came and went between the dates."""
    town, design, changed = attack.town, attack.design, attack.changed
    gone = town.before[changed] & ~town.now[changed]
    if design.shows == "counts":
        crowd = told_apart(town, design, changed, lattice.asked.reshape(-1, 2))
        left_over = probes.singled_out(town, [rows for rows, off in zip(crowd, gone, strict=True) if off])
        spent = 2 * _answers_for_counts(design, lattice)
        return {
            "change_leak": (probes.candidates(crowd), spent),
            "residual_leak": (left_over, spent),
        }
    sight = attack.search(changed, "changes")
    leak = probes.change_leak(town, design, changed, sight.found, len(sight.left))
    return {
        "change_leak": (leak, 2 * sight.answers),
        "residual_leak": (sight.found[gone].astype(np.float64), sight.answers[gone]),
    }


def _lifts(attacks: Sequence[_Attack], lattice: Lattice) -> list[Floats]:
    """The count leak of each design; those that answer without limit are solved together."""
    homes = lattice.town.at[attacks[0].targets] if attacks else np.zeros((0, 2))
    open_ended = [a for a in attacks if a.design.shows != "nothing" and not a.design.answers]
    counts = [circle_counts(a.town, a.design, a.town.now, lattice.asked, a.rng("counts")) for a in open_ended]
    solved = lattice.solve(np.stack(counts)) if counts else ()
    leaks = {a.design.name: lift(lattice, one, homes) for a, one in zip(open_ended, solved, strict=True)}
    return [leaks[a.design.name] if a.design.name in leaks else _lift_of_few(a) for a in attacks]


def _lift_of_few(attack: _Attack) -> Floats:
    town, homes = attack.town, attack.town.at[attack.targets]
    if attack.design.shows == "nothing":
        return np.ones(len(homes))
    asked = sweep(town)[: attack.design.answers]
    counts = circle_counts(town, attack.design, town.now, asked, attack.rng("counts"))
    return lift_of_few(town, counts, asked, homes)


def _answers_for_counts(design: Design, lattice: Lattice) -> int:
    if design.shows == "nothing":
        return 0
    return design.answers or lattice.asked.size // 2


def _rows(design: Design, measured: Measured) -> list[dict[str, object]]:
    return [_row(design, probe, *measured[probe.name]) for probe in PROBES if probe.name in measured]


def _row(
    design: Design, probe: Probe, values: Floats, answers: npt.NDArray[np.int64] | int
) -> dict[str, object]:
    values = values[np.isfinite(values)]
    nothing = not len(values)
    low, high = (None, None) if nothing else np.quantile(values, [0.05, 0.95])
    return {
        "design": design.name,
        "probe": probe.name,
        "value": None if nothing else float(values.mean()),
        "low": low,
        "high": high,
        "unit": probe.unit,
        "targets": len(values),
        "answers": 0.0 if nothing else float(np.mean(answers)),
    }
