"""Histories: the same people and luck under many provincial variants, under one central system from the
start, and under one national system after years of experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError
from glasshouse.model.events import COLUMN
from glasshouse.model.government import Government
from glasshouse.population import load as load_society
from glasshouse.population.society import SocietyRecipe
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks import load as load_rulebook
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.running import run

MEASURES: dict[str, tuple[str, str]] = {
    "listed": ("harm", "listed"),
    "wrongly_listed": ("harm", "listed_wrong_person listed_unable"),
    "rights_refused": ("harm", "refusals"),
    "moves_refused": ("harm", "move_refused exit_refused"),
    "punished_for_speech": ("harm", "speech_punished"),
    "fearful": ("harm", "fearful"),
    "dissent_voiced": ("voice", "voiced"),
    "debt_paid": ("benefit", "paid"),
    "judgments_performed": ("benefit", "performed"),
    "in_arrears": ("burden", "in_arrears"),
}
"""What is compared: its kind, and the columns of the monthly counts that are added up for it."""
_STATES = ("listed", "wrongly_listed", "fearful", "dissent_voiced", "in_arrears")
PER = 1000
MONTHS = 12


def usual_histories(
    outline: Rulebook | str,
    provinces: Mapping[str, Rulebook | str | None],
    unify_after: int = 5,
    unify_into: str = "best",
) -> dict[str, dict[str, Any]]:
    """Three histories: `central` (the outline everywhere from the start, lists recognised everywhere),
    `many` (provinces compete for ever), `unified` (they compete for `unify_after` years, then are one)."""
    one = load_rulebook(outline) if isinstance(outline, str) else outline
    central = one.but({"movement.recognises": True})
    return {
        "central": {"rulebook": central, "provinces": dict.fromkeys(provinces, central)},
        "many": {"rulebook": one, "provinces": provinces, "government": Government()},
        "unified": {
            "rulebook": one,
            "provinces": provinces,
            "government": Government(unify_after=unify_after, unify_into=unify_into),  # type: ignore[arg-type]
        },
    }


def compare_histories(
    histories: Mapping[str, Mapping[str, Any]],
    society: SocietyRecipe | str,
    *,
    persons: int | Mapping[str, int] = 62_000,
    months: int = 120,
    seeds: Sequence[int] = (1, 2, 3),
    **common: Any,
) -> pa.Table:
    """Harm and benefit of several histories of one society, with paired luck.

    `histories` gives each a name and the arguments of `glasshouse.run` that make it (`rulebook`, `provinces`,
    `government`, ...), `common` arguments that all share. Every history is lived once for each seed, by the
    same people with the same luck. A row for each history and measure: `value` is the mean over seeds, per
    1,000 adults and year (months for states, money for `debt_paid`), `difference` the mean gap to the first
    history and `se` its standard error over seeds (null for a single seed).
    """
    histories, seeds = arguments.together(
        lambda: arguments.mapping("histories", histories),
        lambda: arguments.several("seeds", seeds, arguments.seed),
    )
    if not histories or not seeds:
        raise InputError(Diagnostic("nothing to compare", "give at least one history and one seed"))
    recipe = society if isinstance(society, SocietyRecipe) else load_society(society)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in histories}
    for seed in seeds:
        people = recipe.draw(persons=persons, seed=seed)
        for name, history in histories.items():
            lived = run(society=people, months=months, seed=seed, **{**common, **history})
            found[name].append(rates(lived))
    first = next(iter(histories))
    rows = [
        _row(name, measure, found[name], found[first], recipe.currency)
        for name in histories
        for measure in MEASURES
    ]
    return pa.Table.from_pylist(rows, _SCHEMA)


_SCHEMA = pa.schema(
    [
        ("history", pa.string()),
        ("measure", pa.string()),
        ("kind", pa.string()),
        ("unit", pa.string()),
        ("value", pa.float64()),
        ("difference", pa.float64()),
        ("se", pa.float64()),
        ("seeds", pa.int64()),
    ]
)


def rates(lived: CompletedRun) -> dict[str, float]:
    """Every measure of a run per 1,000 adults and year; money in the currency of the society."""
    sums = lived.tallies.sum((0, 1))
    years = float(sums[COLUMN["adults"]]) / MONTHS
    return {
        name: PER * sum(float(sums[COLUMN[column]]) for column in columns.split()) / years / _unit(columns)
        for name, (_, columns) in MEASURES.items()
    }


def _words_of(measure: str, currency: str) -> str:
    kind = currency if measure == "debt_paid" else "months" if measure in _STATES else "times"
    return f"{kind} per 1,000 adults a year"


def _unit(columns: str) -> float:
    return 100.0 if columns == "paid" else 1.0  # cents


def _row(
    name: str, measure: str, own: list[dict[str, float]], base: list[dict[str, float]], currency: str
) -> dict[str, object]:
    values = np.array([rate[measure] for rate in own])
    gaps = values - np.array([rate[measure] for rate in base])
    n = len(values)
    return {
        "history": name,
        "measure": measure,
        "kind": MEASURES[measure][0],
        "unit": _words_of(measure, currency),
        "value": float(values.mean()),
        "difference": float(gaps.mean()),
        "se": float(gaps.std(ddof=1) / np.sqrt(n)) if n > 1 else None,
        "seeds": n,
    }
