"""The public face: these names and no others, loaded when first used, and nothing both function and module."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import glasshouse as gh
from glasshouse.auditing.audit_findings import AUDIT_DEFAULTS, AuditSettings
from glasshouse.simulation.run_settings import (
    CONTINUE_DEFAULTS,
    RESUME_DEFAULTS,
    RUN_DEFAULTS,
    ContinueSettings,
    ResumeSettings,
    RunSettings,
)

NAMES = [
    "Audit",
    "CheckpointPolicy",
    "Comparison",
    "Diagnostic",
    "InputError",
    "LintReport",
    "Parameter",
    "ParameterSet",
    "Rulebook",
    "Run",
    "RunSettings",
    "SocietyRecipe",
    "Study",
    "Table",
    "__version__",
    "audit",
    "compare",
    "continue_run",
    "describe",
    "figure",
    "figures",
    "lint",
    "list_rulebooks",
    "list_societies",
    "measure",
    "mechanism",
    "new",
    "parameter",
    "picture",
    "plan",
    "practice",
    "report",
    "resume",
    "rulebook",
    "run",
    "society",
    "study",
    "sweep",
]

IMPORT = """
import sys, time
begun = time.perf_counter()
import glasshouse
print(time.perf_counter() - begun)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_the_face_is_listed_once() -> None:
    assert gh.__all__ == NAMES
    assert dir(gh) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_there_and_documented(name: str) -> None:
    thing = getattr(gh, name)
    assert name == "__version__" or thing.__doc__


def test_type_checkers_and_the_program_find_each_name_in_the_same_place() -> None:
    tree = ast.parse(inspect.getsource(gh))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.asname: (statement.module, alias.name)
        for statement in block.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }
    homes = {name: home.partition(":") for name, home in gh._LAZY.items()}
    assert seen == {
        name: (f"glasshouse.{module}", other or name) for name, (module, _, other) in homes.items()
    }
    assert [*gh._LAZY, "__version__"] == sorted(gh.__all__, key=lambda name: (name == "__version__", name))


def test_another_name_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'persons'"):
        gh.persons  # noqa: B018


def packages() -> list[ModuleType]:
    """glasshouse and every package below it."""
    below = pkgutil.walk_packages(gh.__path__, "glasshouse.")
    return [gh, *(importlib.import_module(found.name) for found in below if found.ispkg)]


def test_no_name_is_both_a_function_and_a_module() -> None:
    """Importing a submodule would put it in the place of the function."""
    for package in packages():
        modules = {found.name for found in pkgutil.iter_modules(package.__path__)}
        for name in modules & set(getattr(package, "__all__", ())):
            assert isinstance(getattr(package, name), ModuleType), f"{package.__name__}.{name}"
            assert not callable(getattr(package, name))


def test_importing_costs_next_to_nothing() -> None:
    took = []
    for _ in range(3):  # the best of three: others may be at work too
        done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
        seconds, loaded = done.stdout.splitlines()
        took.append(float(seconds))
    assert min(took) < 0.3
    assert not {"numba", "numpy", "pyarrow", "pydantic", "vl_convert", "scipy", "rich"} & set(loaded.split())


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(gh.__file__).parent / "py.typed").is_file()


KEYWORDS = {
    gh.run: (RunSettings, RUN_DEFAULTS),
    gh.resume: (ResumeSettings, RESUME_DEFAULTS),
    gh.continue_run: (ContinueSettings, CONTINUE_DEFAULTS),
    gh.audit: (AuditSettings, AUDIT_DEFAULTS),
}
SECOND: dict[Callable[..., object], tuple[object, ...]] = {gh.run: ("toytown",), gh.continue_run: (12,)}
"""What a function needs beside its first argument."""


@pytest.mark.parametrize("function", KEYWORDS)
def test_every_keyword_is_documented_and_has_a_default(function: Callable[..., object]) -> None:
    settings, defaults = KEYWORDS[function]
    assert list(defaults) and set(defaults) == set(settings.__annotations__)
    assert [name for name in settings.__annotations__ if f"`{name}`" not in (function.__doc__ or "")] == []


@pytest.mark.parametrize("function", KEYWORDS)
def test_a_misspelt_keyword_is_refused_with_the_nearest_and_all_names(
    function: Callable[..., object],
) -> None:
    settings, _ = KEYWORDS[function]
    last = list(settings.__annotations__)[-1]
    with pytest.raises(gh.InputError) as refused:
        function("court-list-2013", *SECOND.get(function, ()), **{f"{last}x": 1, "nonsense": 2})
    said = str(refused.value)
    assert f'{last}x: not a keyword of glasshouse.{function.__name__} (did you mean "{last}"?' in said
    assert "nonsense: not a keyword" in said
    assert ", ".join(settings.__annotations__) in said
