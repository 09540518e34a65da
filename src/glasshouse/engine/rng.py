"""Random draws as a function of who, when and why.

Every draw is one word of Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3")
whose counter is (person, second person or 0, month, stream) and whose key is derived from seed and
replicate. No draw depends on order, threads or storage, and no new stream changes an old one.
"""

from __future__ import annotations

import zlib
from typing import Protocol, SupportsInt, TypeAlias

import numpy as np
import numpy.typing as npt

from glasshouse.engine.compiled import compiled, inlined

U64 = np.uint64
Lanes: TypeAlias = npt.NDArray[np.uint64]
Columns: TypeAlias = npt.NDArray[np.uint32]
Whole: TypeAlias = SupportsInt
_M0 = U64(0xD2511F53)
_M1 = U64(0xCD9E8D57)
_W0 = U64(0x9E3779B9)
_W1 = U64(0xBB67AE85)
_LOW = U64(0xFFFFFFFF)
_32 = U64(32)
_ROUNDS = 10

BLOCK = 256
"""Persons whose routine draws are made at once."""
_AT_ONCE = 1 << 18
LASTING = U64(0xFFFFFFFF)
"""The month of draws that hold for life; no run is so long."""
CERTAIN = 1 << 32
"""Threshold of probability one: a 32-bit word is always below it."""


class Identity(Protocol):
    """Whose words are drawn: the first fields of a row of `block.Draws.table`."""

    key0: np.uint32
    key1: np.uint32
    again: np.uint32
    who: np.uint32
    month: np.uint32


@inlined
def rounds(c0: U64, c1: U64, c2: U64, c3: U64, k0: U64, k1: U64) -> tuple[U64, U64, U64, U64]:
    """The rounds of `philox`, written into a loop over many persons so that it vectorises."""
    for _ in range(_ROUNDS):
        low = _M0 * c0
        high = _M1 * c2
        c0, c1, c2, c3 = (high >> _32) ^ c1 ^ k0, high & _LOW, (low >> _32) ^ c3 ^ k1, low & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@compiled
def philox(c0: U64, c1: U64, c2: U64, c3: U64, k0: U64, k1: U64) -> tuple[U64, U64, U64, U64]:
    """Philox4x32-10 of one counter and key; all arguments and results are uint64 holding 32 bits."""
    return rounds(c0, c1, c2, c3, k0, k1)


def stream(name: str, redrawn: bool = False) -> np.uint64:
    """The number of a named stream, the same on every machine: 32 bits of CRC of the name.

    A stream that is `redrawn` has bit 32 set, and gives other words where a run is drawn again (`key`).
    """
    return U64(zlib.crc32(name.encode()) | redrawn << 32)


def key(seed: int, replicate: int) -> tuple[np.uint64, np.uint64]:
    """The key of one run. `seed` is 0 .. 2**64-1, `replicate` 0 .. 2**64-1.

    The lower half of `replicate` chooses all draws, the upper half those of redrawn streams alone; the mask
    made from it is in the upper half of the second word, 0 where the upper half is 0.
    """
    if not 0 <= seed < 1 << 64:
        raise ValueError(f"seed must be 0 .. 2**64-1, not {seed}")
    if not 0 <= replicate < 1 << 64:
        raise ValueError(f"replicate must be 0 .. 2**64-1, not {replicate}")
    low, high = U64(seed & 0xFFFFFFFF), U64(seed >> 32)
    # Two halves, so that an audit can repeat a run with the same people and the same debts and only let
    # officials and courts decide again; replicates below 2**32 give the words they always gave.
    first = U64(replicate & 0xFFFFFFFF)
    words_ = philox(first, U64(0), U64(0), stream("engine.key"), low, high)
    return U64(words_[0]), U64(words_[1]) | redraw_mask(replicate >> 32) << _32


def redraw_mask(number: int) -> np.uint64:
    """What is combined with the key of redrawn streams: 32 bits, 0 for the number 0."""
    if not number:
        return U64(0)
    return U64(philox(U64(number), U64(0), U64(0), stream("engine.again"), U64(0), U64(0))[0])


def words(
    seed: int, replicate: int, who: npt.NDArray[np.generic], when: int, why: str
) -> npt.NDArray[np.uint32]:
    """Four 32-bit words for each of `who`, shape (len(who), 4), for month `when` and stream `why`."""
    out = np.empty((len(who), 4), np.uint32)
    lanes = np.empty((4, BLOCK), np.uint32)
    k0, k1 = key(seed, replicate & 0xFFFFFFFF)
    _words(np.ascontiguousarray(who, np.uint64), U64(when), stream(why), k0, k1, lanes, out)
    return out


def first_words(
    seed: int, replicate: int, who: npt.NDArray[np.generic], when: int, why: str
) -> npt.NDArray[np.uint32]:
    """The first of these words for each of `who`, without the memory of the others."""
    made = np.empty(len(who), np.uint32)
    for start in range(0, len(who), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        made[part] = words(seed, replicate, who[part], when, why)[:, 0]
    return made


def uniform(words_: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
    """Words as numbers in [0, 1)."""
    return np.asarray(words_ * (1.0 / CERTAIN), np.float64)


@compiled
def _words(
    who: Lanes, when: U64, why: U64, k0: U64, k1: U64, lanes: Columns, out: npt.NDArray[np.uint32]
) -> None:
    for start in range(0, who.shape[0], BLOCK):
        n = min(BLOCK, who.shape[0] - start)
        many(who[start : start + n], n, when, why, k0, k1, lanes)
        for j in range(n):
            for w in range(4):
                out[start + j, w] = lanes[w, j]


@compiled
def many(who: Lanes, n: int, when: U64, why: U64, k0: U64, k1: U64, columns: Columns) -> None:
    """Philox of `n` persons into `columns` (4, BLOCK), one word of each in a column."""
    first, second, third, fourth = columns[0], columns[1], columns[2], columns[3]
    for j in range(n):  # no memory between the rounds: a quarter of the time of columns that are read again
        first[j], second[j], third[j], fourth[j] = rounds(U64(who[j]), U64(0), when, why, k0, k1)


@inlined
def second_key(rng: Identity, why: U64) -> U64:
    """The second word of the key, another one for redrawn streams of a run that is drawn again."""
    # A product instead of a branch: 0 or the mask. A branch in every draw costs more than the multiplication.
    return U64(rng.key1) ^ (why >> _32) * U64(rng.again)


@compiled
def draw(rng: Identity, why: U64) -> U64:
    """One word of a stream that few need, for the person and month that `rng` (see `block.py`) belongs to."""
    k1 = second_key(rng, why)
    return philox(U64(rng.who), U64(0), U64(rng.month), why & _LOW, U64(rng.key0), k1)[0]


@compiled
def draw_pair(rng: Identity, other: Whole, why: U64) -> U64:
    """One word of a stream between the person of `rng` and the person `other` this month."""
    k1 = second_key(rng, why)
    # Plus 1, since 0 in this place means "no second person" and there is a person with the identity 0.
    return philox(U64(rng.who), U64(other) + U64(1), U64(rng.month), why & _LOW, U64(rng.key0), k1)[0]


@compiled
def draw_pairs(rng: Identity, others: Lanes, n: Whole, words: npt.NDArray[np.uint32], why: U64) -> None:
    """`draw_pair` with each of the first `n` of `others`, into `words`, many at a time."""
    who, month, k0, k1 = U64(rng.who), U64(rng.month), U64(rng.key0), second_key(rng, why)
    for j in range(int(n)):
        words[j] = rounds(who, others[j] + U64(1), month, why & _LOW, k0, k1)[0]


@compiled
def draw_when(rng: Identity, other: Whole, when: Whole, why: U64) -> U64:
    """Like `draw_pair`, of the time `when` instead of this month: the same word until `when` changes."""
    k1 = second_key(rng, why)
    return philox(U64(rng.who), U64(other) + U64(1), U64(when), why & _LOW, U64(rng.key0), k1)[0]


@compiled
def draw_for_life(rng: Identity, who: Whole, why: U64) -> U64:
    """One word that the person `who` keeps for life, whoever asks and in whatever month."""
    return philox(U64(who), U64(0), U64(0), why, U64(rng.key0), U64(rng.key1))[0]


@inlined
def pick(word: Whole, n: Whole) -> U64:
    """A whole number 0 .. n-1 from a word, by multiplication (bias below n / 2**32)."""
    return (U64(word) * U64(n)) >> _32
