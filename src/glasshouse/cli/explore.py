"""`glasshouse explore`: the page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from glasshouse.cli.options import whole

Port = Annotated[int, Parameter(converter=whole, validator=Number(gte=0, lte=65_535))]


def explore(
    folder: Path | None = None,
    /,
    *,
    port: Port = 0,
    browser: bool = True,
    export: Path | None = None,
) -> None:
    """Open a page on which a synthetic town lives under a rulebook of your choice.

    The page is served to this machine only, by this command, until it is interrupted.

    Parameters
    ----------
    folder
        A results folder, or a study file or a folder with one, to open; by default a town of 20,000.
    port
        Port to serve on, by default a free one.
    browser
        Open the page in a browser.
    export
        Write the page with one recorded run into this file instead; it needs no server and no network.
    """
    from glasshouse.explorer.sources import open_source

    given = open_source(folder) if folder is not None else None
    if export is not None:
        from glasshouse.explorer.page_file import export as write

        print(write(export, given))
        return
    from glasshouse.explorer.serving import serve

    serve(given, port=port, browser=browser, say=lambda address: print(address, flush=True))
