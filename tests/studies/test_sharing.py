"""One study started twice at once: the work is shared, nothing is computed twice, and the dead leave nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path

import pytest

from glasshouse.errors import InputError
from glasshouse.studies import sharing
from glasshouse.studies.outcomes import names
from glasshouse.studies.planning import plan_from
from glasshouse.studies.sharing import CHUNK, Pace, part_of
from glasshouse.studies.store import CHUNKS, Store
from glasshouse.studies.study import Study
from glasshouse.studies.worker import Result

ASKED = {
    "rulebooks": ["court-list-2013"], "society": "toytown", "persons": 200, "months": 3, "replicates": 12,
    "outcomes": ["income"],
}  # fmt: skip
ALONE = """\
import json, sys
from glasshouse.studies.worker import Result
from glasshouse.studies.outcomes import names
from glasshouse.studies.planning import plan_from
from glasshouse.studies.store import Store
from glasshouse.studies.study import Study

class Told:
    def live(self, chunks):
        for number, chunk in enumerate(chunks):
            print(*(member.key for member in chunk), flush=True)
            if not sys.stdin.readline():
                return
            yield number, [Result(m.key, dict.fromkeys(names(), m.replicate / 7)) for m in chunk]

Study(plan_from(json.loads(sys.argv[1])), Store(sys.argv[2])).run(Told(), chunk=1)
"""


@pytest.fixture(scope="module")
def plan():
    return plan_from(ASKED)


@pytest.fixture
def begin(tmp_path):
    """Start processes that say what they take in hand and go on when they are given a line."""
    import json

    started = []

    def begun():
        process = subprocess.Popen(
            [sys.executable, "-c", ALONE, json.dumps(ASKED), str(tmp_path / "store")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        )  # fmt: skip
        started.append(process)
        return process

    yield begun
    for process in started:
        process.kill()
        process.communicate()


def go_on(process):
    """Let a process live what it has in hand; what it takes next, or nothing at its end."""
    process.stdin.write("\n")
    process.stdin.flush()
    return process.stdout.readline().split()


class Instant:
    """An executor that notes what it lives; `after` is called when a chunk is taken."""

    def __init__(self, after=lambda chunk: None):
        self.lived, self.after = [], after

    def live(self, chunks):
        for number, chunk in enumerate(chunks):
            self.after(chunk)
            self.lived += [member.key for member in chunk]
            yield number, [Result(m.key, dict.fromkeys(names(), m.replicate / 7)) for m in chunk]


def test_two_processes_share_a_study_and_nothing_is_lived_twice(plan, tmp_path, begin):
    processes = [begin(), begin()]
    taken = [process.stdout.readline().split() for process in processes]
    while len(taken) < len(plan.members):  # turn by turn, so that both work
        taken.append(go_on(processes[len(taken) % 2]))
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.wait(60) for process in processes] == [0, 0]
    keys = [key for chunk in taken for key in chunk]
    assert sorted(keys) == sorted(member.key for member in plan.members)
    alone = Study(plan, Store(tmp_path / "alone")).run(Instant())
    assert Study(plan, Store(tmp_path / "store")).table() == alone.table()


def test_what_a_killed_process_had_in_hand_is_taken_over(plan, tmp_path, begin):
    other = begin()
    (held,) = other.stdout.readline().split()
    mine, waited = Instant(), []

    def kill(done, total):
        if done == total - 1:  # all but what the other has in hand
            waited.append(held in mine.lived)
            other.send_signal(signal.SIGKILL)
            other.wait()

    study = Study(plan, Store(tmp_path / "store")).run(mine, kill)
    assert waited[0] is False
    assert mine.lived.count(held) == 1
    assert not study.missing()


def test_a_silent_owner_elsewhere_counts_as_dead_after_its_lease(plan, tmp_path, monkeypatch):
    """Of another machine nobody sees the processes: an owner is alive as long as its beat counts on."""
    from glasshouse.studies import store_index

    store, clock = Store(tmp_path), [0.0]
    store.make()
    monkeypatch.setattr(store_index.time, "monotonic", lambda: clock[0])
    mine = store.claims()
    far = store.claims()
    with store._index.open() as db:
        db.execute("insert into owners values (?, 'far', 1, 0)", (far.owner,))
    far.take(deque(plan.members[:2]), 2)
    for seconds, held in ((0, 2), (store_index.LEASE - 1, 2), (store_index.LEASE + 1, 0)):
        clock[0] = seconds
        assert len(mine.held(plan.members)) == held
    far.take(deque(plan.members[:2]), 2)
    with store._index.open() as db:
        db.execute("insert into owners values (?, 'far', 1, 7)", (far.owner,))
    for beat in range(8, 12):
        clock[0] += store_index.LEASE - 1
        with store._index.open() as db:
            db.execute("update owners set beat = ?", (beat,))
        assert len(mine.held(plan.members)) == 2


def test_an_owner_beats_while_it_works_and_leaves_no_claim(plan, tmp_path):
    store, beaten = Store(tmp_path), threading.Event()
    store.make()

    def beat():
        with store._index.open() as db:
            return db.execute("select beat from owners").fetchall()

    with store.claims().kept(every=0.01) as claims:
        claims.take(deque(plan.members), 3)
        while not beaten.wait(0.01):
            if beat()[0][0] > 2:
                beaten.set()
    with store._index.open() as db:
        assert db.execute("select count(*) from owners").fetchone() == (0,)
        assert db.execute("select count(*) from claims").fetchone() == (0,)


def test_an_interrupted_run_gives_its_claims_back(plan, tmp_path):
    def interrupt(_chunk):
        raise KeyboardInterrupt

    store = Store(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        Study(plan, store).run(Instant(interrupt))
    assert store.claims().held(plan.members) == []


def test_members_that_fail_elsewhere_are_not_waited_for(plan, tmp_path):
    """Another process fails in what it has in hand: this one tries it once and says so, and ends."""
    store = Store(tmp_path)
    store.make()
    other, left = store.claims(), deque(plan.members[:1])
    with other.kept():
        (failing,), _ = other.take(left, 1)

        def fail(done, total):
            if done == total - 1:
                store.add([failing], [Result(failing.key, error="no luck")])

        mine = Instant()
        study = Study(plan, store).run(mine, fail)
    assert mine.lived.count(failing.key) == 1
    assert not study.failures()


def test_a_chunk_is_as_large_as_a_minute(monkeypatch):
    monkeypatch.setattr(sharing, "available_cores", lambda: 1)
    pace = Pace()
    assert pace.size(10_000) == 1
    pace.learn([Result("a", seconds=0.01)])
    assert pace.size(10_000) == CHUNK
    assert pace.size(24) == 3
    pace.learn([Result("b", seconds=30), Result("c", seconds=30)])
    assert pace.size(10_000) == 2
    pace.learn([Result("d", seconds=3_000)])
    assert pace.size(10_000) == 1


@pytest.mark.parametrize(
    ("members", "of", "together"), [(16, 16, 1), (128, 16, 3), (10, 4, 2), (3, 8, 2), (7, 1, 1)]
)
def test_parts_are_even_and_whole(plan, members, of, together):
    made = [part_of(range(members), part, of, together) for part in range(of)]
    assert sorted(k for part in made for k in part) == list(range(members))
    assert max(map(len, made)) - min(map(len, made)) <= together


def test_a_part_writes_by_number_and_by_time(plan, tmp_path, monkeypatch):
    clock = [0.0]

    class Slow:
        def __init__(self, threads):
            pass

        def live(self, member):
            clock[0] += 50
            if clock[0] > 450:
                raise KeyboardInterrupt  # cut off by a time limit
            return Result(member.key, dict.fromkeys(names(), 1.0))

    monkeypatch.setattr(sharing, "Worker", Slow)
    monkeypatch.setattr(sharing.time, "monotonic", lambda: clock[0])
    study = Study(plan, Store(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        study.work(0, 1, seconds=120)
    assert len(list((tmp_path / CHUNKS).glob("*.parquet"))) == 3
    assert len(study.missing()) == len(plan.members) - 9
    monkeypatch.undo()
    assert study.work(0, 1) == len(plan.members) - 9


def test_failures_of_a_part_are_said(plan, tmp_path, monkeypatch):
    class Failing:
        def __init__(self, threads):
            pass

        def live(self, member):
            return Result(member.key, error="OSError: no luck")

    monkeypatch.setattr(sharing, "Worker", Failing)
    with pytest.raises(InputError, match="12 of 12 members failed, such as: OSError: no luck"):
        Study(plan, Store(tmp_path)).work(0, 1)
