"""Where every number comes from: the commands that print it and the files of the folder it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from glasshouse.report.folder import Folder

DIR = "DIR"
"""Stands for the results folder in every command of the page."""


@dataclass(frozen=True)
class Trace:
    """Commands and files behind one section of the page."""

    commands: tuple[str, ...]
    files: tuple[str, ...]


_AUDIT = f"glasshouse audit {DIR}"
_OF: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "summary": (
        (_AUDIT,),
        ("people.parquet", "gap.parquet", "system/monthly.parquet", "twin/monthly.parquet"),
    ),
    "listed": ((_AUDIT, f"glasshouse plot {DIR} listed"), ("system/monthly.parquet",)),
    "wrongful": (
        (_AUDIT, f"glasshouse plot {DIR} redress", f"glasshouse plot {DIR} due_process"),
        ("system/listings.parquet", "people.parquet", "system/monthly.parquet"),
    ),
    "rights": (
        (_AUDIT, f"glasshouse plot {DIR} rights", f"glasshouse plot {DIR} contexts"),
        ("system/ledger.parquet", "system/standing.parquet", "people.parquet"),
    ),
    "groups": (
        (_AUDIT, f"glasshouse plot {DIR} disparity", f"glasshouse plot {DIR} burden"),
        ("people.parquet", "gap.parquet"),
    ),
    "voice": (
        (_AUDIT, f"glasshouse plot {DIR} speech"),
        ("system/monthly.parquet", "twin/monthly.parquet", "people.parquet"),
    ),
    "variants": ((f"glasshouse plot {DIR} variants",), ("variants.parquet",)),
    "findings": ((_AUDIT,), ("people.parquet", "gap.parquet", "system/", "twin/")),
    "published": ((f"glasshouse report {DIR}",), ("targets.parquet",)),
}


def traces(folder: Folder, person: int) -> dict[str, Trace]:
    """The trace of every section, by its anchor. `person` is the one whose life is told, -1 for nobody."""
    found = {name: Trace(commands, files) for name, (commands, files) in _OF.items()}
    rulebook = folder.rulebook["id"]
    if folder.probes is not None:
        designs = dict.fromkeys(folder.probes.column("design").to_pylist())
        probe = " ".join([f"glasshouse probe {DIR}", *(f"--design {name}" for name in designs)])
        found["map"] = Trace((probe,), ("city.parquet", "probes.parquet"))
    elif folder.rulebook.get("radius"):
        found["map"] = Trace((f"glasshouse probe {DIR}",), ("city.parquet",))
    if person >= 0:
        lives = ("system/lives.parquet", "twin/lives.parquet", "outcomes.parquet")
        found["life"] = Trace((f"glasshouse life {DIR} {person}",), lives)
    found["law"] = Trace((f"glasshouse lint {rulebook}",), ("the file of the rulebook",))
    found["assumptions"] = Trace(("glasshouse describe --mechanisms",), ("manifest.json",))
    found["rulebook"] = Trace((f"glasshouse explain {rulebook} CLAUSE",), ("manifest.json",))
    found["repeat"] = Trace((f"glasshouse digest {DIR}",), ("manifest.json",))
    return found
