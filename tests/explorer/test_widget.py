"""The city as a widget of notebooks: the same recording, drawn without a server."""

from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.charts import map_layers
from glasshouse.explorer import page_file
from glasshouse.explorer.town_recording import unpacked


@pytest.fixture(scope="module")
def run():
    return simulation.run("court-list-2013+debtor-map", "toytown", persons=2_000, months=24, seed=2, start="2017-06",
                     parameters={"credit.lapse_strategic": 0.4})  # fmt: skip


def test_the_recording_is_that_of_the_run(run) -> None:
    seen = unpacked(page_file.recorded(run))
    assert (seen.persons, seen.months) == (2_000, 24)
    listed = np.sort(seen.columns["who"][seen.plane("listed", 23)])
    blacklisted = run.people["who"][run.people["lists"] != 0]
    assert len(listed) > 0
    assert np.array_equal(listed, np.sort(blacklisted))


def test_the_widget_holds_recording_and_module(run) -> None:
    pytest.importorskip("anywidget")
    made = page_file.city(run)
    assert made.recording == page_file.recorded(run)
    assert "export default { render: $module" in page_file.module()


def test_a_browser_draws_it_and_counts_as_python_does(run) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    from pathlib import Path

    chromium = next((p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    data = page_file.recorded(run)
    seen = unpacked(data)
    script = page_file.module().replace("export default", "const widget =")
    script += f"""
    const bytes = Uint8Array.from(atob("{base64.b64encode(data).decode()}"), (c) => c.charCodeAt(0));
    const inks = {json.dumps(map_layers.inks())};
    const model = {{ get: (name) => (name === "inks" ? inks : new DataView(bytes.buffer)) }};
    widget.render({{ model, el: document.getElementById("here") }});
    """
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.set_content('<div id="here" style="width:800px"></div>')
        page.add_script_tag(content=script, type="module")
        told = page.locator("#here p")
        told.wait_for()
        listed = int(seen.plane("listed", 23).sum())
        assert f"{listed} on the list" in told.inner_text()
        page.locator("#here input").fill("0")
        assert "2017-06: " in told.inner_text()
        page.locator("#here canvas").click(position={"x": 400, "y": 200})
        assert "the map shows" in told.inner_text()
        browser.close()
    assert said == []
