"""Bad rulebook files and the exact sentences with which they are refused.

Beside every `tests/bad_files/rulebook/<name>.yaml` stands `<name>.txt` with the whole message. Files whose
name begins with `_` are parents of others.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from glasshouse.errors import InputError
from glasshouse.rulebooks.loading import load

FOLDER = Path(__file__).resolve().parent.parent / "bad_files" / "rulebook"
FILES = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith("_"))


def message(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(FOLDER)
    with pytest.raises(InputError) as caught:
        load(path.name)
    return str(caught.value) + "\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert message(path, monkeypatch) == path.with_suffix(".txt").read_text()


def test_there_are_many() -> None:
    assert len(FILES) >= 40


def test_every_fault_has_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    for path in FILES:
        with pytest.raises(InputError) as caught:
            load(path.name)
        assert all(diagnostic.file.endswith(".yaml") for diagnostic in caught.value.diagnostics), path
