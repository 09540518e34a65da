"""A recording of a synthetic town: who lives where and what became of them, one bit a person and month."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.model.census import FEARFUL_FROM
from glasshouse.model.groups import codes_of, names_in
from glasshouse.model.person import LISTED, VOICES

if TYPE_CHECKING:
    from glasshouse.model.world import World
    from glasshouse.population.society import Society


Array = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]


def _listed(world: World) -> Flags:
    return np.asarray((world.signs & LISTED) != 0)


def _wrong(world: World) -> Flags:
    found = _listed(world)
    rows = np.flatnonzero(found)  # few; the fields of everybody are slow to read
    wrong, unable, lists = (world.people[name][rows] for name in ("wrong_person", "unable", "lists"))
    found[rows] = (wrong | unable) & lists != 0
    return found


PLANES: Mapping[str, Callable[[World], Flags]] = {
    "listed": _listed,
    "wrong": _wrong,
    "gated": lambda world: np.asarray(world.people["shut"].any(axis=1)),
    "voices": lambda world: np.asarray((world.people["state"] & VOICES) != 0),
    "fearful": lambda world: np.asarray(world.people["fear"] >= FEARFUL_FROM),
}
"""On a blacklist; on one for somebody else's deed, for nothing or though unable to pay; some right shut;
criticised in public this month; in fear (a quarter of the scale or more)."""
OF_THE_TWIN = ("voices",)
"""Planes kept of the twin: somebody is silent who speaks there and not under the system."""


@dataclass(frozen=True)
class Plane:
    """`first` (n,) flags of month 0; `flips` u32 who changes, those of month m at `at[m]` .. `at[m + 1]`."""

    first: Flags
    flips: Array
    at: Array

    def month(self, month: int) -> Flags:
        """The flags at the end of a month, (n,)."""
        changed = np.bincount(self.flips[: self.at[month + 1]], minlength=len(self.first)) & 1
        return np.asarray(self.first ^ changed.astype(bool))

    @property
    def bytes(self) -> int:
        """Memory it takes."""
        return int(self.first.nbytes + self.flips.nbytes + self.at.nbytes)


def plane_of(months: list[Flags]) -> Plane:
    """The plane of flags given month by month."""
    keeper = _Keeper()
    for flags in months:
        keeper.note(flags)
    return keeper.plane()


class _Keeper:
    """Takes in the flags of one month after another."""

    def __init__(self) -> None:
        self._first: Flags | None = None
        self._now: Flags = np.zeros(0, bool)
        self._flips: list[Array] = []

    def note(self, flags: Flags) -> None:
        if self._first is None:
            self._first, self._flips = flags, [np.zeros(0, np.uint32)]
        else:
            self._flips.append(np.flatnonzero(flags != self._now).astype(np.uint32))
        self._now = flags

    def plane(self) -> Plane:
        at = np.cumsum([0, *(len(part) for part in self._flips)]).astype(np.uint32)
        first = self._now if self._first is None else self._first
        return Plane(first, np.concatenate([np.zeros(0, np.uint32), *self._flips]), at)


class Watch:
    """Looks at a world after each of its months (see `study.running.live`); changes nothing in it."""

    def __init__(self, planes: tuple[str, ...] = tuple(PLANES)) -> None:
        self._keepers = {name: _Keeper() for name in planes}
        self.who: Array = np.zeros(0, np.uint32)

    def __call__(self, month: int, world: World) -> None:
        """Note one month."""
        if month == 0:
            self.who = world.people["who"].copy()
        for name, keeper in self._keepers.items():
            keeper.note(PLANES[name](world))

    def planes(self) -> dict[str, Plane]:
        """What was seen; persons are in the order of storage, that of `who`."""
        return {name: keeper.plane() for name, keeper in self._keepers.items()}


MAGIC = b"GHR1"
ALIGNED = 8
LABELS = ("sex", "age_band", "registration", "income_band")
_TYPES = {"who": "u4", "settlement": "u2", "x": "i2", "y": "i2", **dict.fromkeys(LABELS, "u1")}
_NAMES = {"u1": "u8", "u2": "u16", "i2": "i16", "u4": "u32"}
_KINDS = {name: kind for kind, name in _NAMES.items()}


@dataclass(frozen=True)
class Recording:
    """A run as the page sees it.

    `columns` are those of _TYPES, a value a person in the order of storage (by settlement and raster cell);
    `sides` the planes of "system" and "twin"; `about` the rest of the header.
    """

    about: dict[str, Any]
    columns: Mapping[str, Array]
    sides: Mapping[str, Mapping[str, Plane]]

    @property
    def persons(self) -> int:
        """How many persons it shows."""
        return len(self.columns["who"])

    @property
    def months(self) -> int:
        """How many months it covers."""
        return int(self.about["months"])

    def plane(self, name: str, month: int, side: str = "system") -> npt.NDArray[np.bool_]:
        """The flags of a plane at the end of a month; all false where it was not kept."""
        plane = self.sides.get(side, {}).get(name)
        return plane.month(month) if plane else np.zeros(self.persons, bool)

    @cached_property
    def packed(self) -> bytes:
        """The recording as bytes."""
        arrays: dict[str, Array] = {
            name: np.ascontiguousarray(values, f"<{_TYPES[name]}") for name, values in self.columns.items()
        }
        for side, planes in self.sides.items():
            for name, plane in planes.items():
                arrays[f"first.{side}.{name}"] = np.packbits(plane.first, bitorder="little")
                arrays[f"flips.{side}.{name}"] = plane.flips.astype("<u4")
                arrays[f"flips_at.{side}.{name}"] = plane.at.astype("<u4")
        return _packed(self.about, arrays)


def _packed(about: dict[str, object], arrays: Mapping[str, Array]) -> bytes:
    listed, parts, offset = [], [], 0
    for name, values in arrays.items():
        kind = _NAMES[values.dtype.str.lstrip("<|")]
        listed.append({"name": name, "type": kind, "length": len(values), "offset": offset})
        parts.append(_padded(values.tobytes()))
        offset += len(parts[-1])
    header = json.dumps({**about, "arrays": listed}, ensure_ascii=False, separators=(",", ":")).encode()
    return _padded(MAGIC + struct.pack("<I", len(header)) + header) + b"".join(parts)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % ALIGNED)


def unpacked(data: bytes) -> Recording:
    """The recording in some bytes; the inverse of `Recording.packed`. Raises `ValueError` for other bytes."""
    if data[:4] != MAGIC:
        raise ValueError("not a recording: it does not begin with GHR1")
    (length,) = struct.unpack_from("<I", data, 4)
    about = json.loads(data[8 : 8 + length])
    base = 8 + length + -(8 + length) % ALIGNED
    arrays = {
        one["name"]: np.frombuffer(data, f"<{_KINDS[one['type']]}", one["length"], base + one["offset"])
        for one in about.pop("arrays")
    }
    persons = int(about["persons"])
    sides: dict[str, dict[str, Plane]] = {side: {} for side in about["sides"]}
    for name, bits in arrays.items():
        if name.startswith("first."):
            _, side, plane = name.split(".")
            first = np.unpackbits(bits, count=persons, bitorder="little").astype(bool)
            sides[side][plane] = Plane(
                first, arrays[f"flips.{side}.{plane}"], arrays[f"flips_at.{side}.{plane}"]
            )
    return Recording(about, {name: arrays[name] for name in _TYPES}, sides)


def recording(
    society: Society,
    order: Array,
    sides: Mapping[str, Mapping[str, Plane]],
    *,
    months: int,
    start: str,
    shown: Mapping[str, object],
    unknown: tuple[str, ...] = (),
) -> Recording:
    """The recording of a society of which `order` gives the rows in the order of storage.

    `shown` is what the rulebook's map shows (`radius`, `grid` in metres, `fields`); `unknown` names planes
    nobody kept.
    """
    codes = codes_of(society)
    columns = {name: np.asarray(getattr(society, name))[order] for name in ("who", "settlement", "x", "y")}
    columns |= {name: codes[name][order] for name in LABELS}
    about = {
        "persons": len(order),
        "months": months,
        "start": start,
        "settlements": settlements(society),
        "planes": list(PLANES),
        "unknown": list(unknown),
        "sides": list(sides),
        "twin_planes": list(OF_THE_TWIN),
        "labels": {name: list(names_in(society)[name]) for name in LABELS},
        "map": dict(shown),
    }
    return Recording(about, columns, sides)


def settlements(society: Society) -> list[dict[str, object]]:
    """Every settlement: name, place within its province (km, for pictures only) and side of its raster in
    metres."""
    from glasshouse.population.society_columns import CELL
    from glasshouse.simulation.count_tables import province_names

    names = province_names(society)
    found = []
    for number, one in enumerate(society.settlements):
        province = names[int(one["province"])].replace("_", " ").title()
        kind = "town" if one["urban"] else "village"
        found.append(
            {
                "id": number,
                "name": f"{province}, {kind} {int(one['serial']) + 1}",
                "x": round(float(one["origin_x"]), 3),
                "y": round(float(one["origin_y"]), 3),
                "side": int(one["side"]) * CELL,
                "low": int(one["low"]),
                "rural": not one["urban"],
                "persons": int(one["persons"]),
            }
        )
    return found
