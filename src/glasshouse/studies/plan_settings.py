"""The keys of a plan that `sweep` takes as keywords, with their types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from glasshouse.metrics.catalogue import Own
from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.studies.sharing import OnMember


class SweepSettings(TypedDict, total=False):
    """Keys of a `study.yaml` beside rulebooks, society, `vary` and `design`; and `on_member`, which is called
    with the members done and their number."""

    title: str
    note: str
    mechanisms: str | CustomMechanism | Sequence[str | CustomMechanism]
    persons: int
    months: int
    start: str
    seed: int
    replicates: int
    redraw: bool
    twins: bool
    switches: Mapping[str, bool]
    set: Mapping[str, object]
    outcomes: Sequence[str]
    measures: Own | Sequence[Own]
    executor: str
    budget: int
    search: Mapping[str, object]
    on_member: OnMember
