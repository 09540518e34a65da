"""The pages that carry a law into a rulebook clause by clause: every key exists, and the sums are right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glasshouse.rulebooks import load

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted((DOCS / "laws").glob("*.md"))
WORTH = {"yes": 1.0, "half": 0.5, "no": 0.0}


def rows(text: str) -> list[list[str]]:
    """The cells of each row of the first table of a page."""
    lines = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_key_named_is_in_the_rulebook(page: Path) -> None:
    book = load(page.stem)
    header = {"from"} if book.start else set()
    header |= {"until"} if book.until else set()
    known = {path[: path.rfind(".")] for path in book.paths()} | set(book.paths()) | header
    known |= {".".join(path.split(".")[:k]) for path in known for k in range(1, 9)}
    for cells in rows(page.read_text("utf-8")):
        keys = re.findall(r"`([^`]+)`", cells[4])
        assert keys or cells[5] in ("no", "half", "not counted"), cells[0]
        assert [key for key in keys if key not in known] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_nine_of_ten_clauses_are_carried_as_the_summary_says(page: Path) -> None:
    verdicts = [cells[5] for cells in rows(page.read_text("utf-8")) if cells[5] != "not counted"]
    carried = sum(WORTH[verdict] for verdict in verdicts)
    assert carried / len(verdicts) >= 0.9
    shared = f"| {len(verdicts)} | {carried:g} | {carried / len(verdicts):.0%} |"
    summary = (DOCS / "laws.md").read_text("utf-8")
    line = next(line for line in summary.splitlines() if f"(laws/{page.name})" in line)
    assert shared in line
