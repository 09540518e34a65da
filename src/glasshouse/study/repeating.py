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
from glasshouse.society import load as load_society
from glasshouse.society.society import Society
from glasshouse.study import fates, lives, manifest
from glasshouse.study.running import Run, live
from glasshouse.study.setting import Setting, hash_of, setting

Panel = npt.NDArray[np.uint32] | None
INSTEAD = "run again, or use Gap.life in the Python session that made the results"


def life(folder: str | Path, person: int, threads: int = 0) -> lives.Life:
    """One synthetic person of a results folder and the twin, month by month, as `Gap.life` gives them.

    Raises `BadInput` for somebody who is not there, and as `repeat` does.
    """
    person, threads = arguments.together(
        lambda: arguments.person("person", person), lambda: arguments.threads("threads", threads)
    )
    chosen = setting_of(folder)
    if person not in chosen.society.who:
        raise unknown(person, str(folder))
    panel = np.array([person], np.uint32)
    system, twin = repeat(folder, chosen, threads, panel), live(chosen.without_system(), threads, panel=panel)
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


def repeat(folder: str | Path, chosen: Setting, threads: int = 0, panel: Panel = None) -> Run:
    """Live the run of a results folder, whose setting is `chosen`, again, and see that it is the same.

    Raises `BadInput` where this version of the model lives another life.
    """
    path = Path(folder)
    about = manifest.read(path)
    run = live(chosen, threads, panel=panel)
    if f"{run.state:016x}" != about["results"]["system"]["state"]:
        version = about.get("glasshouse", "unknown")
        what = f"this version of glasshouse lives another life than that of the results (version {version})"
        raise BadInput(Fault(what, INSTEAD, str(path / manifest.FILE)))
    return run


def setting_of(folder: str | Path) -> Setting:
    """The setting that the manifest of a results folder describes, without its twin.

    Raises `BadInput` with all that is no longer as it was: a rulebook, society or practice that has changed
    or cannot be found, rules of one's own.
    """
    path = Path(folder)
    about, file = manifest.read(path), str(path / manifest.FILE)
    if rules := about.get("rules"):
        raise BadInput(Fault(f"rules of one's own cannot be read back: {', '.join(rules)}", INSTEAD, file))
    book = book_as_it_was(about["rulebook"], file)
    provinces = {name: book_as_it_was(one, file) for name, one in (about.get("provinces") or {}).items()}
    made = setting(
        book or "nothing",
        _society(about, file),
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
        "people drawn": (made.society.digest(), about["society"]["digest"]),
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


def _society(about: dict[str, Any], file: str) -> Society:
    society = about["society"]
    for name in _existing(society["id"], [society.get("file", "")]):
        try:
            recipe = load_society(name)
        except BadInput:
            continue
        if recipe.hash == society["hash"]:
            persons = society.get("persons") or about["persons"]
            return recipe.draw(persons=persons, seed=society.get("seed", about["seed"]))
    what = f"the society {society['id']} is not found as it was: changed since, or moved"
    raise BadInput(Fault(what, INSTEAD, file))
