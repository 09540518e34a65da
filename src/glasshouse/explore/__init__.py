"""Explore: a page on which anyone can see what a social-scoring system does, and the small server behind it.

The server answers this machine only, and serves runs of synthetic people only: nothing about anybody can be
sent to it, and it scores nobody (see docs/decisions/0013-the-page-is-not-a-scoring-service.md).

Names are loaded on first use, so that the page is there before the model is.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.explore.export import export
    from glasshouse.explore.serving import serve

__all__ = ["export", "serve"]

_HOMES = {"export": "export", "serve": "serving"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
