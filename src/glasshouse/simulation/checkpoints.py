"""Checkpoints of a run: beside its results folder, every so many months, sealed with a key of this user."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine import array_store
from glasshouse.engine.array_store import Damaged
from glasshouse.engine.sparse import Sparse, unpacked
from glasshouse.errors import Diagnostic, InputError
from glasshouse.model.state import restore, state_of
from glasshouse.simulation.checkpoint_policy import CheckpointPolicy
from glasshouse.simulation.plans import SCHEMA, Plan
from glasshouse.simulation.reservations import Lock, target_of
from glasshouse.simulation.run_settings import Tell, untold

if TYPE_CHECKING:
    from glasshouse.model.world import World


FILE = "seal.key"
BYTES = 32


def seal_key() -> bytes:
    """The key of this user, made at first use. Raises `InputError` where it cannot be read or made.

    It lies in the folder named by GLASSHOUSE_CONFIG_DIR, else in that of the system for settings of users.
    """
    path = _folder() / FILE
    try:
        key = path.read_bytes() if path.exists() else _made(path)
    except OSError as error:
        what = f"the key that seals checkpoints cannot be used: {error.strerror or error}"
        raise InputError(
            Diagnostic(what, "set GLASSHOUSE_CONFIG_DIR to a folder of yours", str(path))
        ) from None
    if len(key) != BYTES:
        what = f"is not a key: {len(key)} bytes instead of {BYTES}"
        raise InputError(Diagnostic(what, "remove it; runs begun with it then begin again", str(path)))
    return key


def _made(path: Path) -> bytes:
    """Make the key whole or not at all; where another process was first, its key counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{FILE}.{os.getpid()}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(handle, secrets.token_bytes(BYTES))
    finally:
        os.close(handle)
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
    return path.read_bytes()


def _folder() -> Path:
    if chosen := os.environ.get("GLASSHOUSE_CONFIG_DIR"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", str(Path.home()))) / "glasshouse"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/glasshouse"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "glasshouse"


Counts = npt.NDArray[np.int64]
PLAN, LOCK, ENDING = "plan.json", "lock", ".checkpoints"
KEPT = 2
"""Checkpoints kept of each side."""
TALLIES = "tallies."
WORLD = "world."


def home_of(folder: Path) -> Path:
    """Where the checkpoints of a run lie whose results go to `folder`."""
    whole = target_of(folder)
    return whole.with_name(f".{whole.name}{ENDING}")


def is_unfinished(folder: Path) -> bool:
    """Whether there are checkpoints, or a plan, of a run whose results go to `folder`."""
    home = home_of(folder)
    return (home / PLAN).exists() or bool(array_store.names(home))


def refuse_if_unfinished(folder: Path, overwrite: bool) -> None:
    """Raises `InputError` where checkpoints of an unfinished run would be lost."""
    if is_unfinished(folder) and not overwrite:
        what = "checkpoints of an unfinished run are beside it"
        fix = f"go on with glasshouse resume {folder}, or begin again with --overwrite"
        raise InputError(Diagnostic(what, fix, str(folder)))


@dataclass
class Checkpoints:
    """The checkpoints of one run and its twin, while this process is the one that writes them."""

    keep: CheckpointPolicy
    plan: Plan
    key: bytes = field(repr=False)
    tell: Tell = untold
    _lock: Lock | None = field(default=None, repr=False)

    @property
    def home(self) -> Path:
        """The folder they lie in."""
        return home_of(self.keep.folder)

    def side(self, name: str) -> Side:
        """Those of one side, `system` or `twin`."""
        return Side(self, name)

    def remove(self) -> None:
        """Remove them all."""
        gone = self.home.with_name(self.home.name.removesuffix(ENDING) + ".unfinished-checkpoints")
        shutil.rmtree(gone, ignore_errors=True)
        with contextlib.suppress(OSError):
            self.home.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
        if self._lock is not None:
            self._lock.release()


def begin(keep: CheckpointPolicy, plan: Plan) -> Checkpoints:
    """Begin to keep a run. Raises `InputError` where an unfinished run is kept already."""
    refuse_if_unfinished(keep.folder, keep.overwrite)
    wanted = {name: value for name, value in asdict(keep).items() if name != "folder"}
    made = Checkpoints(keep, {**plan, "keep": {**wanted, "variants": list(keep.variants)}}, seal_key())
    try:
        made.home.mkdir(parents=True, exist_ok=True)
        made._lock = Lock(made.home / LOCK, made.home)
        (made.home / PLAN).unlink(missing_ok=True)
        for name in array_store.names(made.home):
            array_store.remove(made.home, name)
        array_store.write_data(made.home / PLAN, made.plan, made.key)
    except OSError as error:
        raise _unwritable(made.home, error, "choose another folder") from None
    return made


def opened(folder: Path, tell: Tell = untold) -> Checkpoints:
    """The checkpoints of a run that was cut off. Raises `InputError` where there is nothing to go on with."""
    home = home_of(folder)
    if not is_unfinished(folder):
        raise InputError(_nothing_kept(folder))
    lock = Lock(home / LOCK, home)
    key = seal_key()
    plan, damage = _plan(home, key)
    if damage:
        tell(f"{damage}; the plan is read from a checkpoint")
    wanted = dict(plan["keep"])
    keep = CheckpointPolicy(folder, **{**wanted, "variants": tuple(wanted["variants"])})
    return Checkpoints(keep, plan, key, tell, lock)


@dataclass(frozen=True)
class Side:
    """The checkpoints of a run without its twin, or of the twin."""

    of: Checkpoints
    name: str
    counted: Sparse = field(default_factory=Sparse, repr=False)

    def restored(self, world: World) -> list[Counts]:
        """Put the last sound checkpoint into a world just built; returns the counts so far, a month each.

        Without any the world stays as it is and there are none. What is damaged is told, with what is used.
        """
        told: list[str] = []
        for name in reversed(self._names()):
            try:
                bundle = array_store.read(self.of.home, name, self.of.key)
                # Whole and sealed is not enough: a checkpoint copied here from another run is both.
                if bundle.about["plan"] != self.of.plan:
                    raise Damaged(self.of.home / (name + array_store.ABOUT), "is a checkpoint of another run")
            except Damaged as damaged:
                told.append(str(damaged))
                continue
            month = bundle.about["month"]
            self._tell(told, f"the {self.name} goes on from the checkpoint before, month {month}")
            restore(world, _part(bundle.arrays, WORLD))
            return unpacked(_part(bundle.arrays, TALLIES))
        self._tell(told, f"no other is left, and the {self.name} begins again from its first month")
        return []

    def after(self, world: World, tallies: list[Counts]) -> None:
        """Write a checkpoint if one is due after the month just lived. Raises `InputError` if it cannot
        be.
        """
        # The last month always has one, so that a run that is killed while it writes its results need not
        # run the twin or itself again.
        month, plan = world.month, self.of.plan
        if month % self.of.keep.every and month != plan["months"]:
            return
        for tally in tallies[len(self.counted) :]:
            self.counted.add(tally)
        arrays = {WORLD + name: array for name, array in state_of(world).items()}
        arrays |= {TALLIES + name: array for name, array in self.counted.packed().items()}
        about = {"plan": plan, "side": self.name, "month": month}
        try:
            array_store.write(self.of.home, self._named(month), arrays, about, self.of.key)
            self._thin_out(month)
        except OSError as error:
            raise self._unwritten(month, error) from None

    def _names(self) -> list[str]:
        return [name for name in array_store.names(self.of.home) if name.startswith(f"{self.name}-")]

    def _named(self, month: int) -> str:
        return f"{self.name}-{month:06d}"

    def _thin_out(self, month: int) -> None:
        """Keep the last two up to `month`; later ones were damaged, or we should not be here."""
        whole = [name for name in self._names() if name <= self._named(month)]
        for name in set(self._names()) - set(whole[-KEPT:]):
            array_store.remove(self.of.home, name)

    def _unwritten(self, month: int, error: OSError) -> InputError:
        last = self._names()
        there = f"month {int(last[-1].rpartition('-')[2])}" if last else "the first month"
        return _unwritable(
            self.of.home / (self._named(month) + array_store.ARRAYS),
            error,
            f"free space; glasshouse resume {self.of.keep.folder} goes on from {there} of the {self.name}",
        )

    def _tell(self, told: list[str], then: str) -> None:
        if told:
            self.of.tell(f"{'; '.join(told)}: {then}")


def _plan(home: Path, key: bytes) -> tuple[Plan, str]:
    """The plan, from a checkpoint where its own file is damaged, and then what is wrong with that."""
    damage = ""
    for read in _plans(home, key):
        try:
            plan = read()
        except Damaged as damaged:
            damage = damage or str(damaged)
            continue
        if plan.get("schema") == SCHEMA:
            return plan, damage
        damage = damage or f"{home / PLAN}: is not a plan of this version"
    raise InputError(
        Diagnostic(damage.partition(": ")[2], "begin the run again with --overwrite", str(home / PLAN))
    )


def _plans(home: Path, key: bytes) -> Iterator[Callable[[], Plan]]:
    yield lambda: array_store.read_data(home / PLAN, key)
    for name in reversed(array_store.names(home)):
        yield lambda name=name: array_store.read_data(home / (name + array_store.ABOUT), key)["about"]["plan"]  # type: ignore[misc]


def _nothing_kept(folder: Path) -> Diagnostic:
    if (folder / "manifest.json").is_file():
        fix = f"glasshouse report {folder} writes its report again"
        return Diagnostic("is finished: these are whole results", fix, str(folder))
    there = "no checkpoint is beside it" if folder.exists() else "no such folder, nor a checkpoint of it"
    fix = "only a run with --checkpoint-every can be gone on with; give its --out"
    return Diagnostic(there, fix, str(folder))


def _part(arrays: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _unwritable(path: Path, error: OSError, fix: str) -> InputError:
    return InputError(Diagnostic(f"cannot be written: {error.strerror or error}", fix, str(path)))
