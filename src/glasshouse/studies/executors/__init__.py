"""Executors: where members are computed. Each takes chunks of members and gives back what came of them.

The interface is one method, `Executor.live`. Three are shipped; one of your own is named as FILE:NAME or
offered by an installed package under the entry points `glasshouse.executors`. It is an object with that
method, or a class or function that makes one when it is called without arguments.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.plugins import Kind, Loaded, failure, installed, load_object
from glasshouse.studies.executors.protocol import Executor as Executor

NAMES = ("serial", "processes", "dask")
PROCESSES = "processes"
"""The executor where nobody names one."""


EXECUTOR: Kind[object] = Kind(
    "executor",
    object,
    "glasshouse.executors",
    "give it the method live(chunks), or make it a class or function that returns such an object",
)
"""Executors as things a user can add."""


def executor(
    name: str, workers: int | None = None, scheduler: str | None = None, patience: float | None = None
) -> Executor:
    """The executor of that name: a shipped one, one of an installed package, or FILE:NAME.

    `workers` None means all cores. `scheduler` is the address of one of dask, `patience` the seconds to wait
    for it and its workers. Raises `InputError` for anything that is no executor.
    """
    name = arguments.one_name("by", name)
    workers = arguments.threads("workers", workers) or None
    if name not in NAMES:
        return own_executor(name)
    if name == "serial":
        from glasshouse.studies.executors.serial import Serial

        return Serial(workers or 0)
    if name == "processes":
        from glasshouse.studies.executors.processes import Processes

        return Processes(workers)
    from glasshouse.studies.executors.cluster import PATIENCE, Dask

    return Dask(scheduler, workers, PATIENCE if patience is None else patience)


def own_executor(name: str, relative_to: Path = Path()) -> Executor:
    """An executor of one's own: FILE:NAME, with FILE relative to a folder, or that of an installed package.

    Raises `InputError` for names that are not known, and for what does not keep to `Executor`.
    """
    if re.search(r"\.py:", name):
        return _made(load_object(name, relative_to, EXECUTOR))
    offered = installed(EXECUTOR)
    if name not in offered:
        known = (*NAMES, *offered)
        fix = suggestion(name, known) or f"one of {', '.join(known)}, or FILE:NAME"
        raise InputError(Diagnostic(f"{name}: not an executor", fix))
    return _made(offered[name])


def beside(name: str, folder: Path) -> str:
    """The name of an executor, with the FILE of FILE:NAME as a path from a folder."""
    return str(folder / name) if re.search(r"\.py:", name) else name


def _made(found: Loaded[object]) -> Executor:
    """The object itself, or what a class or function makes of nothing."""
    thing, source = found.object, found.source
    if callable(thing) and (isinstance(thing, type) or not isinstance(thing, Executor)):
        try:
            thing = thing()
        except Exception as error:
            what = f"{source.name}: cannot be made: {type(error).__name__}: {error}"
            raise InputError(
                failure(error, source.file, what, "make it callable without arguments")
            ) from error
    if not callable(getattr(thing, "live", None)):
        what = f"{source.name} is not an executor: it has no method live(chunks)"
        raise InputError(Diagnostic(what, EXECUTOR.made_by, source.file))
    return cast("Executor", thing)
