"""What is remembered of an object is made once and goes with it."""

from __future__ import annotations

import gc

from glasshouse.engine.remembering import once_for_each


class Thing:
    pass


def test_made_once_for_each_and_gone_with_it():
    asked, made = [], []

    class Part:
        def __del__(self):
            made.remove(id(self))

    @once_for_each
    def part_of(thing):
        asked.append(id(thing))
        part = Part()
        made.append(id(part))
        return part

    one, other = Thing(), Thing()
    assert part_of(one) is part_of(one)
    assert part_of(one) is not part_of(other)
    assert asked == [id(one), id(other)]
    del one
    gc.collect()
    assert len(made) == 1
