"""What an assessment says of the law: period, processing, threshold questions, and risks beside measures."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest

import glasshouse as gh
from glasshouse.auditing import (
    ai_act,
    assessment,
    assessment_tables,
    measured_sections,
    period,
    processing,
    provisions,
    risks,
)
from glasshouse.auditing.audit_findings import AuditFindings
from glasshouse.auditing.processing import SILENT
from glasshouse.auditing.reruns import with_alternatives
from glasshouse.rulebooks.variants import VARIANTS

SUMMARY = [
    {"path": "lists.late.entry.when", "says": "in arrears", "source": "act#3", "evidence": "V"},
    {"path": "lists.late.entry.decided_by", "says": "agency", "source": "act#3", "evidence": "V2"},
    {"path": "lists.late.publish", "says": "website", "source": "act#9", "evidence": "M"},
    {"path": "behaviours.late_fee.context", "says": "finance", "source": "act#1", "evidence": "V"},
    {"path": "behaviours.late_tax.context", "says": "finance", "source": "act#1", "evidence": "V"},
    {"path": "sanctions.no_loan.right", "says": "economic.loan", "source": "act#4", "evidence": "assumption"},
    {"path": "sanctions.no_loan.effect", "says": "deny", "source": "act#4", "evidence": "V"},
]
BOOK: dict[str, Any] = {
    "id": "late-payers", "summary": SUMMARY, "from": "2014-03-01", "until": "",
    "bases": {"act": {"rank": "statute", "evidence": "V"}}, "sources": {"act": "An act, parliament, 2014-02-01"},
    "dated": [
        {"path": "lists.late.term", "values": [
            {"since": "2014-03-01", "says": "12 month"}, {"since": "2014-06-15", "says": "24 month"},
            {"since": "2016-01-01", "says": "60 month"},
        ]},
    ],
}  # fmt: skip


def manifest(**changes: Any) -> dict[str, Any]:
    return {"start": "2014-01", "months": 12, "rulebook": {**BOOK, **changes}}


def test_the_report_names_the_months_in_which_text_and_run_differ() -> None:
    found = period.period(manifest())
    assert (found.first, found.last, found.before, found.after) == ("2014-01", "2014-12", 2, 0)
    assert [(one.month, one.within) for one in found.changes] == [("2014-06", True), ("2016-01", False)]
    told = " ".join(period.sentences(found, "late-payers"))
    assert "first 2 months of the run it is not in force: it begins 2014-03-01" in told
    assert "lists.late.term is 12 month before 2014-06 and 24 month from then on" in told
    assert "never played: lists.late.term is 24 month before 2016-01 and 60 month" in told


def test_one_law_is_said_to_be_one() -> None:
    same = period.period(manifest(dated=[], **{"from": "2013-01-01"}))
    assert same.one and "speak of the same law" in period.sentences(same, "late-payers")[0]
    over = period.period(manifest(dated=[], **{"from": "2013-01-01", "until": "2014-10-31"}))
    assert over.after == 2 and not over.one
    old = manifest()
    del old["rulebook"]["dated"]
    assert "do not say when clauses change" in period.sentences(period.period(old), "late-payers")[0]


def test_the_processing_is_described_with_basis_rank_and_evidence() -> None:
    rows = list(processing.rows(BOOK))
    entry = [row for row in rows if row[0].startswith("Entry")]
    assert ("when: in arrears", "late-payers: lists.late.entry.when", "act#3", "statute", "V") in [
        row[1:] for row in entry
    ]
    (acts,) = (row for row in rows if row[0].startswith("Data used: acts"))
    assert acts[1] == "context: finance (late fee, late tax)"
    silent = {row[0] for row in rows if row[1] == SILENT}
    assert {"Purpose", "Automated or human decision", "Retention and end"} <= silent
    assert {topic.title for topic in processing.TOPICS} == {row[0] for row in rows}


def test_the_act_is_never_said_to_apply() -> None:
    rows = {row[0]: row for row in ai_act.questions(BOOK)}
    assert rows["Is it an AI system?"][2] == SILENT
    assert (
        "agency (late-payers: lists.late.entry.decided_by)"
        in rows["Is it used by or for a public authority?"][2]
    )
    assert "2 acts are recorded" in rows[next(name for name in rows if name.startswith("Does it score"))][2]
    for row in rows.values():
        assert row[3], "every question leaves something open"
        assert not re.search(r"\b(applies|is high-risk|is an AI system)\b", row[2])
    assert "only for high-risk AI systems" in rows["Is an assessment under article 27 due?"][3]


def test_provisions_follow_the_text() -> None:
    assert provisions.provisions(BOOK).named == ("lists", "denials", "debts")
    assert provisions.provisions({"summary": []}).named == ()


@pytest.fixture(scope="session")
def varied(lived: Path) -> AuditFindings:
    """The audit of a small run with every variant of its rulebook."""
    return with_alternatives(gh.audit(lived))


def test_every_variant_is_an_alternative_due_process_first(varied: AuditFindings) -> None:
    names = list(varied.alternatives)
    assert names[:3] == ["rulebook", "due-process", "finance-only"]
    assert set(names[1:]) == set(VARIANTS)
    table = assessment_tables.compared(varied)
    assert table is not None and [*table[0][1:7], table[0][7]] == [*names, "none"]
    assert with_alternatives(varied) is varied


def test_a_variant_changes_what_remains(varied: AuditFindings) -> None:
    rows = {row[0]: row for row in risks.rows(varied)}
    assert len(rows) == len(risks.RISKS)
    lost = rows["Loses several rights at once"]
    assert "due-process: 0" in lost[4] and "at best (due-process)" in lost[5]
    unable = rows["Listed as unwilling to pay though unable"]
    assert "lists.defaulters.entry.ability_test, V" in unable[3]
    assert rows["Refused by every gatekeeper of a kind"][1].startswith(
        "not enough evidence: the rulebook has no"
    )
    for row in rows.values():
        assert all(row), f"{row[0]} has an empty cell"


def test_a_draft_keeps_codes_and_says_what_it_cuts(
    varied: AuditFindings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measured_sections, "MOST_CLAUSES", 3)
    rows = assessment_tables.burdens(varied)
    assert len(rows) > 3
    text = assessment.draft(varied)
    assert f"{len(rows) - 3} of {len(rows)} rows are left out here" in text
    clauses = next(s for s in assessment.every(varied) if s.title == "Which clauses do it").blocks[0]
    assert clauses.kind == "table" and len(clauses.rows) == 3
    for row in clauses.rows:
        assert row[0].startswith("court-list-2013+debtor-map: ") and row[2] in ("V", "V2", "M", "assumption")
    for title in (
        "Threshold questions of the AI Act",
        "The processing, systematically",
        "From risk to measure",
    ):
        assert f". {title}" in text
    assert "false ground" not in text


def test_wrongful_and_harsh_stay_apart(varied: AuditFindings) -> None:
    """The court list asks for ability on one ground and not on the other: both kinds are there, by their list."""
    ledger = varied.runs[0].data.system.tables["ledger"].to_pylist()
    grounds = {(row["cause"], row["ground"]) for row in ledger}
    assert not {("lists.defaulters", "harsh"), ("lists.obstructors", "unable")} & grounds
    known = {one.name: one for one in varied.findings}
    parts = [known[f"F5.{kind}"].value for kind in ("wrong_person", "protected", "unable")]
    assert known["F5"].value == pytest.approx(sum(parts))
    assert known["F5"].value + known["F27"].value <= 1 or math.isnan(known["F5"].value)
