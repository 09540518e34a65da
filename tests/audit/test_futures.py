"""A study as an ensemble: ranges over its members, and regret between its rulebooks."""

from __future__ import annotations

from pathlib import Path

import pytest

import glasshouse as gh
from glasshouse.errors import InputError
from glasshouse.studies.study import study

PLAN = """\
schema: glasshouse/study@1
title: Two rulebooks
rulebooks: [court-list-2013, financial-only]
society: toytown
persons: 1000
months: 18
replicates: 3
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    file = folder / "study.yaml"
    file.write_text(PLAN, "utf-8")
    study(file, folder / "store").run("serial")
    return file


def test_a_rulebook_has_to_be_named(plan: Path) -> None:
    store = plan.parent / "store"
    with pytest.raises(InputError, match="several rulebooks"):
        gh.audit(plan, store=store)
    with pytest.raises(InputError, match='did you mean "financial-only"'):
        gh.audit(plan, store=store, rulebook="finacial-only")


def test_members_become_ranges(plan: Path) -> None:
    store = plan.parent / "store"
    made = gh.audit(plan, store=store, rulebook="court-list-2013")
    table = study(plan, store).table("ever_listed").to_pylist()
    values = sorted(row["ever_listed"] for row in table if row["rulebook"] == "court-list-2013")
    (ever,) = made.named("F3.ever")
    assert ever.value == pytest.approx(values[1])
    assert (ever.runs, ever.persons, made.subject.runs) == (3, 1_000, 3)
    assert values[0] <= ever.low <= ever.high <= values[2]
    assert {one.part for one in made.named("F31")} >= {"regret"}
    assert not any(one.by_group for one in made.findings)


def test_a_study_nobody_lived(plan: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no store of members here"):
        gh.audit(plan, store=tmp_path / "empty", rulebook="court-list-2013")
