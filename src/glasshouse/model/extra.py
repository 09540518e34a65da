"""Rules of a researcher's own: declared like ours, run for every adult at the end of the month.

    @rule(reads="savings", writes="savings", streams="lottery.win")
    def play_lottery(p, rng, law, practice, parameters):
        if draw(rng, WIN) < 1000:
            p.savings += 5_000_000

Such a rule draws by purposes of its own, so it disturbs nobody's luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from glasshouse.engine.kernels import Kernel
from glasshouse.engine.rules import Conflict, phase, unknown_names
from glasshouse.errors import Diagnostic, InputError
from glasshouse.model.inserting import InsertedMechanism, InsertedRule, Schedule
from glasshouse.model.layout import PERSON_FIELDS
from glasshouse.model.person import SIGNS
from glasshouse.model.schedule import MONTH

NAME = "rules of the study"


def checked(rules: Sequence[Any]) -> tuple[Any, ...]:
    """The rules, if they can stand together. Raises `InputError` for rules that touch what they may not."""
    undeclared = [function for function in rules if not hasattr(function, "rule")]
    if undeclared:
        names = ", ".join(getattr(function, "__name__", repr(function)) for function in undeclared)
        raise InputError(
            Diagnostic(
                f"{names}: not a declared rule", "put @glasshouse.rule(reads=..., writes=...) above it"
            )
        )
    made = phase(NAME, Kernel("", "", {}), *dict.fromkeys(rules))
    fixed = {one.name for one in PERSON_FIELDS if one.fixed}
    diagnostics = unknown_names(made, [one.name for one in PERSON_FIELDS], SIGNS)
    diagnostics += [
        f'rule "{one.name}" writes "{name}", which is fixed for life'
        for one in made.rules
        for name in one.writes
        if name in fixed
    ]
    if diagnostics:
        raise InputError(
            *(Diagnostic(diagnostic, "see the fields in docs/odd.md") for diagnostic in diagnostics)
        )
    month_with(rules)
    return tuple(rules)


def month_with(rules: Sequence[Any]) -> Schedule:
    """The month with these rules at its end. Raises `InputError` for rules that cannot stand together."""
    try:
        return MONTH.with_rules([InsertedMechanism(one.rule.name, (InsertedRule(one),)) for one in rules])
    except Conflict as clash:
        raise InputError(Diagnostic(str(clash), "change one of the rules")) from None
