"""Shards: everybody once, in order, and never in the thread that Ctrl-C interrupts."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.engine.rng import BLOCK
from glasshouse.engine.shards import Shards, cuts


@given(n=st.integers(0, 200_000), shards=st.integers(1, 9))
def test_shards_hold_everybody_once_in_whole_blocks(n, shards):
    bounds = cuts(n, shards)
    assert 1 <= len(bounds) <= shards
    assert [start for start, _ in bounds] == [0, *(stop for _, stop in bounds[:-1])]
    assert bounds[-1][1] == n
    assert all(start % BLOCK == 0 for start, _ in bounds)


@pytest.mark.parametrize("n", [10, 40 * BLOCK])
@pytest.mark.parametrize("threads", [1, 2])
def test_the_main_thread_only_waits(n, threads):
    with Shards(threads) as shards:
        done = shards.each(n, lambda start, stop: (start, stop, threading.current_thread()))
    assert [(start, stop) for start, stop, _ in done] == cuts(n, threads)
    assert threading.main_thread() not in {thread for _, _, thread in done}


def test_any_other_thread_takes_the_first_share():
    told = {}

    def ask():
        with Shards(2) as shards:
            told["done"] = shards.each(40 * BLOCK, lambda start, stop: (start, threading.current_thread()))

    asker = threading.Thread(target=ask)
    asker.start()
    asker.join()
    (first, here), (second, there) = told["done"]
    assert (first, second) == (0, 20 * BLOCK)
    assert here is asker
    assert there is not asker


@pytest.mark.parametrize("threads", [1, 2])
def test_what_a_shard_raises_comes_out(threads):
    def fail(_start, _stop):
        raise RuntimeError("no")

    with Shards(threads) as shards, pytest.raises(RuntimeError, match="no"):
        shards.each(40 * BLOCK, fail)


def test_fewer_than_no_threads_are_refused():
    with pytest.raises(ValueError, match="0"):
        Shards(-1)
