"""One reader of results folders for every command: what it returns is, to the byte, what the run wrote.

The manifest is sealed and names every file of the run with its SHA-256. A folder with a file that is missing,
altered or not of this run is refused whole, so that a missing file is never taken for "this run had none".
Seals carry no secret: they show damage and mistakes. Whoever writes a whole folder anew with new seals is
found by `rerun_check`, which runs it again, and cannot put other persons in it (see `redrawn`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from glasshouse.engine.array_store import hash_of_file
from glasshouse.engine.parquet import contents, table_in
from glasshouse.errors import Diagnostic, InputError
from glasshouse.simulation import manifest

TABLES = ("people", "outcomes", "comparison", "targets", "variants", "city", "probes")
"""Tables beside those of each side; a file of such a name that the manifest does not list is refused."""
SIDES = ("system", "twin")
ALTERED = Diagnostic(
    "has been altered or damaged since it was written", "restore the folder from a copy, or run again"
)


@dataclass(frozen=True)
class ResultsFolder:
    """A verified results folder. Tables are named as in the folder, without ending: `system/monthly`."""

    path: Path
    manifest: dict[str, Any] = field(repr=False)

    def has(self, name: str) -> bool:
        """Whether the run wrote that table."""
        return _file(name) in self.manifest["files"]

    def text(self, name: str) -> str:
        """A text file that the run wrote, such as `mechanisms/debt_amnesty.py`. Raises `InputError`."""
        path = self.path / name
        try:
            data, hashed = contents(path)
        except OSError as error:
            raise InputError(_unreadable(path, error)) from None
        if hashed != self.manifest["files"].get(name):
            raise InputError(_at(ALTERED, path))
        return bytes(data).decode("utf-8")

    def table(self, name: str, columns: Sequence[str] = ()) -> pa.Table:
        """A table with at least these columns. Raises `InputError` where the run wrote none."""
        found = self.find(name, columns)
        if found is None:
            what = f"this run wrote no table {_file(name)}"
            raise InputError(Diagnostic(what, _how_to_get(name), str(self.path)))
        return found

    def find(self, name: str, columns: Sequence[str] = ()) -> pa.Table | None:
        """A table with at least these columns; None only where the manifest says that the run wrote none.

        The bytes that are read are hashed once more, so that a file altered since the folder was opened is
        refused too. Raises `InputError`.
        """
        if not self.has(name):
            return None
        path = self.path / _file(name)
        try:
            data, hashed = contents(path)
        except OSError as error:
            raise InputError(_unreadable(path, error)) from None
        if hashed != self.manifest["files"][_file(name)]:
            raise InputError(_at(ALTERED, path))
        try:
            table = table_in(data)
        except (OSError, pa.ArrowException) as error:
            what = f"cannot be read as Parquet: {str(error).splitlines()[0][:120]}"
            raise InputError(Diagnostic(what, "run again", str(path))) from None
        lacking = [column for column in columns if column not in table.column_names]
        if lacking:
            raise InputError(Diagnostic(f"has no column {', '.join(lacking)}", "run again", str(path)))
        return table


def open_results(folder: str | Path) -> ResultsFolder:
    """Open a results folder and verify every file that its manifest names.

    Raises `InputError` with all that is missing, altered, unreadable or not of this run.
    """
    path = Path(folder)
    if not path.is_dir():
        what = "is a file, not a results folder" if path.exists() else "no such results folder"
        raise InputError(Diagnostic(what, _where_it_may_be(path), str(path)))
    about = manifest.read(path)
    diagnostics = [*_damages(path, about["files"]), *_strays(path, about["files"])]
    if diagnostics:
        raise InputError(*diagnostics)
    return ResultsFolder(path, about)


def _damages(path: Path, files: dict[str, str]) -> Iterator[Diagnostic]:
    for name, written in files.items():
        file = path / name
        try:
            if hash_of_file(file) != written:
                yield _at(ALTERED, file)
        except FileNotFoundError:
            yield Diagnostic(
                "is missing: the run wrote this file", "restore it from a copy, or run again", str(file)
            )
        except OSError as error:
            yield _unreadable(file, error)


def _strays(path: Path, files: dict[str, str]) -> Iterator[Diagnostic]:
    """Tables under a name of the run's that the run did not write."""
    places = [path / _file(name) for name in TABLES]
    places += [file for side in SIDES for file in sorted((path / side).glob("*.parquet"))]
    for file in places:
        if file.exists() and file.relative_to(path).as_posix() not in files:
            what = "is not among the files that this run wrote"
            yield Diagnostic(what, "take it out of the folder", str(file))


def _file(name: str) -> str:
    return f"{name}.parquet"


def _at(diagnostic: Diagnostic, path: Path) -> Diagnostic:
    return Diagnostic(diagnostic.what, diagnostic.fix, str(path))


def _unreadable(path: Path, error: OSError) -> Diagnostic:
    return Diagnostic(
        f"cannot be read: {error.strerror or error}", "check the disk and permissions", str(path)
    )


def _how_to_get(name: str) -> str:
    twin = name in ("comparison", "variants") or name.startswith("twin/")
    return "run again with the twin" if twin else "run again with settings under which there is one"


def _where_it_may_be(path: Path) -> str:
    """Where results are that were moved aside by a run killed while it replaced them."""
    aside = sorted(path.parent.glob(f".{path.name}.replaced-*")) if path.parent.is_dir() else []
    if aside:
        return f"a run was killed while replacing it; its earlier results are in {aside[-1]}"
    return "give the folder that glasshouse run wrote, its --out"
