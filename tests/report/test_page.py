"""The page as a reader, a screen reader and an offline browser meet it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from glasshouse import reporting
from glasshouse.charts import palette
from glasshouse.cli import COMMANDS
from glasshouse.reporting import page as page_module
from glasshouse.reporting.folder import read
from glasshouse.reporting.page import SECTIONS


class Reader(HTMLParser):
    """Collects what the tests ask about: headings, pictures, ids, links, scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.depth: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.depth[tag] = self.depth.get(tag, 0) + 1
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        self.depth[tag] = self.depth.get(tag, 0) - 1

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return reporting.write(folder).read_text("utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def text_of(html: str) -> str:
    bare = re.sub(r"<(style|svg)\b.*?</\1>", " ", html, flags=re.S).replace("<wbr>", "")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bare))


def section(html: str, anchor: str) -> str:
    """The text of one section."""
    return text_of(html.split(f'<section id="{anchor}"')[1].split("</section>")[0])


def test_asks_nothing_of_any_network(html: str, page: Reader) -> None:
    assert "http://" not in html and "https://" not in html
    assert not re.search(r"url\(|@import|@font-face", html)
    assert not page.all("script") and not page.all("link") and not page.all("img") and not page.all("iframe")
    for _, attrs in page.tags:
        assert not {"src", "srcset", "data", "action", "poster"} & attrs.keys()
        assert (attrs.get("href") or "#").startswith("#")
        assert (attrs.get("xlink:href") or "#").startswith("#")


def test_headings_step_down_one_at_a_time(page: Reader) -> None:
    assert page.headings[0] == 1 and page.headings.count(1) == 1
    assert all(b <= a + 1 for a, b in zip(page.headings, page.headings[1:], strict=False))


def test_every_section_is_there_and_linked(page: Reader, folder: Path) -> None:
    anchors = [attrs["id"] for attrs in page.all("section")]
    assert anchors == [anchor for anchor, _ in page_module.sections(read(folder))]
    assert [anchor for anchor, _ in SECTIONS if anchor not in anchors] == ["points", "gatekeepers", "firms"]
    links = {attrs["href"] for attrs in page.all("nav") + page.all("a") if "href" in attrs}
    assert {f"#{anchor}" for anchor in anchors} <= links


def test_ids_are_unique_and_tags_closed(page: Reader) -> None:
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    void = {"meta", "wbr"}
    assert {tag: n for tag, n in page.depth.items() if n and tag not in void} == {}


def test_nothing_runs_on_the_page(html: str, page: Reader) -> None:
    assert "<script" not in html and "javascript:" not in html
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


def test_landmarks_language_and_a_way_past_the_links(page: Reader) -> None:
    assert page.all("html") == [{"lang": "en"}]
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    assert all(attrs.get("aria-labelledby") or attrs.get("aria-label") for attrs in page.all("section"))
    assert page.all("a")[0] == {"class": "skip", "href": "#summary"}


def test_no_id_twice_and_no_label_that_names_nothing(page: Reader) -> None:
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    named = {attrs["aria-labelledby"] for _, attrs in page.tags if "aria-labelledby" in attrs}
    assert named <= set(ids)


def test_tables_have_captions_and_every_heading_a_scope(html: str, page: Reader) -> None:
    tables = re.findall(r"<table.*?</table>", html, flags=re.S)
    assert len(tables) > 20
    assert all(table.count("<caption") == 1 for table in tables)
    assert all(attrs.get("scope") in ("col", "row", "rowgroup") for attrs in page.all("th"))


def test_every_drawn_picture_has_its_figures_as_a_table(html: str) -> None:
    figures = re.findall(r'<figure id="fig-([a-z_]+)">(.*?)</figure>', html, flags=re.S)
    assert {
        "listed",
        "flows",
        "redress",
        "due_process",
        "rights",
        "contexts",
        "disparity",
        "burden",
        "speech",
        "town_map",
        "life",
    } <= {name for name, _ in figures}
    for name, inside in figures:
        assert "<table>" in inside and f"glasshouse plot DIR --figure {name}" in inside


@pytest.mark.parametrize(
    "colours", [palette.LIGHT, palette.DARK, palette.PRINT], ids=["light", "dark", "print"]
)
def test_contrast_of_words_and_marks(colours: dict[str, str]) -> None:
    for ground in ("paper", "sheet"):
        words = {ink: palette.contrast(colours[ink], colours[ground]) for ink in palette.TEXT}
        assert min(words.values()) >= 4.5, words
        marks = {ink: palette.contrast(colours[ink], colours[ground]) for ink in palette.MARKS}
        assert min(marks.values()) >= 3.0, marks


def test_contrast_is_that_of_the_standard() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_words_are_set_in_colours_whose_contrast_is_known(html: str) -> None:
    style = html.split("<style>")[1].split("</style>")[0]
    assert set(re.findall(r"[^-]color: var\(--([a-z]+)\)", style)) <= {*palette.TEXT, "ink"}
    assert ":focus-visible" in style
    assert "outline: none" not in style and "outline: 0" not in style


def test_every_number_can_be_traced(html: str, folder: Path) -> None:
    told = re.findall(r'<p class="trace">(.*?)</p>', html, flags=re.S)
    assert len(told) >= 11
    for line in told:
        for code in re.findall(r"<code>(.*?)</code>", line):
            name = code.split()[1] if code.startswith("glasshouse ") else ""
            assert name in COMMANDS if name else (folder / code).exists(), code
    foot = text_of(html.split("<footer>")[1])
    assert "9b21" * 16 in foot and "3f7a" * 16 in foot


def test_a_finding_of_lint_is_called_a_question(html: str) -> None:
    law = section(html, "law")
    assert "A finding is a question to a lawyer, never a verdict." in law
    assert "has changed since the run" in law  # the made-up manifest carries another hash


def test_findings_stand_with_interval_sizes_and_verdicts(html: str) -> None:
    told = section(html, "findings")
    assert "F5 Wrongful share of the list" in told
    assert "Held against bounds" in told and "not enough evidence" in told
    assert "What could not be measured" in told


def test_every_picture_has_a_text_alternative(page: Reader) -> None:
    pictures = page.all("svg")
    assert len(pictures) >= 12
    assert all(attrs.get("role") == "img" and len(attrs.get("aria-label") or "") > 20 for attrs in pictures)


def test_colours_follow_the_page_not_the_drawing(html: str) -> None:
    drawings = "".join(re.findall(r"<svg.*?</svg>", html, flags=re.S))
    assert not re.findall(r'(?:fill|stroke)="(?!none|transparent|var\()[^"]+"', drawings)


def test_small_enough_to_mail(html: str) -> None:
    assert len(html.encode()) < page_module.BUDGET / 2  # 12,000 persons here, the budget is for 100,000


def test_says_what_was_run_and_how_to_repeat_it(html: str) -> None:
    text = text_of(html)
    assert "12,000 synthetic persons" in text
    assert "the same people without the system" in text
    assert "glasshouse run --rulebook court-list-2013+debtor-map --persons 12000 --seed 7" in text
    assert "9b21" * 16 in text
    assert "2 of 118 parameters" in text and "beta(12, 88)" in text


def test_harm_and_claimed_benefit_stand_side_by_side(html: str) -> None:
    head = section(html, "summary")
    assert head.index("Harm") < head.index("Claimed benefit") < head.index("What this page cannot tell you")
    assert "Nothing gained" in head  # in these tables the list recovers nothing, and the page says so


def test_life_is_told_in_words_with_its_clauses(html: str) -> None:
    life = section(html, "life")
    assert "is put on the list" in life
    assert "lists.defaulters.entry" in life
    assert "A court that finds a debtor able and refusing" in life


def test_nothing_v_twin_says_plainly_that_nothing_differs(nothing_folder: Path) -> None:
    text = text_of(reporting.write(nothing_folder).read_text("utf-8"))
    assert "Nothing differs." in text
    assert "the rulebook has none: points or grades, lists of persons, private gatekeepers" in text
    assert "every difference is 0" in text
    assert "No published figures are about this rulebook" in text


def test_writing_twice_gives_the_same_page(folder: Path, tmp_path: Path) -> None:
    one = reporting.write(folder, tmp_path / "one.html")
    two = reporting.write(folder, tmp_path / "two.html")
    assert one.read_bytes() == two.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.html", "two.html"]
