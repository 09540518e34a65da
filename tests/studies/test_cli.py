"""`glasshouse study` from outside."""

from __future__ import annotations

import json

import pytest
from tests.commands import said

STUDY = """\
schema: glasshouse/study@1
title: With and without a voice
rulebooks: court-list-2013+debtor-map
society: toytown
persons: 300
months: 6
switches: {speech: false}
set: {credit.lapse: 0.05, court.sue_after: 1, court.proceedings: 1}
replicates: 2
outcomes: [ever_listed, months_voiced]
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "study.yaml").write_text(STUDY)
    return tmp_path / "study.yaml"


def test_a_study_is_checked_run_told_and_written(file, tmp_path):
    store = ("--store", tmp_path / "store")
    code, out, _ = said("check", file)
    assert code == 0
    assert out.startswith(f"{file}: sound (glasshouse/study@1)\n")
    assert said("study", "check", file)[1] == out
    code, out, _ = said("study", "run", file, *store, "--executor", "serial", "--json")
    effects = {row["outcome"]: row for row in json.loads(out)["effects"]}
    assert code == 0
    assert effects["ever_listed"]["pairs"] == 2
    assert effects["months_voiced"]["mean"] == 0
    code, out, _ = said("study", "status", file, *store, "--json")
    assert json.loads(out) | {"study": ""} == {
        "study": "", "rulebooks": 1, "points": 1, "replicates": 2, "members": 2, "lived": 2, "failed": 0,
        "searched": 0, "damaged": [],
    }  # fmt: skip
    code, out, _ = said("study", "table", file, tmp_path / "t.csv", *store)
    assert code == 0
    assert (tmp_path / "t.csv").read_text().splitlines()[
        0
    ] == '"point","rulebook","replicate","ever_listed","months_voiced"'
    assert "ever_listed" in said("study", "run", file, *store)[1]


@pytest.mark.parametrize("on", ["true", "false"])
def test_the_switch_of_a_study_file_turns_a_mechanism_off(file, tmp_path, on):
    file.write_text(STUDY.replace("speech: false", f"speech: {on}"))
    store = ("--store", tmp_path / "store")
    assert said("study", "run", file, *store, "--executor", "serial")[0] == 0
    said("study", "table", file, tmp_path / "t.csv", *store)
    voiced = [float(row.split(",")[-1]) for row in (tmp_path / "t.csv").read_text().splitlines()[1:]]
    assert all(months > 0 for months in voiced) == (on == "true")


def test_bad_input_is_told_in_one_message(file, tmp_path):
    file.write_text(STUDY.replace("switches", "swiches"))
    code, _, err = said("study", "run", file, "--store", tmp_path / "store")
    assert code == 2
    assert f'{file}:7:1: swiches: not a known key (did you mean "switches"?)' in err
    code, _, err = said("study", "table", file, tmp_path / "t.xls")
    assert code == 2
    assert "end in .csv or .parquet" in err
    (tmp_path / "flat").write_text("")
    file.write_text(STUDY)
    code, _, err = said("study", "run", file, "--store", tmp_path / "flat")
    assert code == 2
    assert "the store cannot be used" in err


FINDINGS = """\
schema: glasshouse/study@1
title: Points and fear
rulebooks: rongcheng-2021
society: toytown
persons: 300
months: 12
replicates: 2
vary:
  critical_speech.points: [-50, 0]
  fear.floor: {from: 0, to: 60}
design: {kind: sobol, samples: 24}
outcomes: [fearful, conforms]
search:
  goals: [{outcome: fearful, better: less}, {outcome: conforms, better: more}]
  population: 4
  generations: 1
  fresh: 2
"""


def test_what_a_study_found_is_told(file, tmp_path):
    """As data; what is told in words, and drawn, stands on the page about studies, which is run."""
    file.write_text(FINDINGS)
    store, here = ("--store", tmp_path / "store"), ("--executor", "serial")
    _, out, err = said("study", "run", file, *store, *here, "--precision", "200")
    assert "points x replicates for ±200" in out
    assert "too few: fewer than 4 replicates" in out
    assert f"note: {file}:11:23: design.samples: 24 samples of a sobol design are not balanced" in err
    assert "UserWarning" not in err
    picture = tmp_path / "fear.png"
    words = ("study", "indices", file, *store, "--outcome", "fearful", "--to", picture, "--json")
    code, out, _ = said(*words)
    assert code == 0
    assert json.loads(out)["indices"][-1]["names"] == "luck"
    assert picture.stat().st_size > 5000


def test_boxes_of_a_study_are_told(file, tmp_path):
    pytest.importorskip("ema_workbench")
    file.write_text(FINDINGS)
    store = ("--store", tmp_path / "store")
    said("study", "run", file, *store, "--executor", "serial", "--quiet")
    words = ("study", "discover", file, *store, "--outcome", "fearful", "--above", "500")
    assert "fear.floor from" in said(*words)[1]
    assert json.loads(said(*words, "--json")[1])["wanted"] == "above 500"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "--precision", "much"), "much is not a precision"),
        (("run", "--precision", "0%"), "0% is not a precision"),
        (("indices", "--outcome", "exposur"), 'did you mean "exposure"'),
        (("indices", "--outcome", "exposure", "--to", "x.pdf"), "end it in one of .svg"),
        (("search",), "asks for no search"),
        (("discover", "--outcome", "exposure"), "one of the two"),
    ],
)
def test_findings_asked_for_badly(file, tmp_path, words, told):
    command, *rest = words
    code, _, err = said("study", command, file, "--store", tmp_path / "store", *rest)
    assert code == 2
    assert told in err


def test_check_says_what_a_study_will_take(file):
    file.write_text(FINDINGS.replace("sobol, samples: 24", "latin, samples: 24"))
    told = json.loads(said("study", "check", file, "--json")[1])
    assert (told["points"], told["members"], told["exact"], told["notes"]) == (24, 48, True, [])
    assert told["seconds"] > 0 < told["bytes"]
    out = said("study", "check", file)[1]
    for words in (
        "members     48",
        "time        about",
        "disk        about",
        "more samples of this design keep none",
    ):
        assert words in out
    file.write_text(FINDINGS)
    out = said("study", "check", file)[1]
    assert "more samples or replicates keep all members" in out
    assert f"note: {file}:11:23: design.samples: 24 samples of a sobol design are not balanced" in out
    assert "such as 16 or 32" in out
