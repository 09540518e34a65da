"""The records of a person and a firm, made of the fields that mechanisms declare.

The mechanisms are those of the month, in the order in which it meets them; what belongs to none of them is
declared in `person.py` and `firm.py`.
"""

from __future__ import annotations

import sys
from functools import cache
from types import ModuleType

import numpy as np

from glasshouse.engine.steps import calls, plain
from glasshouse.model import firm, person
from glasshouse.model.fields import StateField
from glasshouse.model.schedule import MONTH
from glasshouse.rulebooks.sizes import STANDARD, Sizes, longest_first, sized


def owners() -> dict[str, ModuleType]:
    """The modules called in a month, by name, in the order of the month."""
    names = [plain(one.function).__module__ for phase in MONTH.phases for one, _ in calls(phase.kernel.steps)]
    return {name: sys.modules[name] for name in dict.fromkeys(names)}


def declared(what: str) -> dict[str, tuple[StateField, ...]]:
    """Fields of a kind ("PERSON_FIELDS" or "FIRM_FIELDS") by the last name of the module that owns them."""
    modules = {person.__name__: person, firm.__name__: firm, **owners()}
    found = {name.rpartition(".")[2]: getattr(module, what, ()) for name, module in modules.items()}
    return {name: own for name, own in found.items() if own}


def event_meanings() -> dict[str, dict[str, str]]:
    """What the events of a person mean, by the last name of the module that owns them."""
    found = {name.rpartition(".")[2]: getattr(module, "EVENTS", {}) for name, module in owners().items()}
    return {name: own for name, own in found.items() if own}


PERSON_FIELDS = tuple(one for own in declared("PERSON_FIELDS").values() for one in own)
FIRM_FIELDS = tuple(one for own in declared("FIRM_FIELDS").values() for one in own)


@cache
def person_type(sizes: Sizes) -> np.dtype[np.void]:
    """A person with room for these many lists, rights and so on."""
    return sized(longest_first([one.declared for one in PERSON_FIELDS], sizes), sizes, align=False)


@cache
def firm_type(sizes: Sizes) -> np.dtype[np.void]:
    """A firm with room for these many lists of firms and rights."""
    return sized(longest_first([one.declared for one in FIRM_FIELDS], sizes), sizes)


PERSON = person_type(STANDARD)
"""A person under any shipped rulebook, in 122 bytes. Longest fields first keeps every field aligned without
padding."""
FIRM = firm_type(STANDARD)
