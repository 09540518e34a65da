"""The report: one HTML file that opens offline, from the files of a results folder and nothing else.

`write(folder)` reads the folder and writes `report.html` into it. Each module builds one part of the page
(`headline`, `listed`, `city`, `voice`, `life`, `groups`, `appendix`); `charts` and `drawing` make the
pictures, `words` the figures of speech; `page` puts all of it into the templates.
"""

from __future__ import annotations

from pathlib import Path


def write(folder: str | Path, to: str | Path | None = None) -> Path:
    """Write the report of a finished run and return where it is (`report.html` in `folder`, or `to`).

    Takes one to three seconds and reads only files of the folder. Raises `BadInput` naming every file that
    is missing, damaged or lacks a column. The page moves into place when whole.
    """
    from glasshouse.report import page  # late: charts and templates are heavy, the name is not

    return page.write(Path(folder), None if to is None else Path(to))


__all__ = ["write"]
