"""Runs continued with changes: exact without any, and the twin is the run without the changes."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import glasshouse as gh
from glasshouse.errors import InputError
from glasshouse.metrics.monthly import series
from glasshouse.reporting import continued as sentences
from glasshouse.simulation.changing_over import keeps_points
from glasshouse.simulation.repeating import refuse_unless_repeated
from glasshouse.simulation.results_folder import open_results
from glasshouse.simulation.running import Run

GRADED = "court-list-2025@2025-06"
FROM, MONTHS = 12, 24


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """A run, and the folder with its results."""
    run = gh.run("court-list-2013", "toytown", persons=2_000, months=MONTHS, seed=7)
    return run, run.save(tmp_path_factory.mktemp("old") / "run")


@pytest.mark.parametrize("threads", [1, 2])
def test_without_changes_it_is_the_run_never_interrupted(old: tuple[Run, Path], threads: int) -> None:
    run, folder = old
    same = gh.continue_run(folder, FROM, threads=threads)
    assert same.digest() == run.digest() == same.twin().digest()


def test_events_of_the_old_run_strike_the_continued_one_too(tmp_path: Path) -> None:
    downturn = "downturn:2014-04,size=0.5,months=6"
    struck = gh.run("court-list-2013", "toytown", persons=300, months=8, seed=2, events=[downturn])
    folder = struck.save(tmp_path / "struck", variants=())
    assert gh.continue_run(folder, 2).digest() == struck.digest()


def test_amounts_keep_the_worth_that_their_rulebook_states(tmp_path: Path) -> None:
    """Fines in pounds, in a society that knows yuan alone, are those of the uninterrupted run."""
    fined = gh.run("school-absence-penalties", "toytown", persons=1_000, months=8, seed=2)
    assert fined.people["charged"].any()
    folder = fined.save(tmp_path / "fined", variants=())
    assert gh.continue_run(folder, 4).digest() == fined.digest()


def test_its_twin_is_the_old_run_and_nothing_differs_before_the_change(old: tuple[Run, Path]) -> None:
    run, folder = old
    new = gh.continue_run(folder, FROM, rulebook=GRADED, months=24)
    assert len(new.tallies) == FROM + 24
    assert np.array_equal(new.twin().tallies[:MONTHS], run.tallies)
    assert np.array_equal(new.tallies[:FROM], run.tallies[:FROM])
    assert new.digest() != new.twin().digest()
    entered, usual = (series(side.monthly, "entered_list")[FROM:].sum() for side in (new, new.twin()))
    assert entered < usual  # graces and tests of ability come first


def test_people_stay_on_a_list_that_both_have_and_leave_one_that_is_gone(old: tuple[Run, Path]) -> None:
    run, folder = old
    month = int(np.flatnonzero(series(run.monthly, "listed"))[0]) + 2
    stays = gh.continue_run(folder, month, rulebook=GRADED, months=1)
    gone = gh.continue_run(folder, month, rulebook="rongcheng-2014", months=1)
    before = series(run.monthly, "listed")[month - 1]
    assert before and series(stays.monthly, "listed")[month]
    assert not series(gone.monthly, "listed")[month]


def test_points_of_another_scale_start_anew(old: tuple[Run, Path], tmp_path: Path) -> None:
    points = gh.run("rongcheng-2014", "toytown", persons=300, months=6, seed=7)
    folder = points.save(tmp_path / "points")
    same = gh.continue_run(folder, 5, rulebook="rongcheng-2014~penalties-only")
    assert keeps_points(same.config)
    other = gh.continue_run(folder, 5, rulebook="suining-2010")
    assert not keeps_points(other.config)
    assert same.digest() != other.digest()
    first = gh.continue_run(old[1], 5, rulebook="suining-2010", months=1)  # nobody had points before
    scored = first.people["score"][first.people["score"] != 0]
    assert abs(np.median(scored) - np.median(other.people["score"][other.people["score"] != 0])) <= 10


def test_parameters_change_from_that_month_on(old: tuple[Run, Path]) -> None:
    run, folder = old
    new = gh.continue_run(folder, FROM, parameters={"credit.lapse": 0.05})
    missed, usual = series(new.monthly, "payment_missed"), series(run.monthly, "payment_missed")
    assert np.array_equal(missed[:FROM], usual[:FROM])
    assert missed[FROM] > usual[FROM]


def test_results_say_what_changed_and_can_be_repeated(old: tuple[Run, Path], tmp_path: Path) -> None:
    new = gh.continue_run(old[1], FROM, rulebook=GRADED, parameters={"credit.lapse": 0.01})
    folder = new.save(tmp_path / "new", variants=())
    about = json.loads((folder / "manifest.json").read_text())
    before = json.loads((old[1] / "manifest.json").read_text())
    assert about["continued"]["digest"] == before["digest"]
    assert about["continued"]["month"] == FROM
    assert about["continued"]["parameter_changes"] == {"credit.lapse": [0.002, 0.01]}
    refuse_unless_repeated(open_results(folder))
    said = sentences.sentence(about)
    assert before["digest"][:12] in said and "credit.lapse is 0.010 instead of 0.0020" in said
    page = Path(gh.report(folder)).read_text()
    assert "without the change" in page and "without the system" not in page
    with pytest.raises(InputError, match="themselves of a continued run"):
        gh.continue_run(folder, FROM)


@pytest.mark.parametrize(
    ("month", "settings", "says"),
    [
        (MONTHS, {}, "beyond the 24 months"),
        (MONTHS + 1, {"months": 6}, "beyond the 24 months"),
        (12, {"months": 1_200}, "1,212 months"),
        (12, {"rulebook": "court-list-2099"}, "court-list-20"),
        (12, {"parameters": {"credit.laps": 1}}, "credit.lapse"),
    ],
)
def test_what_cannot_be_continued_is_refused(
    old: tuple[Run, Path], month: int, settings: dict[str, object], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        gh.continue_run(old[1], month, **settings)  # type: ignore[arg-type]


def test_a_folder_that_is_missing_cut_short_or_of_another_society_is_refused(
    old: tuple[Run, Path], tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no such results folder"):
        gh.continue_run(tmp_path / "nowhere", 1)
    cut = shutil.copytree(old[1], tmp_path / "cut")
    table = cut / "system" / "monthly.parquet"
    table.write_bytes(table.read_bytes()[:1_000])
    with pytest.raises(InputError, match="altered or damaged"):
        gh.continue_run(cut, 1)
    law = "court-list-2013"
    provinces = gh.run(law, "toytown", persons=300, months=2, provinces={"*": law}).save(
        tmp_path / "provinces"
    )
    with pytest.raises(InputError, match="rulebooks of their own"):
        gh.continue_run(provinces, 1)


def test_an_unfinished_run_is_to_be_resumed_first(tmp_path: Path) -> None:
    gh.run("court-list-2013", "toytown", persons=300, months=2, checkpoint=tmp_path / "cut", every=1)
    with pytest.raises(InputError, match="glasshouse resume"):
        gh.continue_run(tmp_path / "cut", 1)
