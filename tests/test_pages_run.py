"""What pages of the documents tell somebody to do can be done, and prints what stands there."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parent.parent / "docs"


def _running() -> Any:
    spec = importlib.util.spec_from_file_location("running", DOCS / "running.py")
    assert spec and spec.loader
    running = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(running)
    return running


RUNNING = _running()


@pytest.mark.parametrize("page", RUNNING.PAGES, ids=lambda page: page.name)
def test_every_command_runs_and_says_what_the_page_says(page: Path, tmp_path: Path) -> None:
    for package in ("SALib", "duckdb", "ema_workbench", "pymoo", "sklearn", "xarray"):
        pytest.importorskip(package)
    text = page.read_text("utf-8")
    assert RUNNING.words(RUNNING.run(text, tmp_path)) == RUNNING.words(text)
