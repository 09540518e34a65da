"""From a results folder or a checkpoint back to its run: repeat it, go on with it, check it by running it
again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse import arguments
from glasshouse.engine.shards import available_cores
from glasshouse.errors import Diagnostic, InputError, choices
from glasshouse.rulebooks import Rulebook, practice
from glasshouse.rulebooks import load as load_rulebook
from glasshouse.simulation import checkpoints, lives, manifest, mechanism_files
from glasshouse.simulation.checkpoints import Checkpoints
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.digests import value_hash
from glasshouse.simulation.person_differences import FATES
from glasshouse.simulation.plans import NOTHING, Given, config_of_plan, notes_on
from glasshouse.simulation.results_folder import ResultsFolder, open_results, society_of
from glasshouse.simulation.run_config import Continued, RunConfig, hash_of, run_config, scope_in
from glasshouse.simulation.run_settings import RESUME_DEFAULTS, ProgressCallback, ResumeSettings, silent
from glasshouse.simulation.running import Run, run_both
from glasshouse.simulation.saving import tables
from glasshouse.simulation.simulating import simulate
from glasshouse.simulation.spreading import Executor, Spread

if TYPE_CHECKING:
    from glasshouse.model.custom_mechanism import CustomMechanism

Panel = npt.NDArray[np.uint32] | None
INSTEAD = "run again, or use Comparison.life in the Python session that made the results"


def life(results: ResultsFolder, person: int, threads: int = 0) -> lives.Life:
    """One synthetic person of a results folder and the twin, month by month, as `Comparison.life` gives them.

    Raises `InputError` for somebody who is not there, and as `repeat` does.
    """
    person, threads = arguments.together(
        lambda: arguments.person("person", person), lambda: arguments.threads("threads", threads)
    )
    chosen = config_of_manifest(results)
    if person not in chosen.society.who:
        raise unknown(person, str(results.path))
    panel_ids = np.array([person], np.uint32)
    system, twin = (
        repeat(results, chosen, threads, panel_ids),
        simulate(chosen.without_system(), threads, panel_ids=panel_ids),
    )
    return lives.of(person, system, twin)


def unknown(person: int, file: str = "") -> InputError:
    """Nobody has that identity; how to find somebody."""
    return InputError(
        Diagnostic(
            f"nobody here has the identity {person}",
            f"ask with --who {'|'.join(FATES)} or --random, or take one of people.parquet",
            file,
        )
    )


def repeat(
    results: ResultsFolder, chosen: RunConfig, threads: int = 0, panel_ids: Panel = None
) -> CompletedRun:
    """Live the run of a results folder, whose setting is `chosen`, again, and see that it is the same.

    Raises `InputError` where this version of the model lives another life.
    """
    about = results.manifest
    run = simulate(chosen, threads, panel_ids=panel_ids)
    if f"{run.state:016x}" != about["results"]["system"]["state"]:
        version = about["glasshouse"]
        what = f"this version of glasshouse lives another life than that of the results (version {version})"
        raise InputError(Diagnostic(what, INSTEAD, str(results.path / manifest.FILE)))
    return run


def config_of_manifest(results: ResultsFolder, own: Sequence[CustomMechanism | str] = ()) -> RunConfig:
    """The setting that the manifest of a results folder describes, without its twin.

    Custom mechanisms are those of the texts that the folder keeps, or, where they are handed over as `own`
    (all of them), the same from elsewhere. Raises `InputError` with all that is no
    longer as it was: a rulebook, society or practice that has changed or cannot be found.
    """
    about, file = results.manifest, str(results.path / manifest.FILE)
    book = book_as_it_was(about["rulebook"], file)
    provinces = {name: book_as_it_was(one, file) for name, one in (about.get("provinces") or {}).items()}
    made = run_config(
        book or "nothing",
        society_of(results),
        practice=practice(book, about["practice"].get("changed") or {}),
        parameters={**(about["parameters"].get("changed") or {}), **about["own_parameters"]},
        mechanisms=_handed_over(results, own) if own else mechanisms_in(results),
        start=about["start"],
        months=about["months"],
        seed=about["seed"],
        replicate=about["replicate"],
        provinces=provinces or None,
        government=about.get("government"),
        events=about.get("events"),
    )
    _same(made, about, file)
    if continued := about.get("continued"):
        earlier = {name: value for name, value in about.items() if name != "continued"}
        before = config_of_manifest(replace(results, manifest={**earlier, **continued["before"]}), own)
        return joined(before, made, continued["month"], continued["digest"])
    return made


def joined(before: RunConfig, after: RunConfig, month: int, digest: str) -> RunConfig:
    """The configuration of a run that is `before` for `month` months and then goes on as `after`.

    Both share words and room, so that a person's record has the same form all along; `digest` is that of the
    results of the run continued.
    """
    scope = scope_in(before.society.recipe, (before.rulebook, after.rulebook))
    old, new = (
        replace(one, rulebook=one.rulebook and one.rulebook.within(scope), twin_of=scope)
        for one in (before, after)
    )
    return replace(new, continued=Continued(month, old, digest))


def mechanisms_in(results: ResultsFolder) -> tuple[CustomMechanism, ...]:
    """The mechanisms of a results folder, from the texts it keeps."""
    mechanisms = results.manifest["mechanisms"]
    if any("kept" not in about for about in mechanisms):
        what = "an earlier version of glasshouse wrote it and kept the text of mechanisms elsewhere"
        raise InputError(Diagnostic(what, "run again", str(results.path)))
    return tuple(
        mechanism_files.restored(about, results.text(about["kept"]), str(results.path / about["kept"]))
        for about in mechanisms
    )


def _handed_over(results: ResultsFolder, own: Sequence[CustomMechanism | str]) -> tuple[CustomMechanism, ...]:
    """Mechanisms in the order of the run. Raises `InputError` unless they are those of the run, unchanged."""
    given = {one.name: one for one in mechanism_files.chosen(own)}
    known = {one["name"]: one for one in results.manifest["mechanisms"]}
    file = str(results.path / manifest.FILE)
    diagnostics = [
        *(Diagnostic(f"{name}: not a mechanism of this run", choices(name, known, "leave it out"), file)
          for name in given if name not in known),
        *(Diagnostic(f"the mechanism {name} is not named", "name all mechanisms of the run, or none", file)
          for name in known if name not in given),
        *(mechanism_files.changed(one, given[name].source.file)
          for name, one in known.items() if name in given and given[name].hash != one["hash"]),
    ]  # fmt: skip
    if diagnostics:
        raise InputError(*diagnostics)
    return tuple(given[name] for name in known)


def _same(made: RunConfig, about: dict[str, Any], file: str) -> None:
    pairs = {
        "practice": (hash_of(made.practice), about["practice"]["hash"]),
        "mechanisms": (hash_of(made.parameters), about["parameters"]["hash"]),
    }
    diagnostics = [
        Diagnostic(
            f"the {what} of these results cannot be made again: they have changed since", INSTEAD, file
        )
        for what, (now, then) in pairs.items()
        if now != then
    ]
    if diagnostics:
        raise InputError(*diagnostics)


def book_as_it_was(about: dict[str, Any], file: str) -> Rulebook | None:
    """The rulebook that a manifest describes: of that name, or of one of its files, with the same text.

    None for no system. Raises `InputError` where it is not found as it was; `file` is the manifest.
    """
    if about["id"] == "nothing" and not about.get("hash"):
        return None
    for name in _existing(about["id"], reversed(about.get("files") or [])):
        try:
            book = load_rulebook(name)
        except InputError:
            continue
        if book.text_hash == about["hash"]:
            return book
    what = f"the rulebook {about['id']} is not found as it was: changed since, set in code, or moved"
    raise InputError(Diagnostic(what, INSTEAD, file))


def _existing(name: str, files: Iterable[str]) -> list[str]:
    return [name, *(one for one in files if Path(one).is_file())]


def resume(folder: str | Path, **settings: Unpack[ResumeSettings]) -> Run:
    """Go on with the run whose results were to go to `folder`; its digest is that of a run never cut off.

    Files are found again by the names the run was begun with. What was made in Python, or lies elsewhere now,
    is handed over.

    Keywords: `rulebook`, `society`, `practice` and `provinces` (by name) replace what the run was begun with,
    and must have the same text (none by default). `mechanisms` are those the run keeps; hand over those whose
    file says something else now. `threads` is 1 to 512; None, the default, means as before. `executor` and
    `workers` are those of `glasshouse.run`, needed where the run had an executor. `on_month` is called after
    each month with the months done and those to do, `tell` with a sentence for each damaged file and what is
    used instead. Raises `InputError` where there is nothing to go on with, where a text or the code is not
    what it was, and for another keyword.

    >>> import glasshouse as gh
    >>> town = {"society": "toytown", "persons": 300, "months": 6}
    >>> whole = gh.run("court-list-2013", **town, checkpoint="results/resumed", every=3)
    >>> resumed = gh.resume("results/resumed")
    >>> resumed.digest() == whole.digest()
    True
    """
    arguments.keywords("glasshouse.resume", settings, ResumeSettings)
    chosen: ResumeSettings = {**RESUME_DEFAULTS, **settings}
    folder = arguments.path("folder", folder)
    given = Given(
        chosen["rulebook"], chosen["society"], chosen["practice"], chosen["provinces"], chosen["mechanisms"]
    )
    points = checkpoints.opened(folder, chosen["tell"])
    names = ("threads", "on_month", "executor", "workers")
    return go_on(points, given, **{name: chosen[name] for name in names})  # type: ignore[literal-required]


def go_on(
    points: Checkpoints,
    given: Given = NOTHING,
    *,
    threads: int | None = None,
    on_month: ProgressCallback = silent,
    executor: Executor | None = None,
    workers: int | None = None,
) -> Run:
    """Go on from checkpoints that are open already (see `resume`)."""
    spread = _spread(points, executor, arguments.threads("workers", workers))
    # Checked before anything is restored: a rulebook that was edited since would otherwise apply from the
    # month of the checkpoint on, and the results would be of no rulebook at all.
    chosen = config_of_plan(points.plan, given)
    if note := notes_on(points.plan):
        points.tell(note)
    many = points.plan["threads"] if threads is None else arguments.threads("threads", threads)
    return run_both(chosen, many, on_month, points.plan["twin"], points, record=spread is None, spread=spread)


def _spread(points: Checkpoints, executor: Executor | None, workers: int) -> Spread | None:
    """Where provinces are computed. Raises `InputError` unless that is by an executor as it was before."""
    machine = points.plan["machine"]
    if machine["spread"] != (executor is not None):
        was = "an executor" if machine["spread"] else "one process"
        fix = "name an executor" if machine["spread"] else "leave the executor out"
        raise InputError(Diagnostic(f"the provinces of this run were computed by {was}", fix))
    if executor is None:
        return None
    return Spread(executor, workers or available_cores(), Path(machine["scratch"]), machine["memory"])


def save(run: Run) -> Path:
    """Write the results of a run that went on to its folder, as was wanted when it began.

    These very results are left alone where they are there already: then it was cut off after them.
    """
    assert run.checkpoints is not None
    keep, twin = run.checkpoints.keep, run.twin() if run.checkpoints.plan["twin"] else None
    if not _is_there(run, twin, keep.folder):
        run.save(keep.folder, keep.overwrite, keep.variants)
    return keep.folder


def _is_there(run: Run, twin: Run | None, folder: Path) -> bool:
    try:
        results = open_results(folder).manifest["results"]
    except InputError:
        return False
    states = {side: one["state"] for side, one in results.items()}
    return states == {side: f"{one.state:016x}" for side, one in (("system", run), ("twin", twin)) if one}


CLOSE = 1e-9
"""Relative difference up to which statistics are the same: last digits may differ between machines."""


def refuse_unless_repeated(results: ResultsFolder, threads: int = 0) -> None:
    """Run a results folder again and compare every table. Raises `InputError` naming each that differs.

    Raises `InputError` too where the run cannot be repeated here (see `repeating.setting_of`).
    """
    chosen = config_of_manifest(results)
    has_twin = "twin" in results.manifest["results"]
    run = simulate(chosen, threads, trail=True)
    twin = simulate(chosen.without_system(), threads, trail=True) if has_twin else None
    variants = results.find("variants", ("variant",))
    compared = variants["variant"].unique().to_pylist() if variants is not None else []
    made = dict(tables(run, twin, compared))
    wrong = [name for name, table in made.items() if not _same_table(results.find(name), table)]
    if wrong:
        what = "is not what this run gives when it is run again"
        fix = "do not use these results; run again"
        raise InputError(*(Diagnostic(what, fix, str(results.path / f"{name}.parquet")) for name in wrong))


def _same_table(stored: pa.Table | None, made: pa.Table) -> bool:
    if stored is None or stored.column_names != made.column_names or value_hash(stored) != value_hash(made):
        return False
    floats = [field.name for field in made.schema if pa.types.is_floating(field.type)]
    return all(np.allclose(stored[name], made[name], CLOSE, 0, equal_nan=True) for name in floats)
