"""The plan of a run that is kept: all that decides its results, as plain data, and the setting it stands for.

Texts are named, not copied: going on reads them again, and a text that has another hash than it had is
refused, so that no run is half one thing and half another.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from glasshouse.engine.counting import count_codes
from glasshouse.errors import Diagnostic, InputError
from glasshouse.population import load as load_society
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks import load as load_rulebook
from glasshouse.simulation import mechanism_files
from glasshouse.simulation.memory_budget import space_of
from glasshouse.simulation.provenance import PACKAGE, code_hash
from glasshouse.simulation.run_config import RunConfig, hash_of, run_config
from glasshouse.version import __version__

if TYPE_CHECKING:
    from glasshouse.model.custom_mechanism import CustomMechanism
    from glasshouse.population.society import Society, SocietyRecipe
    from glasshouse.specs.parameters import ParameterSet

SCHEMA = "glasshouse/checkpoints@6"
_VERSIONED = ("numpy", "numba")
Plan = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """What whoever goes on hands over instead of what the plan names: things made or changed in Python."""

    rulebook: Rulebook | str | None = None
    society: Society | SocietyRecipe | str | None = None
    practice: ParameterSet | str | Path | None = None
    provinces: Mapping[str, Rulebook | str | None] | None = None
    mechanisms: Sequence[CustomMechanism | str] = ()


NOTHING = Given()


@dataclass(frozen=True)
class Machine:
    """What a run takes of the machine: bytes of `memory` at most (None: no limit), other arrays being files
    in `scratch`, and whether its provinces are `spread` over the workers of an executor."""

    memory: int | None
    scratch: Path
    spread: bool


def plan_of(
    chosen: RunConfig,
    practice: ParameterSet | str | Path | None,
    threads: int,
    twin: bool,
    machine: Machine,
) -> Plan:
    """The plan of a setting; `practice` as it was given."""
    return {
        "schema": SCHEMA,
        "glasshouse": __version__,
        "code": code_hash(),
        "versions": _versions(),
        "rulebook": _named_book(chosen.rulebook),
        "provinces": {name: _named_book(book) for name, book in chosen.provinces},
        "government": asdict(chosen.government) if chosen.government else None,
        "events": [one.as_dict() for one in chosen.events],
        "practice": {"file": _absolute(practice), "hash": hash_of(chosen.practice)},
        "parameters": {
            "changes": [[name, _plain(value)] for name, value in chosen.changed],
            "hash": hash_of(chosen.parameters),
        },
        "society": _named_society(chosen.society),
        "mechanisms": [
            {**mechanism_files.described(one), "text": mechanism_files.source_of(one).text}
            for one in chosen.mechanisms
        ],
        **{name: getattr(chosen, name) for name in ("start", "months", "seed", "replicate")},
        "threads": threads,
        "machine": {**asdict(machine), "scratch": str(machine.scratch.absolute())},
        "twin": twin,
    }


def config_of_plan(plan: Plan, given: Given) -> RunConfig:
    """The setting of a plan again. Raises `InputError` with every reason why it is no longer the same."""
    diagnostics = [*_other_code(plan)]
    found: dict[str, object] = {}
    loads: dict[str, Callable[[], object]] = {
        "rulebook": lambda: _book(plan["rulebook"], given.rulebook, "rulebook"),
        "provinces": lambda: _provinces(plan["provinces"], given.provinces or {}),
        "recipe": lambda: _recipe(plan["society"], given.society),
        "mechanisms": lambda: _mechanisms(plan["mechanisms"], given.mechanisms),
    }
    for name, load in loads.items():
        try:
            found[name] = load()
        except InputError as bad:
            diagnostics += bad.diagnostics
    if diagnostics:
        raise InputError(*diagnostics)
    return _checked(plan, given, found)


def notes_on(plan: Plan) -> str:
    """What is not as it was and may show in the last digits; empty where nothing is."""
    were, now = plan["versions"], _versions()
    other = [f"{name} {was} (now {now.get(name)})" for name, was in were.items() if now.get(name) != was]
    if not other:
        return ""
    return f"begun with {', '.join(other)}: the digest may not be that of a run never cut off"


def _checked(plan: Plan, given: Given, found: dict[str, Any]) -> RunConfig:
    society = _people(plan, found["recipe"])
    made = run_config(
        found["rulebook"] or "nothing",
        society,
        practice=given.practice if given.practice is not None else plan["practice"]["file"],
        parameters=dict(plan["parameters"]["changes"]),
        start=plan["start"],
        months=plan["months"],
        seed=plan["seed"],
        replicate=plan["replicate"],
        mechanisms=found["mechanisms"],
        provinces=found["provinces"] or None,
        government=plan["government"],
        events=plan["events"],
    )
    compared = {
        "practice": (hash_of(made.practice), plan["practice"]["hash"], plan["practice"]["file"]),
        "parameters of mechanisms": (hash_of(made.parameters), plan["parameters"]["hash"], None),
        "society": (society.digest(), plan["society"]["digest"], None),
    }
    diagnostics = [_other(name, file) for name, (now, was, file) in compared.items() if now != was]
    if diagnostics:
        raise InputError(*diagnostics)
    return made


def _other(what: str, where: str | None) -> Diagnostic:
    return Diagnostic(
        f"the {what} changed since the run was begun",
        "put back what it was, hand it over with glasshouse.resume, or begin again with --overwrite",
        where or "",
    )


def _other_code(plan: Plan) -> Iterator[Diagnostic]:
    if plan["code"] != code_hash():
        yield Diagnostic(
            f"begun by other code: glasshouse {plan['glasshouse']} ({plan['code'][:12]}), "
            f"this is {__version__} ({code_hash()[:12]})",
            "go on with the code it was begun with, or begin again with --overwrite",
        )


def _mechanisms(
    plan: Sequence[Mapping[str, Any]], given: Sequence[CustomMechanism | str]
) -> Sequence[object]:
    """The mechanisms of the plan: those handed over, or those it keeps, if none of them changed since.

    A file that has moved does no harm, one that now says something else does.
    """
    handed = {one.name: one for one in mechanism_files.chosen(given)}
    changed = [
        *(one for one in plan if one["name"] in handed and handed[one["name"]].hash != one["hash"]),
        *(one for one in plan if one["name"] not in handed and mechanism_files.is_changed(one)),
    ]
    diagnostics = [mechanism_files.changed(one, one["file"]) for one in changed]
    for name in handed.keys() - {one["name"] for one in plan}:
        diagnostics.append(
            Diagnostic(f"the run was begun without the mechanism {name}", "leave it out, or begin again")
        )
    if diagnostics:
        raise InputError(*diagnostics)
    return [
        handed.get(one["name"]) or mechanism_files.restored(one, one["text"], one["file"]) for one in plan
    ]


def _named_book(book: Rulebook | None) -> dict[str, object] | None:
    """How to find a rulebook again: the name or the paths under which the same text is loaded, if any."""
    if book is None:
        return None
    for name in _names_of(book):
        try:
            if load_rulebook(name).text_hash == book.text_hash:
                return {"name": name, "id": book.id, "hash": book.text_hash}
        except InputError:
            continue
    return {"name": None, "id": book.id, "hash": book.text_hash}


def _names_of(book: Rulebook) -> Iterator[str]:
    """Its id if it is shipped, and the paths of its file and add-ons, the month and variants behind them."""
    if all(PACKAGE in Path(file).resolve().parents for file in book.files):
        yield book.id
    plain = min((book.id.partition(mark)[0] for mark in "@~"), key=len)
    parts = plain.count("+") + 1
    files = [str(Path(file).resolve()) for file in book.files[-parts:]]
    yield "+".join(files) + book.id.removeprefix(plain)


def _book(named: dict[str, Any] | None, given: Rulebook | str | None, what: str) -> Rulebook | None:
    if named is None:
        return None
    if given is None and named["name"] is None:
        raise InputError(
            Diagnostic(
                f"the {what} {named['id']} was made in Python and is in no file",
                f"hand it over: glasshouse.resume(folder, {what.split()[0]}=...)",
            )
        )
    chosen = given if given is not None else named["name"]
    book = load_rulebook(chosen) if isinstance(chosen, str) else chosen
    if book.text_hash != named["hash"]:
        raise InputError(_other(f"text of the {what} {named['id']}", book.files[-1] if book.files else None))
    return book


def _provinces(
    named: dict[str, Any], given: Mapping[str, Rulebook | str | None]
) -> dict[str, Rulebook | None]:
    loaded: dict[str, Rulebook | None] = {}
    books: dict[str, Rulebook | None] = {}
    for name, book in named.items():
        own = given.get(name, given.get("*"))
        key = f"{book and book['hash']} {own if isinstance(own, str) else id(own)}"
        if key not in loaded:
            loaded[key] = _book(book, own, f"provinces rulebook of {name}:")
        books[name] = loaded[key]
    return books


def _named_society(society: Society) -> dict[str, object]:
    recipe = society.recipe
    names = {place.serial: name for name, place in recipe.tables.provinces.items()}
    serials, counts = count_codes(society.province)
    return {
        "name": _name_of(recipe),
        "id": recipe.id,
        "hash": recipe.hash,
        "digest": society.digest(),
        "persons": {names[int(serial)]: int(n) for serial, n in zip(serials, counts, strict=True)},
        "seed": society.seed,
    }


def _name_of(recipe: SocietyRecipe) -> str | None:
    file = Path(recipe.file).resolve()
    for name in (recipe.id, str(file)) if PACKAGE in file.parents else (str(file),):
        try:
            if load_society(name).hash == recipe.hash:
                return name
        except InputError:
            continue
    return None


def _recipe(named: dict[str, Any], given: Any) -> Any:
    """The recipe, or the people if they were handed over."""
    if given is None and named["name"] is None:
        what = f"the society {named['id']} was made in Python and is in no file"
        raise InputError(Diagnostic(what, "hand it over: glasshouse.resume(folder, society=...)"))
    chosen = given if given is not None else named["name"]
    recipe = load_society(chosen) if isinstance(chosen, str) else chosen
    if getattr(recipe, "recipe", recipe).hash != named["hash"]:
        raise InputError(_other(f"text of the society {named['id']}", getattr(recipe, "file", None)))
    return recipe


def _people(plan: Plan, found: Any) -> Society:
    if not hasattr(found, "draw"):
        return found  # type: ignore[no-any-return]
    persons, machine = plan["society"]["persons"], plan["machine"]
    space = space_of(sum(persons.values()), machine["memory"], Path(machine["scratch"]))
    return found.draw(persons=persons, seed=plan["society"]["seed"], space=space)  # type: ignore[no-any-return]


def _versions() -> dict[str, str]:
    return {"machine": platform.machine(), **{name: version(name) for name in _VERSIONED}}


def _absolute(practice: ParameterSet | str | Path | None) -> str | None:
    return str(Path(practice).resolve()) if isinstance(practice, (str, Path)) else None


def _plain(value: object) -> Any:
    """Numbers of numpy as those of Python."""
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
