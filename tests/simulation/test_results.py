"""Results folders: whole or not at all, never replaced unasked, and the same hash wherever they lie."""

from __future__ import annotations

import errno
import itertools
import json

import pyarrow.parquet as pq
import pytest

from glasshouse import simulation
from glasshouse.errors import InputError
from glasshouse.model.events import COLUMNS
from glasshouse.simulation import saving

TRAIL = ("standing", "listings", "ledger", "states")
COURT = "court-list-2013+debtor-map"


@pytest.fixture(scope="module")
def run():
    return simulation.run(COURT, "toytown", persons=3_000, months=30, seed=4, start="2017-06", twin=True)


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    return run.save(tmp_path_factory.mktemp("results") / "first")


def test_a_folder_holds_what_it_should(folder):
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "manifest.json",
        *(f"{side}/{name}.parquet" for side in ("system", "twin") for name in ("monthly", "lives", *TRAIL)),
        "people.parquet",
        "outcomes.parquet",
        "comparison.parquet",
        "targets.parquet",
        "variants.parquet",
        "city.parquet",
        "probes.parquet",
    }
    assert not list(folder.parent.glob(".*"))


def test_the_monthly_table_is_the_counts(run, folder):
    table = pq.read_table(folder / "system" / "monthly.parquet")
    for name in ("persons", "listed", "entered_list", "income", "exposure"):
        assert sum(table.column(name).to_pylist()) == run.tallies[:, :, COLUMNS.index(name)].sum()
    assert pq.ParquetFile(folder / "system" / "monthly.parquet").num_row_groups == 3


def test_the_hash_does_not_depend_on_threads_folder_or_time(run, folder, tmp_path):
    again = simulation.run(
        COURT, "toytown", persons=3_000, months=30, seed=4, start="2017-06", threads=1, twin=True
    )
    elsewhere = again.save(tmp_path / "deep" / "second")
    assert simulation.digest_of(elsewhere) == simulation.digest_of(folder)
    assert json.loads((folder / "manifest.json").read_text())["digest"] == simulation.digest_of(folder)
    other = simulation.run(COURT, "toytown", persons=3_000, months=30, seed=5, start="2017-06", twin=True)
    assert simulation.digest_of(other.save(tmp_path / "third")) != simulation.digest_of(folder)


def test_results_are_not_replaced_unasked(run, tmp_path):
    kept = run.save(tmp_path / "kept")
    before = (kept / "manifest.json").read_bytes()
    with pytest.raises(InputError, match="already holds files"):
        run.save(kept)
    assert (kept / "manifest.json").read_bytes() == before
    run.save(kept, overwrite=True)


def test_what_is_not_a_result_is_never_replaced(run, tmp_path):
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(InputError, match="holds files that are not results"):
        run.save(tmp_path, overwrite=True)
    assert (tmp_path / "thesis.txt").read_text() == "three years of work"
    with pytest.raises(InputError, match="is a file, not a folder"):
        run.save(tmp_path / "thesis.txt")


def test_a_full_disk_leaves_nothing_behind(run, tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(saving.pq, "write_table", full)
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        run.save(tmp_path / "results")
    assert not list(tmp_path.iterdir())


def test_an_interruption_keeps_the_earlier_results(run, tmp_path, monkeypatch):
    kept = run.save(tmp_path / "results")
    before = simulation.digest_of(kept)

    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(saving.manifest, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run.save(kept, overwrite=True)
    assert simulation.digest_of(kept) == before
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_an_altered_table_is_noticed(run, tmp_path):
    made = run.save(tmp_path / "results")
    path = made / "twin" / "monthly.parquet"
    table = pq.read_table(path)
    listed = table.column("listed").to_pylist()
    pq.write_table(table.set_column(table.column_names.index("listed"), "listed", [[9, *listed[1:]]]), path)
    with pytest.raises(InputError, match="has been altered or damaged"):
        simulation.digest_of(made)


def test_a_truncated_table_is_noticed(run, tmp_path):
    made = run.save(tmp_path / "results")
    path = made / "system" / "monthly.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InputError, match=r"monthly\.parquet: has been altered or damaged"):
        simulation.digest_of(made)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [(None, "no such file"), ("{", "is not the JSON"), ("{}", "is not the manifest of a run")],
)
def test_a_folder_without_a_manifest_is_no_result(tmp_path, text, complaint):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(InputError, match=complaint):
        simulation.digest_of(tmp_path)


def test_variants_end_where_tables_fail(run, monkeypatch):
    twin, ended = run.twin(), []

    def endless(_run, _compared, on_month):
        try:
            for month in itertools.count():
                on_month(month, 0)
        except BaseException as error:
            ended.append(type(error))
            raise

    def fails(*_):
        raise OSError("full disk")

    monkeypatch.setattr(saving.variant_runs, "table", endless)
    monkeypatch.setattr(saving.records, "person_table", fails)
    with pytest.raises(OSError, match="full disk"):
        dict(saving.tables(run, twin, ()))
    assert ended == [saving._GivenUp]
