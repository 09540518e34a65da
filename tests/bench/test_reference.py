"""The reference model means the same in NumPy and on the engine, and the engine keeps its promises for it."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # the bench is no part of the package

from bench import other_libraries, reference_engine, reference_numpy, reference_people  # noqa: E402
from glasshouse.engine.shards import Shards  # noqa: E402

PERSONS, MONTHS, SEEDS = 20_000, 24, range(4)


def shares(counts, exposure):
    """Listed, speakers, missed payments, points and exposure, per person."""
    return np.append(counts.sum(0), exposure) / PERSONS


def in_numpy(seed):
    world = reference_numpy.World(reference_people.draw_people(PERSONS, seed), seed)
    return np.array([shares(*world.tick()) for _ in range(MONTHS)])


def on_engine(seed, threads=1):
    world = reference_engine.World(reference_people.draw_people(PERSONS, seed), seed)
    with Shards(threads) as shards:
        return np.array([shares(*world.tick(shards)) for _ in range(MONTHS)])


@pytest.fixture(scope="module")
def courses():
    """(seed, month, measure) of either writing; the same people, other luck."""
    return np.array([in_numpy(seed) for seed in SEEDS]), np.array([on_engine(seed) for seed in SEEDS])


DEVIATIONS = (0.0020, 0.0047, 0.0007, 0.45, 3.9)


@pytest.mark.parametrize(("measure", "deviation"), list(enumerate(DEVIATIONS)))
def test_both_writings_agree_within_sampling_error(courses, measure, deviation):
    # `deviation`: how far two runs of the same people with other luck differ in their worst month, measured
    # over 16 other seeds. Four standard errors are allowed, for 24 months looked at together.
    gap = (courses[0] - courses[1])[:, :, measure].mean(0)
    assert np.abs(gap).max() < 4 * deviation / np.sqrt(len(SEEDS))


@pytest.mark.parametrize("library", other_libraries.LIBRARIES)
def test_other_libraries_have_the_same_rates(courses, library):
    pytest.importorskip(other_libraries.LIBRARIES[library], reason=f"{library} is not installed")
    module = importlib.import_module(other_libraries.module_of(library))
    world = module.World(reference_people.draw_people(PERSONS, 0), 0)
    course = np.array([shares(*world.tick()) for _ in range(MONTHS)])
    gaps = np.abs(course - courses[0][0]).max(0)
    assert (gaps < 4 * np.array(DEVIATIONS)).all()


def test_a_library_that_is_not_installed_is_left_out_with_a_sentence(monkeypatch):
    monkeypatch.setattr(other_libraries, "LIBRARIES", {"Mesa": "no_such_library"})
    (told,) = other_libraries.worlds(100)
    assert told == (
        "R0 in Mesa is left out: no_such_library is not installed (pip install 'glasshouse[bench]')"
    )


def test_the_month_is_alive(courses):
    listed, speakers, missed, points, exposure = courses[1][:, -1].mean(0)
    assert 0.05 < listed < 0.3 and 0.02 < speakers < 0.5 and 0.05 < missed < 0.2
    assert 700 < points < 1000 and exposure > 100


@pytest.fixture(scope="module")
def people():
    return reference_people.draw_people(PERSONS, 7)


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_make_no_difference(people, threads):
    def lived(count):
        world = reference_engine.World(people, 3)
        with Shards(count) as shards:
            counts = [world.tick(shards) for _ in range(MONTHS)]
        return world.digest(), [tally.tolist() for tally, _ in counts], [exposure for _, exposure in counts]

    assert lived(1) == lived(threads)


def test_compiled_months_equal_plain_python():
    assert in_another_process() == in_another_process(NUMBA_DISABLE_JIT="1")


def in_another_process(**environment):
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", TINY],
        env={**os.environ, "PYTHONPATH": paths, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


TINY = """
import json
from bench import reference_engine
from bench.reference_people import draw_people
from glasshouse.engine.shards import Shards
world = reference_engine.World(draw_people(300, 1), 1)
with Shards(1) as shards:
    counts = [world.tick(shards) for _ in range(12)]
print(json.dumps([world.digest(), [t.tolist() for t, _ in counts], [e for _, e in counts]]))
"""


def test_the_map_counts_the_cells_around():
    count = np.arange(9)
    around = reference_people.around(count, 3)
    assert around[4] == count.sum() and around[0] == 0 + 1 + 3 + 4
