"""The page in a real browser: what is seen, clicked, typed and heard, on the server that ships."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import numpy as np
import pytest
from scipy.spatial import cKDTree

from glasshouse.explorer.bundling import bundle
from glasshouse.explorer.server import static_files
from glasshouse.explorer.town_recording import Recording, unpacked

SMALL = "society=toytown&persons=4000&months=36"
"""A town small enough to be lived in a second or two."""
READY = "html[data-ready=true]"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
VIEWS = ("city", "life", "rulebook", "provinces", "harms")
WIDE, PHONE = (1280, 860), (360, 740)


def found_browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


# The files themselves


def sources() -> dict[str, str]:
    return {name: entry.read_text("utf-8") for name, entry in static_files().items()}


def test_modules_become_one_script() -> None:
    files = {name: entry.read_bytes() for name, entry in static_files().items()}
    script = bundle(files, "app.js") + bundle(files, "widget.js")  # the page, and the city of notebooks
    for name in sources():
        if name.endswith(".js"):
            assert f"// {name}\n" in script, f"{name} is imported by nobody"


@pytest.mark.skipif(not shutil.which("tsc"), reason="no TypeScript compiler on this machine")
def test_types_of_the_modules_hold() -> None:
    """The JSDoc types, where somebody has `tsc`; the page itself needs none."""
    checked = subprocess.run(
        ["tsc", "-p", str(Path(__file__).with_name("jsconfig.json"))], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_page_needs_nothing_a_strict_policy_refuses() -> None:
    page = sources()["index.html"]
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", page)
    for name, text in sources().items():
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
        ):
            assert word not in text, f"{name}: {word}"
        addresses = re.findall(r"https?://[^\s\"'`$]+", text)
        assert addresses in ([], ["http://www.w3.org/2000/svg"]), name


def test_inks_of_text_have_contrast_in_both_themes() -> None:
    themes = re.findall(r":root[^{]*\{([^}]*)\}", sources()["palette.css"])
    assert len(themes) == 2
    for text in themes:
        colours = dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{6})", text))
        for ink in ("ink", "muted", "system", "twin", "wrong", "silent", "gated", "fear"):
            for ground in ("paper", "sheet"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground, colours[ink])
        assert contrast(colours["edge"], colours["paper"]) >= 3, "edges of controls"


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


# The page in a browser


@contextmanager
def served(*opened: str) -> Iterator[str]:
    """The address a real `glasshouse explore` printed."""
    if not found_browser():
        pytest.skip("no browser on this machine")
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    command = [sys.executable, "-m", "glasshouse", "explore", *opened, "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        line = server.stdout.readline().strip()
        assert line.startswith("http://127.0.0.1:"), line
        yield line
    finally:
        server.terminate()
        server.wait(timeout=20)
        server.stdout.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as line:
        yield line


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not (path := found_browser()):
        pytest.skip("no browser on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as play:
        made = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


class Visit:
    """A page with what went wrong on it and whom it asked."""

    def __init__(self, browser: Any, size: tuple[int, int] = WIDE, **more: Any) -> None:
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
        self.page = self.context.new_page()
        self.page.set_default_timeout(90_000)
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None,
        )
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, address: str, said: str) -> Any:
        self.page.goto("about:blank")
        self.page.goto(f"{address}#{said}")
        self.page.wait_for_selector(READY, timeout=120_000)  # the first run of a checkout compiles the model
        return self.page


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    made = Visit(browser)
    yield made
    made.context.close()
    assert made.wrong == []


def until(page: Any, question: str, seconds: float = 60) -> Any:
    """Wait until a question about the page is answered with something true. The page's policy forbids eval,
    so that the question is asked again and again from here."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := page.evaluate(question):
            return answer
        page.wait_for_timeout(40)
    raise AssertionError(f"never true: {question}")


FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Until the page has drawn what it was told of before."""


def at_rest(page: Any, question: str) -> Any:
    """The answer to a question about a picture, once two frames in a row leave it as it is."""
    before, now = None, page.evaluate(question)
    end = time.monotonic() + 60
    while now != before:
        assert time.monotonic() < end, f"never at rest: {question}"
        page.evaluate(FRAMES)
        before, now = now, page.evaluate(question)
    return now


def recording_of(page: Any, address: str) -> Recording:
    parts = urlsplit(address)
    asked = Request(
        f"http://{parts.netloc}/api/run/{page.evaluate('glasshouse.store.run')}/city",
        headers={"X-Glasshouse-Token": parse_qs(parts.query)["token"][0]},
    )
    with urlopen(asked, timeout=30) as answer:
        return unpacked(answer.read())


def by_tree(seen: Recording, at: dict[str, int], radius: int, grid: int, month: int) -> list[int]:
    """Identities of the listed whose shown place lies in the circle, by a k-d tree."""
    here = np.flatnonzero((seen.columns["settlement"] == at["place"]) & seen.plane("listed", month))
    place = np.column_stack([seen.columns["x"][here], seen.columns["y"][here]]).astype(np.int64)
    shown = place // grid * grid + grid // 2 if grid else place
    if not len(here):
        return []
    found = cKDTree(shown).query_ball_point([at["x"], at["y"]], radius + 1e-9)
    return sorted(seen.columns["who"][here[found]].tolist())


def shown(page: Any) -> list[int]:
    return sorted(page.evaluate("glasshouse.seenNow().map((i) => glasshouse.store.recording.who[i])"))


def test_start_shows_the_town_and_asks_nobody_else(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=city")
    assert "4,000 synthetic people" in page.inner_text("#setting-line")
    colours = until(
        page,
        """(() => { const c = document.getElementById("map");
        const d = new Uint32Array(c.getContext("2d").getImageData(0, 0, c.width, c.height).data.buffer);
        return new Set(d).size > 3 && new Set(d).size; })()""",
    )
    assert colours > 3
    assert {urlsplit(url).netloc for url in visit.asked if url.startswith("http")} == {
        urlsplit(address).netloc
    }
    assert page.locator("main h1:visible, main .unseen").count() >= 1


def test_a_click_shows_the_same_persons_as_a_tree(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=city&month=35")
    seen = recording_of(page, address)
    box = page.locator("#stage").bounding_box()
    found = 0
    for across, down in ((0.5, 0.5), (0.42, 0.55), (0.6, 0.4), (0.3, 0.7), (0.1, 0.1)):
        page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        now = page.evaluate("({ ...glasshouse.store.at })")
        expected = by_tree(seen, now, page.evaluate("glasshouse.store.radius"), 0, 35)
        assert shown(page) == expected
        assert f"shows you {len(expected):,}" in page.inner_text("#radar-big")
        rows = page.locator("#seen tbody [data-person]")
        assert (
            sorted(int(row.get_attribute("data-person")) for row in rows.all()) == expected[:60]
            or len(expected) > 60
        )
        found += len(expected)
    assert found, "nobody was listed near any of the places clicked"


def test_radius_and_coarsening_count_as_a_tree_does(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=city&month=30&at=0,37,-12")
    seen = recording_of(page, address)
    for radius, grid in ((150, 0), (500, 3), (1000, 4), (300, 5)):
        page.fill("#radius", str(radius))
        page.fill("#grid", str(grid))
        state = page.evaluate(
            "({ at: glasshouse.store.at, radius: glasshouse.store.radius, grid: glasshouse.store.grid })"
        )
        assert state["radius"] == radius
        assert shown(page) == by_tree(seen, state["at"], state["radius"], state["grid"], 30)
    assert page.inner_text("#grid-out") == "middle of its 500 m square"


def test_months_play_and_the_planes_are_those_of_the_recording(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=city&month=2")
    # What arrives late stops the months, and play has to be pressed again.
    press = "(glasshouse.store.playing || document.getElementById('play').click(), false)"
    until(page, f"glasshouse.store.month > 6 || {press}")
    page.click("#play")
    seen = recording_of(page, address)
    for month in (page.evaluate("glasshouse.store.month"), 35, 11, 0):
        page.fill("#month", str(month))
        for name, bit in (("listed", 1), ("wrong", 2), ("gated", 4)):
            number = page.evaluate(f"glasshouse.store.recording.state.filter((s) => s & {bit}).length")
            assert number == int(seen.plane(name, month).sum()), (name, month)
        silent = page.evaluate("glasshouse.store.recording.state.filter((s) => (s & 40) === 32).length")
        assert silent == int((seen.plane("voices", month, "twin") & ~seen.plane("voices", month)).sum())


def test_legend_takes_marks_off_the_map(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=city&month=35")
    picture = "document.getElementById('map').toDataURL()"
    before = at_rest(page, picture)
    for name in ("listed", "wrong", "silent", "gated"):
        page.uncheck(f"#show-{name}")
    assert at_rest(page, picture) != before


def test_wheel_and_pinch_zoom_where_they_are(browser: Any, address: str) -> None:
    made = Visit(browser, has_touch=True)
    page = made.open(address, f"{SMALL}&view=city&at=0,0,0")
    box = page.locator("#stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    apart = "(() => { const [a, b] = [0, 40].map(glasshouse.pixelOf); return Math.hypot(a.x - b.x, a.y - b.y); })()"
    before = page.evaluate(apart)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -300)
    wheeled = before * np.exp(0.48)
    until(page, f"Math.abs({apart} / {wheeled} - 1) < 0.02")
    touch = made.context.new_cdp_session(page)
    for kind, gap in (("touchStart", 40), ("touchMove", 50), ("touchMove", 80), ("touchEnd", None)):
        points = [] if gap is None else [{"x": x - gap, "y": y, "id": 1}, {"x": x + gap, "y": y, "id": 2}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.evaluate(FRAMES)
    until(page, f"Math.abs({apart} / {2 * wheeled} - 1) < 0.05")
    assert page.evaluate("[glasshouse.store.at.x, glasshouse.store.at.y]") == [0, 0], "a pinch is no click"
    assert made.wrong == []
    made.context.close()


def test_back_goes_to_the_view_before(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=city&month=5")
    until(page, "location.hash.includes('view=city') && location.hash.includes('at=')")
    page.click("#tabs [data-view=harms]")
    until(page, "location.hash.includes('view=harms')")
    page.go_back()
    until(page, "glasshouse.store.view === 'city' && !document.getElementById('view-city').hidden")
    assert page.evaluate("glasshouse.store.month") == 5


def test_keyboard_alone(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=city&month=35&at=0,0,0")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "stage":
            break
    assert page.evaluate("document.activeElement.id") == "stage"
    for key, place in (
        ("ArrowRight", [50, 0]),
        ("ArrowUp", [50, 50]),
        ("Shift+ArrowLeft", [40, 50]),
        ("ArrowDown", [40, 0]),
    ):
        page.keyboard.press(key)
        assert page.evaluate("[glasshouse.store.at.x, glasshouse.store.at.y]") == place
    seen = recording_of(page, address)
    assert shown(page) == by_tree(seen, page.evaluate("({ ...glasshouse.store.at })"), 500, 0, 35)
    assert "40 m east" in page.inner_text("#stage-status")
    page.keyboard.press("+")
    page.keyboard.press("PageDown")
    assert page.evaluate("glasshouse.store.at.place") == 1
    page.keyboard.press("PageUp")
    page.keyboard.press("Enter")
    until(page, "!document.getElementById('view-life').hidden && document.querySelector('#life table')")
    page.locator("#tabs [data-view=rulebook]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "rulebook-title"
    page.wait_for_selector("#variant-due-process")
    page.locator("#variant-due-process").focus()
    page.keyboard.press("Enter")
    until(
        page,
        "glasshouse.store.setting.variant === 'due-process' && glasshouse.store.report.setting.variant === 'due-process'",
    )


def test_focus_can_be_seen(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=city")
    for _ in range(14):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")


def test_a_life_stands_beside_its_twin(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=life")
    page.wait_for_selector("#life .turns")
    page.click("[data-fate=wrongly_listed]")
    until(page, "document.querySelector('#life .lede')?.textContent.includes('though unable to pay')")
    assert page.locator("#life .turns code").count() > 0
    assert "On the list" in page.text_content("#life figure")
    page.fill("#life-month", "0")
    page.click("text=Next turn")
    assert page.evaluate("glasshouse.store.month") > 0
    assert page.locator("#life tr[aria-current]").count() == 1
    page.click("text=See the home on the map")
    at = page.evaluate("({ ...glasshouse.store.at })")
    home = page.evaluate(
        "(() => { const { recording: r, person } = glasshouse.store; const i = r.rowOf(person); return [r.settlement[i], r.x[i], r.y[i]]; })()"
    )
    assert [at["place"], at["x"], at["y"]] == home


def test_a_slider_lives_the_town_again(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=rulebook")
    page.wait_for_selector("#outcome table")
    page.wait_for_selector("#lint .finding")
    run, listed = page.evaluate(
        "[glasshouse.store.run, glasshouse.store.report.series.system.exposure.join()]"
    )
    page.fill("#lever-publicity-map-radius", "2000")
    until(page, f"glasshouse.store.run !== '{run}'")
    assert page.evaluate("glasshouse.store.report.series.system.exposure.join()") != listed
    assert page.evaluate("glasshouse.store.radius") == 2000, "the radar takes the radius of the new rulebook"
    until(page, "document.querySelector('#outcome thead')?.textContent.includes('As you set it')")
    assert "set.publicity.map.radius=2000" in page.input_value("#share")
    until(page, "location.hash.includes('set.publicity.map.radius=2000')")
    with page.expect_download() as loading:
        page.click("#download")
    text = Path(loading.value.path()).read_text("utf-8")
    assert "2000" in text
    assert text.startswith("schema:") or "schema:" in text


def test_lint_follows_the_rulebook(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=rulebook")
    page.wait_for_selector("#lint .finding")
    before = page.locator("#lint .finding").all_inner_texts()
    page.click("#variant-due-process")
    until(page, "document.querySelector('#variant-due-process')?.getAttribute('aria-pressed') === 'true'")
    page.wait_for_selector("#lint .finding, #lint-title")
    until(page, "document.querySelector('#lint-title') !== null")
    assert page.locator("#lint .finding").all_inner_texts() != before


def test_a_setting_is_in_the_address(visit: Visit, address: str) -> None:
    said = f"{SMALL}&rulebook=court-list-2013%2Bdebtor-map&variant=due-process&set.publicity.map.radius=250&switch.fear=0&month=7&view=harms"
    page = visit.open(address, said)
    setting = page.evaluate("glasshouse.store.report.setting")
    assert (setting["variant"], setting["changes"], setting["switches"]) == (
        "due-process",
        {"publicity.map.radius": 250},
        {"fear": False},
    )
    assert page.evaluate("[glasshouse.store.month, glasshouse.store.view]") == [7, "harms"]


def test_what_cannot_be_lived_is_said(browser: Any, address: str) -> None:
    made = Visit(browser)
    page = made.open(address, "rulebook=no-such-book&view=city")
    assert "no rulebook" in page.inner_text("#faults")
    made.context.close()


def test_the_line_names_the_run_that_is_drawn(visit: Visit, address: str) -> None:
    """The story is about a list; told on a rulebook without one it lives the usual setting, and says so."""
    page = visit.open(address, f"{SMALL}&rulebook=rongcheng-2014&view=city")
    assert "Rongcheng" in page.inner_text("#setting-line")
    page.click("#tell")
    until(page, "glasshouse.store.report.setting.rulebook.startsWith('court-list')")
    until(page, "document.querySelector('#story .step')?.textContent === '1 of 10'")
    assert "Court list" in page.inner_text("#setting-line")
    assert "Rongcheng" not in page.inner_text("#setting-line")


def test_provinces_are_drawn_year_by_year(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=provinces")
    page.wait_for_selector("#multiples figure")
    assert page.locator("#multiples figure > svg path.line").count() == 31
    line = page.locator("#multiples path.now").first
    before = line.get_attribute("d")
    last = page.inner_text("#year-says")
    page.fill("#year", "1")
    assert page.inner_text("#year-says") != last
    assert line.get_attribute("d") != before
    assert page.locator("#multiples figure > svg").get_attribute("aria-label")


def test_harm_stands_beside_benefit_and_intervals_in_a_table(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=harms")
    assert page.locator("#harms .balance li").count() >= 6
    page.wait_for_selector("#measure")
    rows = page.evaluate(
        "glasshouse.store.report.groups.filter((row) => row.measure === 'denied' && row.dim !== 'listing').length"
    )
    page.select_option("#measure", "by_group.denied")
    figure = page.locator("[data-figure='by_group.denied']")
    assert figure.locator("tbody tr").count() == rows + 1, "a row a group, and everybody"
    assert (
        figure.locator("circle.dot, circle.hollow").count() == rows + 1 + figure.locator(".keys li").count()
    )
    page.select_option("#measure", "by_group.paid")
    assert page.inner_text("[data-figure='by_group.paid'] h3").startswith("Debt service paid")
    assert page.locator(
        "[data-figure='rights_by_place'], #harms section[aria-label='Rights lost'] svg"
    ).count()


def test_the_story_has_ten_real_screens(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=city")
    page.click("#tell")
    told = set()
    for k in range(10):
        until(page, f"document.querySelector('#story .step')?.textContent === '{k + 1} of 10'")
        text = page.inner_text("#story .says")
        assert len(text) > 40
        assert len(re.findall(r"[.?](?:\s|$)", text)) <= 4, text
        assert not re.search(r"NaN|undefined|not known|null", text), text
        told.add(text)
        page.click("#story .main")
    assert len(told) == 10
    assert page.is_hidden("#story")
    page.click("#tell")
    until(page, "!document.getElementById('story').hidden")
    page.keyboard.press("Escape")
    assert page.is_hidden("#story")


def test_accessible(browser: Any, address: str) -> None:
    """axe finds nothing in any view; it needs eval, so that the page's policy is set aside for it.

    Themes differ in colours alone, so the dark one is asked for those.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    made = Visit(browser, color_scheme="light", bypass_csp=True)
    for view in (*VIEWS, "city&story=3"):
        page = made.open(address, f"{SMALL}&view={view}")
        wait_for_view(page, view)
        found = axe.Axe().run(page).response["violations"]
        page.emulate_media(color_scheme="dark")
        page.evaluate(FRAMES)
        found += axe.Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
        page.emulate_media(color_scheme="light")
        assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found] == [], view
    made.context.close()


def test_fits_a_phone(browser: Any, address: str) -> None:
    made = Visit(browser, PHONE, has_touch=True, is_mobile=True)
    for view in (*VIEWS, "city&story=3"):
        page = made.open(address, f"{SMALL}&view={view}")
        wait_for_view(page, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], view
    made.context.close()
    assert made.wrong == []


def wait_for_view(page: Any, view: str) -> None:
    for name, part in (
        ("life", "#life .turns"),
        ("rulebook", "#lint .finding"),
        ("provinces", "#multiples figure"),
        ("harms", "#measure"),
        ("story", "#story .says"),
    ):
        if name in view:
            page.wait_for_selector(part)


def test_less_motion_is_respected(browser: Any, address: str) -> None:
    made = Visit(browser, reduced_motion="reduce")
    page = made.open(address, f"{SMALL}&view=city&month=0")
    page.click("#play")
    began = time.monotonic()
    until(page, "glasshouse.store.month >= 3")
    assert time.monotonic() - began > 1, "half a second where motion is welcome"
    made.context.close()


def test_two_clicks_open_the_life_that_is_nearest(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=city")
    box = page.locator("#stage").bounding_box()
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#life .turns")
    near = page.evaluate(
        "(() => { const { recording: r, at, person } = glasshouse.store; const i = r.rowOf(person);"
        " return [r.settlement[i] === at.place, Math.hypot(r.x[i] - at.x, r.y[i] - at.y)]; })()"
    )
    assert near[0]
    assert near[1] <= 500


def test_theme_can_be_chosen(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&view=city")
    grounds = []
    for _ in range(2):
        page.click("#theme")
        grounds.append(
            page.evaluate(
                "[document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]"
            )
        )
    assert [name for name, _ in grounds] == ["light", "dark"]
    assert grounds[0][1] != grounds[1][1]


def test_a_results_folder_is_shown_and_can_be_changed(visit: Visit, tmp_path: Path) -> None:
    from glasshouse import simulation

    made = simulation.run("rongcheng-2014", "toytown", persons=2500, months=30, seed=4, twin=True)
    folder = made.save(tmp_path / "town", variants=())
    with served(str(folder)) as line:
        page = visit.open(line, "view=rulebook")
        until(page, "glasshouse.store.recording?.persons === 2500")
        assert "2,500 synthetic people" in page.inner_text("#setting-line")
        assert "Rongcheng" in page.inner_text("#setting-line")
        listed = page.evaluate("glasshouse.store.report.series.system.listed")
        assert listed == list(
            made.monthly.group_by("month").aggregate([("listed", "sum")])["listed_sum"].to_pylist()
        )
        run = page.evaluate("glasshouse.store.run")
        page.click("#variant-penalties-only")
        until(page, f"glasshouse.store.run !== '{run}'")
        assert page.evaluate("glasshouse.store.recording.persons") == 2500
        page.click("#tabs [data-view=life]")
        page.wait_for_selector("#life .turns")


def test_a_study_shows_its_first_member(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(STUDY)
    with served(str(file)) as line:
        page = visit.open(line, "view=city")
        until(page, "glasshouse.store.recording?.persons === 1200")
        assert "1,200 synthetic people" in page.inner_text("#setting-line")


STUDY = """\
schema: glasshouse/study@1
title: Two towns
rulebooks: [suining-2010, nothing]
society: toytown
persons: 1200
months: 18
"""


def test_exported_page_keeps_city_radar_and_lives(browser: Any, tmp_path: Path) -> None:
    from glasshouse.explorer.page_file import export
    from glasshouse.explorer.requests import Live

    file = export(tmp_path / "page.html", asked=Live(society="toytown", persons=3000, months=24))
    made = Visit(browser)
    page = made.open(file.as_uri(), "view=city")
    assert "3,000 synthetic people" in page.inner_text("#setting-line")
    box = page.locator("#stage").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert "within 500 m" in page.inner_text("#radar-big")
    page.click("#tabs [data-view=life]")
    page.wait_for_selector("#life .turns")
    assert page.locator("#tabs a").all_inner_texts() == ["City", "A life", "Provinces", "Who is harmed"]
    page.click("#tabs [data-view=provinces]")
    page.wait_for_selector("#of-history")
    page.select_option("#of-history", "central")
    page.wait_for_selector("#provinces svg")
    assert [url for url in made.asked if not url.startswith(("file:", "about:", "blob:", "data:"))] == []
    assert made.wrong == []
    made.context.close()


def test_a_lever_without_effect_is_disabled_and_says_why(visit: Visit, address: str) -> None:
    page = visit.open(address, f"{SMALL}&rulebook=court-list-2013&view=rulebook")
    box = page.locator('.lever[data-path="lists.defaulters.term"]')
    box.locator(".why").wait_for(state="attached", timeout=60_000)
    slider = box.locator('input[type="range"]')
    assert slider.get_attribute("aria-disabled") == "true"
    why = page.locator(f"#{slider.get_attribute('aria-describedby')}")
    assert why.text_content() == "No effect: lists.defaulters.exit.on does not name expired."
    before = slider.input_value()
    slider.evaluate("node => node.closest('details').open = true")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.input_value() == before
