"""Dated events of the world: a downturn, an epidemic, a campaign, a scandal, news of punishments.

Each kind is one function that changes what mechanisms read of a province in a month (`climate.PROVINCE`). An
event has its full size for some months and then decays by halves. What somebody does about it is left to the
mechanisms: an event lists nobody and takes no job by itself. The effects are assumptions
(`data/world_events.yaml`), not estimates of any real event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import CERTAIN, draw, stream
from glasshouse.engine.rules import rule
from glasshouse.model.conduct import NO_ACT
from glasshouse.model.person import AWARE
from glasshouse.model.record_types import DrawsRow, Int, Person, ProvinceRow, Records
from glasshouse.specs.parameters import Parameter, ParameterSet, load

HEARD = stream("world_events.heard")
AT_HOME = stream("world_events.at_home")
FAINTEST = 0.01
"""Share of its size below which an event is over."""
FILE = Path(__file__).resolve().parent.parent / "data" / "world_events.yaml"


@dataclass(frozen=True)
class DatedEvent:
    """Something that strikes a society at a date.

    `size` is in the unit of its kind (`described`), held for `months` from `start` ("2016-03"); then half of
    what is left passes every `decay` months (0: it ends at once). `provinces` are those it strikes, all of
    them without a name. `of` says whether it belongs to the `world`, and so to the twin too, or to the
    `system`. `approval` is used by campaigns alone. `source` says where the size comes from.
    """

    name: str
    kind: str
    start: str
    size: float
    months: int
    decay: int
    provinces: tuple[str, ...] = ()
    of: Literal["world", "system"] = "world"
    approval: float = 0.0
    source: str = "assumption"

    def strength(self, month: int) -> float:
        """The size in a month counted from that of its start; 0 before it and once it is over."""
        if month < 0:
            return 0.0
        if month < self.months:
            return self.size
        left = 0.5 ** ((month - self.months + 1) / self.decay) if self.decay else 0.0
        return self.size * left if left >= FAINTEST else 0.0

    def as_dict(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {**asdict(self), "provinces": list(self.provinces)}


@cache
def effects() -> ParameterSet:
    """What events do for each unit of their size, and their usual size, length and decay."""
    return load(FILE)


def effect(name: str) -> Parameter:
    """One of `effects` by its name, such as "downturn_pay"."""
    return effects()[f"world_events.{name}"]


def downturn(province: Records, size: float, _event: DatedEvent) -> None:
    """A downturn: more jobs end and more firms default, fewer people are hired, work pays less."""
    province["climate"] *= 1.0 + size * _value("downturn_separations")
    province["hires"] *= 1.0 - size
    province["pay"] *= 1.0 - size * _value("downturn_pay")


def epidemic(province: Records, size: float, _event: DatedEvent) -> None:
    """An epidemic: fewer trips and acts in public, and more months in which work brings nothing."""
    province["trips"] *= 1.0 - size
    _add_chance(province, "at_home", size)
    _add_chance(province, "idle", size * _value("epidemic_work"))


def campaign(province: Records, size: float, event: DatedEvent) -> None:
    """A disclosure or information campaign: people hear of the system, and judge the authority by it."""
    _add_chance(province, "heard", size)
    province["heard_approval"] += event.approval
    province["news"] = 1


def scandal(province: Records, size: float, _event: DatedEvent) -> None:
    """A scandal of the authority: approval falls."""
    province["approval"] -= size
    province["news"] = 1


def visibility_shock(province: Records, size: float, _event: DatedEvent) -> None:
    """News of punishments: fear rises."""
    province["fear"] += size
    province["news"] = 1


KINDS: dict[str, Callable[[Records, float, DatedEvent], None]] = {
    kind.__name__: kind for kind in (downturn, epidemic, campaign, scandal, visibility_shock)
}
"""What each kind of event does to the record of a province, given the size it has in the month."""


def described(kind: str) -> str:
    """A kind in words: what it does, and the unit and range of its size."""
    size = effect(f"{kind}_size")
    low, high = size.range
    return f"{KINDS[kind].__doc__} Size in {size.unit}, {low:g} to {high:g}: {size.note}."


def strike(provinces: Records, events: Iterable[tuple[int, tuple[int, ...], DatedEvent]], month: int) -> None:
    """Let events change the records of provinces in a month of the run.

    Of each event is given the month of the run in which it starts, the serials it strikes (none: all), and
    the event.
    """
    for start, serials, event in events:
        if size := event.strength(month - start):
            for serial in serials or range(len(provinces)):
                if serial < len(provinces):
                    KINDS[event.kind](provinces[serial : serial + 1].view(np.recarray), size, event)


def _add_chance(province: Records, name: str, chance: float) -> None:
    """Add a chance that is independent of those already there; chances are kept as thresholds."""
    none_of_both = (1.0 - province[name] / CERTAIN) * (1.0 - chance)
    province[name] = np.rint((1.0 - none_of_both) * CERTAIN)


def _value(name: str) -> float:
    value = effect(name).value
    assert not isinstance(value, tuple)
    return float(value)


@rule(streams="world_events.at_home")
def stay_at_home(rng: DrawsRow, act: int, province: ProvinceRow) -> Int:
    """The act of the month, or none for those who stay at home."""
    return NO_ACT if draw(rng, AT_HOME) < province.at_home else act


@inlined
def is_news(province: ProvinceRow) -> bool:
    """Whether news reaches the province this month."""
    return province.news != 0


@rule(reads="state fear approval", writes="state fear approval", streams="world_events.heard")
def hear_news(p: Person, rng: DrawsRow, province: ProvinceRow) -> None:
    """News of the month moves fear and approval, and tells some people of the system."""
    approval = p.approval + province.approval
    if not p.state & AWARE and draw(rng, HEARD) < province.heard:
        p.state |= AWARE
        approval += province.heard_approval
    p.approval = np.int64(max(-100.0, min(100.0, approval)))
    p.fear = np.int64(max(0.0, min(255.0, p.fear + province.fear)))
