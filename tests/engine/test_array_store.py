"""Bundles: what is read is to the bit what was written, or it is named as damaged."""

import errno
import os

import numpy as np
import pytest

from glasshouse.engine import array_store
from glasshouse.engine.array_store import ABOUT, ARRAYS, Damaged

NAME = "system-000012"
BYTES = {
    "people.debt": np.arange(5, dtype=np.int64),
    "people.shut": np.array([1, 2**32 - 1], np.uint32),
    "climate": np.array([[0.1, np.nan], [-0.0, np.inf]]),
    "nobody": np.zeros((0, 7), np.uint16),
    "strided": np.arange(12, dtype=np.int32).reshape(3, 4)[:, ::2],
}
ABOUT_IT = {"month": 12, "seed": 2**64 - 1, "names": ["a", None, 0.1], "place": "石家庄"}


@pytest.fixture
def folder(tmp_path):
    array_store.write(tmp_path, NAME, BYTES, ABOUT_IT)
    return tmp_path


def test_what_is_read_is_what_was_written(folder):
    bundle = array_store.read(folder, NAME)
    assert bundle.about == ABOUT_IT
    assert bundle.arrays.keys() == BYTES.keys()
    for name, array in BYTES.items():
        assert bundle.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(bundle.arrays[name], array)
    assert array_store.names(folder) == [NAME]
    assert sorted(path.name for path in folder.iterdir()) == sorted([NAME + ABOUT, NAME + ARRAYS])


@pytest.mark.parametrize("suffix", [ABOUT, ARRAYS])
def test_every_flipped_byte_is_found(folder, suffix):
    path = folder / (NAME + suffix)
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Damaged) as damaged:
            array_store.read(folder, NAME)
        assert damaged.value.file == path
        assert "is damaged" in damaged.value.why


@pytest.mark.parametrize("suffix", [ABOUT, ARRAYS])
def test_every_cut_is_found(folder, suffix):
    path = folder / (NAME + suffix)
    whole = path.read_bytes()
    for length in range(0, len(whole) - 1, 5):
        path.write_bytes(whole[:length])
        with pytest.raises(Damaged):
            array_store.read(folder, NAME)


def test_what_is_gone_is_named(folder):
    (folder / (NAME + ARRAYS)).unlink()
    with pytest.raises(Damaged, match=r"system-000012\.safetensors: is gone"):
        array_store.read(folder, NAME)


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(array_store.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        array_store.write(tmp_path, NAME, BYTES, ABOUT_IT)
    assert array_store.names(tmp_path) == []
    assert list(tmp_path.iterdir()) == []
