"""The secret with which this user's checkpoints are sealed.

A checkpoint holds what became of people so far, which no draw can give back. Its seal is therefore made with
a key that lies outside it: a checkpoint that somebody wrote or changed by hand is not gone on with.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from glasshouse.errors import Diagnostic, InputError

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
