"""What lint asks of the rulebook, what the page cannot tell, and where every number comes from."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from glasshouse.errors import InputError
from glasshouse.linting.lint_findings import Finding
from glasshouse.linting.linter import LintReport, lint
from glasshouse.linting.rule import QUESTION, SEVERITIES
from glasshouse.metrics.monthly import series
from glasshouse.reporting import words
from glasshouse.reporting.folder import Folder
from glasshouse.rulebooks import load
from glasshouse.simulation import event_files, mechanism_files


@dataclass(frozen=True)
class Question:
    """What one rule asks: its id and title, how grave, why, and the places it asks it of."""

    id: str
    title: str
    severity: str
    why: str
    norms: str
    places: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Law:
    """The section; `why_not` where the text of the rulebook could not be had. `silent` are passed over."""

    why_not: str
    sentence: str
    counts: str
    severities: Sequence[tuple[str, str]]
    questions: Sequence[Question]
    undecided: Sequence[Question]
    silent: Sequence[tuple[str, str]]
    command: str


def questions_of_law(folder: Folder) -> Law:
    """Lint of the rulebook that was run, provided that its text is still the same."""
    name = str(folder.rulebook["id"])
    command = f"glasshouse lint {name}"
    try:
        book = load(name)
    except InputError:
        return _without(f"The file of this rulebook ({name}) is not here, so its text was not read.", command)
    if folder.rulebook.get("hash") not in (None, book.text_hash):
        return _without("The text of this rulebook has changed since the run, so it was not read.", command)
    return _law(lint(book), command)


def _law(found: LintReport, command: str) -> Law:
    asked, passed = len(found.verdicts), sum(word == "not violated" for word in found.verdicts.values())
    counts = (
        f"{asked} rules were asked: {passed} found nothing, {_places(len(found.violated))} the text says "
        f"what a rule asks about, {_places(len(found.undecided))} it does not say enough."
    )
    used = {finding.rule.severity for finding in found.findings}
    return Law(
        "",
        QUESTION,
        counts,
        [(key, says) for key, says in SEVERITIES.items() if key in used],
        _questions(found.violated),
        _questions(found.undecided),
        [(f.rule.id, f.suppressed.reason) for f in found.suppressed if f.suppressed],
        command,
    )


def _without(why: str, command: str) -> Law:
    return Law(why, QUESTION, "", [], [], [], [], command)


def _places(many: int) -> str:
    return f"at {words.count(many)} place{'s' if many != 1 else ''}"


def _questions(found: Sequence[Finding]) -> list[Question]:
    """The gravest first; what one rule asks in the same words of several places stands there once."""
    order = list(SEVERITIES)
    joined: dict[tuple[str, str], list[Finding]] = {}
    for one in sorted(found, key=lambda one: (order.index(one.rule.severity), one.rule.id)):
        joined.setdefault((one.rule.id, one.why), []).append(one)
    return [_question(alike) for alike in joined.values()]


def _question(alike: Sequence[Finding]) -> Question:
    first = alike[0]
    places = [(one.path, f"{_file(one.file)}:{one.line}" if one.file else "") for one in alike]
    rule = first.rule
    return Question(rule.id, rule.title, rule.severity, first.why, ", ".join(rule.norms), places)


def _file(file: str) -> str:
    """A file by its folder and name: the rest of the path is of one machine only."""
    return "/".join(Path(file).parts[-2:])


def limits(folder: Folder) -> list[tuple[str, str]]:
    """Each limit as a few words and a sentence or two."""
    found = [
        (
            "Nothing about real people.",
            "Everybody here is invented. The figures say what follows from the rulebook, the society and the "
            "assumptions; they are not counts of anybody.",
        ),
        ("Not how far the assumptions hold.", _assumptions(folder)),
        (
            "Not the luck of other runs.",
            "This is one run with one seed. The same rules with other luck hit other persons and give "
            "slightly other numbers; several runs show how much.",
        ),
    ]
    if mechanisms := folder.manifest["mechanisms"]:
        found.append(
            (
                "Not the shipped model alone.",
                f"Custom mechanisms were part of this run: {mechanism_files.told(mechanisms)}. The numbers "
                "depend on them; their texts are kept with the results.",
            )
        )
    if events := folder.manifest.get("events"):
        found.append(
            (
                "Not a run without events.",
                f"Events of this run: {'. '.join(map(event_files.told, events))}. Events of the world strike "
                "the twin too, those marked as part of the system do not. What an event of a given size does "
                "is assumed.",
            )
        )
    if folder.unseen:
        found.append(
            (
                "No single persons.",
                f"This page shows counts of groups only, because {folder.unseen}. glasshouse shows persons "
                "only where it can draw them again from the tables of a society.",
            )
        )
    if series(folder.system, "listed").any():
        found.append(
            (
                "Not the error rate of a real list.",
                "Only a simulation knows who was truly meant and truly able to pay. No court or office "
                "publishes it, so the shares listed wrongly or though unable here rest on assumptions.",
            )
        )
    if told := _published(folder):
        found.append(("Not that the model is right.", told))
    if many := len(folder.rulebook.get("unknowns") or []):
        open_points = f"{words.count(many)} point{'s' if many != 1 else ''}"
        found.append(
            (
                "Not what the sources leave open.",
                f"The rulebook names {open_points} on which its sources are silent; they stand under "
                "\u201cWhat the rulebook says\u201d.",
            )
        )
    found.append(
        (
            "Not whether the law is broken.",
            "No number and no question of lint is a verdict; that is for lawyers and courts. Harms of "
            "different kinds are not added up to one score.",
        )
    )
    return found


def _assumptions(folder: Folder) -> str:
    many, of = len(folder.manifest.get("assumptions") or []), folder.manifest.get("parameter_count")
    part = f"{words.count(many)} of {words.count(of)}" if of else words.count(many)
    return (
        f"{part} parameters rest on no published figure. The intervals cover which people were drawn and "
        "their luck; they do not cover these."
    )


def _published(folder: Folder) -> str:
    rows = [row for row in folder.targets.to_pylist() if row["model"] is not None]
    rows = [row for row in rows if not math.isnan(row["model"])]
    if not rows:
        return "No published figure is about this rulebook, so nothing holds the model to account."
    inside = sum(bool(row["inside"]) for row in rows)
    return (
        f"{inside} of {len(rows)} figures of the model that can be checked lie inside the published range. "
        "That can show a model wrong, never right."
    )


DIR = "DIR"
"""Stands for the results folder in every command of the page."""


@dataclass(frozen=True)
class Trace:
    """Commands and files behind one section of the page."""

    commands: tuple[str, ...]
    files: tuple[str, ...]


_AUDIT = f"glasshouse audit {DIR} --all"
_AUDITED = (
    "summary", "points", "listed", "wrongful", "gatekeepers", "firms", "rights", "groups", "voice",
    "findings",
)  # fmt: skip
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
    "points": ("grades.parquet", "system/monthly.parquet"),
    "listed": ("system/monthly.parquet",),
    "wrongful": ("system/listings.parquet", "people.parquet", "system/monthly.parquet"),
    "gatekeepers": ("system/gatekeepers.parquet",),
    "firms": ("system/firms.parquet",),
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
    if section in _AUDITED:
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
