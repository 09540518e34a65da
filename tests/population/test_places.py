"""Places are whole, dense as published, and laid out on a raster in runs."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse.population import SocietyRecipe
from glasshouse.population.places import BLOCK, position, ring_of
from glasshouse.population.society import Society
from glasshouse.population.society_columns import CELL


@pytest.fixture(scope="module")
def drawn(hebei: SocietyRecipe) -> Society:
    return hebei.draw(300_000, 4)


def test_blocks_lie_outward_each_once() -> None:
    column, row = position(np.arange(5000))
    assert (column[0], row[0]) == (0, 0)
    assert len(set(zip(column.tolist(), row.tolist(), strict=True))) == 5000
    assert (np.diff(column**2 + row**2) >= 0).all()
    assert ring_of(column, row).max() <= np.ceil(np.sqrt(5000 / np.pi)) + 1


def test_a_block_keeps_its_place_however_many_are_asked_for() -> None:
    few, many = position(np.arange(40)), position(np.arange(4000))
    assert (few[0] == many[0][:40]).all()
    assert (few[1] == many[1][:40]).all()


def test_built_up_density_is_as_published(drawn: Society) -> None:
    places = drawn.settlements[drawn.settlements["persons"] > 2000]
    towns, villages = places["density"][places["urban"] == 1], places["density"][places["urban"] == 0]
    assert len(towns) >= 3
    assert towns.min() > 5000
    assert towns.max() < 15_000
    assert (villages > 2500).all()
    assert (villages < 7000).all()
    rural = drawn.settlements[drawn.settlements["urban"] == 0]
    assert 3000 < rural["persons"].sum() / (rural["blocks"].sum() * 0.04) < 6000


def test_the_centre_is_denser_than_the_edge(drawn: Society) -> None:
    largest = int(np.argmax(drawn.settlements["persons"] * drawn.settlements["urban"]))
    mine = drawn.settlement == largest
    reach = np.hypot(drawn.x[mine].astype(float), drawn.y[mine])
    inner, outer = reach < 500, (reach > 700) & (reach < 900)
    assert inner.sum() / (np.pi * 0.25) > 1.1 * outer.sum() / (np.pi * (0.81 - 0.49))


def test_places_are_filled_one_after_the_other(drawn: Society) -> None:
    for urban in (0, 1):
        places = drawn.settlements[drawn.settlements["urban"] == urban]
        assert (places["serial"] == np.arange(len(places))).all()
        full = places["persons"][:-1] / places["size"][:-1]
        assert full.min() > 0.8


def test_positions_lie_in_their_blocks(drawn: Society) -> None:
    column, row = position(drawn.block.astype(np.int64))
    assert (np.floor((drawn.x.astype(int) + BLOCK // 2) / BLOCK) == column).all()
    assert (np.floor((drawn.y.astype(int) + BLOCK // 2) / BLOCK) == row).all()


def test_cells_follow_from_positions_and_hold_no_gap(drawn: Society) -> None:
    first, side, low = drawn.settlement_first_cell, drawn.settlement_side, drawn.settlement_low
    at = drawn.settlement
    column = (drawn.x - low[at, 0]) // CELL
    row = (drawn.y - low[at, 1]) // CELL
    assert (column >= 0).all()
    assert (row >= 0).all()
    assert (np.maximum(column, row) < side[at]).all()
    assert (drawn.cell == first[at] + row * side[at] + column).all()
    assert first[0] == 0
    assert (np.diff(first) == side[:-1].astype(np.int64) ** 2).all()
    assert drawn.cells == first[-1] + side[-1].astype(np.int64) ** 2
    assert drawn.cells < len(drawn) / 8
    order = np.lexsort((column, row, at))
    assert (np.diff(drawn.cell[order].astype(np.int64)) >= 0).all()


def test_the_minority_lives_partly_in_quarters_of_its_own(drawn: Society) -> None:
    block = drawn.settlement.astype(np.int64) << 32 | drawn.block
    _, number = np.unique(block, return_inverse=True)
    persons = np.bincount(number)
    share = np.bincount(number, drawn.minority) / persons
    dense = share[persons > 100] > 0.12
    assert 0.06 < dense.mean() < 0.2
