"""What lint prints and returns: text, JSON, SARIF, exit status, suppressions, choices of rules."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest

import glasshouse as gh
from glasshouse.cli import main
from glasshouse.errors import InputError
from glasshouse.linting import QUESTION, all_rules, lint
from glasshouse.linting.examples import CLEAN, example
from glasshouse.linting.lint_findings import FEW, blocks
from glasshouse.linting.linter import LintReport
from glasshouse.linting.norms import PROFILES, cite, instruments
from glasshouse.linting.rule import NOT_ENOUGH, VIOLATED
from glasshouse.rulebooks.loading import load

PLANTED = Path(__file__).parent / "planted"
CARELESS = PLANTED / "careless.yaml"


def status(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(["lint", *words])
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out + said.err


def suppressed(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "passed-over.yaml"
    file.write_text(CARELESS.read_text("utf-8") + f"suppressions:\n{text}")
    return file


# Python


def test_the_public_face_lints_names_paths_and_rulebooks() -> None:
    for given in ("suining-2010", load("suining-2010"), Path(load("suining-2010").files[0])):
        assert gh.lint(given, norms=["eu"]).verdicts["CTX-2"] == VIOLATED


def test_a_variant_is_linted_as_it_stands() -> None:
    harsh, fair = (lint(name, select=["CTX-2"]) for name in ("rongcheng-2014", "rongcheng-2014~due-process"))
    assert (harsh.verdicts["CTX-2"], fair.verdicts["CTX-2"]) == (VIOLATED, NOT_ENOUGH)  # rewards remain


def test_rewards_withheld_are_denials_by_another_name() -> None:
    assert lint("rongcheng-2014~benefits-only", select=["CTX-2"]).verdicts == {"CTX-2": VIOLATED}


def test_the_law_of_an_earlier_month_is_asked_about() -> None:
    late, early = (lint(name, select=["CTX"]) for name in ("rongcheng-2021", "rongcheng-2021@2020-01"))
    assert not late.violated
    assert {finding.rule.id for finding in early.violated} == {"CTX-1", "CTX-2"}


def test_norms_and_names_choose_rules() -> None:
    european = lint("nothing", norms=["eu"]).rules
    assert all("eu" in rule.norms for rule in european)
    assert {rule.id for rule in lint("nothing", select=["CTX", "DUR-1"], ignore=["CTX-3"]).rules} == {
        "CTX-1",
        "CTX-2",
        "DUR-1",
    }


def test_unknown_names_are_all_refused() -> None:
    with pytest.raises(InputError) as caught:
        lint("nothing", norms=["uno"], select=["CTX-11"], ignore=["DUX"])
    assert [(diagnostic.what, diagnostic.fix) for diagnostic in caught.value.diagnostics] == [
        ("uno is not a norm profile", 'did you mean "un"?'),
        ("CTX-11 is not a rule", 'did you mean "CTX-1"?'),
        ("DUX is not a rule", 'did you mean "DUR"?'),
    ]


def test_every_instrument_has_a_title_a_profile_and_a_source() -> None:
    for about in instruments().values():
        assert about["title"] and about["source"] and about["profile"] in PROFILES


def test_an_article_of_no_known_instrument_is_refused() -> None:
    assert cite("ECHR P4 2", "").source == cite("ECHR P4", "").source
    with pytest.raises(InputError, match="no such instrument"):
        cite("Magna Carta 39", "")


# Suppressions


def test_what_is_passed_over_is_shown_with_reason_and_date(tmp_path: Path) -> None:
    file = suppressed(
        tmp_path, "  MOD-1: {reason: wanted for later, date: 2026-01-05, path: sanctions.no_flights}\n"
    )
    report = lint(file, select=["MOD-1"], today=datetime.date(2026, 6, 1))
    [finding] = report.suppressed
    assert not report.violated
    assert report.verdicts == {"MOD-1": VIOLATED}
    wish = finding.suppressed
    assert wish and (wish.reason, wish.date) == ("wanted for later", datetime.date(2026, 1, 5))
    assert not report.fails("W")


def test_another_path_is_not_passed_over(tmp_path: Path) -> None:
    file = suppressed(
        tmp_path, "  MOD-1: {reason: wanted, date: 2026-01-05, path: [sanctions.no_flight, lists]}\n"
    )
    report = lint(file, select=["MOD-1"], today=datetime.date(2026, 6, 1))
    assert report.violated
    assert report.unused == ("MOD-1",)


@pytest.mark.parametrize(
    ("until", "today", "holds"),
    [
        ("", "2027-01-05", True),  # a year by default
        ("", "2027-01-06", False),
        (", until: 2026-02-01", "2026-02-01", True),
        (", until: 2026-02-01", "2026-02-02", False),
        (", until: 2031-01-01", "2030-12-31", True),
    ],
)
def test_a_suppression_ends(until: str, today: str, holds: bool, tmp_path: Path) -> None:
    file = suppressed(tmp_path, f"  MOD-1: {{reason: wanted, date: 2026-01-05{until}}}\n")
    report = lint(file, select=["MOD-1"], today=datetime.date.fromisoformat(today))
    assert bool(report.suppressed) is holds and bool(report.violated) is not holds
    assert [wish.rule for wish in report.expired] == ([] if holds else ["MOD-1"])
    assert report.as_dict()["suppressions_expired"] == ([] if holds else [expired(report)])
    assert report.unused == ()


def expired(report: LintReport) -> dict[str, object]:
    [wish] = report.expired
    return {**vars(wish), "date": "2026-01-05", "until": str(wish.until)}


def test_an_expired_suppression_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = suppressed(tmp_path, "  MOD-1: {reason: wanted, date: 2020-01-05, until: 2020-02-01}\n")
    code, said = status(capsys, str(file), "--select", "MOD-1", "--fail-on", "W")
    assert code == 1 and "suppressions.MOD-1 expired on 2020-02-01 and passes nothing over: wanted" in said


@pytest.mark.parametrize("given", ["{reason: x}", "{date: 2026-01-05}"])
def test_a_suppression_needs_a_reason_and_a_date(given: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="say why and since when"):
        lint(suppressed(tmp_path, f"  MOD-1: {given}\n"))


def test_a_suppression_of_no_rule_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'MOD-11 is not a rule of lint \(did you mean "MOD-1"'):
        lint(suppressed(tmp_path, "  MOD-11: {reason: x, date: 2026-01-05}\n"))


def test_suppressions_say_nothing_about_the_law(tmp_path: Path) -> None:
    file = suppressed(tmp_path, "  MOD-1: {reason: x, date: 2026-01-05}\n")
    assert load(file).text_hash == load(CARELESS).text_hash


# Text, JSON, exit status


def test_the_text_says_rule_article_place_and_that_it_is_a_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = status(capsys, str(CARELESS))
    assert code == 1
    line = next(
        n for n, text in enumerate(CARELESS.read_text("utf-8").splitlines(), 1) if "no_flights" in text
    )
    for piece in (
        "MOD-1  A rule never takes effect",
        f"{CARELESS}:{line + 1}",
        "sanctions.no_flights",
        QUESTION,
    ):
        assert piece in said


def test_witnesses_are_printed_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    _, said = status(capsys, "suining-2010", "--select", "CTX-2", "--witnesses")
    assert "{month: 1, behaviour: drink_driving, times: 8}" in said


@pytest.mark.parametrize(("level", "code"), [("P", 0), ("E", 1), ("W", 1), ("never", 0)])
def test_the_exit_status_follows_the_severity(
    level: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(capsys, str(CARELESS), "--select", "MOD", "--fail-on", level)[0] == code


def test_open_questions_do_not_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(capsys, "rongcheng-2014", "--select", "LEG-5", "--fail-on", "W")[0] == 0


def test_clean_is_status_0_and_bad_input_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(capsys, str(CLEAN), "--fail-on", "W")[0] == 0
    assert status(capsys, "suining-2011")[0] == 2
    assert status(capsys, "nothing", "--norms", "uno")[0] == 2


def test_json_holds_verdicts_findings_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    _, said = status(capsys, "suining-2010", "--json")
    data = json.loads(said)
    assert data["note"] == QUESTION
    assert set(data["verdicts"]) == set(data["rules"]) == set(all_rules())
    assert all(finding["file"] and finding["line"] for finding in data["findings"])


def test_what_repeats_over_many_clauses_is_one_block(capsys: pytest.CaptureFixture[str]) -> None:
    alike = [f for f in lint("shanghai-2016", select=["DAT-1"]).violated if "no law is named" in f.why]
    _, said = status(capsys, "shanghai-2016", "--select", "DAT-1,PRC")
    assert len(alike) > FEW and said.count("no law is named") == 1
    assert f"{len(alike)} clauses: to ...: data on offences; no law is named" in said
    assert all(f"{finding.path} (" in said for finding in alike)
    assert "Not enough evidence: the text is silent" in said


def test_blocks_hold_every_finding_once() -> None:
    for name in ("rongcheng-2021", "province-strict", "shanghai-2016"):
        findings = lint(name).findings
        told = list(blocks(findings))
        assert sorted(map(str, (f for block in told for f in block.findings))) == sorted(map(str, findings))
        assert all(len(block.findings) > FEW or not block.wording for block in told)
    assert any(block.wording for block in told)


def test_articles_that_bind_some_only_ask_whether_this_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    _, said = status(capsys, "suining-2010", "--select", "CTX-2,LEG-2")
    assert "AI Act 5(1)(c): binds AI systems only (Article 3(1)): is this one?" in said
    assert "ICCPR 14(2): binds criminal charges only" in said
    for rule in all_rules().values():
        for article in rule.articles:
            if article.name.startswith(("AI Act", "ICCPR 14(2)", "ICCPR 15(1)", "ECHR 7")):
                assert article.binds.endswith("?")
            assert article.evidence == ("V" if article.checked else "M")
    assert not any(a.name == "GDPR 30" for rule in all_rules().values() for a in rule.articles)


# SARIF


def sarif(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    _, said = status(capsys, *words, "--sarif")
    found: dict[str, Any] = json.loads(said)
    return found


def test_sarif_has_the_parts_that_readers_need(capsys: pytest.CaptureFixture[str]) -> None:
    log = sarif(capsys, "court-list-2025")
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(all_rules())
    for rule in rules:
        assert rule["defaultConfiguration"]["level"] in ("error", "warning")
        assert QUESTION in rule["help"]["text"] and rule["shortDescription"]["text"]
        assert rule["help"]["markdown"] and rule["helpUri"].startswith(("https://", "http://"))
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["kind"], result["level"]) in (("fail", "error"), ("fail", "warning"), ("open", "none"))
        assert result["message"]["text"]
        [place] = result["locations"]
        physical = place["physicalLocation"]
        base = run["originalUriBaseIds"][physical["artifactLocation"]["uriBaseId"]]["uri"]
        file = unquote(urlparse(base).path) + unquote(physical["artifactLocation"]["uri"])
        assert base.endswith("/") and Path(file).is_file()
        assert physical["region"]["startLine"] >= 1
        assert place["logicalLocations"][0]["fullyQualifiedName"]


def test_sarif_keeps_relative_paths_and_suppressions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = suppressed(tmp_path, "  MOD-1: {reason: wanted, date: 2026-01-05, until: 2099-01-01}\n")
    monkeypatch.chdir(tmp_path)
    for given in (file.name, str(file)):
        [run] = sarif(capsys, given, "--select", "MOD-1")["runs"]
        [result] = run["results"]
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place == {"uri": "passed-over.yaml", "uriBaseId": "SRCROOT"}
    why = "wanted (2026-01-05 to 2099-01-01)"
    assert result["suppressions"] == [{"kind": "inSource", "justification": why}]


def test_fingerprints_are_distinct_and_survive_moved_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "moved.yaml"
    seen = []
    for text in (CARELESS.read_text("utf-8"), "\n# a comment\n\n" + CARELESS.read_text("utf-8")):
        file.write_text(text, "utf-8")
        [run] = sarif(capsys, str(file))["runs"]
        seen.append([result["partialFingerprints"]["glasshouse/v1"] for result in run["results"]])
    assert seen[0] == seen[1] and len(set(seen[0])) == len(seen[0]) > 3


# Places


def test_a_missing_key_is_shown_at_the_clause_around_it() -> None:
    report = lint(example("lists: {defaulters: {exit: {within: null}}}"), select=["DUR-3"])
    [finding] = report.findings
    assert finding.verdict == NOT_ENOUGH
    assert (finding.path, finding.file) == ("lists.defaulters.exit.within", "example")
    assert '"on"' in finding.text or "exit" in finding.text
