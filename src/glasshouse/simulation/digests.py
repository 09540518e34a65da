"""The digest of a results folder: one hash of everything the model produced in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from glasshouse.errors import Diagnostic, InputError
from glasshouse.simulation import manifest
from glasshouse.simulation.results_folder import SIDES, ResultsFolder, open_results
from glasshouse.simulation.table_hash import value_hash

_OF_EVERYBODY = ("people", "outcomes")
_VARIANTS, _STATES = "variants", ("variant", "state")


def hashes(tables: Iterable[tuple[str, pa.Table]]) -> Iterator[tuple[str, str]]:
    """Name and value hash of the tables that are model results.

    Statistics computed from them (the comparison, targets, probes of the map) are left out; of the variants
    the end state of each life counts.
    """
    for name, table in tables:
        if name in _OF_EVERYBODY or name.partition("/")[0] in SIDES:
            yield name, value_hash(table)
        elif name == _VARIANTS:
            yield name, value_hash(table.select(_STATES))


def digest_of(folder: str | Path) -> str:
    """One hash of all model results in a folder: independent of time, folder, threads and machine.

    Every file is verified and every table hashed anew. Raises `InputError` where anything is not what the run
    wrote.
    """
    return digest_of_opened(open_results(folder))


def digest_of_opened(results: ResultsFolder) -> str:
    """The digest of a folder that is open already; see `digest_of`."""
    about = results.manifest
    named = [Path(name).with_suffix("").as_posix() for name in about["files"] if name.endswith(".parquet")]
    found = dict(hashes((name, results.table(name)) for name in sorted(named)))
    if found != about["tables"] or manifest.joined(about["results"], found) != about["digest"]:
        what = "its digest is not that of the tables beside it"
        raise InputError(
            Diagnostic(
                what, "restore the folder from a copy, or run again", str(results.path / manifest.FILE)
            )
        )
    return str(about["digest"])
