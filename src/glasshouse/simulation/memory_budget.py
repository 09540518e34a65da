"""How much memory a run may hold: sizes as people write them, and where large arrays then lie."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from glasshouse import arguments
from glasshouse.engine.array_space import IN_MEMORY, ArraySpace
from glasshouse.errors import Diagnostic, InputError
from glasshouse.simulation.recording import MOST

UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
PROCESS = 450 * 10**6
"""Bytes that a process holds before it has any persons: Python, libraries, machine code, counts."""
WHOLE = 700
"""Bytes a person, at most, of a run with its twin and its results where all of it lies in memory."""
LEAST = 80
"""Bytes a person that stay in memory where the large arrays lie on disk."""
SAMPLED = 700
"""Bytes for each person of the tables of persons, which are in memory while they are written."""
ON_DISK = 650
"""Bytes a person of these arrays: the people as drawn, the run, its twin, and one life being lived."""


def size_of(name: str, given: object) -> int:
    """Bytes, from a number of them or a text such as "4GB" or "512 MiB". Raises `InputError`."""
    if not isinstance(given, str):
        return arguments.whole(name, given, 1, 2**60, ', or a text such as "4GB"')
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+)\s*", given)
    units = {unit.lower(): size for unit, size in UNITS.items()}
    if found is None or found[2].lower() not in units or not float(found[1]):
        what = f"{name}: {given!r} is not a size of memory"
        raise InputError(Diagnostic(what, f"write a number and one of {', '.join(UNITS)}, such as 4GB"))
    return round(float(found[1]) * units[found[2].lower()])


def space_of(persons: int, budget: int | None, folder: Path) -> ArraySpace:
    """Where the arrays of a run of so many persons lie that may hold `budget` bytes (None: no limit).

    In memory if the run fits there, otherwise in files in `folder`. Raises `InputError` where the memory or
    the disk is too small.
    """
    if budget is None or whole(persons) <= budget:
        return IN_MEMORY
    needed = least(persons)
    if budget < needed:
        what = f"memory: {shown(budget)} is too little for {persons:,} persons"
        raise InputError(Diagnostic(what, f"give at least {shown(needed)}, or draw fewer persons"))
    folder = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
    free, wanted = shutil.disk_usage(folder).free, persons * ON_DISK
    if free < wanted:
        what = f"needs about {shown(wanted)} for {persons:,} persons, {shown(free)} are free"
        raise InputError(
            Diagnostic(what, "free space, choose another disk, or give more memory", str(folder))
        )
    return ArraySpace(folder, budget)


def whole(persons: int) -> int:
    """Bytes that a run of so many persons needs where all of it lies in memory."""
    return PROCESS + persons * WHOLE + min(persons, MOST) * SAMPLED


def least(persons: int) -> int:
    """Bytes that it needs at least, with the large arrays on disk."""
    return PROCESS + persons * LEAST + min(persons, MOST) * SAMPLED


def shown(size: float) -> str:
    """Bytes as people read them, rounded up to a tenth of their unit: "9.1 GB"."""
    unit, scale = ("GB", 10**9) if size >= 10**9 else ("MB", 10**6)
    return f"{-(-size // (scale / 10)) / 10:,g} {unit}"
