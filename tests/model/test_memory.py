"""Laying out a world and counting it up takes little more memory than its state."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

import glasshouse as gh
from glasshouse.engine import digest
from glasshouse.engine.reordering import reorder
from glasshouse.model import people
from glasshouse.model.building import build_world
from glasshouse.simulation.run_config import run_config

PERSONS = 20_000
SPARE = 45
"""Bytes a person beside the state: the order of storage, and what a block makes on the way."""


@pytest.fixture
def traced(monkeypatch):
    for module in (people, digest):
        monkeypatch.setattr(module, "_AT_ONCE", 1024)
    tracemalloc.start()
    yield
    tracemalloc.stop()


def peak(before: int) -> float:
    return (tracemalloc.get_traced_memory()[1] - before) / PERSONS


def test_no_second_copy_of_people_or_contacts(traced):
    society = gh.society("hebei").draw(persons=PERSONS, seed=1)
    chosen = run_config(
        "nothing", society, practice=None, parameters=None, start=None, months=1, seed=1, replicate=0
    )
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    world = build_world(society, chosen.packed, seed=1, replicate=0)
    most = world.bytes_a_person + SPARE
    assert peak(before) < most
    tracemalloc.reset_peak()
    world.digest()
    reorder(world.people, np.argsort(world.people["who"]))
    society.digest()
    assert peak(before) < most


def test_records_are_put_in_order_where_they_lie():
    rng = np.random.default_rng(3)
    records = np.zeros(100, [("wide", "u4", (7,)), ("odd", "u1", (5,)), ("number", "i8")])
    records["wide"], records["odd"] = rng.integers(0, 99, (100, 7)), rng.integers(0, 99, (100, 5))
    records["number"] = np.arange(100)
    order, before, where = rng.permutation(100), records.copy(), records.ctypes.data
    reorder(records, order)
    assert records.ctypes.data == where
    assert records.tobytes() == before[order].tobytes()
    reorder(records[:0], order[:0])


def test_a_digest_is_the_same_in_blocks_and_whole(monkeypatch):
    records = np.zeros(1_000, [("a", "u2"), ("b", "i4", (3,))])
    records["a"], records["b"] = np.arange(1_000), np.arange(3_000).reshape(-1, 3)
    whole = digest.of_records(records)
    monkeypatch.setattr(digest, "_AT_ONCE", 7)
    assert digest.of_records(records) == whole
    assert digest.of_records(records[np.random.default_rng(1).permutation(1_000)]) == whole
    assert digest.of_records(records, ["a"]) == digest.of_columns({"b": records["b"]})
