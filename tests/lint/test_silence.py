"""Not violated needs evidence: rulebooks that say next to nothing, and bases ever weaker."""

from __future__ import annotations

from pathlib import Path

import pytest

from glasshouse.linting import lint
from glasshouse.linting.examples import example
from glasshouse.linting.rule import NOT_ENOUGH, NOT_VIOLATED, VIOLATED
from glasshouse.rulebooks.vocabulary import vocabulary

HEAD = "schema: glasshouse/rulebook@1\nid: bare\ntitle: bare\nlayer: outline\nfrom: 2024-01-01\n"
SAFEGUARDS = {
    "DAT-3", "DAT-4", "DAT-6", "PRC-2", "PRC-3", "PRC-4", "PRC-6", "GOV-1", "GOV-2", "GOV-3", "GOV-4",
}  # fmt: skip
"""Rules that ask for what a text has to provide."""
BARE = {
    "list": (
        "lists: {l: {entry: {when: able_and_refuses}, triggers: [s]}}\n"
        "sanctions: {s: {right: movement.flight, effect: deny}}\n",
        {"LEG-2", "CTX-1", "DUR-1", "DUR-2", "DUR-3", "DUR-4", "PRO-4", "RGT-6", "PUB-1", "PRC-1", "NDS-3"},
    ),
    "score": (
        "scores: {p: {start: 100, grades: {A: 90, B: 0}}}\nbehaviours: {littering: {points: -20}}\n"
        "sanctions: {s: {right: economic.loan, effect: deny}}\nlinks: {p.B: [s]}\n",
        {"LEG-2", "CTX-1", "DUR-2", "RGT-6", "PUB-1", "PUB-5", "PRC-1", "NDS-3"},
    ),
    "keeper": (
        "gatekeepers: {landlord: {data: [arrears], refuses: {value: 0, unit: probability}, "
        "refuses_marked: {value: 0.2, unit: probability}}}\n",
        {"LEG-2", "DUR-2", "PRO-4", "RGT-3", "PRC-1", "PRC-5", "NDS-3"},
    ),
    "visa": ("movement: {exit_visa: everybody}\n", {"PRC-1", "NDS-3"}),
    "contacts": ("association: {contacts: {points: -1 point/month}}\n", {"NDS-3"}),
    "base": ("rights: {zero_base: [political.vote]}\n", {"NDS-3"}),
}
"""Texts, and the further rules for which they leave the answer open."""


@pytest.mark.parametrize("name", BARE)
def test_a_silent_text_is_no_evidence(name: str, tmp_path: Path) -> None:
    text, more = BARE[name]
    file = tmp_path / "bare.yaml"
    file.write_text(HEAD + text, "utf-8")
    verdicts = lint(file).verdicts
    assert {rule: verdicts[rule] for rule in SAFEGUARDS | more} == dict.fromkeys(
        SAFEGUARDS | more, NOT_ENOUGH
    )
    assert verdicts["LEG-1"] == VIOLATED


RANKS = sorted(vocabulary("ranks"), key=lambda rank: vocabulary("ranks")[rank].get("strength"))
STRICT = {NOT_VIOLATED: 0, NOT_ENOUGH: 1, VIOLATED: 2}


@pytest.mark.parametrize(
    ("rule", "piece"),
    [
        ("LEG-1", "lists: {defaulters: {basis: b}}"),
        ("DAT-5", "lists: {defaulters: {basis: b}}"),
        (
            "DAT-1",
            "data: {special_ground: null}\n"
            "behaviours: {drink_driving: {recorded: true, ground: court_judgment, basis: b}}",
        ),
        (
            "OVR-2",
            "delegation: {lists: {allow: [tighten]}}\n"
            "lower: {sources: {b: %s}, lists: {defaulters: {term: {value: 30, unit: month, basis: b}}}}",
        ),
    ],
)
def test_the_weaker_the_basis_the_stricter_the_answer(rule: str, piece: str) -> None:
    answers = []
    for rank in RANKS:
        source = f"{{issuer: somebody, rank: {rank}, date: 2023-06-01, confidence: V}}"
        text = piece % source if "%s" in piece else f"sources: {{b: {source}}}\n{piece}"
        answers.append(STRICT[lint(example(text), select=[rule]).verdicts[rule]])
    assert answers == sorted(answers, reverse=True) and {0, 2} <= set(answers)
