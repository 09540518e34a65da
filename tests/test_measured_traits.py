"""Traits of the code that are counted: what annotations say, and how many arguments a function takes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import glasshouse

SOURCES = Path(glasshouse.__file__).parent
MOST_ANY = 0.03
"""Share of annotations that may say nothing (`Any`, also inside of others)."""
MOST_ARGUMENTS = 8

Function = ast.FunctionDef | ast.AsyncFunctionDef


def arguments(function: Function) -> list[ast.arg]:
    of = function.args
    rest = [one for one in (of.vararg, of.kwarg) if one]
    return [*of.posonlyargs, *of.args, *of.kwonlyargs, *rest]


def annotations(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            found = [one.annotation for one in arguments(node)] + [node.returns]
        else:
            found = [node.annotation] if isinstance(node, ast.AnnAssign) else []
        yield from (one for one in found if one is not None)


def says_any(annotation: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(annotation))


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    paths = sorted(SOURCES.rglob("*.py"))
    return {
        path.relative_to(SOURCES).with_suffix("").as_posix(): ast.parse(path.read_text()) for path in paths
    }


def test_any_is_rare_in_annotations(trees: dict[str, ast.Module]) -> None:
    found = [says_any(one) for tree in trees.values() for one in annotations(tree)]
    assert len(found) > 10_000
    assert sum(found) < MOST_ANY * len(found), f"{sum(found)} of {len(found)} annotations say Any"


def test_no_function_takes_more_than_eight_arguments(trees: dict[str, ast.Module]) -> None:
    found = [
        f"{module}.{node.name}"
        for module, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, Function) and len(arguments(node)) > MOST_ARGUMENTS
    ]
    assert not found
