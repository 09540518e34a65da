"""From the start of a process to the first month, with and without machine code kept from an earlier run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PERSONS = 10_000
ROOT = Path(__file__).resolve().parents[1]

_CHILD = f"""
import json, time
began = time.perf_counter()
from bench.contenders import full_model
from glasshouse.engine.shards import Shards
imported = time.perf_counter() - began
made = full_model({PERSONS}, (1,))
made.live_first(Shards(1))
print(json.dumps([imported, made.set_up, made.first]))
"""


def starts() -> dict[str, list[float]]:
    """Seconds of import, set-up and first month of a new process: with nothing compiled, and once more."""
    with tempfile.TemporaryDirectory() as folder:
        return {state: _start(folder) for state in ("nothing compiled yet", "compiled before")}


def _start(folder: str) -> list[float]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", _CHILD],
        env={**os.environ, "PYTHONPATH": path, "GLASSHOUSE_CACHE_DIR": folder},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))
