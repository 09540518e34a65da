"""One population over many workers: results are those of one process, whoever computes and whoever dies."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from tests.own_mechanisms import good_months

from glasshouse import simulation, society
from glasshouse.errors import InputError
from glasshouse.simulation import checkpoints, ledger, province_life
from glasshouse.simulation.simulating import with_lives
from glasshouse.simulation.spread_run import dealt
from glasshouse.studies.executors import executor

EVERYTHING = str(Path(__file__).parents[1] / "model" / "books" / "everything.yaml")
BOOKS = {"hebei": "province-strict", "henan": "province-lenient", "anhui": None, "hubei": EVERYTHING}
PERSONS = {"hebei": 500, "henan": 400, "anhui": 300, "hubei": 400}
MONTHS = 15


class Killed(BaseException):
    """What no code catches."""


@pytest.fixture(scope="module")
def land():
    return society("provinces31").draw(PERSONS, seed=3)


@pytest.fixture(scope="module")
def lived(land):
    """People move, provinces copy each other's law, and all come under one in the end."""
    return partial(
        simulation.run, "national-outline", land, months=MONTHS, seed=5, provinces=BOOKS, threads=1,
        parameters={"government.vary": 1, "movement.moves": 0.2}, government={"unify_after": 1},
    )  # fmt: skip


@pytest.fixture(scope="module")
def whole(lived):
    return lived(twin=True, record=True, mechanisms=[good_months])


@pytest.fixture(scope="module")
def apart(lived, tmp_path_factory):
    """The same with its provinces dealt to two workers."""
    folder = tmp_path_factory.mktemp("apart")
    made = lived(
        twin=True, record=True, mechanisms=[good_months], executor=executor("serial"), workers=2,
        scratch=folder,
    )  # fmt: skip
    assert not list(folder.iterdir())
    return made


@pytest.fixture(scope="module")
def plain(lived):
    return lived().digest()


@pytest.fixture(scope="module")
def processes():
    with executor("processes", 2).kept() as made:
        yield made


def same(one, other):
    """Whether two runs left the same of everybody and in every table."""
    assert one.digest() == other.digest()
    assert one.people.tobytes() == other.people.tobytes()
    for name in ("monthly", "gatekeepers", "firms", "government"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.own.keys() == other.own.keys()
    assert all((one.own[name] == other.own[name]).all() for name in one.own)


def test_provinces_apart_are_the_run_in_one_process(whole, apart):
    """With moves, government, firms, a mechanism of one's own, and everything that is written down."""
    assert whole.monthly["moved"].to_numpy().sum() > 50
    assert whole.government["unified"].to_pylist() == [1] * 4
    for one, other in ((whole, apart), (whole.twin(), apart.twin())):
        same(one, other)
        assert ledger.tables(one) == ledger.tables(other)
        assert (one.trail.moves == other.trail.moves).all()


def test_sampled_lives_are_those_of_one_process(whole, apart):
    who = whole.people["who"][[3, 600, 1000, 1500]]
    one, other = with_lives(whole, who), with_lives(apart, who)
    assert (one.panel_ids == other.panel_ids).all()
    assert (one.panel_records == other.panel_records).all()
    assert one.panel_events == other.panel_events != []


def test_a_killed_worker_changes_nothing(lived, plain, processes, tmp_path):
    """It dies between two checkpoints; another takes its provinces up from the last and the counts."""
    killed = []

    def on_month(done, _total):
        if done == 13:
            child = processes._children[0]
            killed.append(child.process.pid)
            child.process.kill()
            child.process.join()

    run = lived(executor=processes, workers=2, scratch=tmp_path, on_month=on_month)
    assert len(killed) == 1
    assert run.digest() == plain


@pytest.mark.parametrize("done", [5, MONTHS])
def test_it_goes_on_where_everything_was_cut_off(lived, plain, tmp_path, done):
    def on_month(now, _total):
        if now == done:
            raise Killed

    begun = partial(lived, executor=executor("serial"), workers=2, checkpoint=tmp_path / "run", every=6)
    with pytest.raises(Killed):
        begun(on_month=on_month)
    told = []
    run = simulation.resume(
        tmp_path / "run", executor=executor("serial"), workers=3,
        on_month=lambda now, _total: told.append(now),
    )  # fmt: skip
    assert told == list(range(done + 1, MONTHS + 1))
    assert run.digest() == plain


def test_a_run_goes_on_with_an_executor_only_if_it_had_one(lived, tmp_path):
    lived(checkpoint=tmp_path / "run", months=2)
    with pytest.raises(InputError, match=r"computed by one process.*leave the executor out"):
        simulation.resume(tmp_path / "run", executor=executor("serial"))


def test_a_province_that_fails_is_named(lived, tmp_path, monkeypatch):
    def fail(_run, month):
        raise InputError(province_life.Diagnostic(f"no counts of month {month}"))

    monkeypatch.setattr(province_life, "read_counts", fail)
    with pytest.raises(InputError, match="anhui, months 2 to 2: no counts of month 1"):
        lived(executor=executor("serial"), workers=1, scratch=tmp_path)
    assert not list(tmp_path.iterdir())


def test_checkpoints_of_another_run_are_not_used(lived, tmp_path):
    """As when a folder was copied here: its provinces begin again."""
    begun = partial(lived, months=2, executor=executor("serial"), workers=2, every=1)
    begun(checkpoint=tmp_path / "other", seed=6)
    run = begun(checkpoint=tmp_path / "run")
    other, home = (checkpoints.home_of(tmp_path / name) / "system" for name in ("other", "run"))
    for file in other.iterdir():
        (home / file.name).write_bytes(file.read_bytes())
    assert simulation.resume(tmp_path / "run", executor=executor("serial")).digest() == run.digest()


def test_workers_get_about_as_many_persons():
    hands = dealt({"a": 50, "b": 30, "c": 20, "d": 1}, 2)
    assert hands == [["a", "d"], ["b", "c"]]
    assert dealt({"a": 1}, 5) == [["a"]]


def test_one_province_alone_is_spread_too(tmp_path):
    """Without provinces named nobody moves, and a year is done at once."""
    settings = {"society": "toytown", "persons": 800, "months": 15, "seed": 2, "threads": 1}
    told = []
    run = simulation.run(
        "court-list-2013", **settings, executor=executor("serial"), scratch=tmp_path,
        on_month=lambda done, _total: told.append(done),
    )  # fmt: skip
    assert told == [12, 15]
    assert run.digest() == simulation.run("court-list-2013", **settings).digest()
    assert np.array_equal(run.people["who"], np.sort(run.people["who"]))


def test_a_folder_that_cannot_be_written_is_an_error_in_words(lived, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        lived(executor=executor("serial"), scratch=tmp_path / "file" / "folder")
