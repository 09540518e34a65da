"""Two processes that write to one folder, links, and what killed processes leave behind."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from glasshouse import simulation
from glasshouse.errors import InputError
from glasshouse.simulation.reservations import Busy, Reservation

HOLD = """
import sys
from pathlib import Path
from glasshouse.simulation.reservations import Reservation
with Reservation(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def run():
    return simulation.run("suining-2010", "toytown", persons=300, months=3, seed=4, twin=True)


@pytest.fixture
def held(tmp_path: Path):
    """A folder on which another process has its hand."""
    folder = tmp_path / "deep" / "results"
    other = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLD), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert other.stdout is not None
    assert other.stdin is not None
    assert other.stdout.readline() == b"held\n"
    yield folder, other
    other.stdin.close()
    other.wait(timeout=60)
    other.stdout.close()


def test_one_process_at_a_time(held, run) -> None:
    folder, other = held
    with pytest.raises(Busy, match="another process that still runs writes here"):
        run.save(folder, variants=())
    other.kill()
    other.wait(timeout=60)
    run.save(folder, variants=())
    assert sorted(path.name for path in folder.parent.iterdir()) == ["results"]


def test_the_main_command_is_refused_before_anything_is_run(held) -> None:
    folder, _ = held
    command = [sys.executable, "-m", "glasshouse", "run", "--out", str(folder), "--persons", "10"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines() == [
        f"{folder}: another process that still runs writes here (wait for it, end it, or choose another folder)"
    ]


def test_a_folder_filled_meanwhile_is_not_replaced(run, tmp_path: Path, monkeypatch) -> None:
    """Where no lock can be had (another machine, say), the last look is taken just before the name is."""
    from glasshouse.simulation import saving

    write = saving.manifest.write

    def slow(*arguments):
        write(*arguments)
        (tmp_path / "results").mkdir(exist_ok=True)
        (tmp_path / "results" / "thesis.txt").write_text("three years of work")

    monkeypatch.setattr(saving.manifest, "write", slow)
    with pytest.raises(InputError, match="already holds files"):
        run.save(tmp_path / "results", variants=())
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["thesis.txt"]


def test_a_link_stays_a_link(run, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    link = tmp_path / "out"
    link.symlink_to(tmp_path / "disk" / "results")
    assert run.save(link, variants=()) == link
    assert link.is_symlink()
    assert simulation.digest_of(link) == simulation.digest_of(tmp_path / "disk" / "results")
    run.save(link, overwrite=True, variants=())
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["disk", "out"]
    assert [path.name for path in (tmp_path / "disk").iterdir()] == ["results"]


def test_what_a_killed_process_left_is_cleared_away(run, tmp_path: Path) -> None:
    (tmp_path / ".results.unfinished-abc" / "system").mkdir(parents=True)
    (tmp_path / ".results-2.unfinished-abc").mkdir()
    run.save(tmp_path / "results", variants=())
    assert sorted(path.name for path in tmp_path.iterdir()) == [".results-2.unfinished-abc", "results"]


def test_results_set_aside_by_a_killed_process_come_back(run, tmp_path: Path) -> None:
    run.save(tmp_path / "results", variants=())
    before = simulation.digest_of(tmp_path / "results")
    (tmp_path / "results").rename(tmp_path / ".results.replaced-abc")
    with pytest.raises(InputError, match=r"its earlier results are in .*\.results\.replaced-abc"):
        simulation.digest_of(tmp_path / "results")
    with pytest.raises(InputError, match="already holds files"):
        run.save(tmp_path / "results", variants=())
    assert simulation.digest_of(tmp_path / "results") == before


def test_a_reservation_leaves_nothing_behind(tmp_path: Path) -> None:
    with Reservation(tmp_path / "a" / "b" / "results"):
        assert os.listdir(tmp_path / "a" / "b") == [".results.lock"]
    assert not list(tmp_path.iterdir())
