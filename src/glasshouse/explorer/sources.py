"""What the page was started with: a results folder or a study.

The run of a folder is lived again from its manifest, so that everything can be asked of it; where that
cannot be, it is read from its tables (see `stored`). Of a study the first member is lived, and the others can
be asked for like any setting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.errors import Diagnostic, InputError
from glasshouse.explorer.requests import Limits, Live
from glasshouse.explorer.session import Job, Session

if TYPE_CHECKING:
    from glasshouse.explorer.runner import RunResult, Warm
    from glasshouse.explorer.stored import Stored
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation.results_folder import ResultsFolder
    from glasshouse.studies.members import Member
    from glasshouse.studies.plan import Plan

STUDY = "study.yaml"
MOST_MEMBERS = 500
"""Members of a study told to the page."""
ProgressCallback = Callable[[int, int], None]
Make = Callable[["Warm", ProgressCallback], "RunResult | Stored"]


@dataclass
class Opened:
    """A folder or study: `told` is what the page hears of it, `rulebooks` rulebooks it may then name."""

    run: str
    config: dict[str, object]
    make: Make | None
    told: dict[str, object]
    books: dict[str, Rulebook] = field(default_factory=dict)

    def about(self) -> dict[str, object]:
        """Name of the folder or study, the run that shows it, and the setting of that run."""
        return {**self.told, "run": self.run if self.make else None, "setting": self.config}

    def begin(self, session: Session) -> None:
        """Let the run be lived."""
        make = self.make
        if make is not None:
            work = lambda on_month: make(session.warm(), on_month)  # noqa: E731
            session.add(Job(self.run, self.config, work, kept=True))


def open_source(path: str | Path, limits: Limits | None = None) -> Opened:
    """Open a results folder, a study file, or a folder with one. Raises `InputError` for anything else."""
    given, most = Path(path), limits or Limits()
    if given.is_dir():
        study = given / STUDY
        return _study(study, most) if study.is_file() else _folder(given, most)
    if given.is_file() and given.suffix in (".yaml", ".yml"):
        return _study(given, most)
    what = "no such folder" if not given.exists() else "neither a results folder nor a study"
    raise InputError(Diagnostic(what, "name what glasshouse run or glasshouse study wrote", str(path)))


def _folder(path: Path, limits: Limits) -> Opened:
    from glasshouse.simulation.results_folder import open_results

    results = open_results(path)
    about = results.manifest
    config, books = _setting_of(about, path)
    fits = (
        about["persons"] <= limits.persons
        and about["months"] <= limits.months
        and about["persons"] * about["months"] <= limits.person_months
    )
    return Opened(
        run=_id(str(path.resolve()), about["digest"]),
        config=config,
        make=lambda warm, on_month: _again(results, warm if fits else None, on_month),
        told={"folder": path.resolve().name},
        books=books,
    )


def _id(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def _again(results: ResultsFolder, warm: Warm | None, on_month: ProgressCallback) -> RunResult | Stored:
    """Live the run of a folder again, or read it; why it could only be read is told with it."""
    from glasshouse.explorer.stored import stored
    from glasshouse.simulation.repeating import INSTEAD, config_of_manifest

    if warm is None:
        return stored(results.path, "it is larger than this page lives")
    if results.manifest["mechanisms"]:
        return stored(results.path, "this page runs no custom mechanisms")
    try:
        made = warm.live(config_of_manifest(results), on_month)
        if f"{made.run.state:016x}" != results.manifest["results"]["system"]["state"]:
            raise InputError(Diagnostic("this version of glasshouse lives another life", INSTEAD))
    except InputError as reason:
        return stored(results.path, reason.diagnostics[0].what)
    return made


def _setting_of(about: dict[str, Any], path: Path) -> tuple[dict[str, object], dict[str, Rulebook]]:
    """The setting of a manifest in the words of a request, and the rulebook it names if none of that name is
    shipped."""
    from glasshouse.rulebooks.loading import shipped_names
    from glasshouse.rulebooks.variants import split
    from glasshouse.simulation.repeating import book_as_it_was

    name, variants = split(str(about["rulebook"]["id"]))
    books: dict[str, Rulebook] = {}
    if not set(name.partition("@")[0].split("+")) <= set(shipped_names()):
        try:
            if book := book_as_it_was(about["rulebook"], str(path)):
                books[name] = book
        except InputError:
            pass  # the page then shows the run, and no rulebook to move
    parameters = about.get("parameters", {}).get("changed") or {}
    config = {
        "rulebook": name,
        "variant": "~".join(variants),
        "changes": {},
        "switches": {
            key.removeprefix("switch."): bool(value)
            for key, value in parameters.items()
            if key.startswith("switch.")
        },
        "society": about["society"]["id"],
        "persons": int(about["persons"]),
        "months": int(about["months"]),
        "seed": int(about["seed"]),
    }
    return config, books


def _study(path: Path, limits: Limits) -> Opened:
    from glasshouse.rulebooks import load as load_book
    from glasshouse.specs.reading import read
    from glasshouse.studies.planning import load

    if "mechanisms" in read(path).data:
        what = "this page runs no mechanisms of a user's own, and the study has some"
        raise InputError(Diagnostic(what, f"glasshouse study run {path} runs it", str(path)))
    plan = load(path)
    books, names = _books_of(plan)
    loaded = {name: load_book(name) for name in plan.rulebooks}
    members = [_told(one, loaded[one.rulebook], names) for *_, one in plan.rows[:MOST_MEMBERS]]
    first = plan.members[0]
    fits = first.persons <= limits.persons and first.persons * first.months <= limits.person_months
    return Opened(
        run=_id(first.key),
        config={name: members[0][name] for name in Live.model_fields},
        make=(lambda warm, on_month: _member(first, warm, on_month)) if fits else None,
        told={"study": plan.title or path.stem, "members": members, "count": len(plan.rows)},
        books=books,
    )


def _member(member: Member, warm: Warm, on_month: ProgressCallback) -> RunResult:
    from glasshouse.studies.worker import Worker

    return warm.live(Worker(threads=warm.threads).config(member), on_month)


def _books_of(plan: Plan) -> tuple[dict[str, Rulebook], dict[str, tuple[str, str]]]:
    """Rulebooks of a study that are not shipped, by id, and name and variant of all of them."""
    from glasshouse.rulebooks import load
    from glasshouse.rulebooks.loading import shipped_names
    from glasshouse.rulebooks.variants import split

    books: dict[str, Rulebook] = {}
    names: dict[str, tuple[str, str]] = {}
    for given in plan.rulebooks:
        name, variants = split(given)
        if not set(name.partition("@")[0].split("+")) <= set(shipped_names()):
            book = load(name)
            name = book.id
            books[name] = book
        names[given] = (name, "~".join(variants))
    return books, names


def _changes(book: Rulebook, member: Member) -> dict[str, object]:
    """The levers of a member by their full paths, in the units of the schema."""
    from glasshouse.rulebooks.leaf_schema import Kind
    from glasshouse.rulebooks.overriding import resolve, split
    from glasshouse.rulebooks.schema import node_at

    found: dict[str, object] = {}
    for path, given in member.levers:
        full = resolve(book.tree, path)
        kind = node_at(split(book.tree, full))
        value = kind.value(given) if isinstance(kind, Kind) else given
        found[full] = list(value) if isinstance(value, tuple) else value
    return found


def _told(member: Member, book: Rulebook, names: dict[str, tuple[str, str]]) -> dict[str, object]:
    """A member in the words of a request; `exact` says whether that request gives the same run."""
    name, variant = names[member.rulebook]
    switches = {key[7:]: bool(value) for key, value in member.inputs if key.startswith("switch.")}
    exact = len(switches) == len(member.inputs) and member.replicate == 0 and not member.start
    return {
        "rulebook": name,
        "variant": variant,
        "changes": _changes(book, member),
        "switches": switches,
        "inputs": {key: value for key, value in member.inputs if not key.startswith("switch.")},
        "society": member.society,
        "persons": member.persons,
        "months": member.months,
        "seed": member.seed,
        "replicate": member.replicate,
        "exact": exact and member.people_seed == member.seed,
    }
