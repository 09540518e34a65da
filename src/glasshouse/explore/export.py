"""Export: the page with one recorded run in one file, to open anywhere, offline, and to hand on.

It keeps the city, the radar and some lives; what needs the model (other settings) it does not offer.
"""

from __future__ import annotations

import base64
import json
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.errors import BadInput, Fault
from glasshouse.explore.answers import Desk
from glasshouse.explore.asking import Live
from glasshouse.explore.bundling import one_file
from glasshouse.explore.faults import Refused
from glasshouse.explore.server import static_files
from glasshouse.files import put

if TYPE_CHECKING:
    from glasshouse.explore.opened import Opened
    from glasshouse.explore.session import Job

MONTHS = 60
EACH = 4
"""Lives of each fate that are kept."""
MOST_LIVES = 28
GRIDS = (0, 250, 500)
"""Coarsenings for which the probes of map privacy are kept, metres."""
PACKED = "application/octet-stream;base64"


def export(to: str | Path, opened: Opened | None = None, *, asked: Live | None = None) -> Path:
    """Write the page with the run that was opened, or with one of `asked` (20,000 persons, 60 months).

    Returns where it is; it moves into place when whole. Raises `BadInput` where the run comes to nothing.
    """
    target = Path(to)
    if target.suffix not in (".html", ".htm"):
        raise BadInput(Fault("must end in .html", "name the file page.html", str(target)))
    desk = Desk(opened=opened)
    try:
        text = page(desk, asked or Live(months=MONTHS))
    except Refused as refused:
        raise BadInput(*refused.faults) from None
    finally:
        desk.close()
    return put(target, text)


def page(desk: Desk, asked: Live) -> str:
    """The text of the page with the run that was opened, or with the one asked for."""
    job = _job(desk, asked)
    held = json.dumps(told(desk, job), ensure_ascii=False, separators=(",", ":"))
    blocks = {
        "opened": (PACKED, packed(held.encode())),
        "recording": (PACKED, packed(bytes(desk.city(job.id).body))),
    }
    files = {name: entry.read_bytes() for name, entry in static_files().items()}
    return one_file(files, blocks)


def packed(data: bytes) -> str:
    """Bytes deflated (zlib) and in base64."""
    return base64.b64encode(zlib.compress(data, 9)).decode()


def _job(desk: Desk, asked: Live) -> Job:
    if desk.opened is not None and desk.opened.make is not None:
        job = desk.session.job(desk.opened.run)
    else:
        job = desk.session.ask(asked, lambda: desk.books.book(asked))
    while job.unfinished:
        time.sleep(0.05)
    if job.lived is None:
        raise BadInput(*job.faults)
    return job


def told(desk: Desk, job: Job) -> dict[str, Any]:
    """Everything the page asks its server for, as far as it goes without one."""
    law: dict[str, Any] = {
        name: job.setting[name] for name in ("rulebook", "variant", "changes") if name in job.setting
    }
    picks = _picks(desk, job.id)
    people = list(
        dict.fromkeys(person for row in zip(*_even(picks), strict=True) for person in row if person >= 0)
    )
    return {
        "about": {**desk.about(), "opened": {"run": job.id, "exported": True}},
        "rulebook": _or_none(lambda: desk.rulebook({"id": law["rulebook"], "variant": law["variant"]})),
        "lint": _or_none(lambda: desk.lint(json.dumps(law).encode())),
        "run": desk.report(job.id),
        "lives": {str(person): desk.life(job.id, str(person)) for person in people[:MOST_LIVES]},
        "picks": {
            fate: [person for person in found if person in people[:MOST_LIVES]]
            for fate, found in picks.items()
        },
        "privacy": _privacy(desk, job),
        "provinces": _provinces(desk, law),
    }


def _picks(desk: Desk, run: str) -> dict[str, list[int]]:
    from glasshouse.explore.lives import FATES

    return {fate: list(dict.fromkeys(_picked(desk, run, fate))) for fate in FATES}


def _picked(desk: Desk, run: str, fate: str) -> Iterator[int]:
    for place in range(EACH):
        asked = {"fate": fate, "n": str(place)}
        one = _or_none(partial(desk.pick, run, asked))
        if one and one["person"] is not None:
            yield one["person"]


def _even(picks: dict[str, list[int]]) -> list[list[int]]:
    """Rows of equal length, filled up with -1."""
    return [[*found, *([-1] * (EACH - len(found)))] for found in picks.values()]


def _privacy(desk: Desk, job: Job) -> dict[str, Any]:
    radius = int(job.lived.report["map"]["radius"]) if job.lived else 500
    found: dict[str, Any] = {}
    for grid in GRIDS:
        asked = {"radius": str(radius), "grid": str(grid)}
        if answer := _or_none(partial(desk.privacy, job.id, asked)):
            found[f"{radius}/{grid}"] = answer
    return found


def _provinces(desk: Desk, law: dict[str, Any]) -> dict[str, Any]:
    """Every history of the provinces under the rulebook and its variant, without changed values."""
    from glasshouse.explore.provinces import HISTORIES

    asked = {"rulebook": law["rulebook"], "variant": law["variant"]}
    return {name: _or_none(partial(desk.provinces, {**asked, "history": name})) for name in HISTORIES}


def _or_none(answer: Callable[[], Any]) -> Any:
    """An answer, or None where there is none (nobody met a fate, a rulebook that is not shipped)."""
    try:
        return answer()
    except (BadInput, Refused):
        return None
