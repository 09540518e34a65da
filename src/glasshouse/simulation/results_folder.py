"""The one reader of results folders: files verified to the byte, people drawn again and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.charts import registry
from glasshouse.charts.figure import Figure
from glasshouse.engine.array_store import hash_of_file
from glasshouse.engine.counting import are_in, mark
from glasshouse.engine.parquet import contents, table_in
from glasshouse.errors import Diagnostic, InputError
from glasshouse.model import groups
from glasshouse.population import load as load_society
from glasshouse.simulation import manifest, records
from glasshouse.simulation.recording import kept

if TYPE_CHECKING:
    from glasshouse.population.society import Society, SocietyRecipe


TABLES = ("people", "outcomes", "comparison", "targets", "variants", "city", "probes")
"""Tables beside those of each side; a file of such a name that the manifest does not list is refused."""
SIDES = ("system", "twin")
ALTERED = Diagnostic(
    "has been altered or damaged since it was written", "restore the folder from a copy, or run again"
)


@dataclass(frozen=True)
class ResultsFolder:
    """A verified results folder. Tables are named as in the folder, without ending: `system/monthly`.

    `made` are the tables of a folder that this process has just written: they are not read again.
    """

    path: Path
    manifest: dict[str, Any] = field(repr=False)
    made: Mapping[str, pa.Table] = field(default_factory=dict, repr=False)

    def figure(self, id: str) -> Figure:
        """A figure of the run by its id, one of `glasshouse.figures()`."""
        return registry.draw(self.path, id)

    def has(self, name: str) -> bool:
        """Whether the run wrote that table."""
        return _file(name) in self.manifest["files"]

    def text(self, name: str) -> str:
        """A text file that the run wrote, such as the text of a mechanism. Raises `InputError`."""
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
        table = self.made[name] if name in self.made else self._read(name)
        lacking = [column for column in columns if column not in table.column_names]
        if lacking:
            what = f"has no column {', '.join(lacking)}"
            raise InputError(Diagnostic(what, "run again", str(self.path / _file(name))))
        return table

    def _read(self, name: str) -> pa.Table:
        path = self.path / _file(name)
        try:
            data, hashed = contents(path)
        except OSError as error:
            raise InputError(_unreadable(path, error)) from None
        if hashed != self.manifest["files"][_file(name)]:
            raise InputError(_at(ALTERED, path))
        try:
            return table_in(data)
        except (OSError, pa.ArrowException) as error:
            what = f"cannot be read as Parquet: {str(error).splitlines()[0][:120]}"
            raise InputError(Diagnostic(what, "run again", str(path))) from None


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


Array = npt.NDArray[Any]
RECIPE = "inputs/society.yaml"
"""Copy of the society's file in a results folder."""
PERSONS = {"people": "person", "outcomes": "who"} | {
    f"{side}/{name}": "person" for side in SIDES for name in ("lives", "standing", "listings", "ledger")
}
"""Tables with a row for a person, and the column that says for whom."""
FIX = "use the version and the society file of the run, or run again"


def society_of(results: ResultsFolder, file: str | Path | None = None) -> Society:
    """The people of a results folder, drawn again. `file` is that of a society that is neither shipped nor in
    the folder.

    Raises `InputError` where they cannot be drawn as they were.
    """
    about, path = results.manifest, str(results.path / manifest.FILE)
    society = about["society"]
    for recipe in _recipes(results, file):
        if recipe.hash == society["hash"]:
            persons = society.get("persons") or about["persons"]
            drawn = recipe.draw(persons=persons, seed=society.get("seed", about["seed"]))
            if drawn.digest() == society["digest"]:
                return drawn
            what = f"this version draws other people from {recipe.id} than those of this run"
            raise InputError(Diagnostic(what, FIX, path))
    what = f"the people cannot be drawn again: the society {society['id']} of this run is not found as it was"
    raise InputError(Diagnostic(what, "give the file it was drawn from, or run again", path))


def same_people(results: ResultsFolder, drawn: Society | None = None) -> Society:
    """The people of a results folder, where its tables speak of them and of nobody else.

    `drawn` are people already in memory. Raises `InputError` for tables of anybody else, naming each.
    """
    if drawn is None or drawn.digest() != results.manifest["society"]["digest"]:
        drawn = society_of(results)
    if strange := [_stranger(results, name) for name in _strange(results, drawn)]:
        raise InputError(*strange)
    return drawn


def _recipes(results: ResultsFolder, file: str | Path | None) -> Iterator[SocietyRecipe]:
    """Every society that may be the one: the file given, the shipped one, the copy, the file of the run."""
    society = results.manifest["society"]
    if file is not None:
        yield load_society(file)
    files = [path for path in (results.path / RECIPE, Path(society.get("file") or RECIPE)) if path.is_file()]
    for name in (society["id"], *files):
        with suppress(InputError):
            yield load_society(name)


def _strange(results: ResultsFolder, drawn: Society) -> Iterator[str]:
    """Names of the tables that speak of persons who were not drawn, or say other things of who they are."""
    for name, column in PERSONS.items():
        table = results.find(name, (column,))
        if table is not None and not _fits(name, table, drawn, results):
            yield name
    city = results.find("city", ("x", "y"))
    if city is not None and not _same_town(city, drawn):
        yield "city"


def _fits(name: str, table: pa.Table, drawn: Society, results: ResultsFolder) -> bool:
    known = are_in(table[PERSONS[name]].to_numpy(), drawn.who).all()
    return bool(known) and (name not in _COMPARED or _COMPARED[name](table, drawn, results))


def _same_rows(table: pa.Table, drawn: Society, results: ResultsFolder) -> bool:
    rows = np.flatnonzero(mark(drawn.who, kept(drawn.who, int(results.manifest["seed"]))))
    expected = pa.table(records.who_they_are(drawn, rows))
    return all(
        name in table.column_names and _in_full(table[name]).equals(_in_full(expected[name]))
        for name in expected.column_names
    )


def _in_full(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Words for the codes of words, which may be numbered otherwise after they were written and read."""
    return pc.cast(column, pa.string()) if pa.types.is_dictionary(column.type) else column


def _same_outcomes(table: pa.Table, drawn: Society, _results: ResultsFolder) -> bool:
    rows = np.searchsorted(drawn.who, table["who"].to_numpy())
    return all(
        np.array_equal(table[name].to_numpy(), np.asarray(getattr(drawn, name))[rows])
        for name in ("settlement", "x", "y", "age")
    ) and all(
        name in table.column_names and table[name].to_pylist() == [labels[code] for code in codes[rows]]
        for name, (codes, labels) in groups.dims_of(drawn).items()
    )


_COMPARED: dict[str, Callable[[pa.Table, Society, ResultsFolder], bool]] = {
    "people": _same_rows,
    "outcomes": _same_outcomes,
}


def _same_town(city: pa.Table, drawn: Society) -> bool:
    """Whether every point is a home of the largest settlement."""
    largest = int(np.argmax(np.bincount(drawn.settlement)))
    here = np.asarray(drawn.settlement) == largest
    homes = _points(np.asarray(drawn.x)[here], np.asarray(drawn.y)[here])
    return bool(are_in(_points(city["x"].to_numpy(), city["y"].to_numpy()), np.sort(homes)).all())


def _points(x: Array, y: Array) -> Array:
    """Each pair of metres as one number."""
    return np.asarray(x.astype(np.int64) * 2**32 + y.astype(np.int64))


def _stranger(results: ResultsFolder, name: str) -> Diagnostic:
    return Diagnostic(
        "says other things of the people than the tables of the society give, so nobody is shown",
        "glasshouse shows synthetic persons only; restore the folder, or run again",
        str(results.path / f"{name}.parquet"),
    )
