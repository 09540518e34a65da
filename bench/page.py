"""What the page costs in a real browser: to open, to move a slider, to draw the town. `python -m bench.page`

Frames are held against those of the browser with nothing to paint, a redraw against its run on the server.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.machine import busy_elsewhere, described

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SLIDER = "lever-publicity-map-radius"
RADII = (1200, 800, 2200, 700, 1500, 900, 1900, 600)
TOWNS = ((20_000, 120), (100_000, 60), (1_000_000, 12))
SECONDS = 5

MOVE = """async ([id, value]) => {
  performance.clearResourceTimings();
  const [slider, out] = [document.getElementById(id), document.getElementById("outcome")];
  slider.value = String(value);
  const [was, began] = [out.textContent, performance.now()];
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  const drawn = await new Promise((done) => {
    const look = new MutationObserver(() => {
      if (out.textContent === was) return;
      look.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    });
    look.observe(out, { childList: true, subtree: true });
  });
  const asked = performance.getEntriesByType("resource").filter((one) => /\\/api\\/run/.test(one.name));
  const city = asked.find((one) => one.name.endsWith("/city"));
  return { redraw: drawn - began, lived: city ? city.startTime - asked[0].responseEnd : 0 };
}"""

PAN = """async (seconds) => {
  const stage = document.getElementById("stage");
  const box = stage.getBoundingClientRect();
  stage.setPointerCapture = () => undefined;
  const send = (kind, x, y) => {
    const at = { clientX: box.left + x, clientY: box.top + y };
    stage.dispatchEvent(new PointerEvent(kind, { pointerId: 1, bubbles: true, button: 0, ...at }));
  };
  const frames = async (each) => {
    const began = performance.now();
    let seen = 0;
    await new Promise((done) => {
      const step = () => {
        const passed = performance.now() - began;
        each(passed);
        seen++;
        if (passed < 1000 * seconds) requestAnimationFrame(step);
        else done();
      };
      requestAnimationFrame(step);
    });
    return seen / ((performance.now() - began) / 1000);
  };
  const idle = await frames(() => undefined);
  const before = glasshouse.frameFigures();
  document.getElementById("play").click();
  send("pointerdown", 300, 300);
  const [east, south] = [(t) => 300 + 120 * Math.sin(t / 300), (t) => 300 + 80 * Math.cos(t / 400)];
  const panned = await frames((t) => send("pointermove", east(t), south(t)));
  send("pointercancel", 300, 300);
  const after = glasshouse.frameFigures();
  if (glasshouse.store.playing) document.getElementById("play").click();
  return { idle, panned, paint: (after.milliseconds - before.milliseconds) / (after.count - before.count) };
}"""


@contextmanager
def served() -> Iterator[tuple[str, float]]:
    """The address of a page server and the seconds until it was told."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "glasshouse", "explore", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout is not None
        try:
            said = (re.search(r"http://\S+", line) for line in server.stdout)
            yield next(found for found in said if found)[0], time.perf_counter() - began
        finally:
            server.terminate()


def opened(browser: Browser, address: str, part: str) -> tuple[Page, float, float]:
    """A page once its town is drawn, and the seconds until the page stood and until the town was drawn."""
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    began = time.perf_counter()
    page.goto(f"{address}#{part}")
    stood = until(page, "!!window.glasshouse?.store.about") - began
    return page, stood, until(page, "!!glasshouse.store.recording") - began


def until(page: Page, question: str) -> float:
    """The moment at which something is so. The page's policy forbids the browser to ask itself."""
    while not page.evaluate(question):
        page.wait_for_timeout(20)
    return time.perf_counter()


def slider(browser: Browser, address: str) -> None:
    """Seconds from a move of a slider to the redrawn outcome."""
    page, stood, drawn = opened(browser, address, "view=rulebook")
    page.wait_for_selector("#outcome svg")
    print(f"address to page                                 {stood:6.2f} s")
    print(f"address to a town of 20,000, ten years, twin    {drawn:6.2f} s")
    told: list[dict[str, Any]] = []
    for radius in RADII:
        page.wait_for_timeout(1500)
        told.append(page.evaluate(MOVE, [SLIDER, radius]))
    redraws = [one["redraw"] / 1000 for one in told]
    share = statistics.median(one["redraw"] / one["lived"] for one in told)
    print(
        f"a slider to the redrawn page, of {len(told)} moves       {statistics.median(redraws):6.2f} s"
        f"   worst {max(redraws):.2f} s, {share:.2f} times the run on the server"
    )
    page.close()


def frames(browser: Browser, address: str, persons: int, months: int) -> None:
    """Frames a second while months pass and the map is dragged, near and far."""
    page, *_ = opened(browser, address, f"persons={persons}&months={months}&month=0&view=city")
    for view, button in (("largest place", "#zoom-me"), ("all places", "#zoom-all")):
        page.click(button)
        page.wait_for_timeout(1500)
        page.fill("#month", "0")
        told = page.evaluate(PAN, SECONDS)
        print(
            f"{persons:>9,} persons, {view:<14} {told['panned']:6.1f} frames a second"
            f"   {told['panned'] / told['idle']:.2f} of an idle page, {told['paint']:.1f} ms to paint one"
        )
    page.close()


def main() -> None:
    """Print all figures."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        sys.exit("no Chromium on this machine")
    print(described(), f"{busy_elsewhere():.1f} cores are busy with other things", "", sep="\n")
    with sync_playwright() as playwright, served() as (address, started):
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        print(f"command to address                              {started:6.2f} s")
        slider(browser, address)
        for persons, months in TOWNS:
            frames(browser, address, persons, months)
        browser.close()


if __name__ == "__main__":
    main()
