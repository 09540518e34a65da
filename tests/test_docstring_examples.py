"""Every public name has an example in its docstring, and the examples do what they say."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import glasshouse as gh

NAMES = [name for name in gh.__all__ if name != "__version__"]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples, which overwrite each other's results and share a store of members."""
    return tmp_path_factory.mktemp("examples")


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_a_public_name_runs(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    thing = getattr(gh, name)
    examples = doctest.DocTestFinder(recurse=False).find(thing, name, globs={})
    assert examples and examples[0].examples, f"the docstring of gh.{name} has no example"
    failed: list[str] = []
    for example in examples:
        doctest.DocTestRunner(optionflags=FLAGS).run(example, out=failed.append)
    assert not failed, "".join(failed)
