"""Every rule's declaration tells the truth: it reads, writes and draws what it says, no more and no less."""

from __future__ import annotations

import inspect
from importlib import import_module

import numpy as np
import pytest

from glasshouse.engine import kernels
from glasshouse.engine.compiled import cache_folder, inlined
from glasshouse.engine.declarations import FalseDeclaration, check
from glasshouse.engine.kernels import Kernel
from glasshouse.engine.rng import draw, stream
from glasshouse.engine.rules import phase, rule, unknown_names
from glasshouse.engine.steps import calls
from glasshouse.model import events
from glasshouse.model.events import EVENTS
from glasshouse.model.firm import FIRM_MONTH_RECORD
from glasshouse.model.inserting import RECORDS
from glasshouse.model.layout import FIRM, FIRM_FIELDS, PERSON, PERSON_FIELDS, event_meanings
from glasshouse.model.person import DRAWS, MONTH_RECORD, SIGNS
from glasshouse.model.schedule import MONTH

CALLED = [one.function for phase in MONTH.phases for one, _ in calls(phase.kernel.steps)]
RULES = list(dict.fromkeys(function for function in CALLED if hasattr(function, "rule")))
OF_FIRMS = {f"firm.{one.name}" for one in FIRM_FIELDS}


@pytest.mark.parametrize("function", RULES, ids=lambda function: function.rule.name)
def test_a_rule_touches_what_it_declares(function):
    check([function], RECORDS)


LUCK = stream("test.declarations.luck")


@rule(reads="age fear", writes="debt", streams="test.declarations.other")
def lies(p, rng):
    """Does something else than it declares."""
    if draw(rng, LUCK) > rng.work:
        p.debt = hidden(p)


@inlined
def hidden(p):
    """A helper, in which nothing is hidden."""
    p.savings = 0
    return p.age


def test_a_false_declaration_is_found_before_anything_is_compiled(tmp_path, monkeypatch):
    said = (
        'rule "lies" of test_declarations declares in reads= "fear", which it never reads',
        'writes "savings", which writes= does not declare',
        'draws "work", which streams= does not declare',
        f'draws "{int(LUCK)}", which streams= does not declare',
        'declares in streams= "test.declarations.other", which it never draws',
    )
    monkeypatch.setenv("GLASSHOUSE_CACHE_DIR", str(tmp_path))
    cache_folder.cache_clear()
    monkeypatch.setattr(kernels, "is_inserted", lambda _: False)
    month = phase("lies", Kernel("lies", "Lies.", {"context": ("p", "rng")}), lies)
    with pytest.raises(FalseDeclaration) as told:
        month.kernel.load(lambda: check([lies], RECORDS))
    assert [one for one in said if one not in str(told.value)] == []
    assert str(told.value).count(";") == len(said) - 1
    assert not list(tmp_path.rglob("*.py"))
    cache_folder.cache_clear()


def test_every_event_has_one_owner_that_records_it():
    owned = [name for own in event_meanings().values() for name in own]
    assert sorted(owned) == sorted(EVENTS)
    bits = {value: name for name, value in vars(events).items() if name.isupper() and isinstance(value, int)}
    for module, own in event_meanings().items():
        source = inspect.getsource(import_module(f"glasshouse.model.{module}"))
        for name in own:
            assert f"event.{bits[1 << EVENTS.index(name)]}" in source, f"{module} never records {name}"


def test_routine_draws_are_those_that_rules_declare():
    declared = {name for function in RULES for name in function.rule.streams if "." not in name}
    assert declared == set(DRAWS)


def test_declared_names_exist():
    fields = [one.name for one in PERSON_FIELDS] + sorted(OF_FIRMS)
    assert [diagnostic for phase in MONTH.phases for diagnostic in unknown_names(phase, fields, SIGNS)] == []


def test_nobody_changes_what_is_fixed_for_life():
    fixed = {one.name for one in PERSON_FIELDS if one.fixed}
    fixed |= {f"firm.{one.name}" for one in FIRM_FIELDS if one.fixed}
    assert not [one.name for phase in MONTH.phases for one in phase.rules if fixed & set(one.writes)]


@pytest.mark.parametrize(
    "kind", [PERSON, MONTH_RECORD, FIRM, FIRM_MONTH_RECORD], ids=["person", "diary", "firm", "page"]
)
def test_fields_are_aligned_and_hide_no_attribute_of_records(kind):
    for name in kind.names:
        assert not hasattr(np.recarray, name)
        base, offset = kind.fields[name][0].base, kind.fields[name][1]
        assert offset % base.itemsize == 0, name


def test_a_person_is_small():
    assert PERSON.itemsize <= 122


@inlined
def meddles(p, rng):
    """A condition may read what its rule may, and do nothing else."""
    p.debt = p.savings
    return draw(rng, LUCK) > rng.work


@rule(reads="debt", when=meddles)
def meddler(p):
    """Reads a debt."""
    return p.debt


def test_a_condition_does_nothing_but_read_what_its_rule_may():
    with pytest.raises(FalseDeclaration) as told:
        check([meddler], RECORDS)
    begin = 'the condition of rule "meddler" of test_declarations'
    expected = [f"{begin} {what}, which it may not" for what in ('reads "savings"', 'writes "debt"')]
    expected += [f'{begin} draws "{name}", which it may not' for name in (int(LUCK), "work")]
    assert sorted(str(told.value).split("; ")) == sorted(expected)
