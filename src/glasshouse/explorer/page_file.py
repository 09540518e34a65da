"""The page with one recorded run in one offline file, or as a widget in a notebook."""

from __future__ import annotations

import base64
import json
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.charts import map_layers
from glasshouse.errors import Diagnostic, InputError
from glasshouse.explorer.api import Api
from glasshouse.explorer.bundling import bundle, one_file
from glasshouse.explorer.requests import Live, Refused
from glasshouse.explorer.server import static_files
from glasshouse.extras import extra
from glasshouse.files import write_atomic

if TYPE_CHECKING:
    from glasshouse.explorer.session import Job
    from glasshouse.explorer.sources import Opened
    from glasshouse.simulation.completed_run import CompletedRun


MONTHS = 60
EACH = 4
"""Lives of each fate that are kept."""
MOST_LIVES = 28
GRIDS = (0, 250, 500)
"""Coarsenings for which the probes of map privacy are kept, metres."""
PACKED = "application/octet-stream;base64"


def export(to: str | Path, opened: Opened | None = None, *, asked: Live | None = None) -> Path:
    """Write the page with the run that was opened, or with one of `asked` (20,000 persons, 60 months).

    Returns where it is; it moves into place when whole. Raises `InputError` where the run comes to nothing.
    """
    target = Path(to)
    if target.suffix not in (".html", ".htm"):
        raise InputError(Diagnostic("must end in .html", "name the file page.html", str(target)))
    api = Api(opened=opened)
    try:
        text = page(api, asked or Live(months=MONTHS))
    except Refused as refused:
        raise InputError(*refused.diagnostics) from None
    finally:
        api.close()
    return write_atomic(target, text)


def page(api: Api, asked: Live) -> str:
    """The text of the page with the run that was opened, or with the one asked for."""
    job = _job(api, asked)
    held = json.dumps(told(api, job), ensure_ascii=False, separators=(",", ":"))
    blocks = {
        "opened": (PACKED, packed(held.encode())),
        "recording": (PACKED, packed(bytes(api.city(job.id).body))),
    }
    files = {name: entry.read_bytes() for name, entry in static_files().items()}
    return one_file(files, blocks)


def packed(data: bytes) -> str:
    """Bytes deflated (zlib) and in base64."""
    return base64.b64encode(zlib.compress(data, 9)).decode()


def _job(api: Api, asked: Live) -> Job:
    if api.opened is not None and api.opened.make is not None:
        job = api.session.job(api.opened.run)
    else:
        job = api.session.ask(asked, lambda: api.books.book(asked))
    while job.unfinished:
        time.sleep(0.05)
    if job.lived is None:
        raise InputError(*job.diagnostics)
    return job


def told(api: Api, job: Job) -> dict[str, object]:
    """Everything the page asks its server for, as far as it goes without one."""
    law: dict[str, Any] = {
        name: job.config[name] for name in ("rulebook", "variant", "changes") if name in job.config
    }
    picks = _picks(api, job.id)
    people = list(
        dict.fromkeys(person for row in zip(*_even(picks), strict=True) for person in row if person >= 0)
    )
    return {
        "about": {**api.about(), "opened": {"run": job.id, "exported": True}},
        "rulebook": _or_none(lambda: api.rulebook({"id": law["rulebook"], "variant": law["variant"]})),
        "lint": _or_none(lambda: api.lint(json.dumps(law).encode())),
        "run": api.report(job.id),
        "figures": api.figures(job.id),
        "timeline": api.timeline(job.id, {}),
        "lives": {str(person): api.life(job.id, str(person)) for person in people[:MOST_LIVES]},
        "picks": {
            fate: [person for person in found if person in people[:MOST_LIVES]]
            for fate, found in picks.items()
        },
        "privacy": _privacy(api, job),
        "provinces": _provinces(api, law),
    }


def _picks(api: Api, run: str) -> dict[str, list[int]]:
    from glasshouse.explorer.page_lives import FATES

    return {fate: list(dict.fromkeys(_picked(api, run, fate))) for fate in FATES}


def _picked(api: Api, run: str, fate: str) -> Iterator[int]:
    for place in range(EACH):
        asked = {"fate": fate, "n": str(place)}
        one = _or_none(partial(api.pick, run, asked))
        if one and one["person"] is not None:
            yield one["person"]


def _even(picks: dict[str, list[int]]) -> list[list[int]]:
    """Rows of equal length, filled up with -1."""
    return [[*found, *([-1] * (EACH - len(found)))] for found in picks.values()]


def _privacy(api: Api, job: Job) -> dict[str, object]:
    radius = int(job.lived.report["map"]["radius"]) if job.lived else 500
    found: dict[str, object] = {}
    for grid in GRIDS:
        asked = {"radius": str(radius), "grid": str(grid)}
        if answer := _or_none(partial(api.privacy, job.id, asked)):
            found[f"{radius}/{grid}"] = answer
    return found


def _provinces(api: Api, law: dict[str, Any]) -> dict[str, object]:
    """Every history of the provinces under the rulebook and its variant, without changed values."""
    from glasshouse.explorer.provinces import HISTORIES

    asked = {"rulebook": law["rulebook"], "variant": law["variant"]}
    return {name: _or_none(partial(api.provinces, {**asked, "history": name})) for name in HISTORIES}


def _or_none(answer: Callable[[], object]) -> Any:
    """An answer, or None where there is none (nobody met a fate, a rulebook that is not shipped)."""
    try:
        return answer()
    except (InputError, Refused):
        return None


MODULE = "widget.js"


def city(run: CompletedRun) -> Any:
    """A widget of the city of a run, month by month, beside its twin; the run is lived again for it.

    Raises `InputError` where anywidget is not installed.
    """
    anywidget, traitlets = extra("anywidget", "notebook"), extra("traitlets", "notebook")
    kind = type(
        "City",
        (anywidget.AnyWidget,),
        {
            "_esm": module(),
            "recording": traitlets.Bytes().tag(sync=True),
            "inks": traitlets.Dict().tag(sync=True),
        },
    )
    return kind(recording=recorded(run), inks=map_layers.inks())


def recorded(run: CompletedRun) -> bytes:
    """The recording of a run and its twin (format GHR1)."""
    from glasshouse.explorer.runner import Warm

    return Warm(threads=run.threads).live(run.config, _unheard).recording.packed


def module() -> str:
    """One ES module that draws a recording: the page's own, with `render` as anywidget asks for it."""
    from glasshouse.explorer.server import static_files

    files = {name: entry.read_bytes() for name, entry in static_files().items() if name.endswith(".js")}
    text = bundle(files, MODULE)
    last = text.rindex("const $module") + len("const ")
    name = text[last : text.index(" ", last)]
    return f"{text}\nexport default {{ render: {name}.render }};\n"


def _unheard(_done: int, _total: int) -> None:
    """Progress nobody watches."""
