"""Functions written into their callers: compiled without what only Python needs, and still callable from it."""

from __future__ import annotations

import pickle

import numpy as np

from glasshouse.engine.compiled import compiled, inlined


@inlined
def halved(number):
    return number // 2


@compiled
def quartered(number):
    return halved(halved(number))


def test_a_function_is_written_into_its_callers():
    assert quartered(12) == 3
    made = [one for function in (halved, quartered) for one in function.overloads.values()]
    wrapped = [one.fndesc.llvm_cpython_wrapper_name in one.library.get_llvm_str() for one in made]
    assert wrapped == [False, True]


def test_it_can_be_called_from_python_all_the_same():
    assert halved(9) == 4
    assert halved(np.uint64(9)) == 4
    assert quartered(9) == 2


def test_it_is_found_again_after_pickling():
    assert pickle.loads(pickle.dumps(halved))(7) == 3
