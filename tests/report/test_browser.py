"""The page in a real browser: no word on its console, no request to any network."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from glasshouse import reporting

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER = next((found for name in NAMES if (found := shutil.which(name))), None)
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--disable-default-apps", "--disable-extensions", "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--v=0", "--virtual-time-budget=2000",
)  # fmt: skip

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome is installed")


def visit(page: Path, place: Path) -> tuple[str, str, list[str]]:
    """The page as the browser has it, what it said, and the addresses that were asked for from a page."""
    log = place / "net.json"
    assert BROWSER is not None
    done = subprocess.run(
        [BROWSER, *QUIET, f"--user-data-dir={place / 'user'}", f"--log-net-log={log}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout, done.stderr, requests(log)


def requests(log: Path) -> list[str]:
    """Every address of a network log that the page itself asked for: the browser's own have no such origin."""
    events = json.loads(log.read_text("utf-8"))["events"]
    asked = [event.get("params") or {} for event in events]
    return [
        one["url"]
        for one in asked
        if str(one.get("url", "")).startswith(("http:", "https:", "ws:", "wss:"))
        and one.get("initiator", "not an origin") in ("null", "file://")
    ]


def said(words: str) -> list[str]:
    """Lines of the console of the page."""
    return [line for line in words.splitlines() if "CONSOLE" in line]


def test_the_page_is_silent_and_asks_for_nothing(folder: Path, tmp_path: Path) -> None:
    page = reporting.write(folder, tmp_path / "report.html")
    whole, words, asked = visit(page, tmp_path)
    assert whole.count("<section") == page.read_text("utf-8").count("<section")
    assert said(words) == []
    assert asked == []


def test_a_page_that_speaks_and_asks_would_be_noticed(tmp_path: Path) -> None:
    page = tmp_path / "loud.html"
    page.write_text(
        '<img src="https://example.invalid/x.png"><script>console.error("loud")</script>', "utf-8"
    )
    _, words, asked = visit(page, tmp_path)
    assert any("loud" in line for line in said(words))
    assert asked == ["https://example.invalid/x.png"]
