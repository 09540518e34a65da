"""Tiny societies, and one without villages: groups without people are empty, and nothing else happens."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from glasshouse.cli import main

ALL_URBAN = Path(__file__).parent / "all_urban.yaml"
PICTURES = ("listed", "disparity")


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return int(str(left.value.code))


@pytest.mark.parametrize(
    ("rulebook", "society", "persons"),
    [
        ("rongcheng-2021", ALL_URBAN, 150),
        ("court-list-2013+debtor-map", "toytown", 1),
        ("rongcheng-2021", "toytown", 10),
        ("suining-2010", "toytown", 40),
    ],
)
def test_every_command_says_nobody_and_not_a_number(
    rulebook: str, society: str | Path, persons: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "results"
    about = ("--rulebook", rulebook, "--society", society, "--persons", persons, "--months", 13)
    assert call("run", *about, "--threads", 1, "--out", folder) == 0
    assert call("audit", folder) == 0
    assert call("life", folder, "--random") == 0
    if persons == 1:
        assert call("explore", folder, "--export", tmp_path / "export.html") == 0
    for name in PICTURES:
        assert call("plot", folder, "--figure", name) == 0
    told = capsys.readouterr()
    assert not re.search(r"\bnan\b", told.out, re.IGNORECASE)
    assert "Warning" not in told.err
    assert not re.search(r"\b(nan|NaN|Infinity)\b", (folder / "report.html").read_text("utf-8"))


def test_an_empty_group_is_named_as_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "results"
    about = ("--rulebook", "rongcheng-2021", "--society", ALL_URBAN, "--persons", 150, "--months", 2)
    assert call("run", *about, "--threads", 1, "--quiet", "--no-report", "--out", folder) == 0
    assert call("audit", folder, "--json") == 0
    audit = json.loads(capsys.readouterr().out)
    assert any("nobody here is rural" in str(one) for one in audit["unknown"])
    gaps = [one for one in audit["findings"] if "rural less urban" in one["title"]]
    assert gaps and all(one["value"] is None for one in gaps)
