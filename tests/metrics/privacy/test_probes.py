"""The probes on hand-made towns, and the table they end in."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pytest

from glasshouse.metrics.privacy import DESIGNS, PROBES, Town, designs_named, probe_table, regions
from glasshouse.metrics.privacy import probes as p
from glasshouse.metrics.privacy.attacked_town import generator
from glasshouse.metrics.privacy.attacks import search

sys.path.insert(0, str(Path(__file__).parent))
from made import spread, town

PIN, GRID, COUNT, NONE = designs_named(["pin", "grid-500", "count", "none"])


def values(place: Town, **given: object) -> dict[tuple[str, str], dict[str, object]]:
    rows = probe_table(place, **given).to_pylist()  # type: ignore[arg-type]
    return {(row["design"], row["probe"]): row for row in rows}


def test_exposure_by_hand() -> None:
    # three phones: at the home itself, 500 m off (on the rim: inside) and 501 m off
    place = town([(0, 0), (500, 0), (501, 0), (10, 0)], [0], phone=np.array([True, True, True, False]))
    assert p.exposure(place, PIN, place.at[:1], generator(1)).tolist() == [60]
    assert p.exposure(place, COUNT, place.at[:1], generator(1)).tolist() == [0]


def test_neighbours_by_hand() -> None:
    # 0 shares a household with 1; 2 and 3 live within 50 m; 4 is too far to know them
    place = town(
        [(0, 0), (0, 0), (30, 0), (0, 40), (100, 0)], [0], household=np.array([1, 1, 2, 3, 4]), look=0.1
    )
    targets = np.array([0])
    pairs = p.phones_around(place, targets, p.NEAR)
    learnt = p.neighbour_disclosure(place, PIN, targets, pairs, generator(1))
    assert learnt == pytest.approx([1 - 0.9**2])
    assert p.neighbour_disclosure(place, NONE, targets, pairs, generator(1)).tolist() == [0]


def test_coarse_places_hide_nobody_from_the_neighbours() -> None:
    place = spread()
    found = values(place, designs=(PIN, GRID))
    pin, grid = (found[name, "neighbour_disclosure"]["value"] for name in ("pin", "grid-500"))
    assert grid == pin > 0


def test_crowds_and_their_like_by_hand() -> None:
    # all in one square of 500 m whose middle is (250, 250); the target at (250, 150) is 100 m from it
    at = [(250, 150), (250, 250), (340, 250), (250, 360), (250, 150)]
    place = town(
        at,
        [0],
        woman=np.array([True, True, False, True, True]),
        band=np.array([1, 1, 1, 1, 2]),
        household=np.array([7, 8, 9, 10, 7]),
    )
    targets = np.array([0])
    sight = search(place, GRID, place.at[targets], generator(1))
    assert p.location_error(sight, place.at[targets]) == pytest.approx([100])
    crowd = p.crowds(place, sight, place.at[targets])
    assert sorted(crowd[0]) == [0, 1, 2, 4]
    assert p.candidates(crowd).tolist() == [4]
    assert p.candidates_alike(place, targets, crowd).tolist() == [2]
    # one unlisted in the household of three households that may be it
    assert p.spillover(place, targets, crowd) == pytest.approx([1 / 3])


def test_shown_as_claimed_by_hand() -> None:
    # the square's middle is (250, 250): of the two within 500 m of the home at (0, 0), one is 500 m from it
    place = town([(0, 0), (0, 499), (-499, 0)], [0])
    pairs = p.phones_around(place, np.array([0]), place.radius)
    assert p.shown_near(place, PIN, np.array([0]), pairs, generator(1)).tolist() == [1]
    assert p.shown_near(place, GRID, np.array([0]), pairs, generator(1)).tolist() == [0.5]


def test_removal_and_change_by_hand() -> None:
    # 0 stays, 1 left, 2 came: names are read off; counts single out the home of each
    place = town([(0, 0), (400, 0), (0, 400), (800, 800)], [0, 2], before=[0, 1])
    found = values(place)
    assert found["pin", "change_leak"]["value"] == 1
    assert found["pin", "change_leak"]["targets"] == 2
    assert found["pin", "residual_leak"]["value"] == 1
    assert found["pin", "residual_leak"]["targets"] == 1
    assert found["count", "change_leak"]["value"] == 1
    assert found["count", "residual_leak"]["value"] == 1
    assert found["none", "change_leak"]["value"] == 4
    assert found["none", "residual_leak"]["value"] == 0


def test_where_nobody_came_or_went_there_is_nothing_to_say() -> None:
    row = values(spread())["pin", "change_leak"]
    assert (row["targets"], row["value"], row["low"], row["high"]) == (0, None, None, None)


def test_the_table_has_a_row_for_each_design_and_probe_with_its_unit() -> None:
    table = probe_table(spread(), targets=10)
    assert table.num_rows == len(DESIGNS) * len(PROBES)
    units = {probe.name: probe.unit for probe in PROBES}
    for row in table.to_pylist():
        assert row["unit"] == units[row["probe"]]
        assert row["targets"] <= 10 or row["probe"] == "home_mistaken"  # of homes, not of persons
        if row["value"] is not None:
            assert row["low"] <= row["high"]


def test_no_map_gives_nothing_away() -> None:
    place = spread(before=None)
    found = values(place, designs=(NONE,))
    for probe in ("exposure", "neighbour_disclosure", "shown_near"):
        assert found["none", probe]["high"] == 0
    assert found["none", "count_leak"]["value"] == 1
    assert found["none", "candidates"]["low"] == len(place)


def test_the_same_seed_gives_the_same_table_and_one_design_changes_no_other() -> None:
    place = spread()
    whole = probe_table(place, targets=20, seed=5)
    assert whole.equals(probe_table(place, targets=20, seed=5))
    assert not whole.equals(probe_table(place, targets=20, seed=6))
    alone = probe_table(place, designs_named(["noise"]), targets=20, seed=5).to_pylist()
    assert alone == [row for row in whole.to_pylist() if row["design"] == "noise"]


def test_a_person_is_always_among_their_candidates() -> None:
    who, found = regions(spread())
    assert [region.design for region in found] == list(DESIGNS)
    assert all(who in region.crowd for region in found)


def test_a_town_of_a_hundred_thousand_takes_seconds() -> None:
    place = spread(100_000, 3_200, 700, before=np.arange(50))
    probe_table(place, targets=5, directory=False)  # imports
    begun = time.process_time()
    probe_table(place, directory=False)
    assert time.process_time() - begun < 8  # under 3 s on a free machine; room for a busy one
