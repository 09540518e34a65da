"""A recording: who lives where in a synthetic town, and what became of them month by month, in few bytes.

The format is GHR1, little endian: the letters `GHR1`, the length of a header (u32), the header (JSON), zeros
up to a multiple of 8, then the arrays the header names, each at a multiple of 8 from where the first begins.
Bits are packed lowest first: person i is bit i mod 8 of byte i div 8.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.explorer.bitplanes import OF_THE_TWIN, PLANES, Plane
from glasshouse.model.groups import codes_of, names_in

if TYPE_CHECKING:
    from glasshouse.population.society import Society

Array = npt.NDArray[Any]
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


def _packed(about: dict[str, Any], arrays: Mapping[str, Array]) -> bytes:
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
    shown: Mapping[str, Any],
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


def settlements(society: Society) -> list[dict[str, Any]]:
    """Every settlement: name, place within its province (km, for pictures only) and side of its raster in
    metres."""
    from glasshouse.population.society import CELL
    from glasshouse.simulation.records import province_names

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
