"""What shape a value of a file has: asked before the value is used, since a file may hold anything."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any, TypeGuard

LARGEST = 2**64
"""No number of a file is larger: nothing that is meant needs more, and arithmetic stays exact."""


def one_of(word: object, known: Collection[str] | Mapping[str, Any]) -> TypeGuard[str]:
    """Whether `word` is a text and among the known ones; lists, maps and null are never."""
    return isinstance(word, str) and word in known


def is_text(value: object) -> TypeGuard[str]:
    """Whether it is a text that says something."""
    return isinstance(value, str) and bool(value.strip())


def is_whole(value: object) -> TypeGuard[int]:
    """Whether it is a whole number; true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a finite number of sensible size; true and false are not."""
    return is_whole(value) or (isinstance(value, float) and math.isfinite(value) and abs(value) <= LARGEST)


def mapping(value: object) -> dict[Any, Any]:
    """The value if it is a map, an empty one otherwise."""
    return value if isinstance(value, dict) else {}


def listing(value: object) -> list[Any]:
    """The value if it is a list, an empty one otherwise."""
    return value if isinstance(value, list) else []
