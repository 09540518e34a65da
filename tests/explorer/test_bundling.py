"""The page in one file: modules put together, a policy of hashes, a recording that fits."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import zlib

import pytest
from starlette.testclient import TestClient

from glasshouse.errors import InputError
from glasshouse.explorer import page_file
from glasshouse.explorer.api import Api
from glasshouse.explorer.bundling import bundle, one_file
from glasshouse.explorer.requests import Live
from glasshouse.explorer.town_recording import unpacked

MODULES = {
    "index.html": b"""<!doctype html><html lang="en"><head><title>x</title>
<link rel="stylesheet" href="style.css"><link rel="icon" href="icon.svg"></head>
<body><main></main><script type="module" src="app.js"></script></body></html>""",
    "style.css": b"body { color: red }",
    "icon.svg": b"<svg/>",
    "app.js": b"""import { one, two as zwei,
  three } from "./lib/numbers.js";
import * as all from "./lib/numbers.js";
import "./effect.js";
/** @type {import("./lib/numbers.js").Kind} */
export const sum = one + zwei() + new three().value + all.one;
console.log(sum, globalThis.seen, "</script>");
""",
    "effect.js": b"""import { one } from './lib/numbers.js'
globalThis.seen = one;
""",
    "lib/numbers.js": b"""import { base } from "../base.js";
export const one = base;
function second() { return 2; }
export class three { get value() { return 3; } }
export async function later() { return one; }
export { second as two };
""",
    "base.js": b"export const base = 1;\n",
}


def test_modules_stand_behind_what_they_need_and_give_the_same_bytes() -> None:
    made = bundle(MODULES, "app.js")
    order = re.findall(r"^// (.+)$", made, re.M)
    assert order == ["base.js", "lib/numbers.js", "effect.js", "app.js"]
    assert made == bundle(dict(reversed(MODULES.items())), "app.js")
    assert not re.search(r"^(import|export)\b", made, re.M)


@pytest.mark.skipif(not shutil.which("node"), reason="needs a runner of JavaScript")
def test_the_bundle_does_what_the_modules_did() -> None:
    ran = subprocess.run(
        ["node", "--input-type=module"],
        input=bundle(MODULES, "app.js"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["7", "1", "</script>"]


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("export default 1;", "not understood: export default"),
        ("export let x = 1;", "not understood: export let"),
        ('export * from "./base.js";', "not understood"),
        ('import x from "./base.js";', "not understood"),
        ('import { x } from "https://example.org/x.js";', "not understood"),
        ('import { x } from "./nowhere.js";', "no such module"),
        ('import { sum } from "./app.js";', "circle"),
        ("const here = import.meta.url;", "not understood"),
    ],
)
def test_other_forms_are_refused(module: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        bundle({**MODULES, "base.js": module.encode()}, "app.js")


def test_one_file_allows_its_own_script_and_style_only() -> None:
    page = one_file(MODULES, {"opened": ("application/json", '{"a": "</script><b>"}')})
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    script = re.search(r'<script type="module">(.*?)</script>', page, re.S)
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    assert script
    assert style
    for name, text in (("script-src", script[1]), ("style-src", style[1])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}';" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert "connect-src 'none'" in policy[1]
    assert page.index("Content-Security-Policy") < page.index("<style>")
    data = re.search(r'id="opened">(.*?)</script>', page, re.S)
    assert data
    assert json.loads(data[1]) == {"a": "</script><b>"}
    assert not re.search(r"(src|href)=\"(?!data:)", page)


def test_an_export_keeps_city_and_lives_in_well_under_a_megabyte() -> None:
    api = Api()
    try:
        page = page_file.page(api, Live(society="hebei", persons=20_000, months=60))
        blocks = dict(re.findall(r'<script type="[^"]+" id="(\w+)">(.*?)</script>', page, re.S))
        told = json.loads(zlib.decompress(base64.b64decode(blocks["opened"])))
        seen = unpacked(zlib.decompress(base64.b64decode(blocks["recording"])))
        assert (seen.persons, seen.months) == (20_000, 60)
        assert seen.packed == api.session.finished(told["run"]["run"]).recording.packed
    finally:
        api.close()
    assert len(blocks["recording"]) < 250_000
    assert len(page.encode()) < 600_000
    assert told["picks"]["wrongly_listed"]
    assert {str(person) for found in told["picks"].values() for person in found} == set(told["lives"])
    assert told["privacy"]["500/0"]["rows"]
    assert {
        "about", "rulebook", "lint", "run", "figures", "timeline", "lives", "picks", "privacy", "provinces",
    } == set(told)  # fmt: skip


def test_the_page_that_ships_can_be_put_in_one_file() -> None:
    from glasshouse.explorer.server import static_files

    files = {name: entry.read_bytes() for name, entry in static_files().items()}
    if "index.html" not in files:
        pytest.skip("the page is not here yet")
    assert one_file(files, {}) == one_file(files, {})


def test_the_page_is_served(client: TestClient) -> None:
    from glasshouse.explorer.server import static_files

    for name in static_files():
        answer = client.get(f"/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["content-type"].partition(";")[0] != "text/plain"
