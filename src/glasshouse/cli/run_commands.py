"""`glasshouse run` and `glasshouse resume`."""

from __future__ import annotations

import os
import re
import shlex
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from glasshouse.arguments import together
from glasshouse.cli.options import (
    STANDARD,
    Every,
    Flag,
    Json,
    Mechanisms,
    Month,
    Months,
    Persons,
    Seed,
    Threads,
    Years,
)
from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from glasshouse.simulation import Run
    from glasshouse.simulation.reservations import Reservation


def run(
    *,
    rulebook: str = STANDARD,
    practice: Path | None = None,
    society: str = "hebei",
    province: tuple[str, ...] = (),
    tournament: Flag = False,
    ceilings_from: Years = None,
    unify_after: Years = None,
    unify_into: Literal["best", "median", "outline"] = "best",
    changes: Annotated[tuple[str, ...], Parameter(name="--set")] = (),
    mechanisms: Mechanisms = (),
    persons: Persons = 100_000,
    start: Month = None,
    months: Months = 120,
    seed: Seed = 1,
    threads: Threads = None,
    out: Path | None = None,
    twin: bool = True,
    variants: Flag = False,
    report: bool = True,
    quiet: Flag = False,
    as_json: Json = False,
    overwrite: Flag = False,
    checkpoint_every: Every = None,
) -> None:
    """Let synthetic people live under a rulebook, beside their twins who live without it.

    Parameters
    ----------
    rulebook
        Name of a shipped rulebook or path of a file; a+b lays the add-on b over a, a~v is the variant v of a
        (benefits-only, penalties-only, zero-base, due-process or finance-only).
    practice
        File saying how the rules are carried out, laid over the shipped assumptions.
    society
        Name of a shipped society or path of a file.
    province
        NAME=RULEBOOK, repeatable: a province with a rulebook of its own; * is all other inhabited ones.
    tournament
        Provinces are ranked every year, vary their rulebooks and copy the first.
    ceilings_from
        Year from which no province may be harsher than the rulebook of the centre.
    unify_after
        Years after which all provinces come under one rulebook.
    unify_into
        That of the best ranked province, the median of all, or the outline as it is.
    changes
        NAME=VALUE, repeatable: another value for a parameter of a mechanism or of practice; switch.ties=0
        turns a mechanism off, and glasshouse describe --mechanisms names all of them.
    mechanisms
        FILE:NAME, repeatable: a mechanism of your own, such as amnesty.py:debt_amnesty, or the name that an
        installed package gives one. The file is run as Python.
    persons
        How many persons to draw.
    start
        First month, such as 2017-06; by default the month in which the rulebook comes into force.
    months
        How many months they live.
    seed
        Their luck: the same seed gives the same lives.
    threads
        Threads to use, by default all; results do not depend on it.
    out
        Folder for the results, by default a new one under results/.
    twin
        Run the twin too: the same people and luck without the rulebook.
    variants
        Compare with every variant of the rulebook, not only with the same rules as rewards only.
    report
        Write report.html too.
    quiet
        Say nothing but faults.
    as_json
        Print the summary as JSON.
    overwrite
        Replace the results already in the folder.
    checkpoint_every
        Months after which a checkpoint is written beside the folder, again and again; if the run is cut off,
        glasshouse resume goes on from the last.
    """
    from glasshouse import simulation, terminal
    from glasshouse.population import load as load_society
    from glasshouse.rulebooks import load as load_rulebook
    from glasshouse.simulation.mechanism_files import chosen
    from glasshouse.simulation.variant_runs import EVERY, STANDARD

    law, recipe, own = together(
        lambda: load_rulebook(rulebook), lambda: load_society(society), lambda: chosen(mechanisms)
    )
    compared = EVERY if variants else STANDARD
    with _reserved(out, f"{Path(rulebook).stem}-{Path(society).stem}", overwrite) as held:
        folder, kept = held.folder, None
        if checkpoint_every is not None:
            kept = simulation.CheckpointPolicy(folder, checkpoint_every, overwrite, compared, report)
            if not (quiet or as_json):
                print(f"if this is cut off: glasshouse resume {shlex.quote(str(folder))}", file=sys.stderr)
        with terminal.progress(persons, months * (1 + twin), shown=not (quiet or as_json)) as on_month:
            done = simulation.run(
                law, recipe, persons=persons, months=months, seed=seed, threads=threads,
                practice=practice, twin=twin, on_month=on_month, start=start, parameters=_numbers_of(changes),
                mechanisms=own, provinces=_books_of(province),
                government=_government(tournament, ceilings_from, unify_after, unify_into), checkpoint=kept,
            )  # fmt: skip
            done.save(folder, overwrite=overwrite, variants=compared, reserved=held)
        finish(done, folder, report=report, quiet=quiet, as_json=as_json)


def finish(done: Run, folder: Path, *, report: bool, quiet: bool, as_json: bool) -> None:
    """Write the report of results just written, let the checkpoints go, and say what came of it."""
    from glasshouse import terminal
    from glasshouse.reporting import folder as results
    from glasshouse.reporting import page as pages
    from glasshouse.summary import summary

    if not quiet:
        for note in done.notes:
            print(f"note: {note}", file=sys.stderr)
    found = results.read(folder, done.society) if report or as_json or not quiet else None
    page = pages.write(found) if report and found else None
    if done.checkpoints:
        done.checkpoints.remove()
    if found is None:
        return
    if as_json:
        terminal.show_json(summary(found, page).as_dict())
    elif not quiet:
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


def _government(
    tournament: bool, ceilings: int | None, unify: int | None, into: str
) -> dict[str, Any] | None:
    if not (tournament or ceilings or unify):
        return None
    return {
        "tournament": tournament, "ceilings_from": ceilings, "unify_after": unify, "unify_into": into,
    }  # fmt: skip


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
    quiet: Flag = False,
    as_json: Json = False,
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
    quiet
        Say nothing but faults.
    as_json
        Print the summary as JSON.
    """
    from glasshouse import terminal
    from glasshouse.simulation import repeating
    from glasshouse.simulation.checkpoints import opened
    from glasshouse.simulation.plans import Given

    points = opened(folder, _note)
    persons, months = sum(points.plan["society"]["persons"].values()), points.plan["months"]
    sides = 2 if points.plan["twin"] else 1
    with terminal.progress(persons, months * sides, shown=not (quiet or as_json)) as on_month:
        done = repeating.go_on(points, Given(mechanisms=mechanisms), threads=threads, on_month=on_month)
        repeating.save(done)
    finish(done, folder, report=points.keep.report, quiet=quiet, as_json=as_json)


def _note(sentence: str) -> None:
    print(f"note: {sentence}", file=sys.stderr)
