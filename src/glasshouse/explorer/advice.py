"""What the page says about a changed rulebook: levers that change nothing, and the questions of lint."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from glasshouse.explorer.requests import Live, short
from glasshouse.explorer.rulebooks import OFFERED
from glasshouse.linting import QUESTION, lint
from glasshouse.linting.rule import SEVERITIES
from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.rulebooks import Rulebook, practice
from glasshouse.rulebooks.recasting import held
from glasshouse.rulebooks.schema import node_at
from glasshouse.rulebooks.tree import Leaf
from glasshouse.simulation import inert as reasons
from glasshouse.specs.parameters import ParameterSet

if TYPE_CHECKING:
    from glasshouse.linting import Finding
    from glasshouse.rulebooks import Rulebook


_KEPT = 64


def inert(book: Rulebook, asked: Live) -> dict[str, object]:
    """The reason of each lever (by path) and switch (by name) without effect; `book` is what is asked for.

    Whoever lives there counts as a society in which everybody may be met.
    """
    return _inert(_Hashed(book), asked.months, tuple(sorted(asked.switches.items())))


class _Hashed:
    """A rulebook that is equal to all that say the same."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def __hash__(self) -> int:
        return hash(self.book.text_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and other.book.text_hash == self.book.text_hash


@lru_cache(maxsize=_KEPT)
def _inert(hashed: _Hashed, months: int, switches: tuple[tuple[str, bool], ...]) -> dict[str, object]:
    book = hashed.book
    known = mechanisms()
    world = known.but({f"switch.{name}": int(on) for name, on in switches if f"switch.{name}" in known})
    facts = reasons.facts_under(
        book, ParameterSet((*world.parameters, *practice(book).parameters)), months, book.first_month
    )
    switched = [one for one in world.parameters if one.name.startswith("switch.")]
    found = {one.name.removeprefix("switch."): reasons.why_parameter(one, facts) for one in switched}
    silent = [path for path in OFFERED if path not in book.tree.by_name]
    offered = [reasons.clause(book, _unsaid(path), facts, months) for path in silent]
    levers = [*reasons.clauses(book, facts, months), *(one for one in offered if one)]
    return {
        "levers": {one.name: one.reason for one in levers},
        "switches": {name: why for name, why in found.items() if why},
    }


def _unsaid(path: str) -> Leaf:
    """The leaf of a rule that the rulebook is silent on."""
    keys = tuple(path.split("."))
    return held(keys, getattr(node_at(keys), "absent", None), "")


def questions(book: Rulebook) -> dict[str, object]:
    """Findings by rule, the gravest first, with the places each stands in; `counts` by severity and verdict.

    Rules that the rulebook asks to pass over are left out and counted as `suppressed`.
    """
    report = lint(book)
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if not finding.suppressed:
            by_rule.setdefault(finding.rule.id, []).append(finding)
    order = list(SEVERITIES)
    told = [_finding(found, report.verdicts[name]) for name, found in by_rule.items()]
    counts: dict[str, int] = {
        **{level: sum(f.rule.severity == level for f in report.violated) for level in SEVERITIES},
        "violated": len(report.violated),
        "not enough evidence": len(report.undecided),
        "suppressed": len(report.suppressed),
        "rules": len(report.rules),
    }
    told.sort(key=lambda one: (one["verdict"] != "violated", order.index(one["severity"])))
    return {"note": QUESTION, "findings": told, "counts": counts}


def _finding(found: list[Finding], verdict: str) -> dict[str, Any]:
    rule = found[0].rule
    return {
        "id": rule.id,
        "severity": rule.severity,
        "title": rule.title,
        "verdict": verdict,
        "why": rule.why,
        "cannot_see": rule.blind,
        "articles": [vars(article) for article in rule.articles],
        "places": [
            {
                "path": one.path,
                "file": short(one.file),
                "line": one.line,
                "says": one.why,
                "verdict": one.verdict,
            }
            for one in found
        ],
    }
