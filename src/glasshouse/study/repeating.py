"""Repeating: from the manifest of a results folder back to the setting of its run, or why that cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse import arguments
from glasshouse.errors import BadInput, Fault
from glasshouse.rulebook import Rulebook, practice
from glasshouse.rulebook import load as load_rulebook
from glasshouse.study import fates, lives, manifest
from glasshouse.study.beyond_command import rules_told
from glasshouse.study.redrawn import society_of
from glasshouse.study.results_folder import ResultsFolder
from glasshouse.study.running import Run, live
from glasshouse.study.setting import Setting, hash_of, setting

Panel = npt.NDArray[np.uint32] | None
INSTEAD = "run again, or use Gap.life in the Python session that made the results"


def life(results: ResultsFolder, person: int, threads: int = 0) -> lives.Life:
    """One synthetic person of a results folder and the twin, month by month, as `Gap.life` gives them.

    Raises `BadInput` for somebody who is not there, and as `repeat` does.
    """
    person, threads = arguments.together(
        lambda: arguments.person("person", person), lambda: arguments.threads("threads", threads)
    )
    chosen = setting_of(results)
    if person not in chosen.society.who:
        raise unknown(person, str(results.path))
    panel = np.array([person], np.uint32)
    system, twin = (
        repeat(results, chosen, threads, panel),
        live(chosen.without_system(), threads, panel=panel),
    )
    return lives.of(person, system, twin)


def unknown(person: int, file: str = "") -> BadInput:
    """Nobody has that identity; how to find somebody."""
    return BadInput(
        Fault(
            f"nobody here has the identity {person}",
            f"ask with --who {'|'.join(fates.FATES)} or --random, or take one of people.parquet",
            file,
        )
    )


def repeat(results: ResultsFolder, chosen: Setting, threads: int = 0, panel: Panel = None) -> Run:
    """Live the run of a results folder, whose setting is `chosen`, again, and see that it is the same.

    Raises `BadInput` where this version of the model lives another life.
    """
    about = results.manifest
    run = live(chosen, threads, panel=panel)
    if f"{run.state:016x}" != about["results"]["system"]["state"]:
        version = about["glasshouse"]
        what = f"this version of glasshouse lives another life than that of the results (version {version})"
        raise BadInput(Fault(what, INSTEAD, str(results.path / manifest.FILE)))
    return run


def setting_of(results: ResultsFolder) -> Setting:
    """The setting that the manifest of a results folder describes, without its twin.

    Raises `BadInput` with all that is no longer as it was: a rulebook, society or practice that has changed
    or cannot be found, rules written in Python.
    """
    about, file = results.manifest, str(results.path / manifest.FILE)
    if rules := about.get("rules"):
        what = f"the run used rules written in Python, which its folder does not hold: {rules_told(rules)}"
        raise BadInput(Fault(what, INSTEAD, file))
    book = book_as_it_was(about["rulebook"], file)
    provinces = {name: book_as_it_was(one, file) for name, one in (about.get("provinces") or {}).items()}
    made = setting(
        book or "nothing",
        society_of(results),
        practice=practice(book, about["practice"].get("changed") or {}),
        ways=about["ways"].get("changed") or {},
        start=about["start"],
        months=about["months"],
        seed=about["seed"],
        replicate=about["replicate"],
        provinces=provinces or None,
        government=about.get("government"),
    )
    _same(made, about, file)
    return made


def _same(made: Setting, about: dict[str, Any], file: str) -> None:
    pairs = {
        "practice": (hash_of(made.practice), about["practice"]["hash"]),
        "mechanisms": (hash_of(made.ways), about["ways"]["hash"]),
    }
    faults = [
        Fault(f"the {what} of these results cannot be made again: they have changed since", INSTEAD, file)
        for what, (now, then) in pairs.items()
        if now != then
    ]
    if faults:
        raise BadInput(*faults)


def book_as_it_was(about: dict[str, Any], file: str) -> Rulebook | None:
    """The rulebook that a manifest describes: of that name, or of one of its files, with the same text.

    None for no system. Raises `BadInput` where it is not found as it was; `file` is the manifest.
    """
    if about["id"] == "nothing" and not about.get("hash"):
        return None
    for name in _existing(about["id"], reversed(about.get("files") or [])):
        try:
            book = load_rulebook(name)
        except BadInput:
            continue
        if book.text_hash == about["hash"]:
            return book
    what = f"the rulebook {about['id']} is not found as it was: changed since, set in code, or moved"
    raise BadInput(Fault(what, INSTEAD, file))


def _existing(name: str, files: Iterable[str]) -> list[str]:
    return [name, *(one for one in files if Path(one).is_file())]
