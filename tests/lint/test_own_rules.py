"""Lint rules of one's own: from a folder, a file or Python, beside the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from glasshouse.errors import InputError
from glasshouse.linting import lint
from glasshouse.linting.examples import example
from glasshouse.linting.rule import NOT_VIOLATED, VIOLATED
from glasshouse.linting.rule_registry import shipped, with_own

RULES = Path(__file__).parents[2] / "examples" / "lint_rules"
FILE = RULES / "own_1.py"


def test_a_rule_of_ones_own_is_asked_beside_the_shipped_ones() -> None:
    assert list(with_own([RULES])) == [*shipped(), "OWN-1"]
    own = with_own([RULES])["OWN-1"]
    assert lint(example(own.bad), rules=RULES, select=["OWN"]).verdicts == {"OWN-1": VIOLATED}
    assert lint(example(own.good), rules=f"{FILE}:own_1", select=["OWN-1"]).verdicts == {
        "OWN-1": NOT_VIOLATED
    }
    report = lint(example(own.bad), rules=[own], norms=["quality"])
    assert {"OWN-1", "MOD-1"} <= set(report.verdicts)
    about = report.as_dict()["rules"]["OWN-1"]
    assert about["file"] == str(FILE) and len(about["sha256"]) == 64
    assert "OWN-1" in str(report.as_sarif())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"OWN-1"', '"LEG-1"'), "lint rule LEG-1: the id is taken"),
        (('"OWN-1"', '"mine"'), "mine: not an id of a lint rule"),
        (("@rule(", "@rule("), "the id is taken"),  # the same rule again, from another file
        (
            ("yield found", "1 / 0\n            yield found"),
            "own_2.py:22: lint rule OWN-1 fails: ZeroDivisionError",
        ),
        (("def own_1", "def own_1("), "own_2.py:17:11: is not valid Python"),
        (("import found, rule", "import found, rul"), "cannot be loaded: ImportError"),
        (
            ("    good=", "    goood="),
            r'own_2.py:7: goood: not a keyword of rule OWN-1 \(did you mean "good"',
        ),
        (("    why=", "    reason="), "own_2.py:7: rule OWN-1 needs why"),
    ],
)
def test_a_broken_rule_file_is_one_message(change: tuple[str, str], said: str, tmp_path: Path) -> None:
    (tmp_path / "own_2.py").write_text(FILE.read_text().replace(*change))
    again = "the id is taken" in said and "LEG" not in said
    with pytest.raises(InputError, match=said) as caught:
        lint("court-list-2013", rules=[RULES, tmp_path] if again else tmp_path, select=["OWN"])
    assert len(caught.value.diagnostics) == 1 + ("keyword" in str(caught.value))


def test_folders_without_rules_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        lint("nothing", rules=tmp_path / "no")
    with pytest.raises(InputError, match="holds no file of Python"):
        lint("nothing", rules=tmp_path)
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(InputError, match="holds no lint rule"):
        lint("nothing", rules=tmp_path)
