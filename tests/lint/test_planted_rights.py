"""Invented rulebooks with planted violations of rights, publicity, data and procedure: found at the very path."""

from __future__ import annotations

from pathlib import Path

import pytest

from glasshouse.linting import lint
from glasshouse.rulebooks.cases import cases
from glasshouse.rulebooks.loading import load

from ..rulebook.cases_player import mismatches, play

HERE = Path(__file__).parent
ASKED = ("RGT", "NDS", "PUB", "DAT", "PRC", "GOV")
PLANTED = {
    "points-town": {
        "RGT-1": {"behaviours.petition_ordinary", "behaviours.inferred_disloyalty"},
        "RGT-4": {"links.points.C"},
        "RGT-5": {"association.household.share"},
        "RGT-6": {"participation.minors"},
        "RGT-7": {"behaviours.inferred_disloyalty"},
        "NDS-1": {"scores.points.origin"},
        "NDS-2": {"behaviours.gift_to_village"},
        "DAT-1": {
            "behaviours.petition_ordinary",
            "behaviours.inferred_disloyalty",
            "behaviours.blood_donation",
        },
        "DAT-2": {"behaviours.blood_donation"},
        "PRC-1": {"links.points.C"},
    },
    "shame-list": {
        "RGT-2": {"lists.late_payers.triggers"},
        "RGT-3": {"lists.late_payers.triggers"},
        "PUB-1": {"lists.late_payers.publish", "publicity.map.audience"},
        "PUB-2": {"publicity.map.radius", "publicity.map.position"},
        "PUB-3": {"lists.late_payers.shown", "publicity.map.fields"},
        "PUB-4": {"lists.late_payers.shown_until"},
        "PUB-5": {"enforcement.pays_reports", "publicity.map.reports"},
        "PUB-6": {"lists.late_payers.publish"},
        "PRC-5": {"procedure.appeal.suspensive"},
    },
    "closed-office": {
        "DAT-3": {"data.identity", "data.accuracy", "data.source_kept"},
        "DAT-4": {"data.access", "data.explanation"},
        "DAT-6": {"governance.impact_assessment"},
        "PRC-1": {"lists.suspects.triggers"},
        "PRC-2": {"procedure.notice", "procedure.reasons"},
        "PRC-3": {"procedure.correction.decide_within", "procedure.correction.marked"},
        "PRC-4": {"procedure.independent_body"},
        "PRC-6": {"procedure.compensation"},
        "GOV-1": {"governance.aim"},
        "GOV-2": {"governance.review.every"},
        "GOV-3": {"governance.scorer_gains", "governance.officials"},
        "GOV-4": {"governance.public_register"},
    },
    "consent-in-name": {
        "NDS-2": {"participation.by"},
        "PUB-1": {"scores.honour.passed_to"},
        "DAT-5": {"participation.withdrawal.allowed", "participation.refusal_costs"},
    },
    "delegated-inspections": {
        "RGT-8": {"lists.defaulters.triggers"},
        "PRC-7": {"lists.defaulters.decide_within", "defences.illness.decided_by"},
    },
    "bundled-volunteers": {
        "DAT-7": {
            "participation.purposes.lending.by",
            "participation.withdrawal.deletes",
            "participation.withdrawal.keeps",
        },
    },
    "file-keepers": {
        "RGT-1": {"gatekeepers.platform.data", "gatekeepers.freeze.who"},
        "RGT-2": {"rights.zero_base", "movement.exit_visa"},
        "RGT-3": {"rights.zero_base"},
        "DAT-5": {"gatekeepers.platform"},
        "PRC-1": {"gatekeepers.platform.data"},
        "PRC-3": {"procedure.correction.allowed"},
        "PRC-4": {"procedure.appeal.allowed"},
        "GOV-3": {"enforcement.quota.findings", "discretion.officials_may"},
    },
}
"""By rulebook and rule: every path at which the rule must say `violated`, and no other."""


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_found_and_nothing_else(name: str) -> None:
    report = lint(HERE / "planted" / f"{name}.yaml", select=ASKED)
    violated: dict[str, set[str]] = {}
    for finding in report.violated:
        violated.setdefault(finding.rule.id, set()).add(finding.path)
        assert finding.file.endswith(f"{name}.yaml") and finding.line > 1
    assert violated == PLANTED[name]


@pytest.mark.parametrize("name", PLANTED)
def test_every_witness_can_be_pasted_into_cases_and_holds(name: str, tmp_path: Path) -> None:
    path = HERE / "planted" / f"{name}.yaml"
    book = load(path)
    made = [finding.witness for finding in lint(path, select=ASKED).findings if finding.witness]
    for number, witness in enumerate(made):
        file = tmp_path / f"{number}.yaml"
        head = f"schema: glasshouse/cases@1\nfor: {book.id}\nstart: {witness.start}\ncases:\n"
        file.write_text(head + witness.as_yaml(), "utf-8")
        (case,) = cases(file)
        standings = play(book, case)
        for month, expected in case.expect.items():
            assert not mismatches(standings[month], dict(expected)), (witness.name, month)


def test_a_right_that_is_shut_unless_granted_has_a_witness_to_whom_nothing_happened() -> None:
    report = lint(HERE / "planted" / "file-keepers.yaml", select=("RGT-3",))
    witness = report.violated[0].witness
    assert witness and not witness.events and "health.care" in witness.expect[1]["shut_includes"]


def test_silence_is_not_taken_for_a_violation() -> None:
    report = lint("court-list-2013", select=("DAT-3", "DAT-4", "DAT-6", "PRC-6", "GOV-1", "GOV-2", "GOV-4"))
    assert set(report.verdicts.values()) == {"not enough evidence"}


def test_the_empty_rulebook_is_asked_for_nothing() -> None:
    assert not lint("nothing", select=ASKED).findings
