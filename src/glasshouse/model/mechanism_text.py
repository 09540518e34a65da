"""The text of a mechanism of a user's own: where its function stands in a file, line by line."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from glasshouse.errors import Diagnostic


@dataclass(frozen=True)
class FunctionText:
    """The text of a function: `text` from its decorator on, which stands at `line` of `file`.

    `indent` is how many columns its lines were indented, `module` the whole file, empty where there is none.
    """

    text: str
    file: str
    line: int
    indent: int = 0
    module: str = ""

    def diagnostic(self, node: ast.AST | None, what: str, fix: str) -> Diagnostic:
        """A fault at a node of the parsed text, or of the whole function."""
        line = getattr(node, "lineno", 1)
        column = getattr(node, "col_offset", 0)
        shown = " " * self.indent + self.text.splitlines()[line - 1]
        return Diagnostic(what, fix, self.file, self.line + line - 1, self.indent + column + 1, shown)

    def function(self) -> ast.FunctionDef | None:
        """The function in the text, lines counted within the text; None where it holds something else."""
        body = ast.parse(self.text).body
        return body[0] if body and isinstance(body[0], ast.FunctionDef) else None


def functions_in(text: str, name: str, file: str) -> Iterator[FunctionText]:
    """Every function of that name in the text of a file, from its decorators to its last statement."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            own = "".join(lines[first - 1 : node.end_lineno])
            indent = len(own) - len(own.lstrip())
            yield FunctionText(textwrap.dedent(own).rstrip() + "\n", file, first, indent, text)


def decorator_argument(written: ast.FunctionDef, name: str) -> ast.expr | None:
    """Where an argument of the decorator of a function stands."""
    calls = (one for one in written.decorator_list if isinstance(one, ast.Call))
    return next((word.value for call in calls for word in call.keywords if word.arg == name), None)


def condition(text: str, at: ast.expr | None) -> ast.expr:
    """The expression in `text`, every node placed where the argument `at` stands. Raises `SyntaxError`."""
    made = ast.parse(text.strip(), mode="eval").body
    for node in ast.walk(made):
        if at is not None:
            ast.copy_location(node, at)
    return made
