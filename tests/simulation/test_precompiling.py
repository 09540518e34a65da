"""Machine code made by several processes: the parts cover the month, and helpers end with what they help."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from glasshouse.engine.steps import calls
from glasshouse.model.schedule import PLAIN
from glasshouse.simulation import precompiling


class Helper:
    """Stands for a process."""

    started: list[Helper]

    def __init__(self, words, **_):
        self.words, self.ended = words, False
        self.started.append(self)

    def terminate(self):
        self.ended = True

    def wait(self):
        assert self.ended


@pytest.fixture
def helpers(monkeypatch):
    Helper.started = []
    monkeypatch.setattr(subprocess, "Popen", Helper)
    return Helper.started


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_the_parts_together_have_every_call_and_each_can_be_written(parts):
    def functions(steps):
        return [one.function for one, _ in calls(steps) if not one.gives]

    found = []
    for part in range(parts):
        kernel = precompiling.part_of_month(part, parts).kernel
        assert kernel.source()
        found += functions(kernel.steps)
    assert found == functions(PLAIN.kernel.steps)


def test_helpers_are_started_only_where_nothing_is_compiled_and_end_with_the_block(helpers, monkeypatch):
    monkeypatch.setattr(precompiling, "is_compiled", lambda: False)
    with precompiling.helped(3):
        assert [one.words[-2:] for one in helpers] == [["1", "3"], ["2", "3"]]
    assert all(one.ended for one in helpers)
    helpers.clear()
    with precompiling.helped(1):
        assert not helpers
    monkeypatch.setattr(precompiling, "is_compiled", lambda: True)
    with precompiling.helped(3):
        assert not helpers


def test_a_part_of_the_month_can_be_run():
    done = subprocess.run(
        [sys.executable, "-m", precompiling.__name__, "1", "2"],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
