"""Lazy attributes: a package names what it offers and loads none of it before it is used (PEP 562)."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping


def lazy_attributes(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a package that offers each name in `homes` from the module beside it.

    A home is a module of the package (`"running"`), or a module and another name in it (`"loading:load"`).
    A name that was loaded is kept, so that later uses cost nothing.
    """

    def load(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name)
        module, _, attribute = homes[name].partition(":")
        found = getattr(importlib.import_module(f"{package}.{module}"), attribute or name)
        setattr(sys.modules[package], name, found)
        return found

    return load
