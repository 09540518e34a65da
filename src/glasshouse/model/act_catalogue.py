"""The catalogue as rules read it: who does what how often, what is seen of it and what is seen wrongly, what
entries rest on, which rights are tried."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine.rng import CERTAIN
from glasshouse.model.person import EMPLOYED, KINDNESS, LEGAL_REP, MERIT, OFFICIAL, SMARTPHONE, WORKS
from glasshouse.model.record_types import ActRow, Records
from glasshouse.rulebooks.law import GROUNDS
from glasshouse.rulebooks.sizes import STANDARD, Field, Sizes, sized
from glasshouse.rulebooks.vocabulary import Term, Vocabulary, vocabulary
from glasshouse.specs.units import quantity

GUIDE_BITS = 10
GUIDE = 1 << GUIDE_BITS
OLDEST = 255
FIELDS: list[Field] = [
    ("act_cut", "u8", (2, "behaviours")),  # cumulative thresholds of one act a month, by registration
    ("detected", "u8", (2, "behaviours")),  # threshold of being seen
    ("records", "f8", (2, "behaviours")),  # breaches recorded in a month, as a threshold; 0 for other acts
    ("false_records", "f8", (2, "behaviours")),  # the same for records of nothing, before the ground is asked
    ("false_most", "f8"),  # all of these together, on the ground that errs most
    ("ground_errors", "f8", len(GROUNDS)),
    ("ground_delay", "i8", len(GROUNDS)),  # months
    ("ground_contested", "f8", len(GROUNDS)),
    ("ground_corrected", "f8", len(GROUNDS)),
    ("breach", "u1", "behaviours"),  # 1: a negative act of the catalogue
    ("inspected", "u1", "behaviours"),  # 1: found by inspectors, so that it depends on where they go
    ("refusal", "u8", (2, "rights")),  # threshold of a try in a month that a shut gate refuses
    ("tries", "u8", (2, "rights")),  # threshold of a try in a month
    ("act_start", "behaviour", (2, GUIDE + 1)),  # where in `act_cut` to look, by the first bits of the word
    ("by_traits", "u2", "behaviours"),  # only persons with one of these traits do it; 0 = no matter
    ("by_state", "u2", "behaviours"),
    ("youngest", "u1", "behaviours"),  # years
    ("oldest", "u1", "behaviours"),
    ("effort", "f8", "behaviours"),  # hours; 0 = cannot be done at will
    ("kind", "u1", "behaviours"),  # MERIT or KINDNESS, 0 for neither
    ("suspect", "u1", "behaviours"),  # 1: watchers read disloyalty into it
    ("protected", "u1", "behaviours"),  # 1: a human right covers it
    ("by_status", "u2", "behaviours"),  # only holders of that status do it, counted from 1; 0 = no matter
    ("statuses", "u2"),  # statuses there are; 0 where no rulebook of the run names any
    ("status_of", "u2", "statuses"),  # a rulebook's own: the status its holders have besides
    (
        "status_share",
        "u8",
        (2, "statuses"),
    ),  # threshold of holding it, by registration
    ("status_key", "u4", "statuses"),  # whose luck it is: the CRC of its name
    ("status_lasts", "u2", "statuses"),  # months of a spell; 0 = for life
]


@cache
def catalogue_type(sizes: Sizes) -> np.dtype[np.void]:
    """The catalogue with room for these many behaviours and rights."""
    return sized(FIELDS, sizes)


PLACES = ("urban", "rural")

BY: dict[str, tuple[str, int, int]] = {
    "everyone": ("traits", 0, 0),
    "employed": ("state", EMPLOYED, 0),
    "working": ("state", WORKS, 0),
    "owners": ("traits", LEGAL_REP, 0),
    "officials": ("traits", OFFICIAL, 0),
    "smartphone": ("traits", SMARTPHONE, 0),
    "young": ("age", 0, 39),
    "old": ("age", 60, OLDEST),
}
"""Who alone can do an act: a trait or a state of the person, or an age from .. to."""


def catalogue(
    behaviours: Mapping[str, Term],
    rights: Mapping[str, Term],
    practice: Mapping[str, Any],
    sizes: Sizes = STANDARD,
    statuses: Vocabulary | None = None,
) -> Records:
    """One record (shape (1,)) from the vocabularies and the reach of channels in the practice parameters;
    `statuses` only where some rulebook of the run names one.

    A rate of r a year becomes the chance 1 - exp(-r / 12) of at least one in a month.
    """
    made = np.zeros(1, catalogue_type(sizes)).view(np.recarray)
    for row, place in enumerate(PLACES):
        chances = [_monthly(term.get("incidence")[place]) for term in behaviours.values()]
        made["act_cut"][0, row] = _thresholds(np.cumsum(_padded(chances, sizes.behaviours)))
        seen = [
            term.get("detection")["value"] * practice[f"surveillance.{term.get('channel')}"].value
            for term in behaviours.values()
        ]
        made["detected"][0, row] = _thresholds(_padded(seen, sizes.behaviours))
        enforced = practice["gates.enforced"].value
        tries = [_monthly(term.get("attempts")[place]) * enforced for term in rights.values()]
        made["tries"][0, row] = _thresholds(
            _padded([_monthly(term.get("attempts")[place]) for term in rights.values()], sizes.rights)
        )
        made["refusal"][0, row] = _thresholds(_padded(tries, sizes.rights))
        made["act_start"][0, row] = _guide(made["act_cut"][0, row])
    made["breach"][0, : len(behaviours)] = [term.get("sign") == "negative" for term in behaviours.values()]
    _say_what_errs(made[0], behaviours, practice)
    made["inspected"][0, : len(behaviours)] = [
        term.get("channel") == "inspector" for term in behaviours.values()
    ]
    made["oldest"] = OLDEST
    for k, term in enumerate(behaviours.values()):
        _describe(made[0], k, term, statuses)
    if statuses is not None:
        _describe_statuses(made[0], statuses)
    return made


def _say_what_errs(made: ActRow, behaviours: Mapping[str, Term], practice: Mapping[str, Any]) -> None:
    """How many records of each breach are expected, true and of nothing, and what each ground is worth.

    An act without a rate of its own is one that another mechanism decides, or that nobody does; for it
    `surveillance.occasions` stands in.
    """
    for ground, name in enumerate(GROUNDS):
        for part, of in (("errors", "surveillance"), ("contested", "redress"), ("corrected", "redress")):
            made[f"ground_{part}"][ground] = practice[f"{of}.{part}.{name}"].value if name else 1.0
        made["ground_delay"][ground] = _months(practice[f"surveillance.delay.{name}"]) if name else 0
    occasions = practice["surveillance.occasions"].value
    for k, term in enumerate(behaviours.values()):
        false = practice[f"surveillance.false_{term.get('channel')}"].value
        for row, place in enumerate(PLACES):
            rate = _monthly(term.get("incidence")[place]) or occasions
            seen = made["detected"][row, k] * rate if made["breach"][k] else 0.0
            made["records"][row, k], made["false_records"][row, k] = seen, seen * false
    made["false_most"] = made["false_records"].sum(1).max() * made["ground_errors"].max()


def _months(parameter: Any) -> float:
    return math.ceil(quantity({"value": parameter.value, "unit": parameter.unit}, "month"))


def _describe(made: ActRow, k: int, term: Term, statuses: Vocabulary | None) -> None:
    """Who can do behaviour `k`, what it costs them and how it is looked at."""
    by = term.get("by", "everyone")
    what, low, high = BY.get(by, ("status", 0, 0))
    if what == "status" and statuses is not None:
        made["by_status"][k] = statuses["parents" if by == "children" else by].index + 1
    elif what == "age":
        made["youngest"][k], made["oldest"][k] = low, high
    else:
        made[f"by_{what}"][k] = low
    if effort := term.get("effort"):
        made["effort"][k] = quantity({"unit": "hour", **effort}, "hour")
    if term.get("sign") == "positive":
        made["kind"][k] = KINDNESS if term.get("unseen") else MERIT
    made["suspect"][k] = bool(term.get("suspect"))
    made["protected"][k] = bool(term.get("protected"))


def _describe_statuses(made: ActRow, statuses: Vocabulary) -> None:
    """How many hold each status of a rulebook's own, of whom, for how long."""
    made["statuses"] = len(statuses)
    for k, term in enumerate(statuses.terms[len(vocabulary("statuses")) :], len(vocabulary("statuses"))):
        share = term.get("share", {"value": 1.0})
        made["status_of"][k] = statuses[term.get("who")].index
        made["status_key"][k] = zlib.crc32(term.name.encode())
        made["status_lasts"][k] = math.ceil(term.get("lasts") or 0)
        shares = np.array([share.get(place, share.get("value", 0.0)) for place in PLACES])
        made["status_share"][:, k] = _thresholds(shares)


def _guide(cuts: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """For each beginning of a word, the first act whose cut lies above the least such word."""
    least = np.arange(GUIDE + 1, dtype=np.uint64) << np.uint64(32 - GUIDE_BITS)
    return np.minimum(np.searchsorted(cuts, least, side="right"), len(cuts) - 1)


def _monthly(rate: float) -> float:
    return float(1.0 - np.exp(-rate / 12.0))


def _padded(values: list[float], length: int) -> npt.NDArray[np.float64]:
    return np.array(values + [0.0] * (length - len(values)))


def _thresholds(chances: npt.NDArray[np.float64]) -> npt.NDArray[np.uint64]:
    return np.rint(np.clip(chances, 0.0, 1.0) * CERTAIN).astype(np.uint64)
