"""Tables in the documents are what the code and the data say now, and describe everything there is."""

import importlib.util
import re
from pathlib import Path

from glasshouse import model_docs
from glasshouse.metrics import targets
from glasshouse.model import person
from glasshouse.model.schedule import MONTH
from glasshouse.model.shipped_parameters import mechanisms as parameters
from glasshouse.model_docs.entities import RECORDS, all_entities, descriptions
from glasshouse.model_docs.language_facts import examples, questions
from glasshouse.model_docs.mechanisms import elsewhere, mechanisms
from glasshouse.model_docs.rulebook_language import undocumented
from glasshouse.population import shipped as societies
from glasshouse.rulebooks import practice
from glasshouse.rulebooks.loading import load, shipped_names
from glasshouse.rulebooks.schema import HEADER, leaf_patterns, pattern_of

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
    assert sorted(rule.name for rule in rules) == sorted(
        rule.name for phase in MONTH.phases for rule in phase.rules
    )


def test_every_number_and_switch_is_described() -> None:
    page, shown = model_docs.table(), model_docs.describe()
    for name in (*parameters(), *practice()):
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


def test_the_language_of_rulebooks_is_described_key_by_key() -> None:
    page = model_docs.language()
    assert not undocumented()
    for pattern in leaf_patterns():
        *above, key = pattern.split(".")
        section = page.partition(f"## `{'.'.join(above).replace('*', 'NAME')}`\n")[2].partition("\n## ")[0]
        named = f"| `{key}` |" in section or f"| `{pattern.replace('*', 'NAME')}` |" in page
        assert named or f"| `{above[-1]}.NAME` |" in page or key in HEADER, pattern


def test_the_language_names_examples_and_questions_of_lint() -> None:
    assert "DUR-3" in questions()["lists.*.exit.within"]
    assert "DUR-3" not in questions()["lists.*.term"]
    for pattern, example in examples().items():
        assert any(pattern_of(path) == pattern for path in load(example.rulebook).tree), pattern
    lines = model_docs.language().splitlines()
    row = next(line for line in lines if line.startswith("| `within` | Within what time the entry must be"))
    assert row.endswith(f"| {', '.join(questions()['lists.*.exit.within'])} |")


def test_every_field_of_every_record_is_described_and_no_other() -> None:
    written = descriptions()["entities"]
    for name, record in RECORDS.items():
        if "fields" not in written[name]:  # of persons and firms: declared by the mechanisms
            continue
        fields, told = set(record.names or ()), set(written[name]["fields"])
        assert fields <= told, f"say in data/odd/entities.yaml what {name} {sorted(fields - told)} mean"
        assert told <= fields, f"{name} has no {sorted(told - fields)} any more"
    assert set(descriptions()["signs"]) == set(person.SIGNS)


def test_every_flag_and_code_of_a_person_is_described_and_no_other() -> None:
    told = {flag for codes in all_entities()[0].codes.values() for flag in codes}
    others = {"LISTED", "DISSENT", "PRAISE", "PUNISHED", "MAP_OPEN", "DEFAULT", "LOW_GRADE", "SCHOOL_SHUT"}
    others |= {"CONTACTS", "RECORDS", "LISTS"}
    others |= {name.upper() for name in person.ACTS}
    flags = {
        name
        for name, value in vars(person).items()
        if name.isupper() and isinstance(value, int) and value > 0 and value & (value - 1) == 0
    }
    assert flags - others <= told, f"say in data/odd/entities.yaml what {sorted(flags - others - told)} mean"
    assert all(hasattr(person, name) for name in told)


def test_the_odd_description_has_the_sections_of_the_protocol_in_order() -> None:
    page = model_docs.odd()
    found = re.findall(r"^## ([1-7] .*)$", page, re.MULTILINE)
    assert found == [
        "1 Purpose and patterns",
        "2 Entities, state variables and scales",
        "3 Process overview and scheduling",
        "4 Design concepts",
        "5 Initialization",
        "6 Input data",
        "7 Submodels",
    ]
    concepts = page.partition("## 4 ")[2].partition("\n## 5 ")[0]
    assert re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\*", concepts, re.MULTILINE) == [
        "Basic principles",
        "Emergence",
        "Adaptation",
        "Objectives",
        "Learning",
        "Prediction",
        "Sensing",
        "Interaction",
        "Stochasticity",
        "Collectives",
        "Observation",
    ]


def test_the_odd_description_names_every_rule_number_draw_target_and_input() -> None:
    page = model_docs.odd()
    rules = [rule for phase in MONTH.phases for rule in phase.rules]
    wanted = [f"`{rule.mechanism}.{rule.name}`" for rule in rules]
    wanted += [f"`{draw}`" for rule in rules for draw in rule.streams]
    wanted += [f"`{name}`" for name in (*parameters(), *practice(), *shipped_names(), *societies())]
    wanted += [target.title for target in targets.load()]
    assert not [name for name in wanted if name not in page]


def test_every_picture_is_on_the_page_of_the_report() -> None:
    from glasshouse.charts.registry import makers

    page = (DOCS / "report.md").read_text("utf-8")
    names = {re.sub(r"^by_group\..+", "by_group.MEASURE", name) for name in makers()}
    missing = [name for name in names if f"| `{name}` |" not in page]
    assert not missing, f"say in docs/report.md what these show: {missing}"
