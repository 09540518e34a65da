"""Reading one table of a results folder, or the reason why it cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from glasshouse.errors import Fault


def read(path: Path, columns: Sequence[str], faults: list[Fault], needed: bool = False) -> pa.Table | None:
    """The table at `path`; what is wrong with it, or with a `needed` one that is not there, joins `faults`.

    None where there is no such file, or where it is not Parquet.
    """
    if not path.exists():
        if needed:
            faults.append(missing(path))
        return None
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        faults.append(Fault(f"cannot be read as Parquet: {_first_line(error)}", "run again", str(path)))
        return None
    lacking = [name for name in columns if name not in table.column_names]
    if lacking:
        faults.append(Fault(f"has no column {', '.join(lacking)}", "run again", str(path)))
    return table


def missing(path: Path) -> Fault:
    """The fault of a file of the results that is not there."""
    return Fault("no such file", "the run did not finish, or this is not a results folder", str(path))


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
