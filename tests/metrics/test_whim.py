"""How much of an outcome is whim, counted by hand."""

from __future__ import annotations

import math

import pyarrow as pa

from glasshouse.metrics.whim import whim


def monthly(**columns):
    return pa.table({"month": [0, 1], **{name: list(values) for name, values in columns.items()}})


def test_shares_are_of_all_that_was_due_or_done():
    found = whim(
        monthly(
            recorded=(60, 40), added_by_whim=(5, 5), waived=(10, 2), entries_spared=(2, 0), entered_list=(6, 2),
            entries_by_whim=(1, 0), points_moved=(150, 50), points_by_whim=(20, 20), sold=(1, 0),
            exits_by_whim=(1, 0),
        )
    )  # fmt: skip
    assert found.any
    assert (found.added, found.waived, found.sold, found.exits_sold) == (10, 12, 1, 1)
    assert found.of_records == (10 + 10) / 100
    assert found.of_entries == (1 + 2) / (8 + 2)
    assert found.of_points == 40 / 200


def test_without_decisions_there_is_no_whim_and_without_anything_no_share():
    quiet = whim(monthly(recorded=(5, 5)))
    assert not quiet.any
    assert quiet.of_records == 0
    assert math.isnan(quiet.of_entries)
    assert math.isnan(quiet.of_points)
