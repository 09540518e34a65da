"""Run the commands on a page of the documents and write what they print below them: `python docs/running.py`.

A fence of yaml with a title is a file, of sh a command, of python a script; a fence of text after one of the
last two is its output. Everything happens in an empty folder, in order.
"""

import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

import glasshouse

HOME = Path(glasshouse.__file__).parent.parent
PAGE = Path(__file__).parent / "studies.md"
FENCE = re.compile(r"```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)```", re.DOTALL)
NUMBER = re.compile(r"[-+±]?(?:\d[\d,]*\.?\d*(?:e[-+]?\d+)?|nan)%?")


def run(page: str, folder: Path) -> str:
    """The page with outputs as they are now. Raises where a command fails."""
    said = ""

    def fence(match: re.Match[str]) -> str:
        nonlocal said
        kind, title, text = match.groups()
        if kind == "yaml" and title:
            (folder / title).write_text(text, "utf-8")
        elif kind == "sh":
            said = "\n".join(_command(line, folder) for line in text.splitlines())
        elif kind == "python":
            said = _script(text, folder)
        elif kind == "text":
            return f"```text\n{said.strip()}\n```"
        return match.group()

    return FENCE.sub(fence, page)


def _command(line: str, folder: Path) -> str:
    words = shlex.split(line)
    assert words[0] == "glasshouse", line
    done = subprocess.run(
        [sys.executable, "-m", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HOME)},
    )
    assert done.returncode == 0, f"{line}\n{done.stderr}"
    return done.stdout


def _script(text: str, folder: Path) -> str:
    printed, before = io.StringIO(), Path.cwd()
    os.chdir(folder)
    try:
        with redirect_stdout(printed):
            exec(compile(text, str(PAGE), "exec"), {"__name__": "a page"})
    finally:
        os.chdir(before)
    return printed.getvalue()


def words(page: str) -> str:
    """A page without its numbers and the widths of its tables, which differ between machines."""
    return re.sub(r"[\s─]+", " ", NUMBER.sub("#", page))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(run(PAGE.read_text("utf-8"), Path(folder)), "utf-8")


if __name__ == "__main__":
    main()
