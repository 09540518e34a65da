"""What is known about each mechanism, worked out from its code and data files and from nothing else.

Rules, what they touch and the switches under which they run come from the schedule of the month, parameters
and clauses of the law from the names the code of a mechanism uses. A new mechanism therefore appears here by
itself.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path

from glasshouse import model
from glasshouse.engine.rules import Rule
from glasshouse.model.fields import StateField
from glasshouse.model.layout import declared, event_meanings
from glasshouse.model.schedule import MONTH
from glasshouse.model.shipped_parameters import mechanisms as parameters
from glasshouse.rulebooks import practice
from glasshouse.specs import packing
from glasshouse.specs.parameters import Parameter

FOLDER = Path(next(iter(model.__path__)))
SWITCH = "switch"
_LAW = re.compile(r"\b(?:law|register)\.(\w+)")
VERBS = ("reads", "writes", "sees", "shows", "streams")


@dataclass(frozen=True)
class Mechanism:
    """One mechanism: a file of the model with rules or numbers of its own.

    `about` is its docstring in lines, `switches` are the parameters that turn its rules on and off (empty:
    nothing turns it off), `rules` are empty for one that acts on whole places or between months, `fields` are
    what it keeps of a person or, named "firm.<field>", of a firm, `events` say by name what it records of a
    person, `law` the fields of the compiled law it heeds, `parameters` the numbers it uses.
    """

    name: str
    about: tuple[str, ...]
    switches: tuple[Parameter, ...]
    rules: tuple[Rule, ...]
    fields: tuple[StateField, ...]
    events: Mapping[str, str]
    law: tuple[str, ...]
    parameters: tuple[Parameter, ...]

    def switches_of(self, rule: Rule) -> tuple[str, ...]:
        """Names of the switches under which one of its rules is called; empty for one that always runs."""
        return MONTH.switches()[rule.name]

    def conditions_of(self, rule: Rule) -> tuple[str, ...]:
        """Conditions without which one of its rules is not called, outermost first."""
        return MONTH.conditions()[rule.name]

    def told(self, rule: Rule) -> str:
        """All that the docstring of one of its rules says, in one line."""
        code = next(node for name, node in _functions(_code(rule.mechanism)) if name == rule.name)
        return " ".join((ast.get_docstring(code) or rule.meaning).split())

    def touched(self, verb: str) -> tuple[str, ...]:
        """What its rules read, write, see, show or draw (`verb`), each once, in the order of first use."""
        return tuple(dict.fromkeys(name for rule in self.rules for name in getattr(rule, verb)))


def mechanisms() -> tuple[Mechanism, ...]:
    """Every mechanism: in the order in which a month first meets it, then those that act between months."""
    rules: dict[str, list[Rule]] = {}
    for rule in (rule for phase in MONTH.phases for rule in phase.rules):
        rules.setdefault(rule.mechanism, []).append(rule)
    for name in sorted({name.partition(".")[0] for name in parameters()}):
        if (FOLDER / f"{name}.py").is_file():
            rules.setdefault(name, [])
    return tuple(_mechanism(name, tuple(found)) for name, found in rules.items())


def elsewhere() -> tuple[Parameter, ...]:
    """Parameters of no mechanism: they shape the people and provinces of the first month."""
    known = {parameter.name for mechanism in mechanisms() for parameter in mechanism.parameters}
    return tuple(p for p in _numbers().values() if p.name not in known)


def _mechanism(name: str, rules: tuple[Rule, ...]) -> Mechanism:
    module = import_module(f"glasshouse.model.{name}")
    own = [name] if not rules and f"{SWITCH}.{name}" in parameters() else []
    switches = MONTH.switches()
    guards = dict.fromkeys([*own, *(switch for rule in rules for switch in switches[rule.name])])
    return Mechanism(
        name=name,
        about=tuple((module.__doc__ or "").strip().splitlines()),
        switches=tuple(parameters()[f"{SWITCH}.{guard}"] for guard in guards),
        rules=rules,
        fields=tuple(_fields(name)),
        events=event_meanings().get(name, {}),
        law=tuple(dict.fromkeys([*_attributes(name, "law"), *_asked_of_the_law(rules)])),
        parameters=tuple(_parameters(name)),
    )


def _asked_of_the_law(rules: tuple[Rule, ...]) -> list[str]:
    """Fields of the law in the conditions under which the rules run."""
    conditions = MONTH.conditions()
    return [name for rule in rules for text in conditions[rule.name] for name in _LAW.findall(text)]


def _fields(name: str) -> Iterator[StateField]:
    """The fields a module owns, those of a firm with "firm." before their names."""
    yield from declared("PERSON_FIELDS").get(name, ())
    for one in declared("FIRM_FIELDS").get(name, ()):
        yield replace(one, name=f"firm.{one.name}")


@cache
def _numbers() -> dict[str, Parameter]:
    """Every parameter but the switches, by the name of its field in a compiled record."""
    every = (*parameters().parameters, *practice().parameters)
    return {packing.field(p.name): p for p in every if not p.name.startswith(f"{SWITCH}.")}


def _parameters(name: str) -> Iterator[Parameter]:
    """The numbers the code names, and those of the mechanism's own group, which may act by way of tables."""
    used = {field for owner in ("parameters", "practice") for field in _attributes(name, owner)}
    for field, parameter in _numbers().items():
        if field in used or parameter.name.startswith(f"{name}."):
            yield parameter


@cache
def _code(module: str) -> ast.Module:
    return ast.parse((FOLDER / f"{module}.py").read_text("utf-8"))


def _attributes(module: str, owner: str) -> tuple[str, ...]:
    """Every name read as `owner.<name>` in a file of the model."""
    return tuple(
        node.attr
        for node in ast.walk(_code(module))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == owner
    )


def _functions(code: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in code.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from (
                (f".{inner.name}", inner) for inner in node.body if isinstance(inner, ast.FunctionDef)
            )
