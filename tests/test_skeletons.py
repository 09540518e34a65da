"""What `glasshouse new` writes is sound, runs as it is, and stands in nobody's way."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.commands import glasshouse

import glasshouse as gh
from glasshouse.skeletons import ENDINGS, KINDS

TOWN = ("--persons", 200, "--months", 14, "--quiet", "--no-report")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A skeleton of each kind, called `my-own`."""
    return {kind: gh.new(kind, tmp_path / f"my-own{ENDINGS[kind]}") for kind in ("rulebook", "mechanism")} | {
        kind: gh.new(kind, tmp_path / f"my-{kind}{ENDINGS[kind]}") for kind in ("society", "study", "measure")
    }


@pytest.mark.parametrize("kind", [kind for kind in KINDS if ENDINGS[kind] == ".yaml"])
def test_texts_are_sound(files: dict[str, Path], kind: str) -> None:
    done = glasshouse("check", files[kind])
    assert done.returncode == 0, done.stderr
    assert ": sound (" in done.stdout


def test_they_run_together(files: dict[str, Path], tmp_path: Path) -> None:
    law, town = ("--rulebook", files["rulebook"]), ("--society", files["society"])
    own = ("--mechanism", f"{files['mechanism']}:my_own")
    done = glasshouse("run", *law, *town, *own, *TOWN, "--out", tmp_path / "results")
    assert done.returncode == 0, done.stderr
    events = pq.read_table(tmp_path / "results" / "system" / "mechanisms.parquet")
    assert set(events.filter(events["my_own.forgave"].to_numpy() > 0)["month"].to_pylist()) == {12}
    measure = ("--measure", f"{files['measure']}:my_measure", "--json")
    told = glasshouse("audit", tmp_path / "results", *measure)
    assert told.returncode == 0, told.stderr
    assert '"my_measure"' in told.stdout
    listed = gh.run(files["rulebook"], "toytown", persons=500, months=24, seed=2).people["times_listed"]
    assert listed.sum() > 0, "nobody comes onto the list of the skeleton"


def test_nothing_in_the_way_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "late-readers.yaml"
    path.write_text("mine")
    done = glasshouse("new", "rulebook", path)
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("rulebok", "a.yaml"), 'Choose from: "rulebook"'),
        (("rulebook", "a.yml"), "name it a.yaml"),
        (("measure", "my measure.py"), "cannot be a name"),
        (("measure", "lambda.py"), "cannot be a name"),
        (("study", "nowhere/a.yaml"), "no such folder"),
    ],
)
def test_what_cannot_be_written_is_said(words: tuple[str, str], told: str, tmp_path: Path) -> None:
    done = glasshouse("new", *words, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    "title", ["Readers: late, \"later\" & 'lost'", "a # b", "$id \\ {x}", "two\nlines", "no"]
)
def test_any_title_can_be_given(title: str, tmp_path: Path) -> None:
    book = gh.rulebook(gh.new("rulebook", tmp_path / "a.yaml", title=title))
    assert book.title == " ".join(title.split()).replace("\\", "/").replace('"', "'")
    compile(gh.new("measure", tmp_path / "a.py", title=title).read_text(), "a.py", "exec")
