"""A lint report as plain data, as SARIF 2.1.0, and the rules on the page `docs/lint.md`."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from glasshouse.linting.norms import PROFILES, Article, drafting, instruments
from glasshouse.linting.rule import QUESTION, SEVERITIES, VIOLATED, Rule
from glasshouse.linting.rule_registry import FAMILIES, shipped
from glasshouse.linting.thresholds import thresholds
from glasshouse.version import __version__

if TYPE_CHECKING:
    from glasshouse.linting.lint_findings import Finding, LintFindings, Suppressed
    from glasshouse.linting.rule import Rule


def as_dict(report: LintFindings) -> dict[str, Any]:
    """The report: what it is about, a verdict for each rule, and all findings."""
    return {
        "schema": "glasshouse/lint@1",
        "rulebook": report.rulebook,
        "title": report.title,
        "note": QUESTION,
        "verdicts": report.verdicts,
        "findings": [_finding(finding) for finding in report.findings],
        "suppressions_without_finding": list(report.unused),
        "suppressions_expired": [_suppressed(each) for each in report.expired],
        "rules": {rule.id: _rule(rule) for rule in report.rules},
    }


def _finding(finding: Finding) -> dict[str, Any]:
    silent = finding.suppressed
    return {
        "rule": finding.rule.id,
        "severity": finding.rule.severity,
        "verdict": finding.verdict,
        "path": finding.path,
        "why": finding.why,
        "file": finding.file,
        "line": finding.line,
        "witness": finding.witness.as_yaml() if finding.witness else None,
        "suppressed": _suppressed(silent) if silent else None,
    }


def _suppressed(wish: Suppressed) -> dict[str, Any]:
    return {**vars(wish), "date": str(wish.date), "until": str(wish.until)}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "title": rule.title,
        "severity": rule.severity,
        "decided_by": rule.decided,
        "norms": list(rule.norms),
        "articles": [{**vars(article), "evidence": article.evidence} for article in rule.articles],
        "looks_at": rule.looks_at,
        "why": rule.why,
        "cannot_see": rule.blind,
        **({"file": rule.origin.file, "sha256": rule.origin.sha256} if rule.origin else {}),
    }


SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"P": "error", "E": "error", "W": "warning"}
"""SARIF's word for each severity; what lacks evidence is `open` and has `none` (SARIF 3.27.10)."""


def as_sarif(report: LintFindings) -> dict[str, object]:
    """The log: one run, its rules with their help, one result for each finding, suppressions with reasons."""
    places = {rule.id: place for place, rule in enumerate(report.rules)}
    driver = {
        "name": "glasshouse lint",
        "version": __version__,
        "shortDescription": {"text": QUESTION},
        "rules": [_sarif_rule(rule) for rule in report.rules],
    }
    seen: Counter[tuple[str, str]] = Counter()
    results = []
    for finding in report.findings:
        seen[finding.rule.id, finding.path] += 1
        print_ = _fingerprint(report.rulebook, finding, seen[finding.rule.id, finding.path])
        results.append({**_result(finding, places[finding.rule.id]), "partialFingerprints": print_})
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {name: {"uri": f"{base.as_uri()}/"} for name, base in _bases().items()},
        "results": results,
        "properties": {
            "rulebook": report.rulebook,
            "verdicts": report.verdicts,
            "suppressions_expired": [_suppressed(each) for each in report.expired],
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _fingerprint(rulebook: str, finding: Finding, ordinal: int) -> dict[str, str]:
    """What tells a finding from all others, however its lines move: rulebook, rule and clause."""
    text = "\n".join((rulebook, finding.rule.id, finding.path, str(ordinal)))
    return {"glasshouse/v1": hashlib.sha256(text.encode()).hexdigest()[:32]}


def _sarif_rule(rule: Rule) -> dict[str, object]:
    basis = "; ".join(_basis(article) for article in rule.articles)
    help_ = f"{rule.looks_at}\n\nBasis: {basis}.\n\nCannot see: {rule.blind}\n\n{QUESTION}"
    return {
        "id": rule.id,
        "name": rule.title,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": help_, "markdown": "\n".join(_page_rule(rule))},
        "helpUri": _address(rule),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"severity": SEVERITIES[rule.severity], "tags": list(rule.norms)},
    }


def _basis(article: Article) -> str:
    """An article, what it asks, and what alone it binds."""
    return f"{article.name}: {article.asks}" + (f" ({article.binds})" if article.binds else "")


def _address(rule: Rule) -> str:
    """Where to read on: the first text of the rule's basis that has an address, else on drafting."""
    return next((a.source for a in rule.articles if ADDRESS.fullmatch(a.source)), drafting())


ADDRESS = re.compile(r"https?://\S+")


def _result(finding: Finding, place: int) -> dict[str, Any]:
    sure = finding.verdict == VIOLATED
    asks = " ".join(f"{a.name}: {a.binds}" for a in finding.rule.articles if a.binds)
    result: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": place,
        "level": LEVELS[finding.rule.severity] if sure else "none",
        "kind": "fail" if sure else "open",
        "message": {"text": " ".join(filter(None, (f"{finding.path}: {finding.why}.", asks, QUESTION)))},
        "locations": [_location(finding)],
        "properties": {"verdict": finding.verdict, "severity": finding.rule.severity},
    }
    if finding.witness:
        result["properties"]["witness"] = finding.witness.as_yaml()
    if finding.suppressed:
        why = f"{finding.suppressed.reason} ({finding.suppressed.date} to {finding.suppressed.until})"
        result["suppressions"] = [{"kind": "inSource", "justification": why}]
    return result


def _location(finding: Finding) -> dict[str, object]:
    location: dict[str, object] = {"logicalLocations": [{"fullyQualifiedName": finding.path}]}
    if finding.file:
        region = {"startLine": max(1, finding.line), "startColumn": max(1, finding.column)}
        location["physicalLocation"] = {"artifactLocation": _artifact(finding.file), "region": region}
    return location


def _bases() -> dict[str, Path]:
    """The folders to which addresses are relative: where the command is run, and the package."""
    return {"SRCROOT": Path.cwd(), "GLASSHOUSE": Path(__file__).resolve().parent.parent}


def _artifact(file: str) -> dict[str, str]:
    """A file as SARIF wants it: relative to one of the bases, else by its whole address."""
    path = Path(file).resolve()
    inside = (name for name, base in _bases().items() if path.is_relative_to(base.resolve()))
    if (name := next(inside, "")) == "":
        return {"uri": path.as_uri()}
    return {"uri": quote(path.relative_to(_bases()[name].resolve()).as_posix()), "uriBaseId": name}


def page() -> str:
    """The part of the page that is about the rules, in Markdown."""
    return "\n".join([*_overview(), *_families(), *_thresholds(), *_norms()]) + "\n"


def _overview() -> Iterator[str]:
    yield "## The rules\n"
    yield "Severities: " + "; ".join(f"{key} {told}" for key, told in SEVERITIES.items()) + ".\n"
    yield "| rule | asks about | severity | decided by | norms |\n| --- | --- | --- | --- | --- |"
    for rule in shipped().values():
        link = f"[{rule.id}](#{rule.id.lower()})"
        yield f"| {link} | {rule.title} | {rule.severity} | {rule.decided} | {', '.join(rule.norms)} |"
    yield ""


def _families() -> Iterator[str]:
    for family, title in FAMILIES.items():
        members = [rule for rule in shipped().values() if rule.family == family]
        if members:
            yield f"## {family}: {title}\n"
        for rule in members:
            yield from _page_rule(rule)


def _page_rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"**{rule.title}** (severity {rule.severity}, decided by {rule.decided})\n"
    yield f"{rule.why}\n"
    yield f"*Looks at.* {rule.looks_at}\n"
    yield "*Basis.*\n"
    for article in rule.articles:
        checked = f"V, checked {article.checked}" if article.checked else "M, from memory"
        binds = f"; it {article.binds}" if article.binds else ""
        yield f"* {article.name}: {article.asks}" + (f" ({checked}){binds}" if article.source else "")
    yield f"\n*Cannot see.* {rule.blind}\n"
    yield f"Asks about\n\n```yaml\n{rule.bad}\n```\n\nand not about\n\n```yaml\n{rule.good}\n```\n"


def _thresholds() -> Iterator[str]:
    yield "## The thresholds\n"
    yield "The numbers beyond which rules ask. Each is a choice of ours, not the law, and stands in"
    yield "`src/glasshouse/data/lint/thresholds.yaml`; words that leave a definition open stand in"
    yield "`open_terms.yaml` beside it.\n"
    yield "| threshold | value | range | what lies beyond it | source |\n| --- | --- | --- | --- | --- |"
    for name, one in thresholds().items():
        basis = f"assumption: {one.basis}" if one.assumed else one.basis
        yield f"| {name} | {one.value:g} {one.unit} | {one.low:g} to {one.high:g} | {one.says} | {basis} |"
    yield ""


def _norms() -> Iterator[str]:
    yield "## The norms\n"
    yield "Profiles: " + "; ".join(f"`{key}` {told}" for key, told in PROFILES.items()) + ".\n"
    yield "What an article asks is put in our own words; read the text before leaning on it. V marks what"
    yield "somebody looked at in a copy or a report, on the day given, M what is from memory. Examples are"
    yield "laid over an invented rulebook that answers every question, in"
    yield "`src/glasshouse/data/lint/clean.yaml`.\n"
    yield "| cited as | profile | text | where |\n| --- | --- | --- | --- |"
    for name, about in sorted(instruments().items(), key=_place):
        yield f"| {name} | {about['profile']} | {about['title']} | {about['source']} |"


def _place(item: tuple[str, dict[str, Any]]) -> tuple[int, str]:
    return list(PROFILES).index(item[1]["profile"]), item[0]
