"""What the keys of a clause mean: the text below each field in the class that declares it.

pydantic could read these texts itself, but only when a class is made: that would cost every command the time
to parse the sources. Only the page on the language and the published JSON Schema ask for them.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise
from pathlib import Path

from glasshouse.rulebooks.sections import Clause


@cache
def meanings(clause: type[Clause]) -> dict[str, str]:
    """What each attribute of a clause means, in one or two sentences; only those that say so."""
    found: dict[str, str] = {}
    body = _declarations(Path(inspect.getfile(clause)))[clause.__name__].body
    for one, after in pairwise(body):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and (text := _text(after)):
            found[one.target.id] = text
    return found


@cache
def _declarations(file: Path) -> dict[str, ast.ClassDef]:
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _text(node: ast.stmt) -> str:
    """The text of a statement that is nothing but a text; empty for any other."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return " ".join(str(node.value.value).split())
    return ""
