"""What to keep of a run while it runs: where checkpoints go and how often, and what is wanted in the end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from glasshouse import arguments

STANDARD_VARIANTS: tuple[str, ...] = ("benefits-only",)
"""Variants of a rulebook that every saved run with a twin is compared with."""


@dataclass(frozen=True)
class CheckpointPolicy:
    """Keep a run whose results go to `folder`: a checkpoint `every` so many months.

    What is wanted in the end stays with the plan, for whoever goes on: `variants` to compare, whether there
    is a `report`, and whether the results `overwrite` earlier ones (and a new run earlier checkpoints).

    >>> import glasshouse as gh
    >>> keep = gh.CheckpointPolicy("results/long", every=3)
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, checkpoint=keep)
    >>> run.checkpoints is None
    False
    """

    folder: Path
    every: int = 12
    overwrite: bool = False
    variants: tuple[str, ...] = STANDARD_VARIANTS
    report: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "every", arguments.months("every", self.every))
