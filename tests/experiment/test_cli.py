"""`glasshouse study` from outside."""

from __future__ import annotations

import json

import pytest

from glasshouse import cli

STUDY = """\
schema: glasshouse/study@1
title: With and without a voice
rulebooks: court-list-2013+debtor-map
society: toytown
persons: 300
months: 6
switches: {voice: false}
set: {dues.lapse: 0.05, court.sue_after: 1, court.proceedings: 1}
replicates: 2
outcomes: [ever_listed, months_voiced]
"""


def said(capsys, *words):
    with pytest.raises(SystemExit) as left:
        cli.main([str(word) for word in words])
    out, err = capsys.readouterr()
    return left.value.code, out, err


@pytest.fixture
def file(tmp_path):
    (tmp_path / "study.yaml").write_text(STUDY)
    return tmp_path / "study.yaml"


def test_a_study_is_checked_run_told_and_written(file, tmp_path, capsys):
    store = ("--store", tmp_path / "store")
    assert said(capsys, "check", file)[:2] == (0, f"{file}: sound (glasshouse/study@1)\n")
    code, out, _ = said(capsys, "study", "run", file, *store, "--executor", "here", "--json")
    effects = {row["outcome"]: row for row in json.loads(out)["effects"]}
    assert code == 0
    assert effects["ever_listed"]["pairs"] == 2
    assert effects["months_voiced"]["mean"] == 0
    code, out, _ = said(capsys, "study", "status", file, *store, "--json")
    assert json.loads(out) | {"study": ""} == {
        "study": "", "rulebooks": 1, "points": 1, "replicates": 2, "members": 2, "lived": 2, "failed": 0,
        "damaged": [],
    }  # fmt: skip
    code, out, _ = said(capsys, "study", "table", file, tmp_path / "t.csv", *store)
    assert code == 0
    assert (tmp_path / "t.csv").read_text().splitlines()[
        0
    ] == '"point","rulebook","replicate","ever_listed","months_voiced"'
    assert "ever_listed" in said(capsys, "study", "run", file, *store)[1]


@pytest.mark.parametrize("on", ["true", "false"])
def test_the_switch_of_a_study_file_turns_a_mechanism_off(file, tmp_path, capsys, on):
    file.write_text(STUDY.replace("voice: false", f"voice: {on}"))
    store = ("--store", tmp_path / "store")
    assert said(capsys, "study", "run", file, *store, "--executor", "here")[0] == 0
    said(capsys, "study", "table", file, tmp_path / "t.csv", *store)
    voiced = [float(row.split(",")[-1]) for row in (tmp_path / "t.csv").read_text().splitlines()[1:]]
    assert all(months > 0 for months in voiced) == (on == "true")


def test_bad_input_is_told_in_one_message(file, tmp_path, capsys):
    file.write_text(STUDY.replace("switches", "swiches"))
    code, _, err = said(capsys, "study", "run", file, "--store", tmp_path / "store")
    assert code == 2
    assert f'{file}:7:1: swiches: not a known key (did you mean "switches"?)' in err
    code, _, err = said(capsys, "study", "table", file, tmp_path / "t.xls")
    assert code == 2
    assert "end in .csv or .parquet" in err
    (tmp_path / "flat").write_text("")
    file.write_text(STUDY)
    code, _, err = said(capsys, "study", "run", file, "--store", tmp_path / "flat")
    assert code == 2
    assert "the store cannot be used" in err
