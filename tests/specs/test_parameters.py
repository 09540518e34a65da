"""Parameters: what a file of them may say, and the record that rules read."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glasshouse.errors import InputError
from glasshouse.specs.parameters import ParameterSet, Prior, load, overlay
from glasshouse.specs.reading import survey

COURT = """\
schema: glasshouse/parameters@1
mechanism: court
parameters:
  sue: {value: 0.25, unit: 1/month, range: [0, 1], evidence: assumption, prior: "beta(4, 12)"}
  after: {value: 90, unit: day, range: [30, 365], evidence: V, source: Civil procedure}
  yearly: {value: 0.5, unit: 1/year, range: [0, 1], evidence: D, source: counts}
  fee: {value: 50.5, unit: CNY, range: [0, 500], evidence: V2, source: fee table}
  radius: {value: 0.5, unit: km, range: [0, 5], evidence: V, source: app}
  spread: {value: 0.88, unit: sigma, range: [0.1, 2], evidence: D, source: Gini}
  steps: {value: [1, 2, 3], unit: month, range: [1, 12], evidence: M, source: memory}
  test:
    sensitivity: {value: 0.75, unit: probability, range: [0, 1], evidence: assumption}
"""


def written(folder: Path, content: str, name: str = "court.yaml") -> Path:
    path = folder / name
    path.write_text(content)
    return path


@pytest.fixture
def court(tmp_path: Path) -> ParameterSet:
    return load(written(tmp_path, COURT))


def sentences(error: InputError) -> list[str]:
    return [
        f"{diagnostic.what} ({diagnostic.fix})" if diagnostic.fix else diagnostic.what
        for diagnostic in error.diagnostics
    ]


def test_leaves_are_found_by_dotted_name_with_their_place(court: ParameterSet) -> None:
    assert list(court)[:2] == ["court.sue", "court.after"]
    assert court["court.test.sensitivity"].line == 12
    assert court["court.steps"].value == (1, 2, 3)
    assert str(court["court.sue"].prior) == "beta(4, 12)"
    assert [p.name for p in court.assumptions()] == ["court.sue", "court.test.sensitivity"]


def test_the_record_holds_integers_where_decisions_hang_on_them(court: ParameterSet) -> None:
    record = court.record()
    assert record.shape == (1,)
    assert record.court_sue[0] == 2**30
    assert record.court_after[0] == 3
    assert record.court_yearly[0] == round((1 - 0.5 ** (1 / 12)) * 2**32)
    assert record.court_fee[0] == 5050
    assert record.court_radius[0] == 500
    assert record.court_spread[0] == 0.88
    assert record.court_steps[0].tolist() == [1, 2, 3]
    assert record.court_test_sensitivity[0] == 3 * 2**30
    assert record.dtype["court_sue"] == np.uint64


def test_but_changes_a_copy(court: ParameterSet) -> None:
    other = court.but({"court.sue": 0.5, "court.after": "2 month"})
    assert (court["court.sue"].value, other["court.sue"].value) == (0.25, 0.5)
    assert other["court.after"].value == pytest.approx(60.83, abs=0.01)
    assert other["court.after"].evidence == "assumption"
    assert other.record().dtype == court.record().dtype


def test_but_reports_every_fault(court: ParameterSet) -> None:
    with pytest.raises(InputError) as caught:
        court.but({"court.su": 1, "court.sue": 2, "court.after": "3 km", "court.steps": [1]})
    assert sentences(caught.value) == [
        'court.su: not a known parameter (did you mean "court.sue"?)',
        "court.sue: 2 1/month is outside its range (give 0 to 1)",
        "court.after: km (length) cannot be turned into day (time) (give it in day)",
        "court.steps: has another number of values (give 3)",
    ]


BAD_LEAVES = [
    ("x: {value: 1, unit: month, range: [0, 2]}", "the evidence is missing (one of: V, V2, D, M, assumption)"),
    ("x: {value: 1, unit: month, range: [0, 2], evidence: V}", "evidence V needs a source (name the source, or write evidence: assumption)"),
    ("x: {value: 1, unit: month, range: [0, 2], evidence: guess}", "evidence: guess is not a code of evidence (one of: V, V2, D, M, assumption)"),
    ("x: {value: 1, unit: month, evidence: assumption}", "the range is missing (write range: [lowest, highest] sensible value)"),
    ("x: {value: 1, unit: month, range: [2, 0], evidence: assumption}", "range: the range is not two numbers, the lower first (write range: [0, 1])"),
    ("x: {value: 3, unit: month, range: [0, 2], evidence: assumption}", "value: 3 month is outside its range (give 0 to 2)"),
    ("x: {value: 3, range: [0, 2], evidence: assumption}", "the unit is missing (write for example unit: month)"),
    ("x: {value: 3, unit: mnth, range: [0, 2], evidence: assumption}", 'unit: mnth is not a known unit (did you mean "month"?)'),
    ("x: {value: 1, unit: month, range: [0, 2], evidence: assumption, sorce: y}", 'sorce: not a field of a parameter (did you mean "source"?)'),
    ("x: {value: 2, unit: 1/year, range: [0, 9], evidence: assumption}", "value: 2 1/year is more than certain (give a chance from 0 to 1, or a shorter time)"),
    ("x: {value: 1.5, unit: persons, range: [0, 9], evidence: assumption}", "value: 1.5 persons is not a whole number (round it)"),
    ("x: {value: 1, unit: month, range: [0, 2], evidence: assumption, prior: beta}", "prior: beta is not a prior (write for example prior: \"beta(4, 996)\")"),
    ("x: {value: 1, unit: month, range: [0, 2], evidence: assumption, prior: 'bta(1, 2)'}", 'prior: bta is not a known family of priors (did you mean "beta"?)'),
    ("x: {value: 1, unit: month, range: [0, 2], evidence: assumption, prior: 'beta(1)'}", "prior: beta(1) does not have the numbers of its family (write beta(a, b))"),
    ("x: {value: 1, unit: month, range: [0, 2], evidence: assumption, prior: 'uniform(2, 1)'}", "prior: uniform(2, 1) is not a distribution (uniform(low, high) needs low below high)"),
    ("X: {value: 1, unit: month, range: [0, 2], evidence: assumption}", "is not a name (use small letters, digits and underscores, a letter first)"),
]  # fmt: skip


@pytest.mark.parametrize(("leaf", "message"), BAD_LEAVES)
def test_faulty_leaves(tmp_path: Path, leaf: str, message: str) -> None:
    path = written(tmp_path, f"schema: glasshouse/parameters@1\nmechanism: m\nparameters:\n  {leaf}\n")
    with pytest.raises(InputError) as caught:
        load(path)
    key = leaf.split(":")[0]
    separator = (
        "." if message.split(":")[0] in {"value", "unit", "range", "evidence", "prior", "sorce"} else ": "
    )
    assert sentences(caught.value) == [f"parameters.{key}{separator}{message}"]
    assert caught.value.diagnostics[0].line == 4


def test_a_name_may_not_hide_an_attribute_of_the_record(tmp_path: Path) -> None:
    leaf = "{value: 1, unit: month, range: [0, 2], evidence: assumption}"
    path = written(tmp_path, f"schema: glasshouse/parameters@1\nparameters:\n  size: {leaf}\n")
    with pytest.raises(InputError, match="would hide NumPy's own attribute size"):
        load(path)


def test_faults_of_all_files_come_together(tmp_path: Path) -> None:
    one = written(tmp_path, "schema: glasshouse/parameters@2\nparameters: {}\n", "one.yaml")
    two = written(tmp_path, "schema: glasshouse/parameters@1\nparametres: {}\n", "two.yaml")
    with pytest.raises(InputError) as caught:
        load(one, two, tmp_path / "three.yaml")
    assert sentences(caught.value) == [
        "schema: glasshouse/parameters@2 is not a schema of parameters (write schema: glasshouse/parameters@1)",
        "parameters: a map of parameters is missing (write parameters: {...})",
        'parametres: not a known key (did you mean "parameters"?)',
        "no such file (check its name)",
    ]


def test_a_name_belongs_to_one_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"court.sue is already set at .*one.yaml:4") as caught:
        load(written(tmp_path, COURT, "one.yaml"), written(tmp_path, COURT, "two.yaml"))
    assert len(caught.value.diagnostics) == 8


PRACTICE = """\
schema: glasshouse/practice@1
for: court-list-2013
parameters:
  court.sue: {value: 0.5, unit: 1/month, evidence: V, source: a study}
  court: {after: {value: 2, unit: month, evidence: assumption}}
"""


def test_a_practice_file_is_laid_over_the_defaults(court: ParameterSet, tmp_path: Path) -> None:
    laid = overlay(court, survey(written(tmp_path, PRACTICE, "practice.yaml")))
    assert laid["court.sue"].value == 0.5
    assert laid["court.sue"].range == (0, 1)
    assert laid["court.sue"].file.endswith("practice.yaml")
    assert laid["court.after"].unit == "day"
    assert laid.record().dtype == court.record().dtype


def test_a_practice_file_may_not_invent_names_or_kinds(court: ParameterSet, tmp_path: Path) -> None:
    content = PRACTICE.replace("court.sue:", "court.seu:").replace("unit: month", "unit: km")
    with pytest.raises(InputError) as caught:
        overlay(court, survey(written(tmp_path, content, "practice.yaml")))
    assert sentences(caught.value) == [
        'parameters.court.seu: not a known parameter (did you mean "court.sue"?)',
        "parameters.court.after: km cannot be turned into day (give it in day)",
    ]


def test_a_practice_file_may_have_its_own_currency_if_it_states_the_range(
    court: ParameterSet, tmp_path: Path
) -> None:
    fee = "schema: glasshouse/practice@1\nparameters: {court.fee: {value: 6, unit: EUR, evidence: assumption}}\n"
    with pytest.raises(InputError, match="has no range in EUR: the one known is in CNY"):
        overlay(court, survey(written(tmp_path, fee, "practice.yaml")))
    stated = fee.replace("unit: EUR", "unit: EUR, range: [0, 60]")
    laid = overlay(court, survey(written(tmp_path, stated, "practice.yaml")))["court.fee"]
    assert (laid.value, laid.unit, laid.range) == (6, "EUR", (0, 60))


def test_amounts_come_into_one_currency_with_their_ranges_and_priors(court: ParameterSet) -> None:
    fee = replace(court["court.fee"], prior=Prior("triangular", (0, 50, 100)))
    own = replace(fee, name="court.own", value=3, unit="money/month", range=(0, 9))
    made = ParameterSet((fee, own)).in_money("EUR", {"CNY": 0.125})
    assert (made["court.fee"].value, made["court.fee"].range) == (6.3125, (0, 62.5))
    assert made["court.fee"].prior == Prior("triangular", (0, 6.25, 12.5))
    assert (made["court.own"].value, made["court.own"].unit) == (3, "EUR/month")
    with pytest.raises(InputError, match=r"court\.fee: given in CNY, and the society has EUR"):
        court.in_money("EUR", {})
