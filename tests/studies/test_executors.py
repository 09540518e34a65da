"""Executors: workers that are killed lose nothing, end with their parent, and a cluster gives the same table."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.waiting import until

import glasshouse
from glasshouse.errors import InputError
from glasshouse.studies.executors import own_executor
from glasshouse.studies.executors.processes import STARTED, TRIES, Processes
from glasshouse.studies.planning import plan_from
from glasshouse.studies.store import Store
from glasshouse.studies.study import Study

SOURCE = str(Path(glasshouse.__file__).parent.parent)
ASKED = {
    "rulebooks": ["court-list-2013", "suining-2010"], "society": "toytown", "persons": 300, "months": 12,
    "replicates": 4, "outcomes": ["ever_listed", "denied", "income"],
}  # fmt: skip
STUDY = """\
schema: glasshouse/study@1
rulebooks: [court-list-2013, suining-2010]
society: toytown
persons: 300
months: 12
replicates: 4
outcomes: [ever_listed, denied, income]
"""


@pytest.fixture(scope="module")
def plan():
    return plan_from(ASKED)


@pytest.fixture(scope="module")
def whole(plan, tmp_path_factory):
    return Study(plan, Store(tmp_path_factory.mktemp("whole"))).run("serial").table()


def test_workers_start_from_a_script_on_standard_input(tmp_path):
    """There is no file of it that a new process could import."""
    code = (
        "import sys; from glasshouse.studies.study import study\n"
        "lived = study('study.yaml', store='store').run()\n"
        "print(lived.table().num_rows, lived.failures())\n"
    )
    (tmp_path / "study.yaml").write_text(STUDY, "utf-8")
    done = subprocess.run(
        [sys.executable, "-"], input=code, cwd=tmp_path, env={**os.environ, "PYTHONPATH": SOURCE},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("8 {}\n", "")


def test_workers_that_cannot_start_are_an_error_and_no_empty_table(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from glasshouse.errors import InputError\n"
        "from glasshouse.studies.study import study\n"
        "if __name__ != '__main__': raise SystemExit(3)\n"
        "try: study('study.yaml', store='store').run()\n"
        "except InputError as bad: print(bad)\n",
        "utf-8",
    )
    (tmp_path / "study.yaml").write_text(STUDY, "utf-8")
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": SOURCE},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "a worker process ended with exit code 3 before it could begin" in done.stdout
    assert "Traceback" not in done.stderr


def children():
    return [child for child in multiprocessing.active_children() if child.is_alive()]


def test_a_killed_worker_is_replaced_and_nothing_is_lost(plan, whole, tmp_path):
    killed = []

    def kill_one(done, total):
        if done and not killed:
            killed.append(children()[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    study = Study(plan, Store(tmp_path)).run(Processes(2), kill_one, chunk=1)
    assert killed
    assert not study.failures()
    assert study.table() == whole


def test_a_chunk_that_kills_its_workers_is_given_up_and_said(plan, tmp_path, monkeypatch):
    from glasshouse.studies.executors import processes

    monkeypatch.setattr(processes, "_work", _die)
    study = Study(plan, Store(tmp_path)).run(Processes(1), chunk=len(plan.members))
    assert set(study.failures().values()) == {f"{TRIES} workers died living the chunk of this member"}


def _die(pipe):
    pipe.send(STARTED)
    pipe.recv()
    os._exit(9)


def test_workers_stay_for_the_next_chunks_and_are_replaced(plan):
    crew, chunk = Processes(1), [plan.members[:2]]

    def lived_by():
        assert [len(lived) for _, lived in crew.live(chunk)] == [2]
        (worker,) = crew._children
        return worker.process.pid

    first = lived_by()
    assert lived_by() == first
    os.kill(first, signal.SIGKILL)
    crew._children[0].process.join()
    second = lived_by()
    assert second != first
    crew.close()
    assert not alive(second)
    assert lived_by() not in (first, second)


def test_workers_end_when_their_parent_is_gone(tmp_path):
    code = (
        "import sys\n"
        "from glasshouse.studies.executors.processes import _hired\n"
        "if __name__ == '__main__':\n"
        "    workers = [_hired() for _ in range(2)]\n"
        "    print(*(worker.process.pid for worker in workers), flush=True)\n"
        "    sys.stdin.read()\n"
    )
    (tmp_path / "parent.py").write_text(code)
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "parent.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )  # fmt: skip
    assert parent.stdin is not None and parent.stdout is not None
    pids = [int(word) for word in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    until(lambda: not any(alive(pid) for pid in pids), seconds=20)


def test_a_script_without_a_guard_is_told_so(tmp_path):
    (tmp_path / "study.yaml").write_text(STUDY)
    (tmp_path / "script.py").write_text(
        "from glasshouse.studies.executors.processes import Processes\n"
        "from glasshouse.studies.planning import load\n"
        "from glasshouse.studies.store import Store\n"
        "from glasshouse.studies.study import Study\n"
        "Study(load('study.yaml'), Store('store')).run(Processes(2))\n"
    )
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, timeout=100,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )  # fmt: skip
    assert done.returncode == 1
    assert 'put what it does under `if __name__ == "__main__":`' in done.stderr
    assert done.stderr.count("Traceback") == 1
    assert "died" not in done.stderr


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("left_behind", ["*", "*.parquet"], ids=["a store", "a chunk"])
def test_a_study_killed_at_any_moment_goes_on(plan, whole, tmp_path, left_behind):
    (tmp_path / "study.yaml").write_text(STUDY)
    store = tmp_path / "store"
    words = [
        sys.executable,
        "-m",
        "glasshouse",
        "study",
        "run",
        str(tmp_path / "study.yaml"),
        "--store",
        str(store),
    ]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    running = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: any(store.rglob(left_behind)) or running.poll() is not None)
    running.send_signal(signal.SIGKILL)
    running.wait()
    study = Study(plan, Store(store))
    study.store.gather()
    before = len(plan.members) - len(study.missing())
    told = []
    study.run("serial", lambda done, total: told.append(done), chunk=1)
    assert told[0] == before
    assert study.table() == whole


def test_parts_written_by_many_machines_are_gathered(plan, whole, tmp_path):
    store = Store(tmp_path)
    lived = [Study(plan, store).work(part, 3, chunk=2) for part in (2, 0, 1)]
    assert sum(lived) == len(plan.members)
    assert Study(plan, store).work(1, 3, chunk=2) == 0  # what is written is not lived again
    told = []
    study = Study(plan, store).run("serial", lambda done, total: told.append(done))
    assert told == [len(plan.members)]
    assert study.table() == whole
    with pytest.raises(InputError, match="part: 3 is outside 0"):
        study.work(3, 3)


def test_dask_gives_the_same_table_though_a_worker_is_killed(plan, whole, tmp_path):
    distributed = pytest.importorskip("distributed")
    from glasshouse.studies.executors.cluster import Dask

    killed = []

    def kill_one(done, total):
        if done and not killed:
            client = distributed.Client(cluster.scheduler_address)
            killed.extend(client.run(os.getpid).values())
            client.close()
            os.kill(killed[0], signal.SIGKILL)

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        study = Study(plan, Store(tmp_path)).run(Dask(cluster.scheduler_address), kill_one, chunk=1)
    assert len(killed) == 2
    assert not study.failures()
    assert study.table() == whole


def test_the_source_of_an_executor_handed_over_as_an_object_is_kept(tmp_path):
    file = Path(__file__).parents[2] / "examples" / "one_by_one.py"
    own = own_executor(f"{file}:OneByOne")
    plan = plan_from({**ASKED, "rulebooks": ["nothing"], "persons": 100, "months": 2, "replicates": 1})
    Study(plan, Store(tmp_path)).run(own.executor)
    (kept,) = (tmp_path / "code").iterdir()
    assert kept.name == f"one_by_one-{own.source.sha256[:12]}.py"
    assert kept.read_text("utf-8") == file.read_text("utf-8")
