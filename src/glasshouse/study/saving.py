"""Results folders: written whole under another name, then given their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from glasshouse import measure
from glasshouse.errors import BadInput, Fault
from glasshouse.study import city, ledger, lives, manifest, outcomes, peopling, town, variants
from glasshouse.study.comparing import Gap, gap_table
from glasshouse.study.running import Run

MONTHS_A_GROUP = 12
"""Months in one row group of a monthly table."""


def save(
    run: Run,
    twin: Run | None,
    folder: Path,
    overwrite: bool,
    compared: Sequence[str] = variants.STANDARD,
) -> Path:
    """Write the results of `run`, and of `twin` if there is one, to `folder`.

    With a twin the run is also compared with the variants of its rulebook in `compared`; each costs a run.
    """
    refuse_unless_free(folder, overwrite)
    with _new_folder(folder) as partial:
        panel = lives.worth_telling(Gap(run, twin)) if twin else lives.by_luck(run, 60)
        watched = run.watch(panel, trail=True)
        watched_twin = twin.watch(panel, trail=True) if twin else None
        _write_run(run, watched, partial / "system")
        _write(peopling.table(run, watched, twin, watched_twin), partial / "people.parquet")
        people = outcomes.table(run, twin, panel)
        _write(people, partial / "outcomes.parquet")
        _write(
            measure.targets.check(run.monthly, run.setting.rulebook_id, people), partial / "targets.parquet"
        )
        _write(city.table(run), partial / "city.parquet")
        if (probes := town.kept_probes(run, partial)) is not None:
            _write(probes, partial / "probes.parquet")
        if twin and watched_twin:
            _write_run(twin, watched_twin, partial / "twin")
            _write(gap_table(run, twin), partial / "gap.parquet")
            _write(variants.table(run, compared), partial / "variants.parquet")
        manifest.write(run, twin, partial)
    return folder


def refuse_unless_free(folder: Path, overwrite: bool) -> None:
    """Raises `BadInput` when something stands in the way of writing results to `folder`."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not folder.is_dir():
        raise BadInput(Fault("is a file, not a folder", "choose another folder", str(folder)))
    if not overwrite:
        raise BadInput(
            Fault("already holds files", "overwrite the results, or choose another folder", str(folder))
        )
    if not (folder / manifest.FILE).is_file():
        raise BadInput(Fault("holds files that are not results", "choose another folder", str(folder)))


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder beside `folder` that takes its name when all is written, and vanishes otherwise."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.unfinished-", dir=folder.parent))
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        yield partial
        partial.chmod(0o755)
        _take_place(partial, folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _take_place(partial: Path, folder: Path) -> None:
    """Earlier results are set aside until the new ones stand in their place."""
    aside = partial.with_name(partial.name + "-replaced")
    if folder.exists():
        folder.rename(aside)
    partial.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _unwritable(folder: Path, error: OSError) -> BadInput:
    reason = error.strerror or str(error)
    return BadInput(
        Fault(
            f"cannot be written: {reason}",
            "nothing was kept; free space or choose another folder",
            str(folder),
        )
    )


def _write_run(run: Run, watched: Run, folder: Path) -> None:
    folder.mkdir()
    monthly = run.monthly
    rows = MONTHS_A_GROUP * len(monthly) // run.setting.months
    pq.write_table(monthly, folder / "monthly.parquet", row_group_size=rows, compression="zstd")
    _write(lives.table(watched), folder / "lives.parquet")
    for name, table in ledger.tables(watched).items():
        _write(table, folder / f"{name}.parquet")
    if run.government is not None:
        _write(run.government, folder / "government.parquet")
    if run.asked.any():
        _write(run.gatekeepers, folder / "gatekeepers.parquet")
    if len(firms := run.firms):
        _write(firms, folder / "firms.parquet")


def _write(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd")
