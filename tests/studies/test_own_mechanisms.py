"""Mechanisms of a user's own in a study: named in the plan, varied like any number, the same in every worker."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from tests.own_mechanisms import AMNESTY, good_months

import glasshouse as gh
from glasshouse import studies
from glasshouse.errors import InputError
from glasshouse.explorer import sources
from glasshouse.explorer.requests import Live
from glasshouse.studies.planning import load, plan_from
from glasshouse.studies.worker import Worker

PLAN = """schema: glasshouse/study@1
rulebooks: [court-list-2013]
mechanisms: ["amnesty.py:debt_amnesty", "{other}:good_months"]
society: toytown
persons: 200
months: 3
vary:
  amnesty.month: [1, 200]
outcomes: [debt_at_end, debt_at_end_twin]
"""


@pytest.fixture
def file(tmp_path):
    shutil.copy(AMNESTY, tmp_path / "amnesty.py")
    (tmp_path / "study.yaml").write_text(PLAN.format(other=good_months.source.file), "utf-8")
    return tmp_path / "study.yaml"


def test_a_study_varies_a_number_of_ones_own(file, tmp_path):
    plan = load(file)
    assert [factor.name for factor in plan.factors] == ["amnesty.month"]
    made = studies.Study(plan, studies.Store(tmp_path / "store")).run(by="serial")
    assert not made.failures()
    written, early, never = made.table().to_pylist()
    assert written["debt_at_end"] == never["debt_at_end"]
    assert early["debt_at_end"] < never["debt_at_end"]
    assert early["debt_at_end_twin"] == never["debt_at_end_twin"]


def test_a_worker_refuses_a_text_that_changed_after_planning(file):
    member = load(file).members[0]
    assert member.mechanism_hashes[1] == good_months.hash
    text = file.with_name("amnesty.py")
    text.write_text(text.read_text("utf-8").replace("person.debt > 0", "person.debt > 1"), "utf-8")
    result = Worker().live(member)
    assert "the mechanism" in result.error and "changed after the study was planned" in result.error
    assert load(file).members[0].key != member.key


def test_the_key_of_a_member_holds_the_text_and_not_its_place(file, tmp_path):
    member = load(file).members[0]
    moved = replace(member, mechanisms=("elsewhere.py:debt_amnesty", *member.mechanisms[1:]))
    assert moved.key == member.key
    assert replace(member, mechanism_hashes=("0" * 64, *member.mechanism_hashes[1:])).key != member.key


def test_faults_of_mechanisms_are_told_with_the_line_of_the_plan(file):
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("debt_amnesty", "debt_amnsty").replace("amnesty.month", "amnesty.mnth"), "utf-8"
    )
    with pytest.raises(InputError) as refused:
        load(file)
    told = str(refused.value)
    assert "study.yaml:3" in told and 'did you mean "debt_amnesty"' in told
    assert "study.yaml:8" in told and "amnesty.mnth" in told


def test_a_mechanism_made_in_python_is_named_by_its_file():
    plan = plan_from(
        {"rulebooks": ["court-list-2013"], "society": "toytown", "mechanisms": [good_months], "months": 1}
    )
    assert list(plan.mechanisms) == [f"{good_months.source.file}:good_months"]


def test_the_page_takes_no_code(file):
    with pytest.raises(InputError, match="this page runs no mechanisms of a user's own"):
        sources.open_source(file)
    assert not [name for name in Live.model_fields if "mechanism" in name]
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        Live(mechanisms=["amnesty.py:debt_amnesty"])


def test_the_page_shows_a_folder_without_running_its_mechanisms(tmp_path):
    run = gh.run("court-list-2013", "toytown", persons=200, months=3, twin=True, mechanisms=[good_months])
    opened = sources.open_source(run.save(tmp_path / "run"))
    shown = opened.make(object(), lambda done, total: None)
    assert type(shown).__name__ == "Stored"
