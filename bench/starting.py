"""From the start of a process to the first month, with and without machine code kept from an earlier run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PERSONS = 10_000
ROOT = Path(__file__).resolve().parents[1]

_CHILD = f"""
import json, sys, time
began = time.perf_counter()
from bench import contenders
from glasshouse.engine.shards import Shards
imported = time.perf_counter() - began
made = getattr(contenders, sys.argv[1])({PERSONS}, (1,))
made.live_first(Shards(1))
print(json.dumps([imported, made.set_up, made.first, made.first_busy]))
"""


@dataclass(frozen=True)
class Start:
    """Seconds of import, set-up and first month of a new process; `first_busy` are those of processors."""

    imported: float
    set_up: float
    first: float
    first_busy: float


def starts(model: str = "full_model") -> dict[str, Start]:
    """How a new process starts: with nothing compiled, and once more. `model` makes one of `contenders`."""
    with tempfile.TemporaryDirectory() as folder:
        return {state: _start(model, folder) for state in ("nothing compiled yet", "compiled before")}


def _start(model: str, folder: str) -> Start:
    return Start(*json.loads(python("-c", _CHILD, model, cache=folder)))


def python(*arguments: str, cache: str = "") -> str:
    """What a new process of Python prints that finds glasshouse and the bench; `cache` keeps machine code."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    kept = {"GLASSHOUSE_CACHE_DIR": cache} if cache else {}
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": path, **kept},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
