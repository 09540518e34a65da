"""Explore: a page on which anyone can see what a social-scoring system does, and the small server behind it.

The server answers this machine only, and serves runs of synthetic people only: nothing about anybody can be
sent to it, and it scores nobody (see docs/decisions/0013-the-page-is-not-a-scoring-service.md).

Names are loaded on first use, so that the page is there before the model is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.lazy import lazy_attributes

if TYPE_CHECKING:
    from glasshouse.explorer.page_file import export
    from glasshouse.explorer.serving import serve

__all__ = ["export", "serve"]

_LAZY = {"export": "page_file", "serve": "serving"}

__getattr__ = lazy_attributes(__name__, _LAZY)
