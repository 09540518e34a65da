"""The rules on the page `docs/lint.md`: what each looks at, rests on and cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glasshouse.lint.norms import PROFILES, instruments
from glasshouse.lint.registry import FAMILIES, shipped
from glasshouse.lint.rule import SEVERITIES, Rule


def page() -> str:
    """The part of the page that is about the rules, in Markdown."""
    return "\n".join([*_overview(), *_families(), *_norms()]) + "\n"


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
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"**{rule.title}** (severity {rule.severity}, decided by {rule.decided})\n"
    yield f"{rule.why}\n"
    yield f"*Looks at.* {rule.looks_at}\n"
    yield "*Basis.*\n"
    for article in rule.articles:
        checked = f"checked {article.checked}" if article.checked else "from memory"
        yield f"* {article.name}: {article.asks}" + (f" ({checked})" if article.source else "")
    yield f"\n*Cannot see.* {rule.blind}\n"
    yield f"Asks about\n\n```yaml\n{rule.bad}\n```\n\nand not about\n\n```yaml\n{rule.good}\n```\n"


def _norms() -> Iterator[str]:
    yield "## The norms\n"
    yield "Profiles: " + "; ".join(f"`{key}` {told}" for key, told in PROFILES.items()) + ".\n"
    yield "What an article asks is put in our own words; read the text before leaning on it. A day"
    yield "says when somebody looked at a copy or a report of it. Examples are laid over an invented rulebook"
    yield "that answers every question, `src/glasshouse/data/lint/clean.yaml`.\n"
    yield "| cited as | profile | text | where |\n| --- | --- | --- | --- |"
    for name, about in sorted(instruments().items(), key=_place):
        yield f"| {name} | {about['profile']} | {about['title']} | {about['source']} |"


def _place(item: tuple[str, dict[str, Any]]) -> tuple[int, str]:
    return list(PROFILES).index(item[1]["profile"]), item[0]
