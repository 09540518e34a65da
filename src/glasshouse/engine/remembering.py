"""What follows from an object that never changes is made once and remembered while the object is in use."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

Key = TypeVar("Key")
Made = TypeVar("Made")


def once_for_each(function: Callable[[Key], Made]) -> Callable[[Key], Made]:
    """Like `functools.cache`, of one object that is compared by identity and not kept alive by this.

    What the function returns must not refer to the object.
    """
    made: WeakKeyDictionary[Key, Made] = WeakKeyDictionary()

    @wraps(function)
    def remembered(key: Key) -> Made:
        found = made.get(key)
        if found is None:
            found = made[key] = function(key)
        return found

    return remembered
