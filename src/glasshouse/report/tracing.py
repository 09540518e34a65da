"""Where every number comes from: the commands that print it and the files of the folder it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from glasshouse.report.folder import Folder

DIR = "DIR"
"""Stands for the results folder in every command of the page."""


@dataclass(frozen=True)
class Trace:
    """Commands and files behind one section of the page."""

    commands: tuple[str, ...]
    files: tuple[str, ...]


_AUDIT = f"glasshouse audit {DIR} --all"
_PICTURES: dict[str, tuple[str, ...]] = {
    "listed": ("listed", "flows"),
    "wrongful": ("redress", "due_process"),
    "rights": ("rights", "contexts"),
    "groups": ("disparity", "refusals", "burden"),
    "voice": ("speech", "chilling", "fear", "opinion"),
    "variants": ("variants",),
    "map": ("town_map", "viewers", "map_privacy"),
    "life": ("life",),
}
"""Pictures of each section, by the names of the command `plot`."""

_FILES: dict[str, tuple[str, ...]] = {
    "summary": ("people.parquet", "comparison.parquet", "system/monthly.parquet", "twin/monthly.parquet"),
    "listed": ("system/monthly.parquet",),
    "wrongful": ("system/listings.parquet", "people.parquet", "system/monthly.parquet"),
    "rights": ("system/ledger.parquet", "system/standing.parquet", "people.parquet"),
    "groups": ("people.parquet", "comparison.parquet"),
    "voice": ("system/monthly.parquet", "twin/monthly.parquet", "people.parquet"),
    "variants": ("variants.parquet",),
    "map": ("city.parquet", "probes.parquet"),
    "life": ("system/lives.parquet", "twin/lives.parquet", "outcomes.parquet"),
    "findings": ("people.parquet", "comparison.parquet", "system/", "twin/"),
    "published": ("targets.parquet",),
    "assumptions": ("manifest.json",),
    "rulebook": ("manifest.json",),
    "repeat": ("manifest.json",),
}
"""Files of the folder behind each section; those that a run did not write are left out."""


def traces(folder: Folder, pictures: Collection[str], person: int) -> dict[str, Trace]:
    """The trace of every section, by its anchor: only commands that print something here.

    `pictures` are the names of those the page has; `person` is the one whose life is told, -1 for nobody.
    """
    found = {}
    for section, files in _FILES.items():
        known = tuple(name for name in files if (folder.path / name).exists())
        told = tuple(_commands(folder, section, pictures, person))
        if known and told:
            found[section] = Trace(told, known)
    found["law"] = Trace((f"glasshouse lint {folder.rulebook['id']}",), ("the file of the rulebook",))
    return found


def _commands(folder: Folder, section: str, pictures: Collection[str], person: int) -> Iterator[str]:
    rulebook = folder.rulebook["id"]
    if section in ("summary", "listed", "wrongful", "rights", "groups", "voice", "findings"):
        yield _AUDIT
    for name in _PICTURES.get(section, ()):
        if name in pictures:
            yield f"glasshouse plot {DIR} --figure {name}"
    if section == "map" and folder.probes is not None:
        designs = dict.fromkeys(folder.probes.column("design").to_pylist())
        yield " ".join([f"glasshouse probe {DIR}", *(f"--design {name}" for name in designs)])
    if section == "life" and person >= 0:
        yield f"glasshouse life {DIR} {person}"
    ends = {
        "published": f"glasshouse report {DIR}",
        "assumptions": "glasshouse describe --mechanisms",
        "rulebook": f"glasshouse explain {rulebook} CLAUSE",
        "repeat": f"glasshouse digest {DIR}",
    }
    if section in ends:
        yield ends[section]
