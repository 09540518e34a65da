"""Functions written into their callers: compiled without what only Python needs, and still callable from it."""

from __future__ import annotations

import pickle
import re

import numpy as np
import pytest

from glasshouse.engine import compiled as compiled_module
from glasshouse.engine.compiled import cache_folder, compiled, inlined


@inlined
def halved(number):
    return number // 2


@compiled
def quartered(number):
    return halved(halved(number))


@pytest.fixture
def nothing_kept(tmp_path, monkeypatch):
    """A cache that is empty: Numba says nothing about machine code that it only loads."""
    monkeypatch.setenv("GLASSHOUSE_CACHE_DIR", str(tmp_path))
    cache_folder.cache_clear()
    yield
    cache_folder.cache_clear()


def test_a_function_is_written_into_its_callers(nothing_kept):
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


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package in which `court` imports `money`, and `speech` nothing."""
    made = tmp_path / "law"
    made.mkdir()
    court = "from law import (\n    money,\n)\n"
    for name, text in (("__init__", ""), ("court", court), ("money", ""), ("speech", "")):
        (made / f"{name}.py").write_text(text)
    pattern = compiled_module._IMPORT.pattern.replace("glasshouse", "law")
    monkeypatch.setattr(compiled_module, "_PACKAGE", made)
    monkeypatch.setattr(compiled_module, "_IMPORT", re.compile(pattern, re.MULTILINE))
    yield made
    forget_sources()


def forget_sources():
    for name in ("cache_folder", "_imported_by", "_text_of", "_file_of"):
        getattr(compiled_module, name).cache_clear()


def folders(package):
    forget_sources()
    return {
        name: compiled_module.cache_folder(package / f"{name}.py") for name in ("court", "money", "speech")
    }


def test_a_changed_source_starts_a_fresh_folder_for_itself_and_those_that_import_it(package):
    before = folders(package)
    (package / "money.py").write_text("# changed")
    after = folders(package)
    assert {name for name in before if before[name] != after[name]} == {"court", "money"}


def test_generated_text_is_kept_by_what_it_imports(package):
    forget_sources()
    assert compiled_module.folder_of_text("from law.court import sue") == folders(package)["court"]
