"""Packages that only some studies need: loaded when asked for, named plainly when they are not installed."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from glasshouse.errors import BadInput, Fault


def extra(module: str, name: str) -> Any:
    """A module of the extra `name` of the package. Raises `BadInput` saying how to install it."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if (error.name or "").partition(".")[0] != package:
            raise
        raise BadInput(Fault(f"{package} is not installed", f"pip install 'glasshouse[{name}]'")) from None


@contextmanager
def quiet() -> Iterator[None]:
    """Without the warnings of such a package: an optimiser at the end of a range, names that will go."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
