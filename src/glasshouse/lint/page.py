"""The page `docs/lint.md`: every rule with what it looks at, what it rests on and what it cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from glasshouse.lint.norms import PROFILES, instruments
from glasshouse.lint.registry import FAMILIES, all_rules
from glasshouse.lint.rule import QUESTION, SEVERITIES, Rule

_HEAD = f"""# Lint: what a lawyer would ask first

`glasshouse lint RULEBOOK` reads a proposal like a careful lawyer's first pass. {QUESTION} Each rule has one of three
answers: *violated* (the text says what the rule asks about), *not violated*, and *not enough evidence* (the text is
silent and silence does not decide). It reads the text as it stands at its latest date; `NAME@2016-01` asks about
another month.

This page is written from the rules themselves (`src/glasshouse/lint/rules`, one small file each): run
`python docs/tables.py` after changing one.

```
glasshouse lint rongcheng-2014                      # every rule
glasshouse lint proposal.yaml --norms un,eu         # two profiles only
glasshouse lint proposal.yaml --select CTX,DUR-1    # a family and a rule; --ignore leaves out
glasshouse lint proposal.yaml --witnesses           # with made-up histories, ready for cases.yaml
glasshouse lint proposal.yaml --runs 8              # decides the rules that need runs
glasshouse lint proposal.yaml --sarif > lint.sarif  # SARIF 2.1.0; --json prints JSON
```

It leaves with status 1 when a rule of severity E or P is violated; `--fail-on P`, `--fail-on W` and `--fail-on never`
move that line. In Python: `gh.lint("rongcheng-2014", norms=["eu"])`.

## Passing a finding over

A rulebook may ask to pass a finding over. It must say why and since when, and both are printed with the finding.
`path` is the beginning of a dotted path, or several; without it the rule is passed over everywhere. What lint passes
over says nothing about the law and does not change the identity of a rulebook.

```yaml
suppressions:
  DUR-3: {{reason: the office promises removal within a week in its own rules, date: 2026-03-01, path: lists.defaulters}}
```

## What a rulebook may say to answer

Some rules ask what no other part of glasshouse needs. Keys under `governance` (aim, review, register, impact assessment,
who gains, who is exempt, transition), `data` (identity, accuracy, source, access, explanation, who may see) and
`procedure` (reasons, human review, an independent body, compensation, a mark of dispute) state it, and so do
`because`, `spares`, `reach` and `definition` of a sanction, `review`, `shown` and `shown_until` of a list, `passed_to`
and `binding` of a score, `definition` and `penalty` of an act. The model does not play them: a duty on paper changes
nobody's month by itself.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_overview(), *_families(), *_norms()]) + "\n"


def _overview() -> Iterator[str]:
    yield "## The rules\n"
    yield "Severities: " + "; ".join(f"{key} {told}" for key, told in SEVERITIES.items()) + ".\n"
    yield "| rule | asks about | severity | decided by | norms |\n| --- | --- | --- | --- | --- |"
    for rule in all_rules().values():
        link = f"[{rule.id}](#{rule.id.lower()})"
        yield f"| {link} | {rule.title} | {rule.severity} | {rule.decided} | {', '.join(rule.norms)} |"
    yield ""


def _families() -> Iterator[str]:
    for family, title in FAMILIES.items():
        members = [rule for rule in all_rules().values() if rule.family == family]
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
    yield "What an article asks is put in our own words and short; read the text before leaning on it. Examples are laid"
    yield "over `src/glasshouse/data/lint/clean.yaml`, an invented rulebook that answers every question.\n"
    yield "| cited as | profile | text | where |\n| --- | --- | --- | --- |"
    for name, about in sorted(instruments().items(), key=_place):
        yield f"| {name} | {about['profile']} | {about['title']} | {about['source']} |"


def _place(item: tuple[str, dict[str, Any]]) -> tuple[int, str]:
    return list(PROFILES).index(item[1]["profile"]), item[0]
