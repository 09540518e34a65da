"""Studies: members are lived once, wherever and in whatever order, and survive what happens to the store."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse.errors import InputError
from glasshouse.studies.executors import executor
from glasshouse.studies.plan_names import SweepSettings
from glasshouse.studies.planning import ENTRIES, plan_from
from glasshouse.studies.store import CHUNKS, Store
from glasshouse.studies.study import Study, sweep
from glasshouse.studies.worker import Result, Worker

ASKED = {
    "rulebooks": ["court-list-2013+debtor-map", "court-list-2013"], "society": "toytown", "persons": 300,
    "months": 6, "replicates": 2, "vary": {"court.sue": {"from": 0.2, "to": 0.9}},
    "set": {"court.proceedings": 1, "court.time_to_pay": 0, "credit.lapse": 0.05, "court.sue_after": 1},
    "design": {"kind": "sobol", "samples": 2}, "outcomes": ["ever_listed", "exposure"],
}  # fmt: skip


@pytest.fixture(scope="module")
def plan():
    return plan_from(ASKED)


@pytest.fixture(scope="module")
def lived(plan, tmp_path_factory):
    return Study(plan, Store(tmp_path_factory.mktemp("store"))).run("serial", chunk=3)


class Counting:
    """An executor that counts what it lives, and may stop after some chunks."""

    def __init__(self, most=10**9):
        self.lived, self.most = [], most

    def live(self, chunks):
        worker = Worker()
        for number, chunk in enumerate(chunks):
            if number >= self.most:
                raise KeyboardInterrupt
            self.lived += [member.key for member in chunk]
            yield number, [worker.live(member) for member in chunk]


def test_a_member_is_the_run_it_names(plan, lived):
    from glasshouse import simulation
    from glasshouse.population import load

    _, book, replicate, member = plan.rows[0]
    people = load("toytown").draw(persons=300, seed=1)
    run = simulation.run(
        book, people, months=6, seed=1, replicate=replicate, parameters=dict(member.inputs), twin=True
    )
    row = lived.table("ever_listed", "ever_listed_twin", "income").to_pylist()[0]
    assert row["ever_listed"] == (run.people["times_listed"] > 0).mean()
    assert row["ever_listed"] > 0
    assert row["ever_listed_twin"] == 0
    assert row["income"] == pytest.approx(run.people["earned"].mean() / 100 / 0.5)  # CNY a year


def test_processes_give_the_same_table_as_one(plan, lived, tmp_path):
    other = Study(plan, Store(tmp_path)).run("processes", chunk=2)
    assert other.table() == lived.table()
    assert not other.failures()


def test_a_study_goes_on_where_it_was_stopped(plan, lived, tmp_path):
    stopped = Counting(most=2)
    with pytest.raises(KeyboardInterrupt):
        Study(plan, Store(tmp_path)).run(stopped, chunk=3)
    rest = Counting()
    study = Study(plan, Store(tmp_path)).run(rest, chunk=3)
    assert not set(stopped.lived) & set(rest.lived)
    assert len(stopped.lived) + len(rest.lived) == len(plan.members)
    assert study.table() == lived.table()


def test_an_extended_study_lives_only_what_is_new(plan, lived):
    more = plan_from({**ASKED, "replicates": 3})
    counting = Counting()
    Study(more, lived.store).run(counting)
    assert len(counting.lived) == len(more.members) - len(plan.members)
    assert Study(more, lived.store).table().num_rows == len(more.rows)


def test_two_studies_share_their_members(lived):
    half = plan_from({**ASKED, "rulebooks": ["court-list-2013"], "outcomes": ["denied"], "title": "Another"})
    counting = Counting()
    Study(half, lived.store).run(counting)
    assert counting.lived == []


@pytest.mark.parametrize("harm", ["flip", "truncate", "remove"])
def test_a_damaged_chunk_is_named_and_only_its_members_are_lived_again(plan, lived, tmp_path, harm):
    study = Study(plan, Store(tmp_path)).run("serial", chunk=3)
    chunk = sorted((tmp_path / CHUNKS).glob("*.parquet"))[0]
    whole = chunk.read_bytes()
    if harm == "remove":
        chunk.unlink()
    else:
        half = len(whole) // 2
        chunk.write_bytes(
            whole[:half]
            if harm == "truncate"
            else whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :]
        )
    taken, diagnostics = study.store.gather()
    assert taken == 0
    assert [diagnostic.file for diagnostic in diagnostics] == [str(chunk)]
    with pytest.raises(InputError, match=chunk.name):
        study.table()
    counting = Counting()
    with pytest.warns(UserWarning, match=chunk.name):
        study.run(counting, chunk=3)
    assert 1 <= len(counting.lived) <= 3
    assert study.table() == lived.table()


def test_the_index_is_made_anew_from_chunks(plan, lived, tmp_path):
    study = Study(plan, Store(tmp_path)).run("serial")
    (tmp_path / "members.sqlite").unlink()
    counting = Counting()
    again = Study(plan, Store(tmp_path)).run(counting)
    assert counting.lived == []
    assert again.table() == study.table()


def test_a_member_that_fails_is_told_and_tried_again(plan, tmp_path):
    class Failing(Counting):
        def live(self, chunks):
            for number, chunk in enumerate(chunks):
                yield number, [Result(member.key, error="OSError: no luck") for member in chunk]

    study = Study(plan, Store(tmp_path)).run(Failing())
    assert set(study.failures().values()) == {"OSError: no luck"}
    assert len(study.missing()) == len(plan.members)
    assert not study.run("serial").failures()


def test_rulebooks_are_compared_on_the_same_futures(plan, lived):
    with_map, without = plan.rulebooks
    found = lived.compare("exposure", with_map, without)
    table = lived.table("exposure")
    gaps = [
        a["exposure"] - b["exposure"]
        for a in table.to_pylist() for b in table.to_pylist()
        if (a["rulebook"], b["rulebook"]) == (with_map, without)
        and (a["point"], a["replicate"]) == (b["point"], b["replicate"])
    ]  # fmt: skip
    assert found.pairs == len(gaps) == 4
    assert found.mean == pytest.approx(np.mean(gaps))
    assert found.low <= found.mean <= found.high


def test_a_sweep_in_one_call(tmp_path):
    study = sweep(
        "court-list-2013+debtor-map", "toytown", {"map.radius": {"from": "100 m", "to": "2 km"}},
        design="sobol", samples=2, persons=200, months=3, store=tmp_path, by="serial",
    )  # fmt: skip
    assert study.table("exposure").column_names == [
        "point",
        "rulebook",
        "replicate",
        "map.radius",
        "exposure",
    ]


def test_a_sweep_takes_the_other_keys_of_a_plan_and_no_others():
    laid = {"schema", "rulebooks", "society", "vary", "design"}
    assert SweepSettings.__annotations__.keys() - {"on_member"} == ENTRIES.keys() - laid
    for wrong, near in (("person", "persons"), ("rulebooks", "outcomes")):
        with pytest.raises(InputError, match=f"{wrong}: not a keyword of glasshouse.sweep .*{near}"):
            sweep("court-list-2013", "toytown", {}, **{wrong: 300})


def test_names_that_are_not_known(plan, lived):
    with pytest.raises(InputError, match='did you mean "exposure"'):
        lived.table("exposur")
    with pytest.raises(InputError, match="not a rulebook of this study"):
        lived.compare("exposure", "court-list-2013", "sesame")
    with pytest.raises(InputError, match='did you mean "dask"'):
        executor("dsk")
