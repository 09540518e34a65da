"""What the README tells a reader to do can be done."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.commands import glasshouse

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.split("  #")[0].strip()
    for language, block in BLOCKS
    if language == "sh"
    for line in block.splitlines()
    if line.startswith("glasshouse ")
]


def python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=cwd)


def test_the_commands_work_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "src").symlink_to(ROOT / "src")
    for command in COMMANDS:
        done = glasshouse(*shlex.split(command)[1:], folder=tmp_path)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
    assert len(COMMANDS) >= 6


def test_the_python_example_works(tmp_path: Path) -> None:
    (example,) = (block for language, block in BLOCKS if language == "python")
    done = python("-c", example, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "results" / "first" / "manifest.json").is_file()


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"[`(]((?:src|docs)/[\w./-]+|[A-Z]+\.(?:md|cff))[`)]", README)))
)
def test_what_the_readme_points_at_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_make_targets_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert f"\n{target}:" in makefile
