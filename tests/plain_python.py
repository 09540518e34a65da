"""The same script as machine code in this process and as plain Python in another, each with what it prints."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stdout

import pytest


def here(script: str, *words: str) -> str:
    """What a script prints that is run in this process, with `words` after its name in `sys.argv`."""
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.setattr(sys, "argv", ["-c", *words])
        exec(compile(script, "a script", "exec"), {"__name__": "a script"})
    return printed.getvalue()


def as_plain_python(script: str, *words: str) -> str:
    """What it prints in a new process in which nothing is compiled."""
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
