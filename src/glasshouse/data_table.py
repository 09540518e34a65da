"""Tables of results: printed so that a person can read them, and handed to pandas, polars and xarray.

A table keeps its values in Arrow. Each column carries its unit and meaning as metadata, which the printed
heading, `units` and the attributes of an `xarray.Dataset` show.
"""

from __future__ import annotations

import html
import math
import shutil
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError, choices
from glasshouse.extras import extra

if TYPE_CHECKING:
    import pandas
    import polars
    import xarray

ROWS = 12
"""Most rows printed in full; of a longer table the first and last six are shown."""
CELL = 32
"""Most characters printed of one cell."""
WITHOUT_UNIT = ("", "name", "code", "identity", "as column unit")
"""Units that say nothing beside the name of the column."""
GAP, FOLD = "  ", "…"
Lines = list[list[str]]


class Table:
    """A table of results.

    `keys` are the columns that tell one row from another, in order; they become the dimensions in xarray.
    `folds` are columns that are left out first where the printed table is wider than the terminal. Values are
    in the unit that `units` names.

    >>> import pyarrow
    >>> from glasshouse.data_table import Table
    >>> made = Table(pyarrow.table({"month": [0, 1], "listed": [12, 1340]}), keys=("month",))
    >>> print(made)
    month  listed
        0      12
        1   1,340
    >>> made["listed"].sum()
    np.int64(1352)
    >>> made.to_pandas().listed.max()
    np.int64(1340)
    """

    def __init__(self, arrow: pa.Table, keys: Sequence[str] = (), folds: Sequence[str] = ()) -> None:
        self._arrow = arrow
        self.keys = tuple(keys)
        self.folds = tuple(folds)

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, in order."""
        return [str(name) for name in self._arrow.column_names]

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
        return int(self._arrow.num_rows)

    @property
    def units(self) -> dict[str, str]:
        """The unit of each column that has one."""
        return {name: unit for name in self.column_names if (unit := self._about(name, "unit"))}

    @property
    def meanings(self) -> dict[str, str]:
        """What each column holds, in a few words, where that is known."""
        return {name: words for name in self.column_names if (words := self._about(name, "meaning"))}

    def __len__(self) -> int:
        return self.num_rows

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """A column as a NumPy array. Raises `InputError` for a name the table does not have."""
        if name not in self.column_names:
            fix = choices(name, self.column_names, "`column_names` lists the columns")
            raise InputError(Diagnostic(f"{name}: not a column of this table", fix))
        return np.asarray(self._arrow.column(name).to_numpy())

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The Arrow interface through which DuckDB, polars, pyarrow and others read the table."""
        return self._arrow.__arrow_c_stream__(requested_schema)

    def __eq__(self, other: object) -> bool:
        """Whether both tables have the same columns and values."""
        return isinstance(other, Table) and bool(self._arrow.equals(other.to_arrow()))

    __hash__ = None  # type: ignore[assignment]

    def to_arrow(self) -> pa.Table:
        """The table as a `pyarrow.Table`, with units and meanings in the metadata of the columns."""
        return self._arrow

    def to_pylist(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return list(self._arrow.to_pylist())

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a `pandas.DataFrame`. Raises `InputError` where pandas is not installed."""
        extra("pandas", "frames")
        made: pandas.DataFrame = self._arrow.to_pandas()
        return made

    def to_polars(self) -> polars.DataFrame:
        """The table as a `polars.DataFrame`. Raises `InputError` where polars is not installed."""
        made: polars.DataFrame = extra("polars", "frames").from_arrow(self._arrow)
        return made

    def to_xarray(self) -> xarray.Dataset:
        """The table as an `xarray.Dataset` over its `keys`; `nan` where a combination of keys has no row.

        Each variable has `units` and `long_name`. Raises `InputError` where xarray is not installed, and for
        a table without keys.
        """
        extra("xarray", "frames")
        if not self.keys:
            raise InputError(
                Diagnostic("this table has no dimensions", "use to_pandas() or to_polars() instead")
            )
        found = self.to_pandas().astype({key: object for key in self.keys if key in self._dictionaries})
        made: xarray.Dataset = found.set_index(list(self.keys)).to_xarray()
        for name in made.variables:
            words = {"units": self._about(name, "unit"), "long_name": self._about(name, "meaning")}
            made[name].attrs = {key: word for key, word in words.items() if word}
        return made

    def __str__(self) -> str:
        heading, rows, note = self._shown(shutil.get_terminal_size((120, 24)).columns)
        widths = [max(map(len, cells)) for cells in zip(*heading, *rows, strict=True)]
        right = [name in self._numbers for name in heading[0]]
        lines = [
            GAP.join(
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(cells, widths, right, strict=True)
            ).rstrip()
            for cells in (*heading, *rows)
        ]
        return "\n".join([*lines, *note])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The table as notebooks show it: all columns, and the same rows as in print."""
        heading, rows, note = self._shown(None)
        head = "".join(_html_row("th", cells) for cells in heading)
        body = "".join(_html_row("td", cells) for cells in rows)
        foot = "".join(f"<p>{html.escape(line)}</p>" for line in note)
        return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>{foot}"

    def _shown(self, width: int | None) -> tuple[Lines, Lines, list[str]]:
        """Headings (names, then units if there are any), rows, and a last line if something is left out."""
        half, folded = ROWS // 2, self.num_rows > ROWS
        few = pa.concat_tables([self._arrow[:half], self._arrow[-half:]]) if folded else self._arrow
        cells = {name: list(map(_cell, few.column(name).to_pylist())) for name in self.column_names}
        headings = {name: [name, *self._unit_line(name)] for name in cells}
        names = _fitting(headings, cells, self.folds, width)
        headings[FOLD], cells[FOLD] = [FOLD, ""], [FOLD] * few.num_rows
        heading = [list(line) for line in zip(*(headings[name] for name in names), strict=False)]
        rows = [list(row) for row in zip(*(cells[name] for name in names), strict=True)]
        if folded:
            rows.insert(half, [FOLD] * len(names))
        size = f"{self.num_rows:,} rows, {len(self.column_names)} columns"
        return heading, rows, [size] if folded or FOLD in names else []

    def _unit_line(self, name: str) -> list[str]:
        units = {one: "" if unit in WITHOUT_UNIT else unit for one, unit in self.units.items()}
        return [_cut(units.get(name, ""))] if any(units.values()) else []

    @property
    def _numbers(self) -> set[str]:
        numeric = (pa.types.is_integer, pa.types.is_floating)
        return {field.name for field in self._arrow.schema if any(kind(field.type) for kind in numeric)}

    @property
    def _dictionaries(self) -> set[str]:
        return {field.name for field in self._arrow.schema if pa.types.is_dictionary(field.type)}

    def _about(self, name: object, key: str) -> str:
        metadata = self._arrow.schema.field(name).metadata or {}
        return str(metadata.get(key.encode(), b"").decode())


def _fitting(
    headings: dict[str, list[str]], columns: dict[str, list[str]], folds: Sequence[str], width: int | None
) -> list[str]:
    """The columns that fit, with one `FOLD` for those left out: `folds` first, then the middle."""
    names = list(columns)
    if width is None:
        return names
    wide = {name: max(map(len, (*headings[name], *columns[name]))) + len(GAP) for name in names}
    out: set[str] = set()
    for name in _first_to_go(names, folds):
        kept = sum(wide[one] for one in names if one not in out)
        if kept + (len(FOLD) if out else -len(GAP)) <= width or len(names) - len(out) <= 2:
            break
        out.add(name)
    return _marked(names, out)


def _marked(names: Sequence[str], out: set[str]) -> list[str]:
    """The names kept, with one `FOLD` in the place of the last column left out."""
    last = max((k for k, name in enumerate(names) if name in out), default=-1)
    return [FOLD if k == last else name for k, name in enumerate(names) if name not in out or k == last]


def _first_to_go(names: Sequence[str], folds: Sequence[str]) -> Iterator[str]:
    yield from (name for name in folds if name in names)
    middle = (len(names) - 1) / 2
    others = (k for k, name in enumerate(names) if name not in folds)
    yield from (names[k] for k in sorted(others, key=lambda k: (abs(k - middle), k)))


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= CELL else text[: CELL - 1] + FOLD


def _html_row(tag: str, cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"
