"""The command line called in this process: nothing is imported or compiled again for each command."""

from __future__ import annotations

import io
import subprocess
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from glasshouse import cli


def glasshouse(*words: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Exit status and both outputs of a command that is called in `folder`."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder or Path.cwd()), redirect_stdout(out), redirect_stderr(err):
        left = status(*words)
    return subprocess.CompletedProcess(words, left, out.getvalue(), err.getvalue())


def status(*words: object) -> int:
    """Exit status of a command, which prints wherever this process does."""
    with pytest.raises(SystemExit) as left:
        cli.main([str(word) for word in words])
    assert isinstance(left.value.code, int)
    return left.value.code


def said(*words: object) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    done = glasshouse(*words)
    return done.returncode, done.stdout, done.stderr
