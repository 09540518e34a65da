"""What docs/adding.md counts: every kind of addition is made from its example, and takes as many lines as it says.

A row whose example is not there yet has "-" as its numbers. Whoever adds the example fills in the row.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import pytest

from glasshouse.charts.registry import own_pictures
from glasshouse.checking import check
from glasshouse.linting import rule_registry as lint_rules
from glasshouse.metrics import catalogue
from glasshouse.plugins import load_module
from glasshouse.studies.executors import own_executor

HOME = Path(__file__).parent.parent
PAGE = HOME / "docs" / "adding.md"
KINDS = (
    "right", "act", "list", "mechanism", "field of a person", "event", "measure", "lint rule",
    "picture of a report", "executor of studies", "attribute of persons", "society",
)  # fmt: skip
ROW = re.compile(r"\| ([a-z ]+) \| (-|\d+) \| (-|\d+) \| `([^`]+)`(?:, lines with `([^`]+)`)? \| (.+) \|")


class Row(NamedTuple):
    kind: str
    files: str
    lines: str
    example: str
    mark: str | None
    how: str


def rows() -> Iterator[Row]:
    for line in PAGE.read_text("utf-8").splitlines():
        if (match := ROW.fullmatch(line)) and match[1] != "what you add":
            yield Row(*match.groups())


def lines_of(path: Path, mark: str | None) -> int:
    """Lines of code: without blank lines, comments and docstrings; with a mark, those that hold it.

    A mark that ends with a colon is a key of YAML, with all that is indented below it.
    """
    text = path.read_text("utf-8")
    left_out = docstring_lines(text) if path.suffix == ".py" else set()
    code = [
        line
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#") and number not in left_out
    ]
    if mark and mark.endswith(":"):
        return len(block_of(mark, code))
    return sum(mark is None or mark in line for line in code)


def block_of(key: str, code: list[str]) -> list[str]:
    start = next(k for k, line in enumerate(code) if line.strip().startswith(key))
    indent = len(code[start]) - len(code[start].lstrip())
    below = code[start + 1 :]
    deeper = takewhile(lambda line: len(line) - len(line.lstrip()) > indent, below)
    return [code[start], *deeper]


def docstring_lines(text: str) -> set[int]:
    found: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node):
            first = node.body[0]
            found |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return found


def added(row: Row) -> None:
    """Add the example the way a user does."""
    path = HOME / row.example
    if row.kind == "measure":
        (own,) = (one for one in catalogue.with_own([f"{path}:{path.stem}"]).values() if one.origin)
        assert own.id not in catalogue.shipped()
    elif row.kind == "lint rule":
        assert len(lint_rules.with_own([path.parent])) == len(lint_rules.all_rules()) + 1
    elif row.kind == "picture of a report":
        assert [one.id for one in own_pictures([f"{path}:{path.stem}"])] == [path.stem]
    elif row.kind == "executor of studies":
        assert own_executor(f"{path}:OneByOne").live([]) is not None
    elif path.suffix == ".py":
        load_module(path, row.kind)
    else:
        assert check(path).schema.startswith("glasshouse/")


def test_every_kind_of_addition_has_a_row() -> None:
    assert tuple(row.kind for row in rows()) == KINDS


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row.kind)
def test_the_table_counts_what_an_addition_takes(row: Row) -> None:
    path = HOME / row.example
    if row.files == "-":
        assert not path.exists(), f"fill in the row of {row.kind}: {lines_of(path, row.mark)} lines"
        assert row.lines == "-"
        return
    assert (row.files, row.lines) == ("1", str(lines_of(path, row.mark)))
    added(row)
