"""What rules declare, held against what they do: the same for shipped rules and for those of a user's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from glasshouse.engine.field_access import Touched, touched
from glasshouse.engine.rng import stream
from glasshouse.engine.rules import Rule
from glasshouse.engine.steps import Function

DRAWS = "rng"
"""What rules call the row of routine draws."""


class FalseDeclaration(Exception):
    """A rule that does not do what it declares; the message says for each name what is wrong."""


@dataclass(frozen=True)
class Names:
    """Names of fields that are read and written, and of random streams that are drawn."""

    reads: Collection[str]
    writes: Collection[str]
    streams: Collection[str]


@dataclass(frozen=True)
class Difference:
    """A name declared and not used, or used and not declared; `argument` is reads, writes or streams."""

    argument: str
    name: str
    is_declared: bool

    def __str__(self) -> str:
        verb = {"reads": "reads", "writes": "writes", "streams": "draws"}[self.argument]
        if self.is_declared:
            return f'declares in {self.argument}= "{self.name}", which it never {verb}'
        return f'{verb} "{self.name}", which {self.argument}= does not declare'


def differences(declared: Names, found: Names) -> Iterator[Difference]:
    """Every name in which two differ. What is written may be read without being declared twice."""
    for argument, said, done in (
        ("reads", declared.reads, found.reads),
        ("writes", declared.writes, found.writes),
        ("streams", declared.streams, found.streams),
    ):
        allowed = {*said, *declared.writes} if argument == "reads" else set(said)
        yield from (Difference(argument, name, False) for name in sorted(set(done) - allowed))
        yield from (Difference(argument, name, True) for name in dict.fromkeys(said) if name not in done)


def check(functions: Collection[Callable[..., Any]], records: Mapping[str, str]) -> None:
    """Raise `FalseDeclaration` where rules do something else than they declare.

    `records` maps the name of an argument to what its fields begin with in declarations ("f" to "firm.").
    """
    if found := [sentence for one in functions for sentence in _faults(one, records)]:
        raise FalseDeclaration("; ".join(found))


def _faults(function: Callable[..., Any], records: Mapping[str, str]) -> Iterator[str]:
    rule: Rule = function.rule  # type: ignore[attr-defined]
    declared = Names(rule.reads, rule.writes, rule.streams)
    for one in differences(declared, _found(touched(function, (*records, DRAWS)), rule, records)):
        yield f'rule "{rule.name}" of {rule.mechanism} {one}'
    if rule.when is not None:
        yield from _false_conditions(rule, rule.when, records)


def _false_conditions(rule: Rule, when: Function, records: Mapping[str, str]) -> Iterator[str]:
    """What the condition of a rule does beside reading what the rule may read."""
    by = touched(when, (*records, DRAWS))
    found = _found(by, rule, records)
    routine = {name for record, name in by.reads if record == DRAWS}  # others are too dear for a condition
    for verb, names in (
        ("reads", set(found.reads) - {*rule.reads, *rule.writes}),
        ("writes", found.writes),
        ("draws", set(found.streams) - routine.intersection(rule.streams)),
    ):
        for name in sorted(names):
            yield f'the condition of rule "{rule.name}" of {rule.mechanism} {verb} "{name}", which it may not'


def _found(by: Touched, rule: Rule, records: Mapping[str, str]) -> Names:
    """What a rule does, in the names of declarations; a stream that it does not declare has its number."""
    numbers = {int(stream(name)): name for name in rule.streams}
    routine = [name for record, name in by.reads if record == DRAWS]
    return Names(
        [records[record] + name for record, name in by.reads if record in records],
        [records[record] + name for record, name in by.writes if record in records],
        [*routine, *(numbers.get(one, str(one)) for one in by.streams)],
    )
