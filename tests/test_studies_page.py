"""What docs/studies.md tells a researcher to do can be done, and prints what stands there."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"


def test_every_command_runs_and_says_what_the_page_says(tmp_path: Path) -> None:
    for package in ("SALib", "duckdb", "ema_workbench", "pymoo", "sklearn", "xarray"):
        pytest.importorskip(package)
    spec = importlib.util.spec_from_file_location("running", DOCS / "running.py")
    assert spec and spec.loader
    running = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(running)
    page = (DOCS / "studies.md").read_text("utf-8")
    assert running.words(running.run(page, tmp_path)) == running.words(page)
