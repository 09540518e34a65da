"""The command line called in this process: nothing is imported or compiled again for each command."""

from __future__ import annotations

import io
import subprocess
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from glasshouse import cli


def glasshouse(*words: object, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Exit status and both outputs of a command that is called in `folder`."""
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder or Path.cwd()), redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main([str(word) for word in words])
        except SystemExit as left:
            status = left.code
    assert isinstance(status, int)
    return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())


def said(*words: object) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    done = glasshouse(*words)
    return done.returncode, done.stdout, done.stderr
