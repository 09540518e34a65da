"""The manifest: everything needed to repeat a run to the bit, and to see that nothing was altered since."""

from __future__ import annotations

import hashlib
import json
import platform
import shlex
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq

from glasshouse import __version__
from glasshouse.engine.kept import hash_of_file
from glasshouse.errors import BadInput, Fault
from glasshouse.rulebook.telling import clauses_of, rule_told, rules_of

if TYPE_CHECKING:
    from glasshouse.model.government import Government
    from glasshouse.rulebook import Rulebook
    from glasshouse.study.running import Run

FILE = "manifest.json"
SCHEMA = "glasshouse/manifest@1"
_VERSIONED = ("numpy", "numba", "pyarrow")


def write(run: Run, twin: Run | None, folder: Path) -> None:
    """Write the manifest of the results in `folder`; it is the last file written."""
    about = facts(run, twin)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    about["files"] = {str(path.relative_to(folder).as_posix()): hash_of_file(path) for path in files}
    about["results"] = {
        side: run_facts(one, folder / side) for side, one in (("system", run), ("twin", twin)) if one
    }
    about["digest"] = _joined(about["results"])
    (folder / FILE).write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", "utf-8")


def digest_of(folder: str | Path) -> str:
    """One hash of all model results in a folder: independent of time, folder and threads.

    The monthly counts are hashed again from their files; `BadInput` where they do not fit the manifest.
    """
    path = Path(folder)
    about = read(path)
    faults = [
        Fault(
            "has been altered or damaged since it was written",
            "run again",
            str(path / side / "monthly.parquet"),
        )
        for side, result in about["results"].items()
        if _counts(path / side / "monthly.parquet") != result["counts"]
    ]
    if faults:
        raise BadInput(*faults)
    return _joined(about["results"])


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder. Raises `BadInput` if there is none that can be read."""
    path = folder / FILE
    try:
        about = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BadInput(Fault("no such file", "this is not a results folder", str(path))) from None
    except (OSError, ValueError) as error:
        raise BadInput(Fault(f"cannot be read: {error}", "run again", str(path))) from None
    if not isinstance(about, dict) or about.get("schema") != SCHEMA or "results" not in about:
        raise BadInput(Fault("is not the manifest of a run", "run again", str(path)))
    return about


def run_facts(run: Run, folder: Path) -> dict[str, Any]:
    """What identifies the results of one run: its counts and everybody's state at the end."""
    return {"counts": _counts(folder / "monthly.parquet"), "state": f"{run.state:016x}"}


def facts(run: Run, twin: Run | None) -> dict[str, Any]:
    """What was run, on what, and what the report needs to say about it."""
    from glasshouse.model.parameters import mechanisms
    from glasshouse.rulebook import practice
    from glasshouse.study.setting import hash_of

    chosen = run.setting
    parameters = chosen.parameters
    return {
        "schema": SCHEMA,
        "glasshouse": __version__,
        "command": command(run, twin is not None),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "seed": chosen.seed,
        "replicate": chosen.replicate,
        "persons": len(chosen.society),
        "months": chosen.months,
        "start": chosen.start,
        "threads": run.threads,
        "rulebook": _rulebook(run),
        **_provinces(run),
        "practice": {
            "id": "default",
            "hash": hash_of(chosen.practice),
            "changed": _changed(chosen.practice, practice(chosen.rulebook)),
        },
        "ways": {"hash": hash_of(chosen.ways), "changed": _changed(chosen.ways, mechanisms())},
        "rules": [str(getattr(rule, "__name__", rule)) for rule in chosen.rules],
        "society": _society(run),
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in _VERSIONED}},
        "wall": {name: round(seconds, 3) for name, seconds in run.seconds.items()},
        "parameters": len(parameters),
        "assumptions": [_assumption(p) for p in parameters.assumptions() if not p.name.startswith("switch.")],
        "clauses": {
            clause: text
            for book in (*dict(chosen.provinces).values(), chosen.rulebook)
            for clause, text in clauses_of(book).items()
        },
    }


def command(run: Run, twin: bool) -> str:
    """The command line that repeats the run."""
    chosen = run.setting
    words = ["glasshouse", "run", "--rulebook", chosen.rulebook_id, "--society", chosen.society.id]
    words += [
        "--persons",
        str(len(chosen.society)),
        "--months",
        str(chosen.months),
        "--seed",
        str(chosen.seed),
    ]
    words += ["--start", chosen.start]
    for name, value in chosen.changed:
        words += ["--set", f"{name}={value}"]
    for name, book in chosen.provinces:
        words += ["--province", f"{name}={book.id if book else 'nothing'}"]
    if chosen.government is not None:
        words += _government_words(chosen.government)
    return shlex.join(words if twin else [*words, "--no-twin"])


def _government_words(policy: Government) -> list[str]:
    words = ["--tournament"] if policy.tournament else []
    for name in ("ceilings_from", "unify_after"):
        year = getattr(policy, name)
        words += [f"--{name.replace('_', '-')}", str(year)] if year is not None else []
    return [*words, "--unify-into", policy.unify_into] if policy.unify_after is not None else words


def _changed(given: Any, usual: Any) -> dict[str, Any]:
    """Parameters with another value than usual, in their own units."""
    return {
        parameter.name: list(parameter.value) if isinstance(parameter.value, tuple) else parameter.value
        for parameter in given.parameters
        if parameter.value != usual[parameter.name].value
    }


def _provinces(run: Run) -> dict[str, Any]:
    """The rulebook of every named province at the start, and what the centre does; nothing where none is."""
    chosen = run.setting
    if not chosen.provinces:
        return {}
    books = {
        name: {"id": book.id, "hash": book.text_hash, "files": list(book.files)}
        if book
        else {"id": "nothing", "hash": "", "files": []}
        for name, book in chosen.provinces
    }
    return {"provinces": books, "government": asdict(chosen.government) if chosen.government else None}


def _rulebook(run: Run) -> dict[str, Any]:
    book = run.rulebook
    if book is None:
        return {"id": "nothing", "title": "No system", "hash": "", "radius": 0, "summary": []}
    return {
        "id": book.id,
        "title": book.title,
        "hash": book.text_hash,
        "files": list(book.files),
        "radius": int(run.setting.laws[-1].map_radius) if run.setting.laws[-1].map_on else 0,
        "summary": [rule_told(book, path) for path in rules_of(book)],
        "sources": {name: _source(book, name) for name in dict.fromkeys(_source_names(book))},
        "unknowns": list(book.unknowns),
    }


def _source_names(book: Rulebook) -> list[str]:
    return [path.split(".")[1] for path in book.paths() if path.startswith("sources.")]


def _source(book: Rulebook, name: str) -> str:
    """Title, issuer and date of one source, as far as the book gives them."""
    paths = [f"sources.{name}.{part}" for part in ("title", "issuer", "date")]
    return ", ".join(str(book.explain(path).value) for path in paths if path in book.paths())


def _society(run: Run) -> dict[str, Any]:
    from glasshouse.study.records import province_names

    society = run.society
    names, counted = province_names(society), np.unique(society.province, return_counts=True)
    return {
        "id": society.id,
        "title": society.recipe.title,
        "hash": society.recipe.hash,
        "digest": society.digest(),
        "seed": society.seed,
        "persons": {names[int(serial)]: int(many) for serial, many in zip(*counted, strict=True)},
        "file": society.recipe.file,
        "settlements": len(society.settlements),
    }


def _assumption(parameter: Any) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "value": parameter.value,
        "unit": parameter.unit,
        "range": list(parameter.range),
        "note": parameter.note,
        "prior": str(parameter.prior or ""),
    }


def _counts(path: Path) -> str:
    """SHA-256 of a monthly table by value: names, order of columns and rows."""
    try:
        table = pq.read_table(path)
    except FileNotFoundError:
        raise BadInput(Fault("no such file", "the results are not complete", str(path))) from None
    except Exception as error:
        raise BadInput(Fault(f"cannot be read as Parquet: {error}", "run again", str(path))) from None
    digest = hashlib.sha256()
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        digest.update(name.encode())
        values = column.to_pylist() if not _is_number(column) else None
        digest.update("\n".join(values).encode() if values else np.asarray(column, "<i8").tobytes())
    return digest.hexdigest()


def _is_number(column: Any) -> bool:
    return str(column.type).startswith(("int", "uint"))


def _joined(results: dict[str, Any]) -> str:
    text = "\n".join(f"{side} {one['counts']} {one['state']}" for side, one in sorted(results.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
