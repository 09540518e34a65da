"""The end of the page: published figures, assumptions, what the rulebook says, how to repeat the run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from glasshouse.reporting import words
from glasshouse.reporting.folder import Folder

NAMES = ("title", "kind", "purpose")
"""Leaves of a clause that say what it is called, not what it does."""

PER_CENT = ("fraction", "1/year")
"""Units that a page prints as per cent; "times/year" stays a count."""


@dataclass(frozen=True)
class Published:
    """A published range and the model's value; `low`, `high`, `dot` in per cent of the picture's width."""

    title: str
    published: str
    source: str
    evidence: str
    span: str
    model: str
    verdict: str
    note: str
    low: float
    high: float
    dot: float | None


@dataclass(frozen=True)
class Assumption:
    """A parameter that rests on no published figure."""

    name: str
    value: str
    unit: str
    range: str
    note: str


@dataclass(frozen=True)
class Clause:
    """A clause of the rulebook: its name, what each of its values says, and where they stand."""

    name: str
    rules: Sequence[tuple[str, str]]
    sources: str


@dataclass(frozen=True)
class Appendix:
    """All of the end: `inside` and `measured` count the targets that could be checked."""

    figures: Sequence[Published]
    unmeasured: Sequence[Published]
    inside: int
    assumptions: Sequence[Assumption]
    parameters: int | None
    rules: Sequence[Clause]
    sources: Sequence[tuple[str, str]]
    command: str
    beyond_command: Sequence[str]
    facts: Sequence[tuple[str, str]]
    versions: str
    files: Sequence[tuple[str, str]]


def build(folder: Folder) -> Appendix:
    """The last sections of the page from the manifest and the table of targets."""
    manifest = folder.manifest
    figures = [_figure(row) for row in folder.targets.to_pylist()]
    measured = [figure for figure in figures if figure.dot is not None]
    versions = manifest.get("versions") or {}
    return Appendix(
        measured,
        [figure for figure in figures if figure.dot is None],
        sum(figure.verdict == "inside" for figure in measured),
        sorted((_assumption(entry) for entry in manifest.get("assumptions") or []), key=lambda row: row.name),
        manifest.get("parameter_count"),
        _clauses(folder.rulebook.get("summary") or []),
        [(name, str(text)) for name, text in (folder.rulebook.get("sources") or {}).items()],
        str(manifest.get("command") or ""),
        [str(sentence) for sentence in manifest.get("beyond_command") or []],
        _facts(folder),
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        sorted((name, str(value)) for name, value in (manifest.get("files") or {}).items()),
    )


def _figure(row: dict[str, Any]) -> Published:
    low, high, model = row["low"], row["high"], row["model"]
    known = model is not None and not math.isnan(model)
    scale = _Axis(low, high, model if known else None)
    inside = "inside" if row["inside"] else "outside"
    return Published(
        row["title"],
        row["published"],
        row.get("source") or "",
        row.get("evidence") or "",
        _span(low, high, row["unit"]),
        _in_unit(model, row["unit"]) if known else words.NOT_KNOWN,
        inside if known else "",
        row.get("note") or "",
        scale.place(low),
        scale.place(high),
        scale.place(model) if known else None,
    )


class _Axis:
    """A scale that holds the published range and the model's value, from zero where nothing is negative."""

    def __init__(self, low: float, high: float, model: float | None) -> None:
        reach = high - low
        ends = [low - reach, high + reach] + ([model] if model is not None else [])
        self.low = 0.0 if min(low, ends[-1]) >= 0 else min(ends)
        self.high = max(ends)

    def place(self, value: float) -> float:
        return 2 + 96 * (value - self.low) / (self.high - self.low)


def _in_unit(value: float, unit: str) -> str:
    """A value with its unit in words; shares and yearly hazards as per cent."""
    if unit in PER_CENT:
        return words.percent(value)
    return f"{words.number(value)} {unit}s" if unit == "month" else words.number(value)


def _span(low: float, high: float, unit: str) -> str:
    """A published range, its round numbers left round."""
    scale, after = (
        (100, f"{words.NARROW}%") if unit in PER_CENT else (1, " months" if unit == "month" else "")
    )
    return f"{scale * low:.4g} to {scale * high:.4g}{after}".replace("-", words.MINUS)


def _assumption(entry: dict[str, Any]) -> Assumption:
    bounds = entry.get("range") or []
    span = f"{words.quantity(bounds[0])} to {words.quantity(bounds[1])}" if len(bounds) == 2 else ""
    note = str(entry.get("note") or "")
    prior = str(entry.get("prior") or "")
    return Assumption(
        str(entry.get("name", "")),
        words.quantity(entry.get("value")),
        str(entry.get("unit") or ""),
        span,
        f"{note}; prior {prior}" if note and prior else note or (f"prior {prior}" if prior else ""),
    )


def _clauses(summary: Sequence[dict[str, object]]) -> list[Clause]:
    """The values of the rulebook under the clause they belong to, in the order of the rulebook."""
    found: dict[str, list[dict[str, object]]] = {}
    for row in summary:
        found.setdefault(".".join(str(row["path"]).split(".")[:2]), []).append(row)
    return [_clause(name, rows) for name, rows in found.items()]


def _clause(name: str, rows: Sequence[dict[str, object]]) -> Clause:
    """One clause; its own title stands for its name, and what it is called is no rule."""
    told = {str(row["path"])[len(name) + 1 :]: words.rule(str(row.get("says") or "")) for row in rows}
    rules = [
        (words.plain(about.replace(".", ", ")), says) for about, says in told.items() if about not in NAMES
    ]
    sources = dict.fromkeys(_source(row) for row in rows)
    return Clause(told.get("title") or words.path(name), rules, ", ".join(filter(None, sources)))


def _source(row: dict[str, Any]) -> str:
    source, evidence = row.get("source") or "", row.get("evidence") or ""
    return f"{source} ({evidence})" if source and evidence else source or evidence


def _facts(folder: Folder) -> list[tuple[str, str]]:
    manifest, law = folder.manifest, folder.rulebook
    practice, society = manifest.get("practice") or {}, manifest["society"]
    facts = [
        ("Rulebook", f"{law['id']} {_short(law.get('hash'))}"),
        ("Practice", f"{practice.get('id', '')} {_short(practice.get('hash'))}"),
        ("Society", f"{society['id']} {_short(society.get('hash'))}"),
        ("Title", str(law.get("title") or "")),
        ("Persons", words.count(manifest["persons"])),
        ("Months", f"{folder.months}, from {words.month(folder.start, 0)}"),
        ("Seed", str(manifest["seed"])),
        ("Digest of all results", str(manifest["digest"])),
        ("glasshouse", str(manifest.get("glasshouse") or "")),
        ("Threads", str(manifest.get("threads") or "all cores")),
        ("Made", str(manifest.get("created") or "")),
        ("Time taken", _wall(manifest.get("wall") or {})),
    ]
    return [(name, value.strip()) for name, value in facts if value.strip()]


def _short(value: object) -> str:
    return f"({str(value)[:16]})" if value else ""


def _wall(wall: dict[str, object]) -> str:
    steps = [
        f"{words.plain(name)} {seconds:.1f} s"
        for name, seconds in wall.items()
        if isinstance(seconds, float | int)
    ]
    return ", ".join(steps)
