"""A systematic description of the processing, read from what a rulebook says, with its sources.

What the text is silent about is a row too: silence is an answer that an assessment must not hide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SILENT = "the text does not say"
COLUMNS = ("question", "the text says", "clause", "legal basis", "rank of the basis", "evidence")


@dataclass(frozen=True)
class Topic:
    """A question about the processing, and the paths of the rules that answer it."""

    title: str
    paths: tuple[str, ...]


TOPICS = (
    Topic("Enabling act", (r"made_under\..+",)),
    Topic("Purpose", (r"lists\.\w+\.purpose", r"firms\.lists\.\w+\.purpose", r"governance\.aim")),
    Topic(
        "Entry: who comes into it, when and on what ground",
        (
            r"lists\.\w+\.entry\..+",
            r"lists\.\w+\.minors",
            r"firms\.lists\.\w+\.entry\..+",
            r"participation\..+",
            r"applies_to\..+",
        ),
    ),
    Topic(
        "Data used: acts, contexts and channels",
        (r"behaviours\.\w+\.(context|ground|reporter|definition)", r"data\..+", r"gatekeepers\.\w+\.data"),
    ),
    Topic(
        "Data used: states of persons and of those close to them",
        (
            r"lists\.\w+\.entry\.(when|arrears|grade)",
            r"association\..+",
            r"statuses\..+",
            r"firms\.lists\.\w+\.representative",
        ),
    ),
    Topic("Scores and grades", (r"scores\..+", r"firms\.(start|categories\..+)")),
    Topic(
        "Consequences",
        (
            r"lists\.\w+\.triggers",
            r"links\..+",
            r"firms\.lists\.\w+\.triggers",
            r"sanctions\.\w+\.(by|amount|share|lasts|every|instalments|withheld)",
        ),
    ),
    Topic(
        "Recipients and publication",
        (
            r"lists\.\w+\.(publish|shown|shown_until|reach)",
            r"publicity\..+",
            r"scores\.\w+\.(passed_to|binding)",
            r"gatekeepers\.\w+\.(vendor|sharing)",
            r"gatekeepers\.database",
            r"data\.seen_by",
        ),
    ),
    Topic(
        "Retention and end",
        (
            r"retention\..+",
            r"lists\.\w+\.(term|exit\..+|extension\..+|review|repair_after)",
            r"gatekeepers\.\w+\.keeps",
            r"firms\.categories\.\w+\.validity",
            r"firms\.lists\.\w+\.(term|exit\..+)",
        ),
    ),
    Topic(
        "Controller: who decides and answers for it",
        (r"lists\.\w+\.entry\.decided_by", r"governance\.(?!aim|measured_by).+", r"discretion\..+"),
    ),
    Topic(
        "Automated or human decision",
        (r"procedure\.human_review", r"scores\.\w+\.binding", r"gatekeepers\.\w+\.single_item"),
    ),
    Topic(
        "Rights of those concerned",
        (
            r"procedure\.(notice|reasons|correction\..+|appeal\..+|independent_body|compensation|repair\..+)",
            r"defences\..+",
            r"lists\.\w+\.(decide_within|lapses)",
        ),
    ),
)
"""In the order of an assessment. A rule may answer several questions."""


@dataclass(frozen=True)
class Rule:
    """One rule of a rulebook as it is printed: what it says, where, and on what basis."""

    path: str
    says: str
    basis: str
    rank: str
    evidence: str


def rules(rulebook: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The rules of the rulebook of a manifest, with the rank of the source that each rests on."""
    bases = rulebook.get("bases") or {}
    return tuple(
        Rule(
            path=str(rule["path"]),
            says={"True": "yes", "False": "no"}.get(str(rule["says"]), str(rule["says"])),
            basis=str(rule.get("source") or ""),
            rank=str(bases.get(str(rule.get("source") or "").partition("#")[0], {}).get("rank", "")),
            evidence=str(rule.get("evidence") or ""),
        )
        for rule in rulebook.get("summary") or ()
    )


def answered(topic: Topic, said: Sequence[Rule]) -> list[Rule]:
    """The rules that answer a question, in the order of the text."""
    return [rule for rule in said if any(re.fullmatch(path, rule.path) for path in topic.paths)]


def rows(rulebook: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The description as rows of `COLUMNS`; clauses are named with the rulebook.

    Rules that say the same on the same basis and differ in the name of an act only are one row.
    """
    said, book = rules(rulebook), str(rulebook["id"])
    for topic in TOPICS:
        found = answered(topic, said)
        if not found:
            yield topic.title, SILENT, "-", "-", "-", "-"
        for alike in _grouped(found):
            yield topic.title, *_row(alike, book)


def _grouped(found: Sequence[Rule]) -> list[list[Rule]]:
    joined: dict[tuple[str, ...], list[Rule]] = {}
    for rule in found:
        head, _, leaf = rule.path.rpartition(".")
        section = head.partition(".")[0] if head.startswith("behaviours.") else head
        key = (section, leaf, rule.says, rule.basis, rule.rank, rule.evidence)
        joined.setdefault(key, []).append(rule)
    return list(joined.values())


def _row(alike: Sequence[Rule], book: str) -> tuple[str, ...]:
    first = alike[0]
    leaf = first.path.rpartition(".")[2].replace("_", " ")
    names = [rule.path.split(".")[1].replace("_", " ") for rule in alike]
    of = f" ({', '.join(names)})" if first.path.startswith("behaviours.") else ""
    paths = ", ".join(rule.path for rule in alike)
    return (
        f"{leaf}: {first.says}{of}",
        f"{book}: {paths}",
        first.basis or SILENT,
        first.rank.replace("_", " ") or SILENT,
        first.evidence or SILENT,
    )


def sources(rulebook: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The sources of the rulebook: name, what it is, rank and evidence."""
    bases = rulebook.get("bases") or {}
    for name, what in (rulebook.get("sources") or {}).items():
        about = bases.get(name, {})
        rank, evidence = (str(about.get(key) or SILENT).replace("_", " ") for key in ("rank", "evidence"))
        yield name, str(what), rank, evidence
