"""Dask: tasks are known by all their members, workers of another version are refused, and nobody waits for ever."""

from __future__ import annotations

import socket
import time
from dataclasses import replace

import pytest

import glasshouse as gh
from glasshouse.errors import InputError
from glasshouse.studies.executors.cluster import Dask, live_chunk, task_key
from glasshouse.studies.planning import plan_from
from glasshouse.studies.store import Store
from glasshouse.studies.study import Study
from glasshouse.studies.worker import Worker

distributed = pytest.importorskip("distributed")

OVERLAP_A = {
    "rulebooks": ["rongcheng-2014"], "society": "toytown", "persons": 200, "months": 3, "replicates": 2,
    "vary": {"speech.base": {"from": 0.3, "to": 0.7}}, "design": {"kind": "sobol", "samples": 2},
    "outcomes": ["fearful", "denied"],
}  # fmt: skip
OVERLAP_B = {**OVERLAP_A, "replicates": 4}
CLASH = {**OVERLAP_A, "rulebooks": ["rongcheng-2014", "court-list-2013"]}


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0", silence_logs=50
    ) as made:
        yield made


def test_keys_of_tasks_are_of_all_members():
    members = plan_from(OVERLAP_B).members
    assert task_key(members[:4]) == task_key(list(members[:4]))
    assert len({task_key(members[:3]), task_key(members[:4]), task_key([members[0], *members[2:4]])}) == 3


@pytest.mark.parametrize("other", [OVERLAP_B, CLASH])
def test_studies_that_start_alike_lose_nothing_on_one_scheduler(cluster, tmp_path, other):
    """The tasks of the first study are still held by somebody when the second one asks for its own."""
    first, second = plan_from(OVERLAP_A), plan_from(other)
    assert first.members[0].key == second.members[0].key
    with distributed.Client(cluster.scheduler_address) as client:
        held = [
            client.submit(live_chunk, first.members[:size], key=task_key(first.members[:size]))
            for size in (1, 2, 4)
        ]
        distributed.wait(held)
        study = Study(second, Store(tmp_path)).run(Dask(cluster.scheduler_address), chunk=4)
    assert not study.failures()
    assert study.table().num_rows == len(second.rows)
    here = Study(second, Store(tmp_path / "serial")).run("serial")
    assert study.table() == here.table()


def test_a_scheduler_without_workers_is_said_in_seconds():
    with distributed.LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as empty:
        began = time.monotonic()
        with pytest.raises(InputError, match=r"no worker for 0\.2 seconds") as told:
            list(Dask(empty.scheduler_address, patience=0.2).live([plan_from(OVERLAP_A).members[:1]]))
    assert time.monotonic() - began < 10
    assert f"dask worker {empty.scheduler_address}" in str(told.value)


def test_no_scheduler_is_said_in_seconds():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    for where in (address, "nowhere", "tcp://"):
        with pytest.raises(InputError, match="no dask scheduler answers"):
            list(Dask(where, patience=0.5).live([plan_from(OVERLAP_A).members[:1]]))


def test_workers_that_leave_are_said_in_seconds():
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", silence_logs=50
    ) as leaving:
        chunks = ([member] for member in plan_from(OVERLAP_B).members)
        live = Dask(leaving.scheduler_address, patience=1).live(chunks)
        assert next(live)[0] == 0
        leaving.scale(0)
        with pytest.raises(InputError, match="no worker for 1 seconds"):
            list(live)


def test_a_worker_of_another_version_is_refused_by_name(cluster, tmp_path, monkeypatch):
    from glasshouse.studies.executors import cluster as module

    def other(dask_worker):
        return "numpy 0.1, code abc" if dask_worker.name == 1 else said

    said = module.fingerprint()
    monkeypatch.setattr(module, "_said_by", other)
    with pytest.raises(InputError) as told:
        Study(plan_from(OVERLAP_A), Store(tmp_path)).run(Dask(cluster.scheduler_address))
    (diagnostic,) = told.value.diagnostics
    assert "runs other code (numpy 0.1, code abc)" in diagnostic.what
    assert diagnostic.what.startswith(f"worker {cluster.workers[1].address}")
    assert "restart it" in diagnostic.fix


def test_members_of_other_code_are_not_lived_by_a_worker_that_joins_late():
    member = replace(plan_from(OVERLAP_A).members[0], code="numpy 0.1, code abc")
    assert "other code" in Worker().live(member).error


def test_provinces_of_a_run_are_tasks_of_a_cluster(cluster, tmp_path):
    """They stay at one worker from month to month, on a connection that is held open."""
    people = gh.society("provinces31").draw({"tibet": 300, "qinghai": 200, "hainan": 200}, seed=2)
    settings = {"months": 5, "seed": 2, "threads": 1, "provinces": {"*": "court-list-2013"}}
    with Dask(cluster.scheduler_address).kept() as executor:
        run = gh.run("court-list-2013", people, **settings, executor=executor, workers=2, scratch=tmp_path)
    assert run.digest() == gh.run("court-list-2013", people, **settings).digest()
