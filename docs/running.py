"""Run the commands on pages of the documents and write what they print below them: `python docs/running.py`.

A fence with a title is a file, one of sh commands, of python a script; a fence of text after one of the
last two is its output, without the lines for which an ellipsis stands. Every page has an empty folder, in
which everything happens in order.
"""

import io
import re
import shlex
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from glasshouse import cli

PAGE_NAMES = (
    "studies.md",
    "audit.md",
    "map-privacy.md",
    "mechanism-of-your-own.md",
    "measure-of-your-own.md",
    "lint-rule-of-your-own.md",
    "society-of-your-own.md",
    "from-a-statute.md",
    "events.md",
    "continue.md",
)
PAGES = [Path(__file__).parent / name for name in PAGE_NAMES]
ELLIPSIS = "  ..."
FENCE = re.compile(r"```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)```", re.DOTALL)
NUMBER = re.compile(r"[-+±]?(?:\d[\d,]*\.?\d*(?:e[-+]?\d+)?|nan)%?")


def run(page: str, folder: Path) -> str:
    """The page with outputs as they are now. Raises where a command fails."""
    said = ""

    def fence(match: re.Match[str]) -> str:
        nonlocal said
        kind, title, text = match.groups()
        if title:
            (folder / title).parent.mkdir(exist_ok=True)
            (folder / title).write_text(text, "utf-8")
        elif kind == "sh":
            said = "\n".join(_command(line, folder) for line in text.splitlines())
        elif kind == "python":
            said = _script(text, folder)
        elif kind == "text":
            return f"```text\n{shortened(said, text)}\n```"
        return match.group()

    return FENCE.sub(fence, page)


def shortened(said: str, before: str) -> str:
    """What was said, with an ellipsis where there was one before.

    Between ellipses stand as many lines as stood there, from the one that says the same but for its numbers.
    """
    lines = said.strip("\n").splitlines()
    parts = before.strip("\n").split(f"\n{ELLIPSIS}\n")
    if len(parts) == 1 and not before.rstrip().endswith(ELLIPSIS):
        return "\n".join(lines)
    kept = []
    for part in parts:
        old = [line for line in part.splitlines() if line != ELLIPSIS]
        at = [words(line).strip() for line in lines].index(words(old[0]).strip())
        kept.append("\n".join(line.rstrip() for line in lines[at : at + len(old)]))
        lines = lines[at + len(old) :]
    return f"\n{ELLIPSIS}\n".join(kept) + (f"\n{ELLIPSIS}" if lines else "")


def _command(line: str, folder: Path) -> str:
    words = shlex.split(line)
    assert words[0] == "glasshouse", line
    said, wrong, status = io.StringIO(), io.StringIO(), None
    with chdir(folder), redirect_stdout(said), redirect_stderr(wrong):
        try:
            cli.main(words[1:])
        except SystemExit as left:
            status = left.code
    assert status == cli.DONE, f"{line}\n{wrong.getvalue()}"
    return said.getvalue()


def _script(text: str, folder: Path) -> str:
    printed = io.StringIO()
    with chdir(folder), redirect_stdout(printed):
        exec(compile(text, "a page", "exec"), {"__name__": "a page"})
    return printed.getvalue()


def words(page: str) -> str:
    """A page without its numbers and the widths of its tables, which differ between machines."""
    return re.sub(r"[\s─]+", " ", NUMBER.sub("#", page))


def main() -> None:
    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(run(page.read_text("utf-8"), Path(folder)), "utf-8")


if __name__ == "__main__":
    main()
