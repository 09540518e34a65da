"""`glasshouse run`, `glasshouse resume` and `glasshouse precompile`."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.arguments import together
from glasshouse.cli.option_groups import (
    Changes,
    GovernmentOptions,
    OnMachine,
    OnWorkers,
    Printed,
    RunResults,
    UnderRules,
    WhoLives,
)
from glasshouse.cli.options import Mechanisms, Threads
from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from glasshouse.population.society import Society, SocietyRecipe
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation import CheckpointPolicy, Run
    from glasshouse.simulation.reservations import Reservation
    from glasshouse.simulation.results_folder import ResultsFolder
    from glasshouse.simulation.run_config import RunConfig
    from glasshouse.simulation.run_estimate import RunEstimate


def run(
    *,
    under: UnderRules = UnderRules(),
    who: WhoLives = WhoLives(),
    governed: GovernmentOptions = GovernmentOptions(),
    results: RunResults = RunResults(),
    machine: OnMachine = OnMachine(),
    spread: OnWorkers = OnWorkers(),
    printed: Printed = Printed(),
) -> None:
    """Let synthetic people live under a rulebook, beside their twins who live without it."""
    from glasshouse import simulation, terminal
    from glasshouse.population import load as load_society
    from glasshouse.rulebooks import load as load_rulebook
    from glasshouse.simulation.checkpoint_policy import STANDARD_VARIANTS
    from glasshouse.simulation.mechanism_files import chosen
    from glasshouse.simulation.precompiling import helped
    from glasshouse.simulation.saving import save
    from glasshouse.simulation.variant_runs import EVERY

    law, recipe, own = together(
        lambda: load_rulebook(under.rulebook),
        lambda: load_society(who.society),
        lambda: chosen(under.mechanisms),
    )
    compared = EVERY if results.variants else STANDARD_VARIANTS
    settings: dict[str, Any] = {
        "practice": under.practice, "parameters": _numbers_of(under.changes), "mechanisms": own,
        "start": who.start, "months": who.months, "seed": who.seed,
        "provinces": _books_of(governed.province), "government": _government(governed),
        "events": [*map(Path, who.events), *who.event],
    }  # fmt: skip
    if machine.dry_run:
        wanted = {"twin": results.twin, "variants": len(compared), "workers": spread.count}
        found = _estimated(law, recipe, who.persons, settings, wanted, machine.threads or 0)
        terminal.show_json(found.as_dict()) if printed.as_json else terminal.show_estimate(found)
        return
    usual = f"{Path(under.rulebook).stem}-{Path(who.society).stem}"
    with (
        _reserved(results.out, usual, results.overwrite) as held,
        helped(machine.threads),
        spread.kept() as executor,
    ):
        checkpoint = _checkpoint(results, held.folder, compared)
        if checkpoint and printed.for_people:
            resuming = f"glasshouse resume {shlex.quote(str(held.folder))}"
            print(f"if this is cut off: {resuming}", file=sys.stderr)
        months = who.months * (1 + results.twin)
        report = ("glasshouse.reporting.page",) if results.report else ()
        with terminal.progress(who.persons, months, shown=printed.for_people) as on_month:
            with _importing(*report):
                done = simulation.run(
                    law, recipe, persons=who.persons, **settings,
                    threads=machine.threads, memory=machine.memory, scratch=held.folder.absolute().parent,
                    executor=executor, workers=spread.workers, twin=results.twin, record=executor is None,
                    checkpoint=checkpoint, on_month=on_month,
                )  # fmt: skip
            written = save(done, done.known_twin, held.folder, results.overwrite, compared, held)
        finish(done, written, results.report, printed)


@contextmanager
def _importing(*modules: str) -> Iterator[None]:
    """Import modules while months are simulated, which leave the interpreter to other threads."""

    def load() -> None:
        for name in modules:
            importlib.import_module(name)

    thread = threading.Thread(target=load)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _estimated(
    law: Rulebook,
    recipe: SocietyRecipe,
    persons: int,
    settings: dict[str, Any],
    wanted: dict[str, Any],
    threads: int,
) -> RunEstimate:
    """What a run with these settings will take; `wanted` says how many lives it has."""
    from glasshouse.simulation.run_config import run_config
    from glasshouse.simulation.run_estimate import estimate

    def config_of(few: Society, names: list[str]) -> RunConfig:
        """The setting of a sample, where * stands for all provinces in which somebody will live."""
        books = settings["provinces"]
        others = dict.fromkeys(names, books["*"]) if "*" in books else {}
        named = {name: book for name, book in books.items() if name != "*"}
        return run_config(law, few, **{**settings, "provinces": {**others, **named}})

    return estimate(recipe, persons, config_of, **wanted, threads=threads)


def _checkpoint(results: RunResults, folder: Path, compared: tuple[str, ...]) -> CheckpointPolicy | None:
    """Where and how often checkpoints are written, if at all."""
    from glasshouse.simulation import CheckpointPolicy

    if results.checkpoint_every is None:
        return None
    return CheckpointPolicy(folder, results.checkpoint_every, results.overwrite, compared, results.report)


def finish(done: Run, written: ResultsFolder, report: bool, printed: Printed) -> None:
    """Write the report of results just written, let the checkpoints go, and say what came of it."""
    from glasshouse import terminal
    from glasshouse.reporting import folder as results
    from glasshouse.reporting import page as pages
    from glasshouse.summary import summary

    if not printed.quiet:
        for note in done.notes:
            print(f"note: {note}", file=sys.stderr)
    found = results.of(written, done.society) if report or printed.as_json or not printed.quiet else None
    page = pages.write(found) if report and found else None
    if done.checkpoints:
        done.checkpoints.remove()
    if found is None:
        return
    if printed.as_json:
        terminal.show_json(summary(found, page).as_dict())
    elif not printed.quiet:
        terminal.show_summary(summary(found, page))


def _books_of(provinces: tuple[str, ...]) -> dict[str, str]:
    """Rulebook names by province from words such as hebei=court-list-2013."""
    return _pairs(provinces, "--province", "NAME=RULEBOOK")


def _numbers_of(changes: tuple[str, ...]) -> dict[str, float | str]:
    """Values by parameter from words such as credit.lapse=0.01 or court.sue_after=6 month."""
    pairs = _pairs(changes, "--set", "NAME=VALUE")
    return {name: float(value) if _is_number(value) else value for name, value in pairs.items()}


def _is_number(word: str) -> bool:
    return re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+", word) is not None


def _pairs(words: tuple[str, ...], option: str, form: str) -> dict[str, str]:
    parts = {word: word.partition("=") for word in words}
    wrong = [
        Diagnostic(f"{option} {word}: not understood", f"write {form}")
        for word, p in parts.items()
        if not (p[0] and p[2])
    ]
    if wrong:
        raise InputError(*wrong)
    return {name: value for name, _, value in parts.values()}


def _government(chosen: GovernmentOptions) -> dict[str, Any] | None:
    """What `simulation.run` takes as `government`; None where nothing is chosen."""
    if not (chosen.tournament or chosen.ceilings_from or chosen.unify_after):
        return None
    names = ("tournament", "ceilings_from", "unify_after", "unify_into")
    return {name: getattr(chosen, name) for name in names}


def _reserved(out: Path | None, name: str, overwrite: bool) -> Reservation:
    """The folder to write to, held for this run alone; refused before hours are spent if it cannot be."""
    from glasshouse.simulation.checkpoints import refuse_if_unfinished
    from glasshouse.simulation.reservations import Reservation
    from glasshouse.simulation.saving import refuse_unless_free

    if out is None:
        return _unused(Path("results") / name)
    refuse_unless_free(out, overwrite)
    refuse_if_unfinished(out, overwrite)
    ground = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    if not (ground.is_dir() and os.access(ground, os.W_OK | os.X_OK)):
        raise InputError(Diagnostic(f"{ground} cannot be written to", "choose another --out", str(out)))
    return Reservation(out)


def _unused(folder: Path) -> Reservation:
    """The first of folder, folder-2, folder-3 ... that is free and that nobody else is writing to."""
    from glasshouse.simulation.checkpoints import is_unfinished
    from glasshouse.simulation.reservations import Busy, Reservation

    for number in count(1):
        chosen = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        if chosen.exists() or is_unfinished(chosen):
            continue
        with suppress(Busy):
            return Reservation(chosen)
    raise AssertionError  # numbers do not end


def resume(
    folder: Path,
    /,
    *,
    mechanisms: Mechanisms = (),
    threads: Threads = None,
    spread: OnWorkers = OnWorkers(),
    printed: Printed = Printed(),
) -> None:
    """Go on with a run that was cut off, to the results and the digest of one that was not.

    Only a run with --checkpoint-every can be gone on with. Rulebook, society, practice and code must be what
    they were.

    Parameters
    ----------
    folder
        The folder its results were to go to, its --out.
    mechanisms
        FILE:NAME, repeatable: where a mechanism of the run is now, if its file says something else by now.
    threads
        Threads to use, by default as before; results do not depend on it.
    """
    from glasshouse import terminal
    from glasshouse.simulation import repeating
    from glasshouse.simulation.checkpoints import opened
    from glasshouse.simulation.plans import Given
    from glasshouse.simulation.results_folder import open_results
    from glasshouse.studies.executors import PROCESSES

    points = opened(folder, _note)
    persons, months = sum(points.plan["society"]["persons"].values()), points.plan["months"]
    sides = 2 if points.plan["twin"] else 1
    with (
        spread.kept(PROCESSES if points.plan["machine"]["spread"] else "") as executor,
        terminal.progress(persons, months * sides, shown=printed.for_people) as on_month,
    ):
        done = repeating.go_on(
            points, Given(mechanisms=mechanisms), threads=threads, on_month=on_month,
            executor=executor, workers=spread.workers,
        )  # fmt: skip
        repeating.save(done)
    finish(done, open_results(folder), points.keep.report, printed)


def continue_(
    folder: Path,
    /,
    *,
    change: Changes,
    out: Path | None = None,
    report: bool = True,
    threads: Threads = None,
    printed: Printed = Printed(),
) -> None:
    """Continue a finished run from one of its months under another law, other parameters or other practice.

    The twin is the same run without the change: the same people and luck under the old rules. Any results
    folder can be continued; checkpoints are not needed.

    Parameters
    ----------
    folder
        Results folder of the run that is continued; nothing in it changes.
    out
        Folder for the results, by default a new one under results/; an existing one is never replaced.
    report
        Write report.html too.
    threads
        Threads to use, by default all; results do not depend on it.
    """
    from glasshouse import simulation, terminal
    from glasshouse.simulation.precompiling import helped
    from glasshouse.simulation.results_folder import open_results
    from glasshouse.simulation.saving import save

    with _reserved(out, f"{folder.absolute().name}-continued", overwrite=False) as held, helped(threads):
        about = open_results(folder).manifest if (folder / "manifest.json").is_file() else {}
        months = 2 * (change.month + change.months if change.months else about.get("months", 0))
        with terminal.progress(about.get("persons", 0), months, shown=printed.for_people) as on_month:
            done = simulation.continue_run(
                folder, change.month, rulebook=change.rulebook, practice=change.practice,
                parameters=_numbers_of(change.changes), months=change.months,
                threads=threads, on_month=on_month,
            )  # fmt: skip
            written = save(done, done.known_twin, held.folder, False, reserved=held)
        finish(done, written, report, printed)


def _note(sentence: str) -> None:
    print(f"note: {sentence}", file=sys.stderr)


def precompile(*, threads: Threads = None) -> None:
    """Compile the model now, so that the first run need not.

    The machine code is kept in the user's cache for this version, processor and Python. Run it once after
    installing, for example while an image is built. The first run does the same otherwise.

    Parameters
    ----------
    threads
        Cores to use, by default all.
    """
    from glasshouse.simulation import precompiling

    precompiling.precompile(threads)
