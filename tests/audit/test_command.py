"""`glasshouse audit` and the page that explains it."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.commands import status

from glasshouse.auditing.audit_findings import NO_SCORE
from glasshouse.auditing.bounds import load_bounds

DOCS = Path(__file__).parent.parent.parent / "docs"
STRICT = "schema: glasshouse/bounds@1\nbounds: {F3.ever: {at_most: 0, assumption: nobody}}\n"


def test_words_and_tables(lived: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("audit", lived) == 0
    said = capsys.readouterr().out
    for words in ("Harm", "Claimed benefit", "Bounds", "Not known", NO_SCORE, "persons", "95 % interval"):
        assert words in said
    assert said.index("Ever listed") < said.index("F1.loss")


def test_groups_and_a_file(lived: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "findings.parquet"
    assert status("audit", lived, "--by", "sex,age_band", "--to", file) == 0
    said = capsys.readouterr().out
    assert "sex: women" in said and "registration: rural" not in said
    rows = pq.read_table(file).to_pylist()
    assert {"id", "group", "value", "low", "high", "persons", "events", "bound", "verdict"} <= set(rows[0])
    assert status("audit", lived, "--to", file) == 2
    assert "is there already" in capsys.readouterr().err
    assert status("audit", lived, "--to", file, "--overwrite") == 0


def test_json_and_the_status(make, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strict = tmp_path / "strict.yaml"
    strict.write_text(STRICT, "utf-8")
    folder = make()
    assert status("audit", folder, "--bounds", strict, "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == "glasshouse/audit@1"
    assert [one["verdict"] for one in data["verdicts"]] == ["violated"]
    assert status("audit", folder, "--bounds", strict, "--fail-on", "violated") == 1


def test_a_draft(lived: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("audit", lived, "--assessment", tmp_path / "draft.md") == 0
    assert str(tmp_path / "draft.md") in capsys.readouterr().out
    assert status("audit", lived, "--assessment", tmp_path / "draft.doc", "--to", "findings.txt") == 2
    said = capsys.readouterr().err
    assert "not an assessment" in said and "not a table" in said


def test_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("audit", tmp_path / "nowhere") == 2
    assert "no such results folder" in capsys.readouterr().err
    assert status("audit") == 2


def test_the_page_names_every_shipped_bound_as_it_is() -> None:
    page = (DOCS / "audit.md").read_text("utf-8")
    rows = {
        bound.name: f"| `{bound.name}` {bound.title} | {bound.limit} | {bound.basis} |"
        for bound in load_bounds()
    }
    assert not [name for name, row in rows.items() if row not in page]
