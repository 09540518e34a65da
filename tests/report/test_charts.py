"""Every figure, drawn at both widths by Python and by the page's own renderer."""

from __future__ import annotations

import json
import math
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from glasshouse.charts import map_layers, palette, registry
from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import (
    MARKS,
    Area,
    Axis,
    Bars,
    Cells,
    Circle,
    Dots,
    Key,
    Line,
    Note,
    Plot,
    Points,
    Rule,
    Segments,
    decades,
    fixed,
    named,
    numbers,
    scale,
    years,
)
from glasshouse.charts.registry import Maker, figure, makers
from glasshouse.charts.svg import LETTER, NARROW, RIGHT, WIDE
from glasshouse.errors import InputError
from glasshouse.reporting.figure_source import source

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HERE = ("opinion", "variants", "map_privacy", "rights_by_place", "refusals_over_time")
"""Figures of which the little world of these tests has nothing."""

SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross")
X, ROWS = Axis(0.0, 10.0, "the unit of x", ((0.0, "0"), (5.0, "5"), (10.0, "10"))), ("first", "second row")
EVERY = Figure(
    "Every mark & every shape",
    "no unit",
    "A figure of every mark <for tests>.",
    (
        Plot(
            X, scale(0.0, 8.0, "y"),
            (
                Area("band", (0.0, 5.0), (1.0, 1.0), (2.0, 4.0)), Area("twin", (0.0, 9.0), (0.0, 0.0), (1.0, 1.0), faint=True),
                Line("system", (0.0, 3.0, 6.0), (1.0, None, 2.0)), Line("twin", (0.0, 4.0), (3.0, 4.0), dashed=True, stepped=True),
                *(Points("wrong", (k + 1.0,), (6.0,), shape=shape, hollow=(k % 2 == 1,)) for k, shape in enumerate(SHAPES)),
                Points("system", (2.0, None), (7.0, 7.5), labels=("1", "2")), Rule(y=3.0, dotted=True), Rule(x=2.0),
                Note(4.0, 2.0, "a <note>", "end"), Dots("dense", numbers(range(9)), numbers(range(9))),
                Dots("wrong", (1.0, 2.0), (1.0, None), 8.0, hollow=True), Circle("system", 5.0, 4.0, 1.0),
            ),
            span=True,
        ),
        Plot(Axis(0.0, 30.0), Axis(0.0, 30.0), (Cells("system", 0.0, 30.0, 10.0, ("0 3", "99 ")),), square=True,
             title="A long title that has to be broken into lines", subtitle="12 %"),
        Plot(decades(0.5, 400.0, "a log scale"), named(ROWS),
             (Bars("soft", (1.0, 1.0), (90.0, None), (0.2, 1.2), (0.8, 1.8)),
              Points("ink", (10.0, 20.0), (0.5, 1.5), (2.0, None), (300.0, None), shape="none"),
              Segments("twin", (3.0,), (0.5,), (3.0,), (1.0,)), Segments("muted", (3.0,), (1.5,), (9.0,), (1.0,), thin=True)),
             height=27, rows=ROWS, title="Rows"),
    ),
    keys=(Key("system", "one"), Key("twin", "other", "dash")), note="one\ntwo",
    columns=("a", "b"), rows=(("1", "2"),), files=("people.parquet",), across=2, id="every",
)  # fmt: skip


@pytest.fixture(scope="module")
def drawn(folder: Path) -> dict[str, Figure]:
    """Every figure of the little world, and one of every mark."""
    given = source(folder)
    found = {name: one(given) for name, one in makers().items()}
    nothing = {name for name, one in found.items() if one is None and not name.startswith("by_group.")}
    assert nothing == set(HERE)
    return {name: one for name, one in found.items() if one} | {"every": EVERY}


def marks_in(text: str) -> list[tuple[str, str, str, list[float]]]:
    """Tag, class, words and numbers of every element inside a drawing, in order."""
    return [told(one.tag, one.attrib, one.text or "") for one in ET.fromstring(text).iter()][1:]


def told(tag: str, attributes: dict[str, str], words: str) -> tuple[str, str, str, list[float]]:
    where = " ".join(attributes.get(name, "") for name in ("d", "x", "y", "cx", "cy", "r"))
    shape = re.sub(r"[-\d.]+", "", where).strip()
    return (
        tag,
        attributes.get("class", ""),
        words or shape,
        [float(x) for x in re.findall(r"-?[\d.]+", where)],
    )


def test_every_kind_of_mark_is_among_them(drawn: dict[str, Figure]) -> None:
    used = {mark.kind for one in drawn.values() for plot in one.plots for mark in plot.marks}
    assert used == set(MARKS)


def test_a_description_survives_json(drawn: dict[str, Figure]) -> None:
    for name, one in drawn.items():
        text = one.to_json()
        assert Figure.from_json(text) == one, name
        assert "NaN" not in text, name


def test_every_figure_is_drawn_whole_at_both_widths(drawn: dict[str, Figure]) -> None:
    for name, one in drawn.items():
        for width in (WIDE, NARROW):
            root = ET.fromstring(one.drawing(width))
            assert root.attrib["aria-label"] == one.alt, name
            height = float(root.attrib["viewBox"].split()[3])
            for text in root.iter("text"):
                x, y, words = float(text.attrib["x"]), float(text.attrib["y"]), text.text or ""
                long = 0.82 * LETTER * len(words)  # what a usual typeface needs
                left = x - {"start": 0.0, "middle": long / 2, "end": long}[text.attrib["text-anchor"]]
                assert left >= -4 and left + long <= width + 4, (name, width, words)
                assert 8 <= y <= height, (name, width, words)


def test_the_page_draws_what_python_draws(drawn: dict[str, Figure]) -> None:
    """The two renderers give the same elements at the same places, for every figure and both widths."""
    found = page_drawings({name: one.as_dict() for name, one in drawn.items()})
    for name, one in drawn.items():
        for width in (WIDE, NARROW):
            ours = marks_in(one.drawing(width))
            theirs = [told(*element) for element in found[name][str(width)]]
            assert [mark[:3] for mark in ours] == [mark[:3] for mark in theirs], (name, width)
            for mine, other in zip(ours, theirs, strict=True):
                near = (
                    1.01 if mine[1] == "dots" else 0.11
                )  # dots are at whole pixels; halves are rounded either way
                assert mine[3] == pytest.approx(other[3], abs=near), (name, width, mine[:3])


def page_drawings(figures: dict[str, Any]) -> dict[str, Any]:
    """The elements that charts.js makes of descriptions in a real browser, by id and width."""
    chromium = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if chromium is None:
        pytest.skip("no Chromium or Chrome is installed")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    from glasshouse.explorer.bundling import bundle
    from glasshouse.explorer.server import static_files

    files = {name: entry.read_bytes() for name, entry in static_files().items() if name.endswith(".js")}
    module = re.findall(r"^const (\$module\d+) =", script := bundle(files, "charts.js"), re.M)[-1]
    elements = (
        "(node) => [...node.querySelectorAll('*')].filter((one) => !one.classList.contains('now')).map((one) => ["
        "one.tagName, Object.fromEntries([...one.attributes].map((a) => [a.name, a.value])),"
        " one.children.length ? '' : one.textContent])"
    )
    draw = f"(figure) => Object.fromEntries([{WIDE}, {NARROW}].map((width) => [width, ({elements})({module}.drawing(figure, width).picture)]))"
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.add_script_tag(content=f"{script}\nwindow.draw = {draw};")
        found = {name: page.evaluate("(figure) => window.draw(figure)", one) for name, one in figures.items()}
        browser.close()
    return found


def test_tables_hold_the_numbers_that_are_drawn(drawn: dict[str, Figure]) -> None:
    """A figure of named rows has a line in its table for each, with the value its mark shows."""
    for name, one in drawn.items():
        assert all(len(row) == len(one.columns) for row in one.rows), name
        assert one.table().num_rows == len(one.rows) > 0, name
    column = {"disparity": 3, "refusals": 3, "chilling": 1, "rights": 1, "contexts": 1, "due_process": 2}
    grouped = [name for name in drawn if name.startswith("by_group.")]
    column |= dict.fromkeys(grouped, 5)
    for name, place in column.items():
        named = int(name in grouped)  # what the group is one of stands before it
        cells = {row[named]: number(row[place]) for row in drawn[name].rows}
        for row, value in values_by_row(drawn[name].plots[0]).items():
            label = next((cell for cell in cells if matches(cell, row)), None)
            assert label is not None, (name, row)
            if not math.isnan(cells[label]):
                assert cells[label] == pytest.approx(value, rel=0.012, abs=0.6), (name, row)


def values_by_row(plot: Plot) -> dict[str, float]:
    """The value drawn in each named row: where its point is, or where its last bar ends."""
    found: dict[str, float] = {}
    for mark in plot.marks:
        if isinstance(mark, Points):
            found |= {plot.rows[int(y or 0)]: x for x, y in zip(mark.x, mark.y, strict=True) if x is not None}
        if isinstance(mark, Bars):
            ends = {plot.rows[int(y or 0)]: x for x, y in zip(mark.x1, mark.y0, strict=True) if x is not None}
            found |= {row: max(x, found.get(row, x)) for row, x in ends.items()}
    return found


def matches(cell: str, row: str) -> bool:
    plain = re.sub(r"^sanctions\.", "", cell).replace("_", " ")
    return plain == row or row.startswith(f"{plain} (") or row.startswith(f"{plain}: ")


def number(cell: str) -> float:
    digits = re.match(r"[+\u2212]?[\d,.]+", cell)
    return float(digits[0].replace(",", "").replace("\u2212", "-")) if digits else math.nan


def test_a_sheet_stands_by_itself(drawn: dict[str, Figure], tmp_path: Path) -> None:
    one = drawn["listed"]
    text = one.save(tmp_path / "one.svg").read_text("utf-8")
    assert "var(" not in text and palette.LIGHT["system"] in text and palette.DARK["system"] not in text
    assert palette.DARK["system"] in one.svg(theme="dark")
    words = " ".join(node.text or "" for node in ET.fromstring(text).iter("{http://www.w3.org/2000/svg}text"))
    for said in (
        *one.title.split(),
        *one.unit.split(),
        *(key.words.split()[0] for key in one.keys),
        *one.files,
    ):
        assert said in words
    assert one.save(tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    assert one.save(tmp_path / "two.svg").read_bytes() == (tmp_path / "one.svg").read_bytes()
    assert Figure.from_json(one.save(tmp_path / "one.json").read_text("utf-8")) == one
    assert one.title in one.save(tmp_path / "one.html").read_text("utf-8") and "<table>" in one._repr_html_()
    for name, said in (("one.pdf", "end it in one of .svg"), ("none/one.svg", "make it first")):
        with pytest.raises(InputError) as wrong:
            one.save(tmp_path / name)
        assert said in wrong.value.diagnostics[0].fix
    with pytest.raises(InputError, match="not a theme"):
        one.svg(theme="pink")


def test_a_maker_is_declared_in_one_place_and_says_what_it_needs() -> None:
    @figure(id="mine", title="Mine", needs=("people",))
    def mine(given: Any) -> Figure | None:
        return EVERY

    class Given:
        def __init__(self, *tables: str) -> None:
            self.tables = tables

        def has(self, name: str) -> bool:
            return name in self.tables

    assert isinstance(mine, Maker) and mine.missing(Given()) == ["people"] and mine(Given()) is None
    made = mine(Given("people"))
    assert made is not None and made.id == "mine"
    assert set(registry.figures("study")) == {"effects", "front", "indices"}


def test_round_ticks() -> None:
    assert [label for _, label in scale(0.0, 104.0).ticks] == ["0", "25", "50", "75", "100"]
    assert [label for _, label in scale(-40.0, 60.0).ticks] == ["\u221240", "\u221220", "0", "20", "40", "60"]
    assert [label for _, label in scale(0.0, 0.9, many=5).ticks] == ["0", "0.2", "0.4", "0.6", "0.8"]
    assert [label for _, label in scale(0.0, 8.0, many=4).ticks] == ["0", "2", "4", "6", "8"]
    assert [label for _, label in scale(0.0, 9.0, many=4).ticks] == ["0", "2.5", "5.0", "7.5"]
    assert [label for _, label in decades(0.3, 3.0).ticks] == ["0.5", "1", "2"]
    assert years("2014-01", 24).ticks == ((0.0, "2014"), (12.0, "2015"))
    assert years("2013-10", 24).ticks == ((3.0, "2014"), (15.0, "2015"))
    assert fixed(-1234.5, 1) == "\u22121,234.5" and fixed(-0.01, 1) == "0"


def test_a_bar_ends_where_its_value_is() -> None:
    plot = Plot(
        Axis(0.0, 10.0, "", ((0.0, "0"),)),
        named(["a"]),
        (Bars("system", (0.0,), (5.0,), (0.2,), (0.8,)),),
        rows=("a",),
        height=27,
    )
    drawn = Figure("t", "u", "alt <text>", (plot,)).drawing(WIDE)
    left = LETTER + 12
    middle = left + (WIDE - RIGHT - left) / 2
    assert f"M{left:.1f} " in drawn and f"H{middle:.1f}V" in drawn
    assert 'aria-label="alt &lt;text&gt;"' in drawn


BLIND = {
    "red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Colours as people see them who lack one kind of cone (Machado, Oliveira and Fernandes 2009)."""


def linear(colour: str) -> tuple[float, ...]:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)


def lab(rgb: Iterator[float] | tuple[float, ...]) -> tuple[float, ...]:
    """CIE L*a*b* of linear red, green and blue."""
    r, g, b = (min(max(c, 0.0), 1.0) for c in rgb)
    x, y, z = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("colours", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
def test_the_two_worlds_and_the_grounds_differ_for_every_eye(colours: dict[str, str]) -> None:
    for cones in BLIND.values():
        seen = {
            ink: lab(
                tuple(sum(m * c for m, c in zip(row, linear(colours[ink]), strict=True)) for row in cones)
            )
            for ink in ("system", "twin", "wrong", "paper")
        }
        for one, other in combinations(seen, 2):
            if {one, other} != {"twin", "wrong"}:  # told apart by shape: a ring, a dash
                assert math.dist(seen[one], seen[other]) > 15, (one, other)


def test_the_layers_of_the_map_have_inks_and_names() -> None:
    for theme in map_layers.inks().values():
        assert {layer.name for layer in map_layers.LAYERS} < set(theme)
        assert len({tuple(theme[layer.name]) for layer in map_layers.LAYERS}) == len(map_layers.LAYERS)
    assert json.dumps(map_layers.inks())
