"""Results folders: written whole under another name, then given their own."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from glasshouse import metrics
from glasshouse.errors import Diagnostic, InputError
from glasshouse.simulation import (
    digests,
    ledger,
    lives,
    manifest,
    mechanism_files,
    records,
    results_folder,
    town,
    variant_runs,
)
from glasshouse.simulation.checkpoint_policy import STANDARD_VARIANTS
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.count_tables import mechanisms_table
from glasshouse.simulation.money_table import money_table
from glasshouse.simulation.person_differences import gap_table
from glasshouse.simulation.provenance import PACKAGE
from glasshouse.simulation.reservations import Reservation, target_of
from glasshouse.simulation.results_folder import ResultsFolder
from glasshouse.simulation.run_settings import ProgressCallback, silent
from glasshouse.simulation.simulating import with_lives

Tables = Iterator[tuple[str, pa.Table]]
MONTHS_A_GROUP = 12
"""Months in one row group of a monthly table."""
TOGETHER = 1_000_000
"""Persons up to which variants are simulated while tables are made; more would need twice the memory."""


def save(
    run: CompletedRun,
    twin: CompletedRun | None,
    folder: Path,
    overwrite: bool,
    compared: Sequence[str] = STANDARD_VARIANTS,
    reserved: Reservation | None = None,
) -> ResultsFolder:
    """Write the results of `run`, and of `twin` if there is one, to `folder`; returns it with its tables.

    With a twin the run is also compared with the variants of its rulebook in `compared`; each costs a run.
    `reserved` is the reservation of the folder, where this process holds it already. Raises `InputError`
    where the folder cannot be written, holds something already, or is being written by another process.
    """
    target = target_of(folder)
    with nullcontext(reserved) if reserved else Reservation(target):
        refuse_unless_free(target, overwrite)
        with _new_folder(target, overwrite) as partial:
            made, hashes = _written(tables(run, twin, compared), run, partial)
            _copy_of_society(run, partial)
            mechanism_files.keep(run.config.mechanisms, partial)
            manifest.write(run, twin, partial, hashes)
    return ResultsFolder(folder, manifest.read(folder), made)


def tables(run: CompletedRun, twin: CompletedRun | None, compared: Sequence[str]) -> Tables:
    """Every table of a results folder with its name, in the order in which they are made.

    The variants are simulated meanwhile, on a thread of their own, where their people fit beside the tables.
    """

    def simulated(on_month: ProgressCallback = silent) -> pa.Table:
        return variant_runs.table(run, compared, on_month)

    with ExitStack() as stack:
        variants: Callable[[], pa.Table] = simulated
        if twin and len(run.society) <= TOGETHER:
            variants = stack.enter_context(_meanwhile(simulated))
        yield from _tables_of_persons(run, twin)
        if twin:
            yield "comparison", gap_table(run, twin)
            yield "variants", variants()


def _tables_of_persons(run: CompletedRun, twin: CompletedRun | None) -> Tables:
    panel_ids = lives.worth_telling(run, twin) if twin else lives.by_luck(run, 60)
    seen = with_lives(run, panel_ids)
    seen_twin = with_lives(twin, panel_ids) if twin else None
    sides = [("system", run, seen)]
    sides += [("twin", twin, seen_twin)] if twin and seen_twin else []
    monthly: dict[str, pa.Table] = {}
    for side, one, again in sides:
        made = dict(_tables_of_a_side(one, again))
        monthly[side] = made["monthly"]
        yield from ((f"{side}/{name}", table) for name, table in made.items())
        if side == "system" and (probes := town.kept_probes(run, made["listings"])) is not None:
            yield "probes", probes
    yield "people", records.person_table(run, seen, twin, seen_twin)
    people = records.outcome_table(run, twin, panel_ids)
    yield "outcomes", people
    yield "targets", metrics.targets.check(monthly["system"], run.config.rulebook_id, people)
    yield "city", town.table(run)


class _GivenUp(Exception):
    """Nobody waits for these months any longer."""


@contextmanager
def _meanwhile(work: Callable[[ProgressCallback], pa.Table]) -> Iterator[Callable[[], pa.Table]]:
    """Work done on another thread; what is yielded waits for it and returns what it made.

    It ends after its next month where the block is left by an exception.
    """
    given_up = threading.Event()

    def on_month(_done: int, _total: int) -> None:
        if given_up.is_set():
            raise _GivenUp

    with ThreadPoolExecutor(1) as pool:
        try:
            yield pool.submit(work, on_month).result
        except BaseException:
            given_up.set()
            raise


def _tables_of_a_side(run: CompletedRun, seen: CompletedRun) -> Tables:
    yield "monthly", run.monthly
    yield "lives", lives.table(seen)
    yield from ledger.tables(seen).items()
    if run.config.scope.measures:
        yield "money", money_table(run)
    if run.government is not None:
        yield "government", run.government
    if run.asked.any():
        yield "gatekeepers", run.gatekeepers
    if (recorded := mechanisms_table(run.own_months, run.tallies, run.society)) is not None:
        yield "mechanisms", recorded
    if len(firms := run.firms):
        yield "firms", firms


def _written(made: Tables, run: CompletedRun, folder: Path) -> tuple[dict[str, pa.Table], dict[str, str]]:
    """All tables by name, and the hashes of those that are results; each is written below `folder` while the
    next is made."""
    kept: dict[str, pa.Table] = {}
    with ThreadPoolExecutor(1) as writer:
        hashes = []
        for name, table in made:
            kept[name] = table
            hashes.append(writer.submit(_write, name, table, run.config.months, folder))
            _ = [one.result() for one in hashes if one.done()]  # a full disk ends this at once
        return kept, {name: hash_ for one in hashes for name, hash_ in one.result().items()}


def _write(name: str, table: pa.Table, months: int, folder: Path) -> dict[str, str]:
    """Write a table; returns its hash by its name if it is a result."""
    path = folder / f"{name}.parquet"
    path.parent.mkdir(exist_ok=True)
    groups = MONTHS_A_GROUP * len(table) // months if name.endswith("/monthly") else None
    pq.write_table(table, path, row_group_size=groups, compression="zstd")
    return dict(digests.hashes([(name, table)]))


def _copy_of_society(run: CompletedRun, folder: Path) -> None:
    """Keep the tables of a society that is not shipped, so that its people can be drawn again anywhere."""
    file = Path(run.society.recipe.file)
    if file.is_file() and PACKAGE not in file.resolve().parents:
        copy = folder / results_folder.RECIPE
        copy.parent.mkdir()
        shutil.copyfile(file, copy)


def refuse_unless_free(folder: Path, overwrite: bool) -> None:
    """Raises `InputError` when something stands in the way of writing results to `folder`."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not folder.is_dir():
        raise InputError(Diagnostic("is a file, not a folder", "choose another folder", str(folder)))
    if not overwrite:
        raise InputError(
            Diagnostic("already holds files", "overwrite the results, or choose another folder", str(folder))
        )
    if not (folder / manifest.FILE).is_file():
        raise InputError(Diagnostic("holds files that are not results", "choose another folder", str(folder)))


@contextmanager
def _new_folder(folder: Path, overwrite: bool) -> Iterator[Path]:
    """A folder beside `folder` that takes its name when all is written, and vanishes otherwise."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.unfinished-", dir=folder.parent))
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        yield partial
        partial.chmod(0o755)
        refuse_unless_free(folder, overwrite)
        _take_place(partial, folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _take_place(partial: Path, folder: Path) -> None:
    """Earlier results are set aside until the new ones stand in their place."""
    aside = partial.with_name(partial.name.replace(".unfinished-", ".replaced-", 1))
    if folder.exists():
        folder.rename(aside)
    partial.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _unwritable(folder: Path, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(
        Diagnostic(
            f"cannot be written: {reason}",
            "nothing was kept; free space or choose another folder",
            str(folder),
        )
    )
