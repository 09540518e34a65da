"""glasshouse: run social-scoring systems on wholly synthetic people and see what they do to them.

    import glasshouse as gh

    law = gh.rulebook("court-list-2013+debtor-map")
    run = gh.run(law, gh.society("toytown"), persons=5_000, months=24, seed=7, twin=True)
    gap = gh.compare(run, run.twin())

Names are loaded when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.audit import audit
    from glasshouse.errors import Diagnostic, InputError
    from glasshouse.lint import lint
    from glasshouse.model.custom_mechanism import mechanism, parameter
    from glasshouse.model_docs import describe, plan
    from glasshouse.population import SocietyRecipe
    from glasshouse.population import load as society
    from glasshouse.rulebook import Rulebook, practice
    from glasshouse.rulebook import load as rulebook
    from glasshouse.rulebook import shipped as rulebooks
    from glasshouse.simulation import Comparison, Run, compare, run
    from glasshouse.specs.parameters import Parameter, ParameterSet

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "Diagnostic",
    "InputError",
    "Parameter",
    "ParameterSet",
    "Rulebook",
    "Run",
    "SocietyRecipe",
    "__version__",
    "audit",
    "compare",
    "describe",
    "lint",
    "mechanism",
    "parameter",
    "plan",
    "practice",
    "rulebook",
    "rulebooks",
    "run",
    "society",
]

_LAZY = {
    "InputError": "glasshouse.errors",
    "Diagnostic": "glasshouse.errors",
    "Comparison": "glasshouse.simulation",
    "Parameter": "glasshouse.specs.parameters",
    "ParameterSet": "glasshouse.specs.parameters",
    "Rulebook": "glasshouse.rulebook",
    "Run": "glasshouse.simulation",
    "SocietyRecipe": "glasshouse.population",
    "compare": "glasshouse.simulation",
    "describe": "glasshouse.model_docs",
    "mechanism": "glasshouse.model.custom_mechanism",
    "parameter": "glasshouse.model.custom_mechanism",
    "plan": "glasshouse.model_docs",
    "practice": "glasshouse.rulebook",
    "rulebooks": "glasshouse.rulebook:shipped",
    "run": "glasshouse.simulation",
    "society": "glasshouse.population:load",
}
_ROOMS = {"audit": "audit", "rulebook": "load", "lint": "lint"}
"""Packages that can be called, with what a call does."""


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"glasshouse.{name}")
    if name not in _LAZY:
        raise AttributeError(f"module 'glasshouse' has no attribute {name!r}")
    module, _, attribute = _LAZY[name].partition(":")
    return getattr(importlib.import_module(module), attribute or name)


def __dir__() -> list[str]:
    return __all__


class _Room(ModuleType):
    """A room of the house that can be called: `gh.rulebook("nothing")` loads, `gh.lint(law)` lints."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return getattr(self, _ROOMS[self.__name__.rpartition(".")[2]])(*arguments, **named)


class _Face(ModuleType):
    """The package itself; the import system hands it each room, some of which can be called."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _ROOMS and isinstance(value, ModuleType):
            value.__class__ = _Room
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face
