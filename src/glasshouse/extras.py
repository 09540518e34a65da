"""Packages that only some studies need: loaded when asked for, named plainly when they are not installed."""

from __future__ import annotations

import importlib
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from glasshouse.errors import Diagnostic, InputError


def extra(module: str, name: str) -> Any:
    """A module of the extra `name` of the package. Raises `InputError` saying how to install it."""
    for logger in _LOGGERS.get(module.partition(".")[0], ()):
        logging.getLogger(logger).addHandler(logging.NullHandler())
    try:
        with quiet():
            return importlib.import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if (error.name or "").partition(".")[0] != package:
            raise
        raise InputError(
            Diagnostic(f"{package} is not installed", f"pip install 'glasshouse[{name}]'")
        ) from None


_LOGGERS = {"ema_workbench": ("EMA",)}
"""Loggers of packages that would print to standard error where nobody asked for logs."""


@contextmanager
def quiet() -> Iterator[None]:
    """Without the warnings of such a package, which name its files and not what a user wrote.

    What a user can act on is said elsewhere in our words: the check of a plan says that a Saltelli design
    wants a power of two, indices are given only where a surrogate predicts well. What is left is an optimiser
    at the end of a range, a division of 0 by 0 that gives `nan`, and names that will go.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
