"""Persons of a results folder are drawn again from their recipe before anything is shown of them.

No table of persons is believed: identities, homes, ages and groups must be those that the aggregate tables of
the society and the seed of the run give. So nobody but synthetic persons can be shown, reported or attacked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from glasshouse.errors import Diagnostic, InputError
from glasshouse.model import groups
from glasshouse.population import load as load_society
from glasshouse.simulation import manifest, person_table
from glasshouse.simulation.recording import kept
from glasshouse.simulation.results_folder import SIDES

if TYPE_CHECKING:
    from glasshouse.population.recipe import SocietyRecipe
    from glasshouse.population.society import Society
    from glasshouse.simulation.results_folder import ResultsFolder

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
    known = np.isin(table[PERSONS[name]].to_numpy(), drawn.who).all()
    return bool(known) and (name not in _COMPARED or _COMPARED[name](table, drawn, results))


def _same_rows(table: pa.Table, drawn: Society, results: ResultsFolder) -> bool:
    rows = np.flatnonzero(np.isin(drawn.who, kept(drawn.who, int(results.manifest["seed"]))))
    expected = pa.table(person_table.who_they_are(drawn, rows))
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
    return bool(np.isin(_points(city["x"].to_numpy(), city["y"].to_numpy()), homes).all())


def _points(x: Array, y: Array) -> Array:
    """Each pair of metres as one number."""
    return np.asarray(x.astype(np.int64) * 2**32 + y.astype(np.int64))


def _stranger(results: ResultsFolder, name: str) -> Diagnostic:
    return Diagnostic(
        "says other things of the people than the tables of the society give, so nobody is shown",
        "glasshouse shows synthetic persons only; restore the folder, or run again",
        str(results.path / f"{name}.parquet"),
    )
