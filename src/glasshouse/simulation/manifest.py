"""The manifest: everything needed to repeat a run to the bit, and to see that nothing was altered since."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.engine.array_store import Damaged, hash_of_file, read_data, write_data
from glasshouse.errors import Diagnostic, InputError
from glasshouse.simulation.run_facts import SCHEMA, facts
from glasshouse.version import __version__

if TYPE_CHECKING:
    from glasshouse.simulation.completed_run import CompletedRun

FILE = "manifest.json"
_HASH = re.compile(r"[0-9a-f]{64}")


def write(run: CompletedRun, twin: CompletedRun | None, folder: Path, tables: Mapping[str, str]) -> None:
    """Write the manifest of the results in `folder`, with a seal; it is the last file written.

    `tables` are the value hashes of the tables that are model results, by name.
    """
    about = facts(run, twin)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    about["files"] = {path.relative_to(folder).as_posix(): hash_of_file(path) for path in files}
    about["results"] = {
        side: {"state": f"{one.state:016x}"} for side, one in (("system", run), ("twin", twin)) if one
    }
    about["tables"] = dict(tables)
    about["digest"] = joined(about["results"], about["tables"])
    write_data(folder / FILE, about)


def joined(results: Mapping[str, Any], tables: Mapping[str, str]) -> str:
    """One hash of everybody's state at the end of each life and of all tables of model results."""
    lines = [f"{side} {one['state']}" for side, one in sorted(results.items())]
    lines += [f"{name} {value}" for name, value in sorted(tables.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder, its seal verified. Raises `InputError`.

    The files it names are not looked at: `results_folder.open_results` does that.
    """
    path = folder / FILE
    if not path.exists():
        raise InputError(Diagnostic("no such file", "this is not a results folder", str(path)))
    _refuse_other_versions(path)
    try:
        about = read_data(path)
    except Damaged as damaged:
        raise InputError(Diagnostic(damaged.why, "restore it from a copy, or run again", str(path))) from None
    if diagnostics := [Diagnostic(what, "run again", str(path)) for what in _misfits(about)]:
        raise InputError(*diagnostics)
    return about


def _refuse_other_versions(path: Path) -> None:
    """Raises `InputError` for the manifest of an older glasshouse, and for another kind of file."""
    try:
        about = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return  # `read_data` says what is wrong
    schema = about.get("schema") if isinstance(about, dict) else None
    if schema == SCHEMA:
        return
    if isinstance(schema, str) and schema.startswith("glasshouse/manifest@"):
        what = (
            f"was written by glasshouse {about.get('glasshouse', 'of unknown version')} in an older form "
            f"({schema}), without the seals that {__version__} verifies"
        )
        raise InputError(Diagnostic(what, "run again with this version, or read it with that one", str(path)))
    raise InputError(
        Diagnostic("is not the manifest of a run", "give the folder glasshouse run wrote", str(path))
    )


def _misfits(about: Mapping[str, Any]) -> Iterator[str]:
    """What a manifest of this form cannot be without: names, numbers and hashes of the right type."""
    for key, kind in _NEEDED.items():
        if not isinstance(about.get(key), kind) or isinstance(about[key], bool):
            yield f"{key}: {'is missing' if key not in about else 'is not what a run writes'}"
    for part, keys in (("rulebook", ("id", "hash", "title")), ("society", _OF_A_SOCIETY)):
        for key in keys if isinstance(about.get(part), dict) else ():
            if not isinstance(about[part].get(key), str):
                yield f"{part}.{key}: is missing or is no text"
    lives_in = about["society"].get("persons") if isinstance(about.get("society"), dict) else None
    if isinstance(lives_in, dict) and _sum(lives_in) != about.get("persons"):
        yield f"persons: {about.get('persons')} do not live in the provinces, which have {_sum(lives_in)}"
    for part in ("files", "tables"):
        hashes = about.get(part)
        if isinstance(hashes, dict) and not all(_is_hash(value) for value in hashes.values()):
            yield f"{part}: holds something that is no SHA-256"
    results = about.get("results")
    if isinstance(results, dict) and not ("system" in results and all(map(_is_state, results.values()))):
        yield "results: has no state of the run with the system"


_OF_A_SOCIETY = ("id", "hash", "digest", "currency")
_NEEDED: dict[str, type] = {
    **dict.fromkeys(("glasshouse", "command", "start", "digest"), str),
    **dict.fromkeys(("seed", "replicate", "persons", "months"), int),
    **dict.fromkeys(("rulebook", "practice", "parameters", "society", "files", "results", "tables"), dict),
    "mechanisms": list,
    "own_parameters": dict,
}


def _sum(counts: dict[str, object]) -> int:
    return sum(count for count in counts.values() if isinstance(count, int))


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_state(value: object) -> bool:
    return isinstance(value, dict) and re.fullmatch("[0-9a-f]{16}", str(value.get("state"))) is not None
