"""Tables written to files: .csv or .parquet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from glasshouse.data_table import Table


def refuse_unless_table(out: Path | None) -> None:
    """Raise `InputError` for a file that is there already, or whose ending is not that of a table."""
    if out is None:
        return
    if out.suffix not in (".csv", ".parquet"):
        raise InputError(
            Diagnostic(
                f"{out.suffix or 'no ending'}: not a kind of table", "end in .csv or .parquet", str(out)
            )
        )
    if out.exists():
        raise InputError(Diagnostic("is there already", "choose another file", str(out)))


def write_table(made: Table, out: Path) -> None:
    """Write a table as its ending says, whole or not at all. Raises `InputError` where it cannot be."""
    import pyarrow.csv
    import pyarrow.parquet

    partial = out.with_name(f".{out.name}.unfinished")
    try:
        writer = pyarrow.csv.write_csv if out.suffix == ".csv" else pyarrow.parquet.write_table
        writer(made.to_arrow(), partial)
        partial.rename(out)
    except OSError as error:
        raise InputError(
            Diagnostic(f"cannot be written: {error.strerror or error}", "choose another file", str(out))
        ) from None
    finally:
        partial.unlink(missing_ok=True)
