"""Dated events: what they move and in which direction, whom they strike, and that they are kept."""

import json

import numpy as np
import pytest

import glasshouse as gh
from glasshouse.model.climate import PROVINCE
from glasshouse.model.events import COLUMN
from glasshouse.model.world_events import DatedEvent, strike
from glasshouse.simulation import event_files
from glasshouse.simulation.repeating import config_of_manifest
from glasshouse.simulation.results_folder import open_results
from glasshouse.studies.executors import executor

SMALL = {"persons": 1500, "months": 18, "seed": 3, "start": "2015-01", "threads": 1}
SLUMP = "downturn:2015-03,size=0.8,months=4,decay=1"


def lived(*events, **other):
    return gh.run("nothing", "toytown", **{**SMALL, **other}, events=list(events))


@pytest.fixture(scope="module")
def calm():
    return lived()


def counted(run, name):
    """The count of an event or state in each month."""
    return run.tallies[:, :, COLUMN[name]].sum(1)


def approval(run):
    return run.people["approval"].astype(int).mean()


def test_a_downturn_costs_jobs_and_income_in_its_months_and_heals(calm):
    slump = lived(SLUMP)
    before, during, after = slice(0, 2), slice(2, 8), slice(12, 18)
    jobs = counted(slump, "employed") - counted(calm, "employed")
    assert not jobs[before].any()
    assert (jobs[during] < 0).all()
    assert jobs[during].min() < 3 * jobs[after].mean() <= 0
    income = counted(slump, "income") / counted(calm, "income")
    assert (income[before] == 1).all()
    assert income[3] < 0.95 < income[-1]


def test_an_epidemic_keeps_people_at_home_and_from_work(calm):
    ill = lived("epidemic:2015-03,size=1,months=3,decay=0")
    income = counted(ill, "income") / counted(calm, "income")
    assert (income[2:5] < 0.9).all()
    assert income[0] == 1
    assert income[6] > 0.97


def test_an_epidemic_stops_acts_where_all_stay_at_home():
    months = {"months": 3, "start": "2014-01"}
    usual = gh.run("rongcheng-2014", "toytown", **{**SMALL, **months})
    ill = gh.run(
        "rongcheng-2014", "toytown", **{**SMALL, **months}, events="epidemic:2014-01,size=1,months=12"
    )
    assert counted(usual, "merits").sum() > 0
    assert counted(ill, "merits").sum() == 0


def test_a_scandal_lowers_approval_for_a_while(calm):
    now = lived("scandal:2015-03,size=30", months=3)
    assert approval(now) < approval(lived(months=3)) - 20
    assert approval(now) < approval(lived("scandal:2015-03,size=30")) <= approval(calm)


def test_a_campaign_tells_people_of_the_system_and_moves_those_who_hear(calm):
    told = lived("campaign:2015-03,size=0.3,months=4,approval=-20")
    assert counted(calm, "aware").sum() == 0
    aware = counted(told, "aware") / counted(told, "adults")
    assert aware[1] == 0
    assert aware[5] == pytest.approx(1 - 0.7**4, abs=0.05)
    assert aware[-1] == pytest.approx(aware[5], abs=0.01)
    assert approval(told) < approval(calm)


def test_news_of_punishments_makes_people_afraid():
    fear = [lived(*events, months=3).people["fear"].mean() for events in ((), ("visibility_shock:2015-03",))]
    adults = 0.6
    assert fear[1] > fear[0] + 20 * adults


def test_the_twin_has_the_events_of_the_world_and_none_of_the_system():
    both = gh.run("nothing", "toytown", **SMALL, events=SLUMP, twin=True)
    assert both.digest() == both.twin().digest()
    alone = gh.run("nothing", "toytown", **SMALL, events=f"{SLUMP},of=system", twin=True)
    assert alone.digest() == both.digest() != alone.twin().digest() == lived().digest()


def test_no_event_and_one_that_is_over_change_nothing(calm):
    assert lived("scandal:2010-01", "downturn:2030-01").digest() == calm.digest()


def test_a_downturn_without_depth_changes_nothing(calm):
    assert lived("downturn:2015-02,size=0").digest() == calm.digest()


def test_only_the_provinces_named_are_struck():
    provinces = np.zeros(3, PROVINCE)
    provinces["climate"] = provinces["hires"] = provinces["pay"] = 1
    event = event_files.chosen("downturn:2016-03,size=0.5", {})[0]
    strike(provinces, [(0, (1,), event)], 0)
    assert provinces["hires"].tolist() == [1, 0.5, 1]
    assert provinces["climate"].tolist() == [1, 1.75, 1]


def test_a_size_lasts_and_then_halves():
    event = DatedEvent("x", "scandal", "2016-01", 8.0, 2, 1)
    assert [event.strength(month) for month in range(-1, 5)] == [0, 8, 8, 4, 2, 1]
    assert event.strength(30) == 0


def test_chances_of_two_events_add_up_as_independent_ones():
    provinces = np.zeros(1, PROVINCE)
    one = event_files.chosen("campaign:2016-03,size=0.5", {})[0]
    strike(provinces, [(0, (), one), (0, (), one)], 0)
    assert provinces["heard"][0] / 2**32 == pytest.approx(0.75)


def test_results_keep_their_events(tmp_path):
    run = lived(f"{SLUMP},of=system,provinces=toyland", months=3)
    folder = run.save(tmp_path / "out", variants=())
    about = json.loads((folder / "manifest.json").read_text())
    assert about["events"][0]["kind"] == "downturn"
    word = event_files.as_word(run.config.events[0])
    assert word in about["command"]
    known = run.society.recipe.tables.provinces
    assert event_files.chosen(word, known) == run.config.events
    assert config_of_manifest(open_results(folder)).events == run.config.events


def test_a_run_goes_on_with_its_events(tmp_path):
    whole = lived(SLUMP, months=6)

    def stop(done, _total):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lived(SLUMP, months=6, checkpoint=tmp_path / "out", every=2, on_month=stop)
    assert gh.resume(tmp_path / "out").digest() == whole.digest()


def test_provinces_that_are_computed_apart_have_the_same_events():
    spread = lived(SLUMP, months=4, executor=executor("serial"), workers=1)
    assert spread.digest() == lived(SLUMP, months=4).digest() != lived(months=4).digest()


WRONG = """schema: glasshouse/world@1
evnts: {}
events:
  bad: {kind: dowturn, start: "2014-13", sze: 3}
  worse: {kind: epidemic, start: "2014-03", size: 3, months: 0.5, of: sytem, provinces: [toylnd]}
  odd: {kind: scandal, approval: 3}
"""


def test_all_faults_of_a_file_are_reported_with_their_lines(tmp_path):
    (tmp_path / "world.yaml").write_text(WRONG)
    with pytest.raises(gh.InputError) as caught:
        lived(tmp_path / "world.yaml")
    lines = [(one.line, one.what.partition(": ")[0]) for one in caught.value.diagnostics]
    assert sorted(lines) == [
        (2, "evnts"),
        *((4, f"events.bad.{key}") for key in ("kind", "start", "sze")),
        *((5, f"events.worse.{key}") for key in ("months", "of", "provinces", "size")),
        (6, "events.odd.approval"),
        (6, "events.odd.start"),
    ]


def test_faults_of_words_are_reported_together():
    with pytest.raises(gh.InputError) as caught:
        lived("dowturn:2015-03", "scandal:2015-03,size=high", "scandal:2015-03,size")
    said = str(caught.value)
    assert 'did you mean "downturn"' in said and "high is not a number" in said and "not understood" in said
