"""The model in the sections of the ODD protocol (Grimm et al. 2020), written from what runs.

What is said in sentences stands in `templates/odd.md.j2`; tables, names and counts are filled in here from
the records, the plan of a month, the mechanisms and the data files. It therefore cannot fall behind them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from glasshouse.engine.rules import Phase, Rule
from glasshouse.metrics import targets
from glasshouse.model import events, groups
from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.model.layout import event_meanings
from glasshouse.model.person import CONTACTS
from glasshouse.model.schedule import MONTH
from glasshouse.model_docs import custom, entities
from glasshouse.model_docs.entities import Entity, Variable, all_entities, signs
from glasshouse.model_docs.mechanisms import Mechanism, elsewhere, mechanisms
from glasshouse.model_docs.pages import rulebook_table
from glasshouse.population import load, shipped
from glasshouse.population.society_columns import CELL, COLUMNS
from glasshouse.rulebooks.vocabulary import NAMES, all_shipped


def odd(mechanisms: Sequence[CustomMechanism] = ()) -> str:
    """The description of the model in the ODD protocol, as a page in Markdown.

    `mechanisms` of a user's own are described with their text after the shipped ones.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("glasshouse.model_docs"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # a text, not a page of the web
    )
    return environment.get_template("odd.md.j2").render(
        **_counted(), **_listed(), custom=[custom.section(one) for one in mechanisms]
    )


def _counted() -> dict[str, object]:
    """Single figures."""
    known = mechanisms()
    numbers = [*(number for each in known for number in each.parameters), *elsewhere()]
    unlike = {number.name: number for number in numbers}
    return {
        "measured": sum(bool(target.measure) for target in targets.load()),
        "contacts": CONTACTS,
        "cell": CELL,
        "strata": groups.STRATA,
        "dimensions": ", ".join(
            f"{name.replace('_', ' ')}: {len(of)}" for name, of in groups.DIMENSIONS.items()
        ),
        "switches": sum(bool(each.switches) for each in known),
        "numbers": len(unlike),
        "assumed": sum(number.evidence == "assumption" for number in unlike.values()),
        "events": len(events.EVENTS),
        "draws": len({name for rule in _rules() for name in rule.streams}),
    }


def _listed() -> dict[str, object]:
    """Tables and lists."""
    return {
        "targets": targets.load(),
        "patterns": _patterns(),
        "entities": [_entity(each) for each in all_entities()],
        "signs": signs(),
        "sign_table": _lines(entities.table(("sign", "the person"), _coded(signs()))),
        "phases": [_phase(phase) for phase in MONTH.phases],
        "sensing": _who("sees"),
        "showing": _who("shows"),
        "streams": _luck(),
        "stocks": [_spoken(name) for name in events.STOCKS],
        "event_table": _events(),
        "sums": [_spoken(name) for name in events.SUMS],
        "columns": entities.codes(tuple(COLUMNS), ", "),
        "societies": _societies(),
        "rulebooks": rulebook_table().rstrip(),
        "vocabulary": _vocabulary(),
        "mechanisms": [_mechanism(each) for each in mechanisms()],
    }


def _rules() -> Iterator[Rule]:
    return (rule for phase in MONTH.phases for rule in phase.rules)


def _patterns() -> str:
    headings = ("pattern", "published", "accepted range", "evidence", "used for", "rulebooks", "source")
    rows = [
        (
            target.title,
            target.published,
            f"{target.low:g} to {target.high:g} {target.unit}",
            target.evidence,
            target.use if target.measure else f"{target.use}; {target.note}",
            ", ".join(target.regimes),
            target.source,
        )
        for target in targets.load()
    ]
    return _lines(entities.table(headings, rows))


def _events() -> str:
    meanings = {name: text for own in event_meanings().values() for name, text in own.items()}
    rows = [(f"`{name}`", meanings[name]) for name in events.EVENTS]
    return _lines(entities.table(("event", "what it says of the person"), rows))


def _entity(of: Entity) -> dict[str, Any]:
    rows = [_variable(variable) for variable in of.variables]
    codes = {
        name: ", ".join(f"`{code}` {meaning}" for code, meaning in meanings.items())
        for name, meanings in of.codes.items()
    }
    size = f"{of.about} Its record has {len(rows)} variables in {of.bytes} bytes."
    headings = ("variable", "meaning", "unit", "values", "stored as", "starts as", "in a run")
    return {
        "title": of.title,
        "about": size,
        "table": _lines(entities.table(headings, rows)),
        "codes": codes,
    }


def _variable(of: Variable) -> tuple[str, ...]:
    unit = "" if of.unit == "none" else of.unit
    changes = "changes" if of.changes else "fixed"
    return f"`{of.name}`", of.meaning, unit, str(of.values), of.stored, of.start or "0", changes


def _phase(phase: Phase) -> dict[str, object]:
    rows = [
        (str(place), f"`{rule.mechanism}.{rule.name}`", rule.meaning)
        for place, rule in enumerate(phase.rules, 1)
    ]
    return {
        "name": phase.name,
        "rules": phase.rules,
        "table": _lines(entities.table(("step", "rule", "what it does"), rows)),
    }


def _who(verb: str) -> str:
    rows = [
        (f"`{rule.mechanism}.{rule.name}`", entities.codes(getattr(rule, verb), ", "))
        for rule in _rules()
        if getattr(rule, verb)
    ]
    return _lines(entities.table(("rule", f"signs it {verb}"), rows))


def _luck() -> str:
    """Purposes of luck by mechanism, in the order of the month."""
    rows = [
        (f"`{each.name}`", entities.codes(each.touched("streams"), ", "))
        for each in mechanisms()
        if each.touched("streams")
    ]
    return _lines(entities.table(("mechanism", "draws"), rows))


def _societies() -> str:
    rows = []
    for name in shipped():
        recipe = load(name)
        people = sum(province.population.value for province in recipe.tables.provinces.values())
        evidence = Counter(figure.evidence for figure in recipe.figures())
        known = ", ".join(f"{count} {code}" for code, count in evidence.most_common())
        sources = "; ".join(f"{source.title}, {source.year}" for source in recipe.sources.values())
        provinces = len(recipe.tables.provinces)
        own = (recipe.currency, ", ".join(recipe.tables.attributes) or "none")
        rows.append((f"`{name}`", recipe.title, *own, str(provinces), f"{people:,.0f}", known, sources))
    headings = (
        "name", "what it is", "money", "own attributes", "provinces", "persons it stands for",
        "figures by evidence", "sources",
    )  # fmt: skip
    return _lines(entities.table(headings, rows))


def _vocabulary() -> str:
    return ", ".join(f"{len(all_shipped(name))} {name}" for name in NAMES)


def _mechanism(of: Mechanism) -> dict[str, object]:
    numbers = [entities.number(number) for number in of.parameters]
    return {
        "title": of.name.replace("_", " ").capitalize(),
        "about": "\n".join(of.about),
        "switch": ", ".join(f"`{switch.name}` ({switch.note})" for switch in of.switches)
        or "none, always on",
        "law": entities.codes(of.law, ", "),
        "rules": [{"name": rule.name, "text": of.told(rule)} for rule in of.rules],
        "numbers": _lines(entities.table(entities.NUMBER, numbers)) if numbers else "",
    }


def _coded(meanings: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(f"`{name}`", meaning) for name, meaning in meanings.items()]


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)
