"""Runs repeated for what one results folder cannot say: other replicates, other rules, single clauses
taken out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.auditing import measuring
from glasshouse.auditing.assembling import audited, share_of_futures
from glasshouse.auditing.assessment_tables import DESIGNS, PERSONS
from glasshouse.auditing.audit_findings import OnStep
from glasshouse.auditing.audited_results import Results
from glasshouse.engine.counting import count_codes
from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Finding
from glasshouse.metrics.measures import satisficing, several_runs
from glasshouse.metrics.measures.satisficing import Findings
from glasshouse.rulebooks.variants import neutral, varied
from glasshouse.simulation import ledger, records, repeating
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.results_folder import open_results
from glasshouse.simulation.run_facts import facts
from glasshouse.simulation.simulating import simulate

if TYPE_CHECKING:
    from glasshouse.auditing.audit_findings import AuditFindings
    from glasshouse.model.custom_mechanism import CustomMechanism
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation.run_config import RunConfig


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

    def live(self, chosen: RunConfig) -> CompletedRun:
        run = simulate(chosen, 0, trail=True)
        self.done += 1
        if self.told:
            self.told(self.done, self.total)
        return run


def rerun(
    made: AuditFindings,
    by: Sequence[str] | None,
    on_step: OnStep | None = None,
    mechanisms: Sequence[CustomMechanism | str] = (),
) -> AuditFindings:
    """The audit with F8, F23, F24, F31, CS and alternatives from runs of at most 20,000 persons.

    `mechanisms` are those of the run, where the texts that its folder keeps are not to be used (all of them).
    Raises `InputError` where the run cannot be made again from its manifest.
    """
    chosen = _setting(made, mechanisms)
    steps = _Steps(on_step, 3 * REPLICATES + len(SWITCHED) + len(_different(chosen)))
    pairs = [_pair(replace(chosen, replicate=chosen.replicate + k), steps) for k in range(REPLICATES)]
    runs = [of_run(run, twin) for run, twin in pairs]
    each = [measuring.findings(one, catalogue.numbered()) for one in runs]
    others = _variants(chosen, pairs[0], steps)
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


def with_alternatives(made: AuditFindings, on_step: OnStep | None = None) -> AuditFindings:
    """The audit with the findings of the rulebook and of every variant, from runs of at most 20,000 persons.

    Unchanged where they are known already. Where the run cannot be repeated, `no_alternatives` says why.
    """
    if made.alternatives:
        return made
    try:
        chosen = _setting(made, ())
        steps = _Steps(on_step, 2 + len(_different(chosen)))
        pair = _pair(chosen, steps)
    except InputError as bad:
        return replace(made, no_alternatives="; ".join(one.what for one in bad.diagnostics))
    first = measuring.findings(of_run(*pair), catalogue.numbered())
    return replace(made, alternatives={"rulebook": first, **_variants(chosen, pair, steps)})


def of_run(run: CompletedRun, twin: CompletedRun | None) -> Results:
    """A run in memory, whose trail was kept, as if it had been read from a folder."""
    return Results(
        name=f"replicate {run.config.replicate}",
        manifest=facts(run, twin),
        people=records.person_table(run, run, twin, twin),
        system=_tables(run),
        twin=_tables(twin) if twin else {},
    )


def _tables(run: CompletedRun) -> dict[str, object]:
    asked = {"gatekeepers": run.gatekeepers} if run.asked.any() else {}
    return {"monthly": run.monthly, **ledger.tables(run), **asked}


def _setting(made: AuditFindings, mechanisms: Sequence[CustomMechanism | str]) -> RunConfig:
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


def _pair(chosen: RunConfig, steps: _Steps) -> tuple[CompletedRun, CompletedRun]:
    return steps.live(chosen), steps.live(chosen.without_system())


def _trap(base: Results, chosen: RunConfig, steps: _Steps) -> Finding:
    """F8: relapse against the same people under sanctions that leave income, work and movement alone."""
    other = steps.live(_under(chosen, neutral(_book(chosen))))
    listings = ledger.tables(other)["listings"]
    return several_runs.sanctions_own_part.of(base.people, base.system["listings"], listings, base.months)[0]


def _arbitrary(base: Results, chosen: RunConfig, run: CompletedRun, steps: _Steps) -> Iterator[Finding]:
    """F23 with all acts held: only the luck of enforcement is drawn again."""
    others = (steps.live(chosen.redrawn(k)) for k in range(1, REPLICATES))
    ever = [np.asarray(one.people["times_listed"] > 0) for one in (run, *others)]
    yield from several_runs.like_for_like.of(base.people, ever, touched=True)


def _flips(chosen: RunConfig, run: CompletedRun, base: Results, steps: _Steps) -> Iterator[Finding]:
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


def _different(chosen: RunConfig) -> dict[str, Rulebook]:
    """The rulebook of each variant, by its hash: those that say the same, or what the rulebook says, once."""
    books = (varied(_book(chosen), [name]) for name in DESIGNS)
    found = {book.text_hash: book for book in books}
    found.pop(_book(chosen).text_hash, None)
    return found


def _variants(
    chosen: RunConfig, pair: tuple[CompletedRun, CompletedRun], steps: _Steps
) -> dict[str, Findings]:
    """The findings under each variant an assessment asks for, same people and luck."""
    base, twin = pair
    runs = {_book(chosen).text_hash: base}
    runs |= {key: steps.live(_under(chosen, book)) for key, book in _different(chosen).items()}
    found = {key: measuring.findings(of_run(run, twin), catalogue.numbered()) for key, run in runs.items()}
    return {name: found[varied(_book(chosen), [name]).text_hash] for name in DESIGNS}


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
