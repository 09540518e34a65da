"""Tables in the documents are what the code and the data say now, and describe everything there is."""

import importlib.util
import re
from pathlib import Path

from glasshouse import describing
from glasshouse.mechanisms import elsewhere, mechanisms
from glasshouse.model.month import PLAN
from glasshouse.model.parameters import mechanisms as ways
from glasshouse.rulebook import practice
from glasshouse.rulebook.library import shipped_names

DOCS = Path(__file__).parent.parent / "docs"


def pages() -> dict[Path, str]:
    spec = importlib.util.spec_from_file_location("tables", DOCS / "tables.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: dict[Path, str] = module.pages()
    return made


def test_generated_pages_are_current() -> None:
    for path, text in pages().items():
        assert path.read_text("utf-8") == text, f"{path.name} is out of date: run python docs/tables.py"


def test_every_rule_stands_under_its_mechanism_once() -> None:
    rules = [rule for mechanism in mechanisms() for rule in mechanism.rules]
    assert sorted(rule.name for rule in rules) == sorted(rule.name for phase in PLAN for rule in phase.rules)


def test_every_number_and_switch_is_described() -> None:
    page, shown = describing.table(), describing.describe()
    for name in (*ways(), *practice()):
        assert f"`{name}`" in page, name
        assert name in shown or name in {number.name for number in elsewhere()}, name


def test_switches_are_found_where_rules_are_called() -> None:
    switches = {
        rule.name: mechanism.switches_of(rule) for mechanism in mechanisms() for rule in mechanism.rules
    }
    assert switches["earn"] == ("livelihood",)
    assert switches["act"] == ("conduct",)
    assert switches["charge_association"] == ("scoring", "association")
    assert switches["join_or_stay_out"] == ("participation",)
    assert switches["be_seen"] == ("publicity",)
    assert switches["be_checked"] == ("firms",)
    assert switches["open_score"] == ()


def test_what_acts_between_months_is_a_mechanism_too() -> None:
    government = next(mechanism for mechanism in mechanisms() if mechanism.name == "government")
    assert not government.rules
    assert [switch.name for switch in government.switches] == ["switch.government"]
    assert government.parameters


def test_the_guide_to_rulebooks_weighs_every_one() -> None:
    guide = (DOCS / "rulebooks.md").read_text("utf-8")
    weighed = guide.partition("| name | firm | weak |")[2]
    names = set(re.findall(r"`([a-z0-9-]+)`", weighed.partition("\n\n")[0]))
    missing = set(shipped_names()) - {"nothing"} - names
    assert not missing, f"say in docs/rulebooks.md what is firm and what is weak in {missing}"
    assert names <= set(shipped_names())
