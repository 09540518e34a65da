"""A user's script is type-checked against the built wheel, installed where no source tree is near."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hatchling.build import build_wheel

ROOT = Path(__file__).parent.parent
SCRIPT = """\
import glasshouse as gh

law = gh.rulebook("court-list-2013")
reveal_type(law)
run = gh.run(law, "toytown", persons=300, months=6, twin=True)
reveal_type(run)
comparison = gh.compare(run, run.twin())
table = comparison.table("income", by=("registration", "sex"))
reveal_type(table)
reveal_type(table.to_pylist())
reveal_type(gh.lint(law).violated)
reveal_type(gh.audit("results").verdicts)
reveal_type(gh.report("results"))
reveal_type(gh.study("study.yaml"))
reveal_type(gh.resume("results"))
reveal_type(gh.society("toytown").draw(persons=300))
gh.run("court-list-2013")  # wrong
gh.compare(1, 2)  # wrong
gh.persons()  # wrong
gh.run("court-list-2013", "toytown", mnths=6)  # wrong
gh.run("court-list-2013", "toytown", months="six")  # wrong
gh.resume("results", thread=1)  # wrong
gh.audit("results", bound="bounds.yaml")  # wrong
small: gh.RunSettings = {"persons": 300, "months": 6}
gh.run("court-list-2013", "toytown", **small)
large: gh.RunSettings = {"person": 300}  # wrong
"""
WRONG = {number for number, line in enumerate(SCRIPT.splitlines(), 1) if "# wrong" in line}
REVEALED = [
    "Rulebook",
    "Run",
    "Table",
    "list[dict[str, Any]]",
    "tuple[Finding, ...]",
    "tuple[Verdict, ...]",
    "Path",
    "Study",
    "Run",
    "Society",
]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with the built wheel and nothing else: type checkers need none of its dependencies."""
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        wheel = folder / build_wheel(str(folder))
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.check_output([python, "-c", where], text=True).strip())
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    return python


def mypy(python: Path, folder: Path) -> list[str]:
    cache = f"--cache-dir={folder / 'cache'}"
    return [sys.executable, "-m", "mypy", "--strict", f"--python-executable={python}", cache]


def pyright(python: Path, _folder: Path) -> list[str]:
    return [sys.executable, "-m", "pyright", f"--pythonpath={python}"]


@pytest.mark.parametrize("checker", [mypy, pyright])
def test_a_script_is_understood_and_its_mistakes_are_found(
    checker: Callable[[Path, Path], list[str]],
    installed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [*checker(installed, tmp_path), "script.py"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path).stdout
    revealed = re.findall(r"(?:Revealed type is|Type of .* is) \"(.*)\"", said)
    assert [re.sub(r"\b[a-z_]+\.(?=[\w.])", "", shown) for shown in revealed] == REVEALED, said
    faults = {int(number) for number in re.findall(r"script\.py:(\d+).* error: ", said)}
    assert faults == WRONG, said
