"""The keywords of `glasshouse.audit`: types, and what they are by default."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from pathlib import Path

    from glasshouse.auditing.bounds import ChosenBound
    from glasshouse.metrics.catalogue import Own
    from glasshouse.model.custom_mechanism import CustomMechanism

OnStep = Callable[[int, int], None]
"""Is told how many runs of how many are done."""


class AuditSettings(TypedDict, total=False):
    """The keywords of `glasshouse.audit`."""

    bounds: str | Path | Sequence[ChosenBound] | None
    """A file of bounds, or bounds already loaded; None, the default, means the shipped ones."""
    by: str | Sequence[str] | None
    """A group dimension, or several, such as "sex": only their groups are kept. All by default."""
    rulebook: str
    """The rulebook audited, of a study with several; empty by default."""
    store: str | Path | None
    """The folder in which the members of a study lie; None, the default, means that of the command line."""
    privacy: bool
    """Whether to probe the map, if there is one; False by default."""
    more: bool
    """Whether to repeat runs of 20,000 persons for what the folder alone cannot answer: neutral sanctions,
    chance, switched attributes, variants. It probes the map too. False by default."""
    measures: Sequence[Own]
    """Measures of your own beside the shipped ones, as objects or FILE:NAME; none by default."""
    mechanisms: Sequence[CustomMechanism | str]
    """The mechanisms of the run, for `more`, where the texts that its folder keeps are not to be used: all of
    them, as they were. None by default."""
    on_step: OnStep | None
    """Called after each repeated run of `more` with the runs done and those to do."""


AUDIT_DEFAULTS: AuditSettings = {
    "bounds": None,
    "by": None,
    "rulebook": "",
    "store": None,
    "privacy": False,
    "more": False,
    "measures": (),
    "mechanisms": (),
    "on_step": None,
}
