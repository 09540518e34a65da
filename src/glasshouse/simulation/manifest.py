"""The manifest: everything needed to repeat a run to the bit, and to see that nothing was altered since."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse import __version__
from glasshouse.engine.array_store import Damaged, hash_of_file, read_data, write_data
from glasshouse.engine.counting import count_codes
from glasshouse.errors import Diagnostic, InputError
from glasshouse.rulebooks.telling import clauses_of, rule_told, rules_of
from glasshouse.simulation import mechanism_files
from glasshouse.simulation.provenance import beyond_command

if TYPE_CHECKING:
    from glasshouse.model.government import Government
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation.running import Run

FILE = "manifest.json"
SCHEMA = "glasshouse/manifest@4"
_VERSIONED = ("numpy", "numba", "pyarrow")
_HASH = re.compile(r"[0-9a-f]{64}")


def write(run: Run, twin: Run | None, folder: Path, tables: Mapping[str, str]) -> None:
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


def facts(run: Run, twin: Run | None) -> dict[str, Any]:
    """What was run, on what, and what the report needs to say about it."""
    from glasshouse.rulebooks import practice
    from glasshouse.simulation.run_config import hash_of
    from glasshouse.simulation.society_figures import in_money, world_of

    chosen, recipe = run.config, run.society.recipe
    parameters = chosen.all_parameters
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
        **({"vocabulary": chosen.scope.own} if chosen.scope.own else {}),
        "practice": {
            "id": "default",
            "hash": hash_of(chosen.practice),
            "changed": _changed(chosen.practice, in_money(recipe, practice(chosen.rulebook))),
        },
        "parameters": {
            "hash": hash_of(chosen.parameters),
            "changed": _changed(chosen.parameters, world_of(recipe)),
        },
        "mechanisms": [mechanism_files.described(one) for one in chosen.mechanisms],
        "own_parameters": _changed(chosen.own_parameters, mechanism_files.parameters_of(chosen.mechanisms)),
        "beyond_command": list(beyond_command(chosen)),
        "society": _society(run),
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in _VERSIONED}},
        "wall": {name: round(seconds, 3) for name, seconds in run.seconds.items()},
        "parameter_count": len(parameters),
        "assumptions": [_assumption(p) for p in parameters.assumptions() if not p.name.startswith("switch.")],
        "clauses": {
            clause: text
            for book in (*dict(chosen.provinces).values(), chosen.rulebook)
            for clause, text in clauses_of(book).items()
        },
    }


def command(run: Run, twin: bool) -> str:
    """The command line that repeats the run, with what `beyond_command` names."""
    chosen = run.config
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
    for one in chosen.mechanisms:
        words += ["--mechanism", f"{Path(one.source.file).name}:{one.name}"]
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


def _changed(given: Any, usual: Any) -> dict[str, object]:
    """Parameters with another value than usual, in their own units."""
    return {
        parameter.name: list(parameter.value) if isinstance(parameter.value, tuple) else parameter.value
        for parameter in given.parameters
        if parameter.value != usual[parameter.name].value
    }


def _provinces(run: Run) -> dict[str, Any]:
    """The rulebook of every named province at the start, and what the centre does; nothing where none is."""
    chosen = run.config
    if not chosen.provinces:
        return {}
    books = {
        name: {"id": book.id, "hash": book.text_hash, "files": list(book.files)}
        if book
        else {"id": "nothing", "hash": "", "files": []}
        for name, book in chosen.provinces
    }
    return {"provinces": books, "government": asdict(chosen.government) if chosen.government else None}


def _rulebook(run: Run) -> dict[str, object]:
    book = run.rulebook
    if book is None:
        return {"id": "nothing", "title": "No system", "hash": "", "radius": 0, "summary": []}
    return {
        "id": book.id,
        "title": book.title,
        "hash": book.text_hash,
        "files": list(book.files),
        "radius": int(run.config.laws[-1].map_radius) if run.config.laws[-1].map_on else 0,
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


def _society(run: Run) -> dict[str, object]:
    from glasshouse.model.groups import titles_in
    from glasshouse.simulation.records import province_names

    society = run.society
    names, counted = province_names(society), count_codes(society.province)
    return {
        "id": society.id,
        "title": society.recipe.title,
        "currency": society.recipe.currency,
        "groups": titles_in(society),
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


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
