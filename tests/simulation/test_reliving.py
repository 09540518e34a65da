"""Runs recorded while they are computed, and lives lived again alone, held against second full lives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import glasshouse as gh
from glasshouse.model import reliving
from glasshouse.simulation import ledger, lives, simulating
from glasshouse.simulation.simulating import watched, with_lives

EVERYTHING = Path(__file__).parents[1] / "model" / "books" / "everything.yaml"
COMMON = {"persons": 1_500, "months": 30, "seed": 3, "threads": 2}
WITHOUT = {"switch.firms": 0, "switch.notification": 0}
"""Everything but what lets persons change each other."""
ALONE = {
    "court-list-2013+debtor-map": {"start": "2017-06"},
    "province-strict": {},
    "rongcheng-2014": {},
    str(EVERYTHING): {"parameters": WITHOUT},
}
SHOWN = [book for book in ALONE if book != "rongcheng-2014"]


def recorded(book, **settings):
    return gh.run(book, "toytown", record=True, **{**COMMON, **settings})


def same(one, other) -> None:
    assert one.panel_records.tobytes() == other.panel_records.tobytes()
    assert one.panel_ids.tolist() == other.panel_ids.tolist()
    assert lives.table(one).equals(lives.table(other))
    told, again = ledger.tables(one), ledger.tables(other)
    assert all(told[name].equals(again[name]) for name in (*told, *again))


@pytest.mark.parametrize("book", ALONE)
def test_lives_lived_alone_are_those_of_a_second_full_life(book, monkeypatch) -> None:
    run = recorded(book, **ALONE[book])
    who = run.people["who"][::5]
    full = watched(run, who, trail=True)
    assert run.public is not None and len(run.public.months) == COMMON["months"]
    monkeypatch.delattr(simulating, "watched")  # nobody else lives again
    same(with_lives(run, who), full)
    assert full.digest() == run.digest()
    assert full.panel_records["exposure"].any() == (book in SHOWN)


def test_where_persons_change_each_other_all_live_again() -> None:
    run = recorded(EVERYTHING)
    assert run.public is None and run.trail is not None
    who = run.people["who"][::5]
    same(with_lives(run, who), watched(run, who, trail=True))


def test_where_a_sign_comes_out_otherwise_all_live_again() -> None:
    run = recorded("court-list-2013", start="2017-06")
    assert run.public is not None
    who = run.people["who"][::5]
    full = watched(run, who, trail=True)
    for month in run.public.months:
        month.signs[:] ^= 1
    same(with_lives(run, who), full)


def test_signs_too_large_to_keep_are_not_kept(monkeypatch) -> None:
    monkeypatch.setattr(reliving, "MOST", COMMON["persons"] * COMMON["months"] - 1)
    run = recorded("court-list-2013", start="2017-06")
    assert run.public is None
    who = run.people["who"][:3]
    same(with_lives(run, who), watched(run, who, trail=True))


def test_recording_changes_neither_results_nor_the_saved_tables(tmp_path) -> None:
    plain, written = (
        gh.run("court-list-2013+debtor-map", "toytown", start="2017-06", twin=True, record=record, **COMMON)
        for record in (False, True)
    )
    assert plain.digest() == written.digest() and plain.twin().digest() == written.twin().digest()
    assert plain.trail is None and written.twin().trail is not None
    folders = [run.save(tmp_path / name) for name, run in (("plain", plain), ("written", written))]
    files = [sorted(path.relative_to(folder) for path in folder.rglob("*.parquet")) for folder in folders]
    assert files[0] == files[1]
    for file in files[0]:
        assert (folders[0] / file).read_bytes() == (folders[1] / file).read_bytes()


def test_a_run_that_goes_on_from_a_checkpoint_has_no_trail(tmp_path) -> None:
    law, out = "court-list-2013", tmp_path / "out"

    def stop(done, _months) -> None:
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recorded(law, start="2017-06", checkpoint=out, every=6, on_month=stop)
    gone_on = gh.resume(out)
    assert gone_on.trail is None and gone_on.public is None
    whole = recorded(law, start="2017-06")
    assert gone_on.digest() == whole.digest()
    who = np.asarray(whole.people["who"][:5])
    same(with_lives(gone_on, who), with_lives(whole, who))
