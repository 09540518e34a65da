"""Sets kept as bits: small ones in one number, sets of rights in as many words as the run needs.

The functions on `words` take an array of unsigned words of 32 bits, such as `person.shut`. How long it is
follows from its type, so that a set of one word costs no loop once compiled.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.model.record_types import Int, Months, Words

_PLACE = np.zeros(67, np.int64)
_PLACE[[(1 << bit) % 67 for bit in range(63)]] = range(63)
"""Powers of two differ modulo 67, so the remainder says which one it is."""

WORD_SHIFT = 5
PLACE_IN_WORD = 31
"""A code of a set in words: above 5 bits its word, in them its bit."""


@inlined
def longest(months: Months) -> np.int64:
    """The longest time that a field of months has room for in this run."""
    return np.int64(np.iinfo(months.dtype).max)


@inlined
def without(mask: Int, bits: Int) -> Any:
    """`mask` with `bits` taken out (works for every width, in compiled and plain Python)."""
    # Not `mask & ~bits`: the complement of an unsigned column is negative in plain Python and 64 bits wide in
    # compiled code, and storing it back would fail in one of the two.
    return mask ^ (mask & bits)


@inlined
def count(mask: Int) -> int:
    """How many bits are set."""
    n = 0
    while mask:
        mask &= mask - 1
        n += 1
    return n


@inlined
def lowest(mask: Int) -> int:
    """Index of the lowest bit set of a mask of up to 63 bits that is not 0."""
    return _PLACE[(mask & -mask) % 67]


@inlined
def has(words: Words, code: Int) -> bool:
    """Whether the set holds `code`."""
    return np.int64(words[code >> WORD_SHIFT]) >> (code & PLACE_IN_WORD) & 1 != 0


@inlined
def add(words: Words, code: Int) -> None:
    """Put `code` into the set."""
    words[code >> WORD_SHIFT] |= np.int64(1) << (code & PLACE_IN_WORD)


@inlined
def drop(words: Words, code: Int) -> None:
    """Take `code` out of the set."""
    w = code >> WORD_SHIFT
    words[w] = without(np.int64(words[w]), np.int64(1) << (code & PLACE_IN_WORD))


@inlined
def is_empty(words: Words) -> bool:
    """Whether the set holds nothing."""
    found = np.int64(0)
    for w in range(len(words)):
        found |= np.int64(words[w])
    return found == 0


@inlined
def holds_any(words: Words, others: Words) -> bool:
    """Whether two sets of the same length have a code in common."""
    found = np.int64(0)
    for w in range(len(words)):
        found |= np.int64(words[w]) & np.int64(others[w])
    return found != 0


@inlined
def remove(words: Words, others: Words) -> None:
    """Take the codes of another set of the same length out of the set."""
    for w in range(len(words)):
        words[w] = without(np.int64(words[w]), np.int64(others[w]))


@inlined
def clear(words: Words) -> None:
    """Take everything out of the set."""
    for w in range(len(words)):
        words[w] = 0


@inlined
def copy(words: Words, others: Words) -> None:
    """Make the set hold what another of the same length holds."""
    for w in range(len(words)):
        words[w] = others[w]


@inlined
def size(words: Words) -> int:
    """How many codes the set holds."""
    n = 0
    for w in range(len(words)):
        n += count(np.int64(words[w]))
    return n


LIST_SHIFT, MONTHS_SHIFT = 6, 12
SIX_BITS = 63


@inlined
def list_and_months(k: Int, months: Int) -> Int:
    """A list and a time in one number; 0 bits above the list for a time below 64 months."""
    # The upper bits of the time come last, so that the number is the same however much room there is.
    return months >> LIST_SHIFT << MONTHS_SHIFT | np.int64(k) << LIST_SHIFT | months & SIX_BITS


@inlined
def list_in(packed: Int) -> Int:
    """The list in such a number."""
    return np.int64(packed) >> LIST_SHIFT & SIX_BITS


@inlined
def months_in(packed: Int) -> Int:
    """The time in such a number."""
    return np.int64(packed) >> MONTHS_SHIFT << LIST_SHIFT | np.int64(packed) & SIX_BITS
