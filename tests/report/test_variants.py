"""Carrot or stick on the page: the comparison with the variants of the rulebook, and how much is whim."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.sealing import forge

from glasshouse import reporting, simulation
from glasshouse.reporting import variants_section
from glasshouse.reporting.folder import read
from glasshouse.rulebooks import load
from glasshouse.simulation import variant_runs
from glasshouse.simulation.variant_runs import EVERY


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with its twin and every variant, in a town where much is refused and officials choose."""
    book = load("court-list-2013").but({"discretion": {"officials_may": ["add"], "bounds": "none"}})
    run = simulation.run(
        book, "toytown", persons=6_000, months=24, seed=3, start="2018-01", twin=True,
        parameters={"credit.lapse_strategic": 0.9, "officials.critic": 0.5, "officials.list_critic": 0.9},
    )  # fmt: skip
    return run.save(tmp_path_factory.mktemp("variants") / "run", variants=EVERY)


def test_every_variant_has_its_table(compared: Path) -> None:
    parts = variants_section.variant_parts(read(compared))
    assert [part.title for part in parts] == ["Rewards only", "With due process", "Finance only"]
    assert all(len(part.rows) > 15 for part in parts)


def test_rewards_only_refuse_the_same_people_the_same_things(compared: Path) -> None:
    rows = {row["measure"]: row for row in read(compared).variants.to_pylist() if row["variant"] == EVERY[0]}
    assert rows["denied"]["rulebook"] > 0
    assert rows["denied"]["difference"] == 0
    assert rows["months_gated"]["difference"] == 0


def test_the_page_has_both_sections(compared: Path) -> None:
    page = reporting.write(compared).read_text("utf-8")
    assert "Carrot or stick" in page
    assert "Rewards only" in page
    assert "How much of it is whim" in page


def test_a_folder_without_the_comparison_says_so(compared: Path, tmp_path: Path) -> None:
    shutil.copytree(compared, tmp_path / "run")
    (tmp_path / "run" / "variants.parquet").unlink()
    forge(tmp_path / "run")
    assert "No variant of the rulebook was run" in reporting.write(tmp_path / "run").read_text("utf-8")


def test_only_variants_that_say_something_else_are_lived() -> None:
    every = EVERY
    said = {name: [variant for variant, _ in variant_runs.different_from(load(name), every)]
            for name in ("nothing", "court-list-2013", "rongcheng-2014", "xiamen-2018")}  # fmt: skip
    assert said["nothing"] == ["due-process"]
    assert said["court-list-2013"] == ["benefits-only", "due-process", "finance-only"]
    assert said["rongcheng-2014"] == list(every)
    assert "benefits-only" not in said["xiamen-2018"]
