"""Measures of one's own: one registry with the shipped ones, in audits, studies, reports and lists."""

from __future__ import annotations

import json
import math
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import glasshouse as gh
from glasshouse import cli, reporting
from glasshouse.auditing.auditor import Audit, audit
from glasshouse.auditing.bounds import names
from glasshouse.errors import InputError
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Answer, Estimate, Finding, answer
from glasshouse.metrics.measure import Measure, measure
from glasshouse.metrics.measure_data import Data, SideData
from glasshouse.studies import outcomes
from glasshouse.studies.executors import Executor, executor
from glasshouse.studies.planning import plan_from
from glasshouse.studies.study import study

EXAMPLES = Path(__file__).parents[2] / "examples"
QUIETER = f"{EXAMPLES / 'quieter.py'}:quieter"


@pytest.fixture(scope="module")
def comparison() -> gh.Comparison:
    run = gh.run("court-list-2013+debtor-map", "toytown", persons=300, months=6, seed=3, twin=True)
    return gh.compare(run, run.twin())


@pytest.fixture(scope="module")
def folder(comparison: gh.Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return comparison.run.save(tmp_path_factory.mktemp("results") / "run", variants=())


@pytest.fixture(scope="module")
def made(folder: Path) -> Audit:
    return audit(folder, measures=[QUIETER])


def small(**columns: Any) -> Data:
    people = {"person": pa.array(range(4), pa.uint32()), "cluster": [0, 0, 1, 1], "sex": ["men", "women"] * 2}
    return Data(12, table_of_people=pa.table({**people, "system_debt_at_end": [1, 2, 3, 6], **columns}))


def own(function: Any, **words: Any) -> Measure:
    made = measure(**{"id": "mine", "title": "Mine", "unit": "of it", "needs": ("people",), **words})(
        function
    )
    return catalogue.own_measure(made)


def test_studies_audits_reports_and_the_command_know_one_list(made: Audit, folder: Path, capsys) -> None:
    """What a study may name, an audit finds, a report prints and the command lists are the same measures."""
    from glasshouse.reporting import finding_tables
    from glasshouse.reporting import folder as folders

    known = set(catalogue.with_own([QUIETER]))
    of_one_run = {id for id, one in catalogue.shipped().items() if "runs" not in one.required}
    found = {one.id for one in made.findings} | {one.name.partition(".")[0] for one in made.unknown}
    assert found == known
    page = finding_tables.of(folders.read(folder), [QUIETER])
    assert {one.id for one in page.all} | {one.name.partition(".")[0] for one in page.unknown} == known
    with pytest.raises(SystemExit):
        cli.main(["list", "--measures", "--measure", QUIETER, "--json"])
    listed = json.loads(capsys.readouterr().out)["measures"]
    assert {row["id"] for row in listed} == known == set(made.measures)
    own_ones = [catalogue.own_measure(QUIETER)]
    outcome_names = outcomes.catalogue(own_ones)
    of = {
        one.name: m.id for m in (*catalogue.shipped().values(), *own_ones) for one in outcomes.of_measure(m)
    }
    assert set(of) == set(outcome_names)
    many = {"F10", "F25"}  # a number for each of several groups: no single column of a study
    assert set(of.values()) == (of_one_run - many) | {"quieter"}
    for id in (known - set(of.values())) | many:
        with pytest.raises(InputError, match=r"several (runs|groups)"):
            outcomes.known(id)
    assert known - {"CS"} <= {name.partition(".")[0] for name in names(made.measures)}
    assert sorted(name for row in listed for name in row["outcomes"]) == sorted(of)


def test_a_figure_means_the_same_to_a_study_and_an_audit(made: Audit, comparison: gh.Comparison) -> None:
    kept = outcomes.outcomes_of(comparison.run, comparison.twin)
    for id in outcomes.KEPT:
        assert made.named(id)[0].value == pytest.approx(kept[f"{id}_difference"], abs=1e-9), id
    for id in outcomes.WHOLE:
        assert made.named(id)[0].value == pytest.approx(kept[id], nan_ok=True), id


def test_a_measure_of_ones_own_is_named_with_its_source(made: Audit, folder: Path, tmp_path: Path) -> None:
    (found,) = made.named("quieter")
    assert (found.side, found.worse, found.persons) == ("harm", "more", 300)
    assert {group.dim for group in found.by_group} >= {"sex", "age_band", "income_band"}
    assert f"--measure {QUIETER}" in made.commands[-1]
    (about,) = made.as_dict()["measures_of_your_own"]
    assert about["text"] == (EXAMPLES / "quieter.py").read_text()
    (kept,) = made.keep_sources(tmp_path)
    assert kept.parent.name == "code" and kept.read_text() == about["text"]
    assert about["sha256"].startswith(kept.stem.rpartition("-")[2])


def test_a_report_shows_measures_and_pictures_of_ones_own(folder: Path, tmp_path: Path) -> None:
    pictures = [f"{EXAMPLES / 'incomes.py'}:incomes"]
    page = reporting.write(folder, tmp_path / "r.html", measures=[QUIETER], pictures=pictures).read_text()
    assert "Speak critically less often" in page and 'id="fig-incomes"' in page
    assert "Code of your own on this page" in page and "def quieter(data)" in page
    assert {path.name.rpartition("-")[0] for path in (tmp_path / "code").iterdir()} == {
        "quieter",
        "incomes",
    }
    assert gh.figure(folder, pictures[0]).id == "incomes"
    with pytest.raises(InputError, match="there is no x in this file"):
        reporting.write(folder, tmp_path / "r.html", pictures=[pictures[0].replace(":incomes", ":x")])


def test_a_picture_that_is_none_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text(
        dedent(
            """
            import glasshouse as gh

            @gh.picture(id="three", title="Three")
            def three(source):
                return 3

            @gh.picture(id="broken", title="Broken")
            def broken(source):
                return source.table("people")["no such column"]

            @gh.picture(id="lost", title="Lost", after="rigths")
            def lost(source):
                return None
            """
        )
    )
    for name, said in (
        ("three", "picture three returns an object of type int"),
        ("broken", r"p.py:10: picture broken fails: KeyError"),
        ("lost", 'there is no section rigths .did you mean "rights"'),
    ):
        with pytest.raises(InputError, match=said):
            reporting.write(folder, tmp_path / "r.html", pictures=[f"{tmp_path}/p.py:{name}"])
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("returned", "value"),
    [
        (0.25, 0.25),
        (np.float64(2), 2),
        (np.int64(3), 3),
        (math.nan, math.nan),
        (np.array([1, 2, 3, 6]), 3),
        ([True, False, False, False], 0.25),
        (Estimate(1.0, 0.0, 2.0, 4, 4), 1.0),
        (Answer("other", 1.0, 0.0, 2.0, 4, 4), 1.0),
        ([Answer("mine", 1.0, 0.0, 2.0, 4, 4)], 1.0),
    ],
)
def test_what_a_measure_may_return(returned: object, value: float) -> None:
    (found,) = own(lambda data: returned).take(small())
    assert isinstance(found, Finding) and found.name == "mine" and found.title == "Mine"
    assert found.value == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (None, "returns None"),
        (True, "returns True"),
        ("much", "returns 'much'"),
        (math.inf, "not finite"),
        ([1, 2, 3], "returns 3 numbers where there are 4 persons"),
        ([1, 2, 3, math.nan], "not finite"),
        ({"a": 1}, "an object of type dict"),
    ],
)
def test_what_it_may_not_return_is_refused_with_its_place(returned: object, said: str) -> None:
    with pytest.raises(InputError, match=f"test_own_measures.py:[0-9]+: measure mine .*{said}"):
        own(lambda data: returned).take(small())


def test_a_measure_that_fails_is_named_with_the_line_that_failed() -> None:
    def broken(data: Data) -> float:
        """Divide by nothing."""
        return 1 / 0

    line = broken.__code__.co_firstlineno + 2
    with pytest.raises(
        InputError, match=rf"test_own_measures\.py:{line}: measure mine fails: ZeroDivisionError"
    ):
        own(broken).take(small())


def test_only_declared_tables_can_be_read() -> None:
    data = Data(12, system=SideData("system", {"monthly": pa.table({"month": [0]}), "ledger": pa.table({})}))
    assert own(lambda data: len(data.system.monthly), needs=("monthly",)).take(data)[0].value == 1
    for read, said in (
        (
            lambda data: len(data.system.ledger),
            'reads ledger, which it does not declare .add "ledger" to needs',
        ),
        (lambda data: data.column("age"), "reads people, which it does not declare"),
    ):
        with pytest.raises(InputError, match=f"measure mine: {said}"):
            own(read, needs=("monthly",)).take(data)
    assert own(lambda data: 1 / 0, needs=("ledger", "twin")).take(data) == (), "not taken without its needs"


def test_paired_differences_are_those_of_the_registry(comparison: gh.Comparison) -> None:
    """The helper of measures gives the numbers that the comparison has."""

    def income(data: Data) -> Answer:
        """Income."""
        return data.difference(*(data.column(f"{side}_income") for side in ("system", "twin")))

    mine, shipped = comparison.findings(own(income), "income")
    scale = catalogue.find("income").scale(6)
    assert mine.estimate.times(scale).value == pytest.approx(shipped.value)
    assert mine.estimate.times(scale).low == pytest.approx(shipped.low)


def test_names_and_ids_are_checked() -> None:
    for given, said in (
        (lambda: catalogue.find("incom"), 'did you mean "income"'),
        (lambda: catalogue.with_own([own(lambda data: 1, id="income")]), "measure income: the id is taken"),
        (
            lambda: catalogue.with_own([own(lambda data: 1), own(lambda data: 2)]),
            "measure mine: the id is taken",
        ),
        (lambda: catalogue.with_own([own(lambda data: 1, id="income_twin")]), "income_twin: the id is taken"),
        (lambda: catalogue.with_own([own(lambda data: 1, needs=("runs",))]), "is taken of one run"),
        (
            lambda: own(lambda data: data.mean([1] * 4), parts={"a": {}}).finding(
                answer("mine", NONE, part="b")
            ),
            "mine has no part b",
        ),
        (lambda: catalogue.with_own([len]), "len is not a measure .put @gh.measure"),  # type: ignore[list-item]
        (lambda: catalogue.with_own(["no.py:a", "no.py:b"]), "(?s)no such file.*no such file"),
    ):
        with pytest.raises(InputError, match=said):
            given()  # type: ignore[no-untyped-call]


NONE = Estimate.bare(math.nan, 0, 0)
PLAN = {"rulebooks": "court-list-2013+debtor-map", "society": "toytown", "persons": 100, "months": 3}


def test_a_study_takes_measures_and_an_executor_of_ones_own(tmp_path: Path, capsys) -> None:
    asked = ["quieter", "F1.loss", "rights_lost_months", "listed_share"]
    (tmp_path / "m.py").write_text((EXAMPLES / "quieter.py").read_text())
    (tmp_path / "e.py").write_text((EXAMPLES / "one_by_one.py").read_text())
    text = json.dumps({"schema": "glasshouse/study@1", **PLAN, "measures": ["m.py:quieter"],
                       "executor": "e.py:OneByOne", "outcomes": asked})  # fmt: skip
    (tmp_path / "study.yaml").write_text(text)
    done = study(tmp_path / "study.yaml", tmp_path / "store").run()
    assert "chunk 0: " in capsys.readouterr().out, "the executor of the plan"
    (row,) = done.table().to_pylist()
    assert all(math.isfinite(row[name]) for name in asked)
    kept = sorted(path.name.partition("-")[0] for path in (tmp_path / "store" / "code").iterdir())
    assert kept == ["e", "m"]
    assert b"source of m.py:quieter" in done.table().to_arrow().schema.metadata
    assert done.verify(1).differences == {}
    plain = plan_from(PLAN)
    (member,), (without,) = done.plan.members, plain.members
    assert member.key != without.key and member.taken
    (tmp_path / "m.py").write_text((tmp_path / "m.py").read_text().replace("<", "<="))
    (again,) = study(tmp_path / "study.yaml", tmp_path / "store").plan.members
    assert again.key not in (member.key, without.key), "another source is another member"
    from glasshouse.studies.worker import Worker

    assert "source of measure quieter changed after the study was planned" in Worker().live(member).error


def test_a_study_refuses_what_it_cannot_take() -> None:
    for more, said in (
        ({"outcomes": ["quieter"]}, "quieter is not an outcome"),
        ({"outcomes": ["F23"]}, "it needs several runs of the same people"),
        ({"outcomes": ["F1"]}, "name one of F1.loss, F1.unweighted, F1.least"),
        ({"measures": ["no.py:m"]}, "measures.0: there is no such file .no.py"),
        ({"measures": 3}, "3 is not a list of measures"),
        ({"executor": "serail"}, 'no executor has this name .did you mean "serial"'),
        ({"executor": "no.py:e"}, "there is no such file"),
    ):
        with pytest.raises(InputError, match=said):
            plan_from({**PLAN, **more})


def test_an_executor_keeps_to_the_protocol(tmp_path: Path) -> None:
    (tmp_path / "e.py").write_text("class A: pass\nclass B:\n    def __init__(self, x): pass\nlive = 3\n")
    made = executor(f"{EXAMPLES / 'one_by_one.py'}:OneByOne")
    assert isinstance(made, Executor)
    for name, said in (("A", "no method live"), ("B", "cannot be made"), ("live", "no method live")):
        with pytest.raises(InputError, match=said):
            executor(f"{tmp_path / 'e.py'}:{name}")
