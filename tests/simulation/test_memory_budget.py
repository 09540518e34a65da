"""Runs with less memory than they have persons: arrays lie in files, and nothing else is different."""

import os
import sys

import numpy as np
import pytest
from tests.waiting import until

from glasshouse import simulation
from glasshouse.engine import array_space
from glasshouse.engine.array_space import IN_MEMORY, ArraySpace
from glasshouse.engine.reordering import reordered
from glasshouse.errors import InputError
from glasshouse.simulation.memory_budget import least, size_of, space_of

SMALL = {"persons": 900, "months": 8, "seed": 4, "threads": 2, "twin": True}
TIGHT = least(900)
"""Bytes in which 900 persons can live, but not all of them in memory."""


def test_a_run_in_files_is_the_run_in_memory(tmp_path):
    run = simulation.run("court-list-2013", "toytown", **SMALL, memory=TIGHT, scratch=tmp_path)
    plain = simulation.run("court-list-2013", "toytown", **SMALL)
    assert run.society.space.on_disk
    assert not plain.society.space.on_disk
    for one, other in ((run, plain), (run.twin(), plain.twin())):
        assert one.digest() == other.digest()
        assert one.people.tobytes() == other.people.tobytes()
    assert run.society.digest() == plain.society.digest()
    assert not list(tmp_path.iterdir())


def test_a_run_in_files_goes_on_in_files(tmp_path):
    settings = {**SMALL, "checkpoint": tmp_path / "run", "every": 3}
    run = simulation.run("court-list-2013", "toytown", **settings, memory=TIGHT, scratch=tmp_path)
    again = simulation.resume(tmp_path / "run")
    assert again.society.space.budget == TIGHT
    assert again.digest() == run.digest()


@pytest.mark.skipif(sys.platform != "linux", reason="memory of the process is known on Linux only")
def test_pages_of_files_are_given_back_and_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(array_space, "STEP", 1 << 22)
    space = ArraySpace(tmp_path, budget=1)
    before = array_space._resident()[1]
    made = space.zeros((1 << 22,), np.int64)
    made[:] = np.arange(len(made))
    until(lambda: array_space._resident()[1] < before + (1 << 24), 20)
    assert (made == np.arange(len(made))).all()
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_an_error_in_words(tmp_path, monkeypatch):
    def full(_handle, _start, _size):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    with pytest.raises(InputError, match=r"an array of 8,192 bytes cannot be written: No space left"):
        ArraySpace(tmp_path).zeros((1 << 10,), np.int64)


def test_records_are_put_in_order_wherever_they_lie(tmp_path):
    records = np.arange(10, dtype=np.int32).view([("a", "i4")])
    order = np.array([3, 1, 0, 2, 9, 8, 7, 6, 5, 4])
    for space in (IN_MEMORY, ArraySpace(tmp_path)):
        assert reordered(records.copy(), order, space)["a"].tolist() == order.tolist()


@pytest.mark.parametrize(
    ("given", "size"), [("4GB", 4 * 10**9), ("512 MiB", 2**29), ("0.5tb", 5 * 10**11), (10**9, 10**9)]
)
def test_sizes_are_read(given, size):
    assert size_of("memory", given) == size


@pytest.mark.parametrize("given", ["4", "4G", "0GB", "-1GB", "four GB", "", 0, 1.5, True])
def test_other_sizes_are_refused(given):
    with pytest.raises(InputError, match="memory: ") as told:
        size_of("memory", given)
    assert "4GB" in str(told.value)


def test_memory_that_is_too_small_says_how_much_is_needed(tmp_path):
    with pytest.raises(InputError, match=r"give at least 2 GB"):
        space_of(10_000_000, 10**9, tmp_path)
    assert space_of(10_000_000, None, tmp_path) is IN_MEMORY
    assert space_of(10_000_000, 10**10, tmp_path) is IN_MEMORY


def test_a_disk_that_is_too_small_says_how_much_is_needed(tmp_path, monkeypatch):
    usage = type("Usage", (), {"free": 10**9})
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage)
    with pytest.raises(InputError, match=r"needs about 6\.5 GB for 10,000,000 persons, 1 GB are free"):
        space_of(10_000_000, 3 * 10**9, tmp_path / "new" / "folder")
