"""Luck: the published vectors of the generator, and independence of everything but who, when and why."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.engine import rng

U64 = np.uint64

# kat_vectors of Random123 1.14, philox4x32 with 10 rounds: counter, key, expected.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_philox_gives_the_published_words(counter, key, expected):
    words = rng.philox(*(U64(c) for c in counter), *(U64(k) for k in key))
    assert tuple(int(word) for word in words) == expected


@given(
    st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2000), st.permutations(range(600))
)
@settings(max_examples=25, deadline=None)
def test_words_do_not_depend_on_order_or_company(seed, replicate, when, order):
    who = np.arange(600, dtype=np.uint32) * 7919
    together = rng.words(seed, replicate, who, when, "test.any")
    shuffled = rng.words(seed, replicate, who[order], when, "test.any")
    assert (shuffled == together[order]).all()
    alone = rng.words(seed, replicate, who[5:6], when, "test.any")
    assert (alone[0] == together[5]).all()


def test_many_at_once_equal_one_at_a_time():
    k0, k1 = rng.key(12, 3)
    words = rng.words(12, 3, np.array([41]), 17, "test.one")[0]
    one = rng.philox(U64(41), U64(0), U64(17), rng.stream("test.one"), k0, k1)
    assert [int(word) for word in one] == words.tolist()


@pytest.mark.parametrize("changed", [{"seed": 2}, {"replicate": 1}, {"when": 1}, {"why": "test.other"}])
def test_another_seed_replicate_month_or_purpose_is_other_luck(changed):
    who = np.arange(4000)
    asked = {"seed": 1, "replicate": 0, "when": 0, "why": "test.any"}
    first = rng.uniform(rng.words(who=who, **asked))
    second = rng.uniform(rng.words(who=who, **(asked | changed)))
    correlation = np.corrcoef(first.ravel(), second.ravel())[0, 1]
    assert abs(correlation) < 4 / np.sqrt(first.size)
    assert abs(first.mean() - 0.5) < 4 * np.sqrt(1 / 12 / first.size)


def test_purposes_in_use_do_not_collide():
    names = {
        f"{module}.{name}"
        for module in ("court", "dues", "redress", "listing", "map", "ties", "gates", "routine", "society")
        for name in ("sue", "find", "hide", "0", "1", "2", "3", "tell", "file", "review", "drop", "heal")
    }
    assert len({int(rng.stream(name)) for name in names}) == len(names)


@given(st.integers(0, 2**32 - 1), st.integers(1, 1000))
def test_pick_stays_inside(word, n):
    assert 0 <= int(rng.pick(np.uint32(word), n)) < n


def test_pick_reaches_every_number_alike():
    words = rng.words(5, 0, np.arange(6000), 0, "test.pick").ravel()
    counts = np.bincount([int(rng.pick(word, 6)) for word in words[:6000]], minlength=6)
    assert (np.abs(counts - 1000) < 5 * np.sqrt(1000)).all()


@pytest.mark.parametrize(("seed", "replicate"), [(-1, 0), (2**64, 0), (0, -1), (0, 2**64)])
def test_a_key_out_of_range_is_refused(seed, replicate):
    with pytest.raises(ValueError, match="must be 0"):
        rng.key(seed, replicate)
