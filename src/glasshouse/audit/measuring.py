"""Every measure of harm and benefit that the tables of one run allow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from glasshouse.audit.penalty_contrast import carrot_and_stick
from glasshouse.audit.reading import Results
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics import ledger_measures, person_measures
from glasshouse.metrics.findings import Finding, GroupValue
from glasshouse.metrics.monthly import DIMS
from glasshouse.rulebook.vocabulary import words_with

GROUPS = ("province", *DIMS)
"""Dimensions by which findings may be asked for."""
BURDENS = ("ever_listed", "denied")
"""Harms whose disparity is taken: put on a list, refused something."""
_JUDGED = {
    "able and refuses": "judgment_unperformed",
    "unperformed": "judgment_unperformed",
    "in arrears": "missed_loan_payment",
}
"""The behaviour behind a listing on which no behaviour is named, by when somebody is entered."""


def findings(run: Results) -> tuple[Finding, ...]:
    """The findings of one run, in the order of the definitions."""
    every = (*_of_people(run), *_of_standing(run), *carrot_and_stick(run))
    return tuple(sorted(every, key=lambda found: place(found.id)))


def place(measure: str) -> int:
    """Where a measure stands in the list: F1 first, CS last."""
    number = measure.removeprefix("F")
    return int(number) if number.isdigit() else 1_000


def by_groups(found: Iterable[Finding], by: Collection[str]) -> tuple[Finding, ...]:
    """Findings with the groups of these dimensions only; a measure taken by another dimension goes.

    Raises `InputError` with every dimension that is not known.
    """
    diagnostics = [Diagnostic(f"{dim}: not a dimension", suggestion(dim,
    GROUPS) or f"one of {', '.join(GROUPS)}")
              for dim in by if dim not in GROUPS]  # fmt: skip
    if diagnostics:
        raise InputError(*diagnostics)
    return tuple(_by_groups(found, frozenset(by)))


def _by_groups(found: Iterable[Finding], by: frozenset[str]) -> Iterator[Finding]:
    for one in found:
        kept = tuple(group for group in one.by_group if _asked(group, by))
        taken_by_groups = one.id in ("F10", "F25") and one.by_group
        if kept or not taken_by_groups:
            yield replace(one, by_group=kept)


def _asked(group: GroupValue, by: frozenset[str]) -> bool:
    dims = set(group.dim.split(" x "))
    return dims <= by or not dims & set(GROUPS)


def _of_people(run: Results) -> tuple[Finding, ...]:
    if run.people is None:
        return ()
    return person_measures.findings(
        person_measures.Lives(
            run.people,
            run.months,
            rights(run),
            run.system.get("monthly"),
            run.twin.get("monthly"),
            harms=BURDENS,
        )
    )


def _of_standing(run: Results) -> tuple[Finding, ...]:
    if run.people is None:
        return ()
    tables = {
        name: run.system.get(name) for name in ("standing", "listings", "ledger", "states", "gatekeepers")
    }
    return ledger_measures.findings(
        ledger_measures.Tables(
            run.people,
            run.months,
            twin_standing=run.twin.get("standing"),
            gravity=gravity(run),
            **tables,
        )
    )


def rights(run: Results) -> int:
    """How many rights the rulebook can shut: those its sanctions name, else those the ledger knows."""
    named = set(run.says("sanctions", "right").values())
    if not named and (ledger := run.system.get("ledger")) is not None:
        named = set(ledger.column("right").to_pylist())
    return max(1, len(named))


def gravity(run: Results) -> Mapping[str, float]:
    """Gravity (0 to 10) of what leads onto each list, by the list's path in the ledger.

    As the rulebook states it, else as the vocabulary judges the behaviour. A list entered by grade mixes acts
    and is left out.
    """
    stated = run.says("behaviours", "gravity")
    words = words_with(run.manifest.get("vocabulary", {}))
    terms = {term.name: float(term.get("gravity", 0)) for term in words.behaviours.values()}
    named = run.says("lists", "entry.behaviour")
    found = {}
    for name, when in run.says("lists", "entry.when").items():
        behaviour = named.get(name, "").replace(" ", "_") if when == "behaviour" else _JUDGED.get(when, "")
        if behaviour in terms:
            found[f"lists.{name}"] = _number(stated.get(behaviour, ""), terms[behaviour])
    return found


def _number(said: str, otherwise: float) -> float:
    try:
        return float(said.partition(" ")[0])
    except ValueError:
        return otherwise
