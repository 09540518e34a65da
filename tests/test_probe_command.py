"""`glasshouse probe` and the page that explains it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.commands import status

from glasshouse import simulation
from glasshouse.metrics.privacy import DESIGNS, PROBES

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    done = simulation.run("court-list-2013+debtor-map", "toytown", persons=3_000, months=24, seed=3)
    return done.save(tmp_path_factory.mktemp("probe") / "results")


def test_the_table_and_the_picture(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "map.svg"
    assert (
        status("probe", folder, "--targets", 5, "--design", "pin", "--design", "count", "--to", picture) == 0
    )
    said = capsys.readouterr().out
    assert all(probe.title in said for probe in PROBES)
    assert "grid-250" not in said
    assert str(picture) in said
    assert picture.read_text().startswith("<svg")


def test_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("probe", folder, "--targets", 5, "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(DESIGNS) * len(PROBES)
    assert set(rows[0]) == {"design", "probe", "value", "low", "high", "unit", "targets", "answers"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--design", "pni"], 'did you mean "pin"'),
        (["--apart", "24"], "give 1 to 23"),
        (["--to", "a.pdf"], "end it in one of .svg"),
    ],
)
def test_bad_input_is_said_in_a_line(
    words: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status("probe", folder, "--targets", 5, *words) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_results_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("probe", tmp_path) == 2
    assert "not a results folder" in capsys.readouterr().err


def test_the_page_explains_every_design_and_probe() -> None:
    page = (DOCS / "map-privacy.md").read_text("utf-8")
    assert not [design.name for design in DESIGNS if f"`{design.name}`" not in page]
    assert not [probe.title for probe in PROBES if probe.title not in page]
