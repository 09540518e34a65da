"""Runs repeated for what one results folder cannot say: other replicates, other rules, single clauses
taken out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.auditing import measuring
from glasshouse.auditing.audit_text import number
from glasshouse.auditing.audited_results import Results
from glasshouse.auditing.auditor import Audit, OnStep, audited, share_of_futures
from glasshouse.engine.counting import count_codes
from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics import catalogue
from glasshouse.metrics.crowd import integers, is_one_of, words
from glasshouse.metrics.findings import Finding
from glasshouse.metrics.measures import satisficing, several_runs
from glasshouse.metrics.measures.satisficing import Findings
from glasshouse.metrics.measures.wrongful import WRONGFUL
from glasshouse.rulebooks.variants import neutral, varied
from glasshouse.simulation import ledger, manifest, records, repeating
from glasshouse.simulation.results_folder import open_results
from glasshouse.simulation.running import Run, simulate
from glasshouse.specs.currencies import in_currency

if TYPE_CHECKING:
    from glasshouse.auditing.auditor import Audit
    from glasshouse.metrics.measures.satisficing import Findings
    from glasshouse.model.custom_mechanism import CustomMechanism
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation.run_config import RunConfig


DESIGNS = ("finance-only", "benefits-only", "due-process")
"""Variants of a rulebook an assessment asks for, beside the rulebook itself and none."""
MEASURES = (
    "ever_listed", "months_listed", "months_wrongly_listed", "denied", "income", "months_voiced", "exposure",
    "ties_cut", "paid", "debt_at_end",
)  # fmt: skip
FINDINGS = (
    "F1.loss", "F2.headcount", "F3.ever", "F3.mean", "F4", "F5", "F6.open_1", "F15.all", "F18.all",
    "F26.mean", "F28.repaid", "F29",
)  # fmt: skip
_OF_THE_LISTED = ("F5", "F6.open_1", "F29")
"""Findings that say nothing where nobody is listed."""
Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def compared(made: Audit) -> Table | None:
    """Columns and rows: each measure under the rulebook, its variants, and none; None without variants."""
    if made.alternatives:
        return _of_findings(made.alternatives)
    run = made.runs[0] if made.runs else None
    return _of_folder(run) if run is not None and run.variants is not None and len(run.variants) else None


def _of_findings(designs: Mapping[str, Findings]) -> Table:
    """From runs that were lived again; without a system nobody is listed and nothing differs from it."""
    known = {name: {one.name: one for one in found} for name, found in designs.items()}
    rows = []
    for name in FINDINGS:
        first = known["rulebook"].get(name)
        if first is None:
            continue
        cells = [number(found[name].value) if name in found else "-" for found in known.values()]
        none = "-" if name in _OF_THE_LISTED else "0"
        rows.append((f"{name} {first.title}", *cells, none, first.unit, f"{first.persons:,}"))
    return ("measure", *known, "none", "unit", "persons"), tuple(rows)


def _of_folder(run: Results) -> Table:
    """From the means per person that a results folder keeps of variants."""
    assert run.variants is not None
    means: dict[tuple[str, str], float] = {}
    for row in run.variants.to_pylist():
        means[row["variant"], row["measure"]] = row["under_variant"]
        means["rulebook", row["measure"]] = row["rulebook"]
    designs = list(dict.fromkeys(design for design, _ in means if design != "rulebook"))
    rows = []
    for name in MEASURES:
        if ("rulebook", name) in means:
            about = catalogue.measure(name)
            values = [means.get((design, name), math.nan) for design in ("rulebook", *designs)]
            without = about.shown(_without(run, name), run.months)
            shown = [number(value) for value in (*values, without)]
            rows.append((about.title, *shown, in_currency(about.unit, run.currency), f"{run.persons:,}"))
    return ("measure", "rulebook", *designs, "none", "unit", "persons"), tuple(rows)


def _without(run: Results, name: str) -> float:
    """The mean per person without any system."""
    column = f"twin_{name}"
    if run.people is None or column not in run.people.column_names:
        return math.nan
    return float(np.mean(run.people.column(column).to_numpy()))


def burdens(made: Audit) -> list[tuple[str, ...]]:
    """Clause, what led to it, person-months of rights it denied, the false share, persons: heaviest first."""
    ledger = made.runs[0].system.get("ledger") if made.runs else None
    if ledger is None or not len(ledger):
        return []
    (clauses, clause), (causes, cause) = (words(ledger, name) for name in ("clause", "cause"))
    months, false = integers(ledger, "months"), is_one_of(ledger, "ground", WRONGFUL)
    key = clause * len(causes) + cause
    size = len(clauses) * len(causes)
    total, wrong = np.bincount(key, months, size), np.bincount(key, months * false, size)
    persons = np.bincount(np.unique(np.stack([key, integers(ledger, "person")]), axis=1)[0], minlength=size)
    heaviest = [int(k) for k in np.argsort(-total, kind="stable") if total[k]]
    return [
        (
            clauses[k // len(causes)] or "(no clause)", causes[k % len(causes)], f"{total[k]:,.0f}",
            f"{wrong[k] / total[k]:.0%}", f"{persons[k]:,}",
        )
        for k in heaviest
    ]  # fmt: skip


PERSONS = 20_000
"""Most persons who live again."""
REPLICATES = 5
"""Runs of the same people with other luck, or with other luck of enforcement, the first included."""
SWITCHED = {"minority": "minority", "female": "sex"}
"""Columns of a society that the flip test switches, and what they are called."""
GIVEN_TO = {"minority": "minority", "female": "women"}
_MADE_HERE = ("F8", "F23", "F24", "F31", "CS")
_TOO_MANY = ("F10", "F25")
"""Measures of many groups, left out where rulebook and variant are compared finding by finding."""


@dataclass
class _Steps:
    """Counts the runs lived, and tells whoever watches."""

    told: OnStep | None
    total: int
    done: int = 0

    def live(self, chosen: RunConfig) -> Run:
        run = simulate(chosen, 0, trail=True)
        self.done += 1
        if self.told:
            self.told(self.done, self.total)
        return run


def rerun(
    made: Audit,
    by: Sequence[str] | None,
    on_step: OnStep | None = None,
    mechanisms: Sequence[CustomMechanism | str] = (),
) -> Audit:
    """The audit with F8, F23, F24, F31, CS and alternatives from runs of at most 20,000 persons.

    `mechanisms` are those of the run, where the texts that its folder keeps are not to be used (all of them).
    Raises `InputError` where the run cannot be made again from its manifest.
    """
    chosen = _setting(made, mechanisms)
    steps = _Steps(on_step, 3 * REPLICATES + len(SWITCHED) + len(DESIGNS))
    pairs = [_pair(replace(chosen, replicate=chosen.replicate + k), steps) for k in range(REPLICATES)]
    runs = [of_run(run, twin) for run, twin in pairs]
    each = [measuring.findings(one, catalogue.numbered()) for one in runs]
    others = dict(_variants(chosen, pairs[0][1], steps))
    found = [
        _trap(runs[0], chosen, steps),
        *_arbitrary(runs[0], chosen, pairs[0][0], steps),
        *_flips(chosen, pairs[0][0], runs[0], steps),
        *_sticks(each[0], others),
    ]
    if share := share_of_futures(each, made.bounds):
        found.append(share)
    people = f"From {len(chosen.society):,} persons lived again."
    told = [replace(one, note=f"{one.note} {people}".strip()) for one in found]
    kept = [one for one in made.findings if one.id not in _MADE_HERE]
    if by is not None:
        told = list(measuring.by_groups(told, by))
    again = audited(made.subject, (*kept, *told), made.bounds, made.runs, made.each, made.measures)
    return replace(again, alternatives={"rulebook": each[0], **others})


def of_run(run: Run, twin: Run | None) -> Results:
    """A run in memory, whose trail was kept, as if it had been read from a folder."""
    return Results(
        name=f"replicate {run.config.replicate}",
        manifest=manifest.facts(run, twin),
        people=records.person_table(run, run, twin, twin),
        system=_tables(run),
        twin=_tables(twin) if twin else {},
    )


def _tables(run: Run) -> dict[str, object]:
    asked = {"gatekeepers": run.gatekeepers} if run.asked.any() else {}
    return {"monthly": run.monthly, **ledger.tables(run), **asked}


def _setting(made: Audit, mechanisms: Sequence[CustomMechanism | str]) -> RunConfig:
    if not made.runs or not Path(made.runs[0].name).is_dir():
        raise InputError(Diagnostic("a study cannot be lived again from here", "give a results folder"))
    chosen = repeating.config_of_manifest(open_results(made.runs[0].name), mechanisms)
    if chosen.rulebook is None:
        raise InputError(
            Diagnostic("no rulebook, nothing to live again", "leave out --more", made.runs[0].name)
        )
    many = len(chosen.society)
    if many <= PERSONS:
        return chosen
    names = {each.serial: name for name, each in chosen.society.recipe.tables.provinces.items()}
    serials, counts = count_codes(chosen.society.province)
    persons = {
        names[int(serial)]: max(1, int(count) * PERSONS // many)
        for serial, count in zip(serials, counts, strict=True)
    }
    return replace(chosen, society=chosen.society.recipe.draw(persons=persons, seed=chosen.society.seed))


def _pair(chosen: RunConfig, steps: _Steps) -> tuple[Run, Run]:
    return steps.live(chosen), steps.live(chosen.without_system())


def _trap(base: Results, chosen: RunConfig, steps: _Steps) -> Finding:
    """F8: relapse against the same people under sanctions that leave income, work and movement alone."""
    other = steps.live(_under(chosen, neutral(_book(chosen))))
    listings = ledger.tables(other)["listings"]
    return several_runs.sanctions_own_part.of(base.people, base.system["listings"], listings, base.months)[0]


def _arbitrary(base: Results, chosen: RunConfig, run: Run, steps: _Steps) -> Iterator[Finding]:
    """F23 with all acts held: only the luck of enforcement is drawn again."""
    others = (steps.live(chosen.redrawn(k)) for k in range(1, REPLICATES))
    ever = [np.asarray(one.people["times_listed"] > 0) for one in (run, *others)]
    yield from several_runs.like_for_like.of(base.people, ever, touched=True)


def _flips(chosen: RunConfig, run: Run, base: Results, steps: _Steps) -> Iterator[Finding]:
    """F24 for each attribute: whether somebody was ever listed, as they are and switched, those who have
    it."""
    for column, name in SWITCHED.items():
        has = np.asarray(getattr(chosen.society, column))
        flipped = np.where(has > 0, 0, 1).astype(has.dtype)
        flipped.flags.writeable = False
        columns: dict[str, Any] = {column: flipped}
        other = steps.live(replace(chosen, society=replace(chosen.society, **columns)))
        listed = [np.asarray(one.people["times_listed"] > 0, np.int64) for one in (run, other)]
        (found,) = several_runs.attribute_switched.of(base.people, *listed, who=has > 0, unit="of persons")
        title = f"Flip test: ever listed, {GIVEN_TO[column]} as they are less with {name} switched"
        yield replace(found, title=title)


def _variants(chosen: RunConfig, twin: Run, steps: _Steps) -> Iterator[tuple[str, Findings]]:
    """The findings under each variant an assessment asks for, same people and luck."""
    for name in DESIGNS:
        run = steps.live(_under(chosen, varied(_book(chosen), [name])))
        yield name, measuring.findings(of_run(run, twin), catalogue.numbered())


def _sticks(rulebook: Findings, others: dict[str, Findings]) -> Iterator[Finding]:
    """CS of every finding, but for those by many groups."""
    both = (
        [one for one in found if one.id not in _TOO_MANY] for found in (rulebook, others["benefits-only"])
    )
    yield from satisficing.sticks_beside_carrots.of(*both)


def _under(chosen: RunConfig, book: Rulebook) -> RunConfig:
    """The same setting under another rulebook."""
    return replace(chosen, rulebook=book)


def _book(chosen: RunConfig) -> Rulebook:
    assert chosen.rulebook is not None
    return chosen.rulebook
