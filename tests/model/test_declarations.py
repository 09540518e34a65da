"""Every rule's declaration tells the truth: it reads, writes and draws what it says, no more and no less."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from glasshouse.engine.field_access import touched
from glasshouse.engine.rules import unknown_names
from glasshouse.engine.steps import calls
from glasshouse.model.firm import FIRM_MONTH_RECORD
from glasshouse.model.layout import FIRM, FIRM_FIELDS, PERSON, PERSON_FIELDS
from glasshouse.model.person import DRAWS, MONTH_RECORD, SIGNS
from glasshouse.model.schedule import MONTH

CALLED = [one.function for phase in MONTH.phases for one, _ in calls(phase.kernel.steps)]
RULES = list(dict.fromkeys(function for function in CALLED if hasattr(function, "rule")))
OF_FIRMS = {f"firm.{one.name}" for one in FIRM_FIELDS}


RECORDS = {"p": "", "f": "firm."}
"""What rules call a person and a firm, and how their declarations name the fields of each."""


def plain(function: Any) -> Any:
    return getattr(function, "py_func", function)


def names(touched: set[tuple[str, str]]) -> set[str]:
    """Fields of persons and firms (as "firm.name") among those touched."""
    return {RECORDS[record] + name for record, name in touched if record in RECORDS}


@pytest.mark.parametrize("function", RULES, ids=lambda function: function.rule.name)
def test_a_rule_touches_what_it_declares(function):
    from glasshouse.engine.rng import stream

    found = touched(function, [*RECORDS, "rng"])
    reads, writes, declared = names(found.reads), names(found.writes), function.rule
    assert writes == set(declared.writes)
    assert reads - writes <= set(declared.reads)
    assert set(declared.reads) <= reads
    rare = {f"#{int(stream(name))}" for name in declared.streams if "." in name}
    routine = {name for name in declared.streams if "." not in name}
    assert {f"#{number}" for number in found.streams} == rare
    assert {name for record, name in found.reads if record == "rng"} == routine
    assert routine <= set(DRAWS)


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
