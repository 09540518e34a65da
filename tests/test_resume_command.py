"""`glasshouse resume` from outside: runs that are really killed, disks that are really too small."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.commands import glasshouse
from tests.waiting import until

import glasshouse as package
from glasshouse.engine import array_store
from glasshouse.simulation import checkpoints, digest_of

PACKAGE = Path(package.__file__).parent
EVERYTHING = Path(__file__).parent / "model" / "books" / "everything.yaml"


def small(persons: int = 2_000, months: int = 24) -> tuple[object, ...]:
    return (
        "run", "--society", "toytown", "--persons", persons, "--months", months, "--start", "2014-10",
        "--seed", 7, "--rulebook", EVERYTHING, "--threads", 1,
    )  # fmt: skip


KEPT = (*small(), "--checkpoint-every", 2)


def words(*arguments: object) -> dict[str, object]:
    return {
        "args": [sys.executable, "-m", "glasshouse", *map(str, arguments)],
        "env": {**os.environ, "TERM": "dumb", "PYTHONPATH": str(PACKAGE.parent)},
        "text": True,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
    }


def in_a_process(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(**words(*arguments), check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, float]:
    """The digest of a run that nothing befell, and its seconds."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    glasshouse(*small(300, 1), "--no-twin", "--out", folder.with_name("warm"))  # compiles
    began = time.perf_counter()
    done = in_a_process(*KEPT, "--out", folder)
    assert done.returncode == 0, done.stderr
    assert f"if this is cut off: glasshouse resume {folder}" in done.stderr
    return digest_of(folder), time.perf_counter() - began


def left_after_kill(seconds: float, *arguments: object) -> int:
    """The status of a command that is killed after so many seconds, if it still runs then."""
    with subprocess.Popen(**words(*arguments)) as process:  # type: ignore[call-overload]
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        return int(process.returncode)


def killed_once_it_can_go_on(folder: Path, seconds: float) -> bool:
    """Whether a run was killed so many seconds after its first checkpoint."""
    with subprocess.Popen(**words(*KEPT, "--out", folder)) as process:  # type: ignore[call-overload]
        until(lambda: process.poll() is not None or checkpoints.is_unfinished(folder))
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return bool(process.returncode)


def test_killed_at_random_moments_it_comes_to_the_same_results(
    tmp_path: Path, whole: tuple[str, float]
) -> None:
    digest, seconds = whole
    dice, folder = random.Random(11), tmp_path / "run"
    kills = left_after_kill(dice.uniform(0.1, 0.3) * seconds, *KEPT, "--out", folder) != 0
    if not checkpoints.is_unfinished(folder):
        kills += killed_once_it_can_go_on(folder, dice.uniform(0.0, 0.1) * seconds)
    for _ in range(2):
        if checkpoints.is_unfinished(folder):
            kills += left_after_kill(dice.uniform(0.2, 0.8) * seconds, "resume", folder) != 0
    if checkpoints.is_unfinished(folder):
        done = glasshouse("resume", folder)
        assert done.returncode == 0, done.stderr
        assert not [line for line in done.stderr.splitlines() if "checkpoint" in line]
        assert "Time on the list" in done.stdout
    assert kills
    assert digest_of(folder) == digest
    assert (folder / "report.html").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["run"], "something is left beside the results"


def test_a_disk_that_fills_and_a_byte_that_flips(tmp_path: Path, whole: tuple[str, float]) -> None:
    folder = tmp_path / "run"
    done = in_a_process(*KEPT, "--out", folder, "--quiet", preexec_fn=lambda: limit(280_000))
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1
    assert "cannot be written: File too large" in done.stderr
    home = checkpoints.home_of(folder)
    names = array_store.names(home)
    assert names and f"goes on from month {int(names[-1][-6:])} of the" in done.stderr
    last = home / (names[-1] + array_store.ARRAYS)
    harmed = bytearray(last.read_bytes())
    harmed[1_000] ^= 1
    last.write_bytes(harmed)
    done = glasshouse("resume", folder, "--quiet")
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(f"note: {last}: is damaged")
    assert digest_of(folder) == whole[0]


def limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_what_cannot_be_resumed_says_why(tmp_path: Path) -> None:
    run = (*small(300, 2), "--no-twin", "--out", tmp_path / "run")
    assert glasshouse(*run, "--no-report", "--checkpoint-every", 1).returncode == 0
    for folder, why in (("run", "is finished"), ("nowhere", "no such folder")):
        done = glasshouse("resume", tmp_path / folder)
        assert done.returncode == 2
        assert why in done.stderr and done.stderr.count("\n") == 1
    assert glasshouse(*run, "--checkpoint-every", 0).returncode == 2


def test_two_processes_do_not_write_the_same_run(tmp_path: Path, whole: tuple[str, float]) -> None:
    folder = tmp_path / "run"
    long = words(*small(20_000, 1_200), "--checkpoint-every", 12, "--out", folder)
    with subprocess.Popen(**long) as process:  # type: ignore[call-overload]
        try:
            until(lambda: checkpoints.is_unfinished(folder))
            done = glasshouse("resume", folder)
        finally:
            process.kill()
            process.communicate()
    assert done.returncode == 2
    assert "another process that still runs writes here" in done.stderr
