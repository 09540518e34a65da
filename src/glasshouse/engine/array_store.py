"""Arrays kept in files, whole or not at all: what is left of a computation when its process is gone.

A bundle NAME is two files: `NAME.safetensors` holds arrays by name, `NAME.manifest.json` says what they are
and has the checksum of the arrays and its own seal: a checksum, or with a secret `key` a message
authentication code (HMAC-SHA256), which only those who have the key can make. Each file is written under
another name, brought to the disk, then given its name, the manifest last: a bundle whose manifest is there
was written to its end. Nothing in it is ever executed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
ARRAYS, ABOUT = ".safetensors", ".manifest.json"
UNFINISHED = ".unfinished"


class Damaged(ValueError):
    """A file is not what was written. `file` says which, the message why."""

    def __init__(self, file: Path, why: str) -> None:
        self.file, self.why = file, why
        super().__init__(f"{file}: {why}")


@dataclass(frozen=True)
class StoredArrays:
    """Arrays by name, and plain data `about` them."""

    arrays: dict[str, Array]
    about: dict[str, Any]


def write(
    folder: Path, name: str, arrays: Mapping[str, Array], about: Mapping[str, object], key: bytes = b""
) -> None:
    """Write a bundle in place of any of that name. Raises `OSError`; then none of that name is left."""
    from safetensors.numpy import save

    (folder / (name + ABOUT)).unlink(missing_ok=True)
    data = save({key: np.ascontiguousarray(array) for key, array in arrays.items()})
    kept = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    write_whole(folder / (name + ARRAYS), data)
    write_data(folder / (name + ABOUT), {"arrays": kept, "about": dict(about)}, key)


def read(folder: Path, name: str, key: bytes = b"") -> StoredArrays:
    """A bundle, if both files are to the bit what was written with this key. Raises `Damaged`."""
    from safetensors.numpy import load

    written = read_data(folder / (name + ABOUT), key)
    path = folder / (name + ARRAYS)
    data = _bytes(path)
    if len(data) != written["arrays"]["bytes"]:
        raise Damaged(path, f"is cut short: {len(data):,} of {written['arrays']['bytes']:,} bytes")
    if hashlib.sha256(data).hexdigest() != written["arrays"]["sha256"]:
        raise Damaged(path, "is damaged: its bytes do not have the checksum they were written with")
    return StoredArrays(load(data), written["about"])


def remove(folder: Path, name: str) -> None:
    """Remove a bundle, the file that makes it one first."""
    for suffix in (ABOUT, ARRAYS):
        (folder / (name + suffix)).unlink(missing_ok=True)


def names(folder: Path) -> list[str]:
    """Names of the bundles in a folder, sorted; whether they are sound is not looked at."""
    return sorted(path.name.removesuffix(ABOUT) for path in folder.glob(f"*{ABOUT}"))


def write_data(path: Path, data: Mapping[str, object], key: bytes = b"") -> None:
    """Write plain data as JSON with a seal of its own, whole or not at all. Raises `OSError`."""
    sealed = {_name_of_seal(key): _seal_of(data, key), **data}
    write_whole(path, (json.dumps(sealed, indent=1, ensure_ascii=False) + "\n").encode())


def read_data(path: Path, key: bytes = b"") -> dict[str, Any]:
    """What `write_data` wrote with this key. Raises `Damaged` where it is anything else."""
    try:
        data = json.loads(_bytes(path))
        seal = str(data.pop(_name_of_seal(key), ""))
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise Damaged(path, "is damaged: it is not the JSON that was written") from None
    if not hmac.compare_digest(_seal_of(data, key).encode(), seal.encode()):
        raise Damaged(path, _OTHER_KEY if key else _OTHER_CONTENTS)
    return dict(data)


_OTHER_CONTENTS = "is damaged: its contents do not have the checksum they were written with"
_OTHER_KEY = (
    "is damaged or was changed, or another user or machine wrote it: its seal is not of this user's key"
)


def _name_of_seal(key: bytes) -> str:
    return "hmac-sha256" if key else "sha256"


def _seal_of(data: Mapping[str, object], key: bytes) -> str:
    if not key:
        return hash_of(data)
    return hmac.new(key, _canonical(data), hashlib.sha256).hexdigest()


def hash_of(data: Mapping[str, object]) -> str:
    """SHA-256 of plain data, whatever the order of its keys."""
    return hashlib.sha256(_canonical(data)).hexdigest()


def _canonical(data: Mapping[str, object]) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


def hash_of_file(path: Path) -> str:
    """SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name, bring it to the disk, then give it its own. Raises `OSError`."""
    partial = path.with_name(path.name + UNFINISHED)
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Bring the new name in a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Damaged(path, "is gone") from None
    except OSError as error:
        raise Damaged(path, f"cannot be read: {error.strerror or error}") from None
