"""Questions that have to be answered before any duty of the AI Act can be said to apply.

Regulation (EU) 2024/1689, Official Journal L, 12.7.2024; its articles were read in secondary copies of the
text on 2026-11-30 (evidence V2), the exceptions and dates are from memory (M). Each row says what the
rulebook says and what is open: that the Act applies is never said here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from glasshouse.auditing.processing import SILENT, Rule, rules
from glasshouse.auditing.provisions import provisions

COLUMNS = ("question", "article", "what the rulebook says", "what is open", "evidence of the article")
PUBLIC = ("court", "agency", "police", "committee", "authority", "official")
"""Deciders and reporters that are public bodies, as far as their name says so."""
LISTED_USES = (
    (
        "credit",
        ("bank", "banks", "lender"),
        "point 5(b): creditworthiness and credit scores of natural persons",
    ),
    ("insurance", ("insurer",), "point 5(c): risk and price in life and health insurance"),
    ("work", ("employer",), "point 4: recruitment and management of workers"),
    ("benefits", ("social security", "benefit"), "point 5(a): essential public assistance and benefits"),
    ("education", ("education", "school"), "point 3: admission and assessment in education"),
    ("policing", ("police",), "point 6: law enforcement"),
    ("borders", ("borders", "leave country"), "point 7: migration, asylum and border control"),
)
"""Areas of Annex III with words of a rulebook that touch them."""


def questions(rulebook: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The threshold questions as rows of `COLUMNS`, in the order in which they have to be answered."""
    said, book = rules(rulebook), str(rulebook["id"])
    traits = provisions(rulebook)
    yield (
        "Is it an AI system?", "AI Act 3(1)", _computing(said, book),
        "whether outputs are inferred from input by a machine with some autonomy; fixed points, fixed "
        "thresholds and lists that people keep by hand may not be", "V2",
    )  # fmt: skip
    yield (
        "Does it score or classify persons over time by their social behaviour or characteristics?",
        "AI Act 5(1)(c)", _scoring(said, book, traits.points),
        "only if it is an AI system: whether treatment follows in unrelated contexts, or is unjustified or "
        "out of proportion", "V2",
    )  # fmt: skip
    yield (
        "Is it used by or for a public authority?", "AI Act 3(4), 5(1)(c)", _public(said, book),
        "who deploys it; the ban on social scoring, as adopted, covers private deployers too, the duties of "
        "article 27 fall on public bodies, private providers of public services and some uses of Annex III",
        "V2",
    )  # fmt: skip
    yield (
        "Is its use on the list of high-risk uses?", "AI Act 6(2) and (3), Annex III", _high_risk(said, book),
        "only if it is an AI system: whether the use is one of these areas, and whether an exception of "
        "article 6(3) holds (none where persons are profiled)", "V2",
    )  # fmt: skip
    yield (
        "Is an assessment under article 27 due?", "AI Act 27(1)", SILENT,
        "only for high-risk AI systems, and not in the area of point 2 of Annex III; a data protection "
        "impact assessment (GDPR 35) is a question of its own", "V2",
    )  # fmt: skip
    yield (
        "Does the Act apply there and then?", "AI Act 2, 113", _when(rulebook),
        "whether the system or its output is used in the Union, and whether the provisions apply then", "M",
    )  # fmt: skip


def _cited(found: Sequence[Rule], book: str) -> str:
    """Rules in words with the rulebook and the clause of each; all of them."""
    return "; ".join(f"{rule.says} ({book}: {rule.path})" for rule in found) or SILENT


def _computing(said: Sequence[Rule], book: str) -> str:
    leaves = ("human_review", "single_item", "vendor", "database")
    found = [rule for rule in said if rule.path.rpartition(".")[2] in leaves]
    inferred = [rule for rule in said if rule.path.endswith(".ground") and rule.says == "inference"]
    return _cited([*inferred, *found], book)


def _scoring(said: Sequence[Rule], book: str, points: bool) -> str:
    acts = {rule.path.split(".")[1].replace("_", " ") for rule in said if rule.path.startswith("behaviours.")}
    recorded = f"{len(acts)} acts are recorded ({book}: behaviours)" if acts else "no acts are recorded"
    score = f"points are kept ({book}: scores)" if points else "no points are kept"
    return f"{score}; {recorded}" if said else SILENT


def _public(said: Sequence[Rule], book: str) -> str:
    leaves = ("decided_by", "reporter")
    found = [rule for rule in said if rule.path.rpartition(".")[2] in leaves and rule.says in PUBLIC]
    return _cited(_first_of_each(found), book)


def _first_of_each(found: Sequence[Rule]) -> list[Rule]:
    """The first rule that says each thing."""
    return list({rule.says: rule for rule in reversed(found)}.values())[::-1]


def _high_risk(said: Sequence[Rule], book: str) -> str:
    told = []
    for _, words, area in LISTED_USES:
        hit = [rule for rule in said if _names(rule, words)]
        if hit:
            told.append(f"{area}, touched by {book}: {', '.join(rule.path for rule in hit)}")
    return "; ".join(told) or "no clause names one of these areas"


def _names(rule: Rule, words: Sequence[str]) -> bool:
    said = {part.strip() for part in rule.says.replace(".", ", ").split(",")} | set(rule.path.split("."))
    return bool(said & set(words))


def _when(rulebook: Mapping[str, Any]) -> str:
    start, until = (str(rulebook.get(key) or "") for key in ("from", "until"))
    return (
        f"in force {f'from {start}' if start else ''}{f' until {until}' if until else ''}".strip()
        if start
        else SILENT
    )
