"""`glasshouse check` over files of every kind: the exact sentences with which bad ones are refused.

Beside every `tests/bad_files/any/<name>.yaml` stands `<name>.txt` with the whole message.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from glasshouse.checking import Checked, check
from glasshouse.cli.specs import list_shipped
from glasshouse.errors import InputError, choices, suggestion
from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.population.recipe import SHIPPED
from glasshouse.rulebooks.loading import FOLDER as RULEBOOKS

FOLDER = Path(__file__).parent / "bad_files" / "any"
COURT = RULEBOOKS / "court-list-2013" / "rulebook.yaml"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_message(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    with pytest.raises(InputError) as caught:
        check(Path(path.name))
    assert f"{caught.value}\n" == path.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(RULEBOOKS.glob("*/cases.yaml")), ids=lambda path: path.parent.name)
def test_shipped_cases_are_sound(path: Path) -> None:
    assert check(path) == Checked("glasshouse/cases@1")


CASES = """\
schema: glasshouse/cases@1
for: {book}
start: 2014-01
lint: {{must: [DUR-99], must_not: [PRC-2]}}
cases:
  odd:
    events: [{{month: 1, fact: judged}}]
    expect:
      2: {{lists: [defaultrs], grade: points.A, firm_lists: []}}
"""


def test_cases_are_held_against_their_rulebook_and_lint(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(CASES.format(book="court-list-2013"))
    with pytest.raises(InputError) as caught:
        check(file)
    assert [
        (diagnostic.line, diagnostic.what, diagnostic.fix) for diagnostic in caught.value.diagnostics
    ] == [
        (4, "lint.must: DUR-99 is not a rule of lint", 'did you mean "DUR-5"?'),
        (
            9,
            "cases.odd.expect.2.lists: defaultrs is not a list of court-list-2013",
            'did you mean "defaulters"?',
        ),
        (
            9,
            "cases.odd.expect.2.grade: points.A is not a grade of court-list-2013",
            "it has none: write null",
        ),
    ]
    file.write_text(CASES.format(book="cort-list-2013"))
    with pytest.raises(
        InputError, match=r'cases.yaml:2:1: for: there is no rulebook "cort-list-2013" \(did you mean'
    ):
        check(file)


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("      on:\n        value: {2013-10-01: [performed], 2017-05-01: [performed, inability]}",
         "      on:\n        value: [repaired]", "nobody leaves as repaired: the rulebook allows no repair"),
        ("      retest: {value: 6, unit: month,", "      retest: {value: null, unit: month,",
         "nobody leaves as inability: ability to pay is never examined again"),
        ("    exit:\n      on: {value: [performed, expired], note: \"earlier removal on performance is given from memory\"}\n",
         "    exit:\n", "nobody ever leaves the list obstructors"),
    ],
)  # fmt: skip
def test_exits_that_nobody_can_take_are_noted(tmp_path: Path, old: str, new: str, finding: str) -> None:
    text = COURT.read_text("utf-8")
    assert old in text
    file = tmp_path / "rulebook.yaml"
    file.write_text(text.replace(old, new), "utf-8")
    assert finding in [found.what.partition(": ")[2] for found in check(file).findings]


def test_a_society_of_less_than_one_person_is_refused(tmp_path: Path) -> None:
    text = (SHIPPED / "toytown.yaml").read_text("utf-8")
    file = tmp_path / "society.yaml"
    for persons in ("0", "0.5", "-1"):
        file.write_text(text.replace("population: {value: 100000,", f"population: {{value: {persons},"))
        with pytest.raises(InputError, match=r"population: .* persons is out of bounds .give 1 to"):
            check(file)


def test_an_exponent_is_a_number_and_a_decimal_comma_is_explained() -> None:
    assert mechanisms().but({"fear.floor": "1e1 level"})["fear.floor"].value == 10
    assert mechanisms().but({"fear.floor": "1e1"})["fear.floor"].value == 10
    for comma in ("1,5", "1,5 level"):
        with pytest.raises(InputError, match=r"1,5 has a decimal comma \(write 1.5 level\)"):
            mechanisms().but({"fear.floor": comma})


def test_no_suggestion_where_nothing_was_typed() -> None:
    for nothing in (None, True, [], {}, ""):
        assert suggestion(nothing, ["None", "none", "True", "[]"]) == ""
    assert choices(None, ["a", "b"]) == "one of: a, b"
    assert choices("nothing like it", [f"name {i}" for i in range(40)], "see the list") == "see the list"


def test_words_of_rulebooks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    list_shipped(words="rights")
    assert "movement.flight" in capsys.readouterr().out
