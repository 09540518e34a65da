"""Kernels are generated from steps, kept in a file, found again, and work without a place to write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from glasshouse.engine import compiled, kernels
from glasshouse.engine.compiled import inlined
from glasshouse.engine.kernels import Kernel, Unknown, fingerprint, write_source
from glasshouse.engine.steps import add, call, each, let, when


class Numbers(NamedTuple):
    numbers: Any
    factor: int


STEP = 3


def stepped(number):
    return number + STEP


HELPER = inlined(stepped)
KERNEL = Kernel("multiply", "Multiply numbers.", {"context": Numbers._fields}, constants={"MOST": 100}).over(
    each("i", "range(start, stop)").do(
        let("number", "numbers[i] * factor"),
        when("number < MOST").do(call(HELPER, gives="numbers[i]")),
        when("number >= MOST").do(add("numbers[i]", "1")),
    )
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder of sources, with a cache of its own."""
    monkeypatch.setenv("GLASSHOUSE_CACHE_DIR", str(tmp_path / "cache"))
    compiled.cache_folder.cache_clear()
    forget()
    yield tmp_path
    compiled.cache_folder.cache_clear()
    forget()


def forget():
    """Forget the modules of this file's kernel. Other kernels stay in use: machine code that is made while its
    module cannot be found is kept in a form that no other process can load."""
    for name in [name for name in sys.modules if name.startswith(f"{kernels.__name__}.{KERNEL.name}_")]:
        del sys.modules[name]


def run(function):
    context = Numbers(np.array([1, 2, 50, 3]), 2)
    function(context, 0, 3)
    return context.numbers.tolist()


def test_the_source_is_plain_python_that_says_what_the_steps_say():
    source = KERNEL.source()
    assert "    factor = context.factor\n" in source
    assert "        if number < MOST:\n            numbers[i] = inserted_stepped(number)\n" in source
    assert "MOST = 100\n" in source


def test_machine_code_is_found_again_by_the_text(home):
    first = KERNEL.load()
    assert run(first) == [5, 7, 51, 3]
    assert Path(first.py_func.__code__.co_filename).read_text("utf-8") == KERNEL.source()
    assert not sum(first.stats.cache_hits.values())
    forget()  # as a new process does
    second = KERNEL.load()
    assert second is not first
    assert run(second) == [5, 7, 51, 3]
    assert sum(second.stats.cache_hits.values()) == 1


def test_without_a_place_to_write_the_kernel_works_from_memory(home):
    (home / "cache").write_text("a file where the folder should be")
    function = KERNEL.load()
    assert run(function) == [5, 7, 51, 3]
    assert function.py_func.__code__.co_filename.startswith("<multiply_")


def test_two_processes_that_write_the_same_source_agree_on_its_time(tmp_path):
    path = tmp_path / "deep" / "source.py"
    assert write_source(path, "a = 1\n") == path
    before = path.stat()
    path.unlink()
    assert write_source(path, "a = 1\n") == path
    assert (path.stat().st_mtime, path.stat().st_size) == (before.st_mtime, before.st_size)
    assert [one.name for one in path.parent.iterdir()] == ["source.py"], "a draft was left behind"


def test_a_step_that_needs_what_is_not_there_is_refused():
    with pytest.raises(Unknown, match='"number" needs "ammount", which no step before it gives'):
        KERNEL.over(let("number", "ammount * 2"), HELPER).source()


def test_a_fingerprint_follows_constants_and_helpers(monkeypatch):
    def doubled(number):
        return 2 * stepped(number)

    before = fingerprint(doubled)
    assert fingerprint(doubled) == before
    monkeypatch.setattr(sys.modules[__name__], "STEP", 4)
    assert fingerprint(doubled) != before


FINGERPRINTED = """
import numpy as np
from glasshouse.engine.kernels import fingerprint
def bounded(number): return np.int64(max(min(number, 9), 0))
print(fingerprint(bounded))
"""


def test_a_fingerprint_is_the_same_in_another_process():
    once, again = (
        subprocess.run([sys.executable, "-c", FINGERPRINTED], capture_output=True, text=True, check=True)
        for _ in range(2)
    )
    assert once.stdout == again.stdout
