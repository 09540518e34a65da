"""Rules of a researcher's own: declared like ours, run every month after ours.

    @rule(reads="savings", writes="savings", streams="lottery.win")
    def play_lottery(p, rng, law, practice, parameters):
        if draw(rng, WIN) < 1000:
            p.savings += 5_000_000

Such a rule draws by purposes of its own, so it disturbs nobody's luck.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numba

from glasshouse.engine.block import identify
from glasshouse.engine.rng import BLOCK
from glasshouse.engine.rules import Conflict, Phase, phase, unknown_names
from glasshouse.errors import Diagnostic, InputError
from glasshouse.model.person import ADULT, CHANGING, FIXED, SIGNS

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
    made = _phase(rules)
    fixed = {name for name, *_ in FIXED}
    diagnostics = unknown_names(made, [name for name, *_ in FIXED + CHANGING], SIGNS)
    diagnostics += [
        f'rule "{one.name}" writes "{name}", which is fixed for life'
        for one in made.rules
        for name in one.writes
        if name in fixed
    ]
    if diagnostics:
        raise InputError(
            *(
                Diagnostic(diagnostic, "see the fields in glasshouse.model.person")
                for diagnostic in diagnostics
            )
        )
    return tuple(rules)


def _phase(rules: Sequence[Any]) -> Phase:
    try:
        return phase(NAME, *rules)
    except Conflict as clash:
        raise InputError(Diagnostic(str(clash), "change one of the rules")) from None


def pass_of(function: Any) -> Callable[..., None]:
    """A compiled pass that applies one rule to every adult."""

    @numba.njit(nogil=True, error_model="numpy")  # type: ignore[untyped-decorator]
    def each_adult(
        people: Any, laws: Any, practices: Any, all_parameters: Any, rng: Any, cells: Any, k0: Any, k1: Any,
        month: Any, start: Any, stop: Any,
    ) -> None:  # fmt: skip
        for i in range(start, stop):
            p = people[i]
            if p.age >= ADULT:
                j = (i - start) % BLOCK
                identify(cells, j, k0, k1, p.who, month)
                function(p, rng[j], laws[p.lives_in], practices[0], all_parameters[0])

    return each_adult  # type: ignore[no-any-return]
