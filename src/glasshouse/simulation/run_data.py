"""A run as its measures read it: the tables of both lives, from a results folder or from memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics import catalogue
from glasshouse.metrics.catalogue import Own
from glasshouse.metrics.findings import Finding
from glasshouse.metrics.harsh_listings import by_clause, harsh_lists
from glasshouse.metrics.measure import OPTIONAL, Measure
from glasshouse.metrics.measure_data import Data, SideData
from glasshouse.rulebooks.vocabulary import Vocabulary, words_with
from glasshouse.simulation import ledger, lives, records
from glasshouse.simulation.person_differences import gap_table
from glasshouse.simulation.run_facts import facts

if TYPE_CHECKING:
    from glasshouse.population.society import Society
    from glasshouse.simulation.completed_run import CompletedRun

TRAIL = frozenset({"people", "standing", "listings", "ledger", "states", "lives", "ties"})
"""Needs of measures for which a run is written down while it is computed."""
SAMPLED = 60
"""Lives sampled at random where a measure needs some."""
_JUDGED = {
    "able and refuses": "judgment_unperformed",
    "unperformed": "judgment_unperformed",
    "in arrears": "missed_loan_payment",
}
"""The behaviour behind a listing on which no behaviour is named, by when somebody is entered."""


def data_of(
    manifest: Mapping[str, Any],
    people: pa.Table | None,
    system: Mapping[str, pa.Table],
    twin: Mapping[str, pa.Table],
    *,
    compared: pa.Table | None = None,
    draw_society: Callable[[], Society] | None = None,
) -> Data:
    """A run from its manifest and tables; `compared` are its paired differences, where they were taken."""
    said = manifest["rulebook"].get("summary") or ()
    system = with_grounds(system, said)
    return Data(
        months=int(manifest["months"]),
        rights=rights(said, system.get("ledger")),
        gravity=gravity(said, words_with(manifest.get("vocabulary", {})).behaviours),
        system=SideData("system", system),
        twin=SideData("twin", twin),
        table_of_people=people,
        compared=compared,
        draw_society=draw_society,
    )


def with_grounds(
    tables: Mapping[str, pa.Table], said: Collection[Mapping[str, object]]
) -> dict[str, pa.Table]:
    """The tables of a life with the grounds of entries as the clauses of the rulebook see them."""
    harsh = harsh_lists(says(said, "lists", "entry.when"), says(said, "lists", "entry.ability_test"))
    return {
        name: by_clause(table, harsh) if name in ("listings", "ledger") else table
        for name, table in tables.items()
    }


def data_of_runs(run: CompletedRun, twin: CompletedRun | None, needs: Collection[str]) -> Data:
    """Runs in memory with what these needs of measures ask for; both were written down if `TRAIL` is."""
    written = run.trail is not None
    people = (
        records.person_table(run, run, twin, twin) if written and {"people", "ties"} & set(needs) else None
    )
    return data_of(
        facts(run, twin),
        people,
        _tables(run, needs),
        _tables(twin, needs) if twin else {},
        compared=gap_table(run, twin) if twin and "people" in needs else None,
        draw_society=lambda: run.society,
    )


def findings_of(run: CompletedRun, twin: CompletedRun | None, asked: Collection[Own]) -> tuple[Finding, ...]:
    """The findings of measures in runs in memory: shipped ones by id, one's own as objects or FILE:NAME.

    Where a measure needs it and they were not recorded, both runs are repeated and written down. Raises
    `InputError` for measures that are not known, that lack what they need, or fail.
    """
    chosen = [_asked(one) for one in asked]
    needs = {need.removesuffix(OPTIONAL) for one in chosen for need in one.needs}
    if written_down(needs):
        who = sampled(run.society, run.config.seed)
        from glasshouse.simulation.simulating import with_lives  # late: the model takes long to load

        run, twin = with_lives(run, who), twin and with_lives(twin, who)
    data = data_of_runs(run, twin, needs)
    lacking = [
        Diagnostic(f"measure {one.id} needs {', '.join(missing)}", "compare a run with its twin")
        for one in chosen
        if (missing := one.lacking(data))
    ]
    if lacking:
        raise InputError(*lacking)
    return tuple(found for one in chosen for found in one.take(data))


def _asked(given: Own) -> Measure:
    known = catalogue.all_measures()
    if isinstance(given, str) and (given in known or ".py:" not in given):
        return catalogue.find(given)
    return catalogue.own_measure(given)


def written_down(needs: Collection[str]) -> bool:
    """Whether these needs of measures ask for runs that are written down while they are computed."""
    return bool(TRAIL & set(needs))


def _tables(run: CompletedRun, needs: Collection[str]) -> dict[str, pa.Table]:
    found = {"monthly": run.monthly} if "monthly" in needs else {}
    if run.trail is not None:
        found |= ledger.tables(run)
        if "lives" in needs:
            found["lives"] = lives.table(run)
    if "gatekeepers" in needs and run.asked.any():
        found["gatekeepers"] = run.gatekeepers
    return found


def sampled(society: Society, seed: int) -> npt.NDArray[np.uint32]:
    """Identities of some synthetic persons, drawn at random."""
    rng = np.random.default_rng(seed)
    many = min(SAMPLED, len(society.who))
    return np.sort(rng.choice(society.who, many, replace=False)).astype(np.uint32)


def rights(said: Collection[Mapping[str, object]], ledger: pa.Table | None) -> int:
    """How many rights the rulebook can shut: those its sanctions name, else those the ledger knows."""
    named = set(says(said, "sanctions", "right").values())
    if not named and ledger is not None:
        named = set(ledger.column("right").to_pylist())
    return max(1, len(named))


def gravity(said: Collection[Mapping[str, Any]], acts: Vocabulary) -> dict[str, float]:
    """Gravity (0 to 10) of what leads onto each list, by the list's path in the ledger.

    As the rulebook states it, else as the vocabulary of `acts` judges the behaviour. A list entered by grade
    mixes acts and is left out.
    """
    stated = says(said, "behaviours", "gravity")
    terms = {term.name: float(term.get("gravity", 0)) for term in acts.values()}
    named = says(said, "lists", "entry.behaviour")
    found = {}
    for name, when in says(said, "lists", "entry.when").items():
        behaviour = named.get(name, "").replace(" ", "_") if when == "behaviour" else _JUDGED.get(when, "")
        if behaviour in terms:
            found[f"lists.{name}"] = _number(stated.get(behaviour, ""), terms[behaviour])
    return found


def says(said: Collection[Mapping[str, object]], pattern: str, leaf: str) -> dict[str, str]:
    """What the summary of a rulebook says at `pattern`.NAME.`leaf`, by NAME: `lists` and `purpose`."""
    found = {}
    for rule in said:
        path = str(rule["path"])
        if path.startswith(f"{pattern}.") and path.endswith(f".{leaf}"):
            found[path[len(pattern) + 1 : -len(leaf) - 1]] = str(rule["says"])
    return found


def _number(said: str, otherwise: float) -> float:
    try:
        return float(said.partition(" ")[0])
    except ValueError:
        return otherwise
