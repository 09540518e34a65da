"""What lint says of each shipped rulebook, kept as `lint.txt` beside its cases.

Run `python tests/lint/expected.py` after a change and read the difference: every line is a question somebody
should find sensible.
"""

from __future__ import annotations

from pathlib import Path

from glasshouse.linting.linter import LintReport, lint
from glasshouse.linting.rule import VIOLATED
from glasshouse.rulebooks.loading import FOLDER, shipped_names


def told(report: LintReport) -> str:
    """One line for each finding: verdict (!: violated, ?: not enough evidence), severity, rule, path, why."""
    marks = {True: "!", False: "?"}
    lines = [
        f"{marks[f.verdict == VIOLATED]} {f.rule.severity} {f.rule.id} {f.path}: {f.why}"
        for f in report.findings
    ]
    return "".join(f"{line}\n" for line in lines) or "nothing to ask\n"


def file_of(name: str) -> Path:
    return FOLDER / name / "lint.txt"


def main() -> None:
    for name in shipped_names():
        file_of(name).write_text(told(lint(name)), "utf-8")


if __name__ == "__main__":
    main()
