"""The draft of an impact assessment: what it says of itself, its sections, and that every number has a command."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

import glasshouse as gh
from glasshouse.auditing import assessment
from glasshouse.auditing.assessment import DRAFT, SYNTHETIC, draft
from glasshouse.errors import InputError


def test_it_says_what_it_is(lived: Path) -> None:
    text = draft(gh.audit(lived))
    assert DRAFT in text
    assert SYNTHETIC in text
    assert "Answer: ____" in text
    for title in (
        "aim",
        "affected",
        "Necessity",
        "Harms measured",
        "Alternatives",
        "Safeguards",
        "unknown",
        "human",
    ):
        assert any(title in line for line in text.splitlines() if line.startswith("## "))


def test_every_table_of_numbers_names_its_command(lived: Path) -> None:
    made = gh.audit(lived)
    for section in assessment.every(made):
        kinds = [block.kind for block in section.blocks]
        if "table" in kinds:
            assert "command" in kinds[kinds.index("table") :], section.title
        assert "blank" in kinds, f"nothing is left to a human in: {section.title}"
    assert made.commands[-1] == f"glasshouse audit {lived}"
    assert made.commands[0].startswith("glasshouse run --rulebook court-list-2013+debtor-map")


def test_what_lacks_is_said(make) -> None:
    text = draft(gh.audit(make()))
    assert "compare no alternative" in text
    assert "lint was not asked" in text
    assert "no ledger of denied rights" in text


class _Page(HTMLParser):
    """Counts open elements and what would be loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing(lived: Path, tmp_path: Path) -> None:
    file = gh.audit(lived).assessment(tmp_path / "draft.html")
    text = file.read_text("utf-8")
    page = _Page()
    page.feed(text)
    assert page.open == [] and page.loads == []
    assert "<script" not in text
    assert DRAFT in text
    assert list(tmp_path.iterdir()) == [file]


def test_other_endings_are_refused(make, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"end in .md or .html"):
        gh.audit(make()).assessment(tmp_path / "draft.pdf")


def test_text_of_a_rulebook_cannot_become_markup(make) -> None:
    made = gh.audit(make(rulebook={"id": "x", "title": "<b>bold</b>", "hash": "q", "summary": []}))
    assert "<b>bold" not in draft(made, ".html")
