"""The report: one HTML file that opens offline, from the files of a results folder and nothing else.

`write(folder)` reads the folder and writes `report.html` into it. Each module builds one part of the page
(`headline`, `listed`, `city`, `voice`, `life`, `appendix`); `figures` holds its figures, `words` prints
numbers and names; `page` puts all of it into the templates.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from glasshouse.charts.registry import Maker
    from glasshouse.metrics.measure import Measure
    from glasshouse.simulation import Comparison


def write(
    results: str | Path | Comparison,
    to: str | Path | None = None,
    *,
    measures: Sequence[Measure | str | Path] = (),
    pictures: Sequence[Maker | str | Path] = (),
) -> Path:
    """Write the report of a finished run and return where it is (`report.html` in the folder, or `to`).

    `results` is a results folder, or a comparison in memory, for which `to` must be given. The people of a
    folder are drawn again and compared with its tables. `measures` and `pictures` are those of one's own, as
    objects or FILE:NAME; the page names them, and their sources are kept in `code` beside it. Takes one to
    three seconds. Raises `InputError` naming every file that is missing, altered, or about other people than
    those drawn. The page moves into place when whole.

    >>> import glasshouse as gh
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7, twin=True)
    >>> gh.report(run.save("results/reported", overwrite=True, variants=())).name
    'report.html'
    """
    from glasshouse.reporting import folder, page  # late: charts and templates are heavy, the name is not

    own = page.Own(tuple(measures), tuple(pictures))
    if isinstance(results, str | Path):
        return page.write(folder.read(Path(results)), None if to is None else Path(to), own)
    if to is None:
        raise InputError(Diagnostic("a comparison in memory has no folder", "say where to write its report"))
    with TemporaryDirectory() as place:
        return page.write(folder.read(results.save(Path(place) / "results")), Path(to), own)


__all__ = ["write"]
