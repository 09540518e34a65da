"""What CONTRIBUTING.md names is there, and tests keep its rules."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([\w/.-]+)\)", TEXT))))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:src|tests|docs|bench)/[\w./-]+\w)`", TEXT))))
def test_every_path_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_every_area_of_tests_is_described() -> None:
    holding_tests = {path.parent.relative_to(ROOT).parts[1] for path in ROOT.glob("tests/*/**/test_*.py")}
    assert holding_tests <= set(re.findall(r"tests/(\w+)", TEXT)) | {"bench"}


def test_no_test_waits_for_a_fixed_time() -> None:
    asleep = re.compile(r"\bsleep\(|wait_for_timeout\((?!40\))")
    found = {path.name for path in (ROOT / "tests").rglob("*.py") if asleep.search(path.read_text("utf-8"))}
    assert found == {"waiting.py"}


def test_code_asks_for_every_extra() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    asked = {
        name
        for folder in ("src", "bench")
        for path in (ROOT / folder).rglob("*.py")
        for name in re.findall(r'\bextra\([^)]*"(\w+)"\s*\)', path.read_text("utf-8"))
    }
    assert asked == declared.keys() - {"docs", "dev"}
