"""What the manifest says of a run: what was run, on what, and the command that repeats it."""

from __future__ import annotations

import platform
import shlex
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.engine.counting import count_codes
from glasshouse.model.groups import titles_in
from glasshouse.rulebooks import practice
from glasshouse.rulebooks.telling import clauses_of, dated, rule_told, rules_of
from glasshouse.simulation import event_files, mechanism_files
from glasshouse.simulation.count_tables import province_names
from glasshouse.simulation.provenance import beyond_command
from glasshouse.simulation.run_config import hash_of
from glasshouse.simulation.society_figures import in_money, world_of
from glasshouse.version import __version__

if TYPE_CHECKING:
    from glasshouse.model.government import Government
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation.completed_run import CompletedRun
    from glasshouse.simulation.run_config import Continued, RunConfig

SCHEMA = "glasshouse/manifest@4"
_VERSIONED = ("numpy", "numba", "pyarrow")


def facts(run: CompletedRun, twin: CompletedRun | None) -> dict[str, Any]:
    """What was run, on what, and what the report needs to say about it."""
    chosen = run.config
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
        "rulebook": rulebook_facts(run),
        **_continued(chosen),
        **_provinces(run),
        **({"events": [one.as_dict() for one in chosen.events]} if chosen.events else {}),
        **({"vocabulary": chosen.scope.own} if chosen.scope.own else {}),
        **_numbers(chosen),
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
            for book in (*dict(chosen.provinces).values(), chosen.first.rulebook, chosen.rulebook)
            for clause, text in clauses_of(book).items()
        },
    }


def command(run: CompletedRun, twin: bool) -> str:
    """The command line that repeats the run, with what `beyond_command` names."""
    chosen = run.config
    if chosen.continued:
        return _continuing(chosen, chosen.continued)
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
    for event in chosen.events:
        words += ["--event", event_files.as_word(event)]
    if chosen.government is not None:
        words += _government_words(chosen.government)
    return shlex.join(words if twin else [*words, "--no-twin"])


def _continuing(chosen: RunConfig, continued: Continued) -> str:
    """The command line that repeats a continued run, where FOLDER has the results it was continued from."""
    month, before = continued.month, continued.before
    words = ["glasshouse", "continue", "FOLDER", "--from", str(month)]
    words += ["--months", str(chosen.months - month), "--rulebook", chosen.rulebook_id]
    old = dict(before.changed)
    for name, value in chosen.changed:
        words += ["--set", f"{name}={value}"] if name not in old or old[name] != value else []
    return shlex.join(words)


def _continued(chosen: RunConfig) -> dict[str, Any]:
    """From which run a run was continued, and when, and what changed; nothing for another run."""
    continued = chosen.continued
    if continued is None:
        return {}
    old, before = _numbers(continued.before), continued.before.rulebook
    book: dict[str, Any] = {"id": "nothing", "title": "No system", "hash": "", "files": []}
    if before:
        book = {"id": before.id, "title": before.title, "hash": before.text_hash, "files": list(before.files)}
    was, now = _values(continued.before), _values(chosen)
    return {
        "continued": {
            "digest": continued.digest,
            "month": continued.month,
            "rulebook_changes": book["hash"] != (chosen.rulebook.text_hash if chosen.rulebook else ""),
            "parameter_changes": {
                name: [was.get(name), value] for name, value in now.items() if was.get(name) != value
            },
            "before": {"rulebook": book, "practice": old["practice"], "parameters": old["parameters"]},
        }
    }


def _values(chosen: RunConfig) -> dict[str, object]:
    return {one.name: one.value for one in chosen.all_parameters.parameters}


def _numbers(chosen: RunConfig) -> dict[str, Any]:
    """The practice and the parameters of mechanisms: their hashes, and what is not as usual."""
    recipe = chosen.society.recipe
    usual = in_money(recipe, practice(chosen.rulebook))
    return {
        "practice": {
            "id": "default",
            "hash": hash_of(chosen.practice),
            "changed": _changed(chosen.practice, usual),
        },
        "parameters": {
            "hash": hash_of(chosen.parameters),
            "changed": _changed(chosen.parameters, world_of(recipe)),
        },
    }


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


def _provinces(run: CompletedRun) -> dict[str, Any]:
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


def rulebook_facts(run: CompletedRun) -> dict[str, object]:
    """What the manifest says of the rulebook: its rules, when they change, sources, and what is not known."""
    book = run.rulebook
    if book is None:
        return {"id": "nothing", "title": "No system", "hash": "", "radius": 0, "summary": [], "dated": []}
    return {
        "id": book.id,
        "title": book.title,
        "hash": book.text_hash,
        "files": list(book.files),
        "radius": int(run.config.laws[-1].map_radius) if run.config.laws[-1].map_on else 0,
        "from": str(book.start or ""),
        "until": str(book.until or ""),
        "summary": [rule_told(book, path) for path in rules_of(book)],
        "dated": [
            {"path": path, "values": values}
            for path in rules_of(book)
            if len(values := dated(book, path)) > 1
        ],
        "sources": {name: _source(book, name) for name in dict.fromkeys(_source_names(book))},
        "bases": {name: _basis(book, name) for name in dict.fromkeys(_source_names(book))},
        "unknowns": list(book.unknowns),
    }


def _source_names(book: Rulebook) -> list[str]:
    return [path.split(".")[1] for path in book.paths() if path.startswith("sources.")]


def _source(book: Rulebook, name: str) -> str:
    """Title, issuer and date of one source, as far as the book gives them."""
    paths = [f"sources.{name}.{part}" for part in ("title", "issuer", "date")]
    return ", ".join(str(book.explain(path).value) for path in paths if path in book.paths())


def _basis(book: Rulebook, name: str) -> dict[str, str]:
    """Rank and code of evidence of one source; empty where the book does not say."""
    said = set(book.paths())
    paths = {"rank": f"sources.{name}.rank", "evidence": f"sources.{name}.confidence"}
    return {key: str(book.explain(path).value) if path in said else "" for key, path in paths.items()}


def _society(run: CompletedRun) -> dict[str, object]:
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
