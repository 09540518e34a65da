"""Repeating: from the manifest of a results folder back to the setting of its run, or why that cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError
from glasshouse.rulebook import Rulebook, practice
from glasshouse.rulebook import load as load_rulebook
from glasshouse.simulation import lives, manifest, mechanism_files, outcome_groups
from glasshouse.simulation.redrawn import society_of
from glasshouse.simulation.results_folder import ResultsFolder
from glasshouse.simulation.run_config import RunConfig, hash_of, run_config
from glasshouse.simulation.running import Run, simulate

Panel = npt.NDArray[np.uint32] | None
INSTEAD = "run again, or use Comparison.life in the Python session that made the results"


def life(results: ResultsFolder, person: int, threads: int = 0) -> lives.Life:
    """One synthetic person of a results folder and the twin, month by month, as `Comparison.life` gives them.

    Raises `InputError` for somebody who is not there, and as `repeat` does.
    """
    person, threads = arguments.together(
        lambda: arguments.person("person", person), lambda: arguments.threads("threads", threads)
    )
    chosen = setting_of(results)
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
            f"ask with --who {'|'.join(outcome_groups.FATES)} or --random, or take one of people.parquet",
            file,
        )
    )


def repeat(results: ResultsFolder, chosen: RunConfig, threads: int = 0, panel_ids: Panel = None) -> Run:
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


def setting_of(results: ResultsFolder) -> RunConfig:
    """The setting that the manifest of a results folder describes, without its twin.

    Custom mechanisms are those of the texts that the folder keeps. Raises `InputError` with all that is no
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
        mechanisms=mechanism_files.kept_in(results),
        start=about["start"],
        months=about["months"],
        seed=about["seed"],
        replicate=about["replicate"],
        provinces=provinces or None,
        government=about.get("government"),
    )
    _same(made, about, file)
    return made


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
