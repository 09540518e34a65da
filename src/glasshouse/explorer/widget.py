"""The city in a notebook: a run and its twin as a widget, drawn by the same modules as the page.

    from glasshouse.explorer import widget
    widget.city(run)

Needs the extra `notebook` (anywidget). The recording is a copy of what the page would show, nothing else of
the run leaves Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glasshouse.charts import map_layers
from glasshouse.explorer.bundling import bundle
from glasshouse.extras import extra

if TYPE_CHECKING:
    from glasshouse.simulation.running import Run

MODULE = "widget.js"


def city(run: Run) -> Any:
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


def recorded(run: Run) -> bytes:
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
