"""The command line called in this process."""

from __future__ import annotations

import pytest

from glasshouse import cli


def said(capsys, *words):
    """Exit code, standard output and standard error of a command."""
    with pytest.raises(SystemExit) as left:
        cli.main([str(word) for word in words])
    out, err = capsys.readouterr()
    return left.value.code, out, err
