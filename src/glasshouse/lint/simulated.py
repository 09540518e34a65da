"""Runs for the rules that a text cannot decide: the same rulebook under several seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Replicates:
    """Runs of one rulebook that differ in their seed only."""

    runs: tuple[Any, ...]
