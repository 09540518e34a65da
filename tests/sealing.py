"""Results folders as somebody would forge them: files changed, and all hashes and seals made anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glasshouse.engine.array_store import hash_of_file, read_data, write_data
from glasshouse.simulation import manifest


def seal(folder: Path, about: dict[str, Any]) -> None:
    """Write a manifest that says that all files of a folder are as a run wrote them."""
    files = sorted(path for path in folder.rglob("*.parquet") if path.is_file())
    names = {path.relative_to(folder).as_posix(): hash_of_file(path) for path in files}
    write_data(folder / manifest.FILE, about | {"files": names})


def forge(folder: Path, **changes: Any) -> dict[str, Any]:
    """Seal a folder anew after its files were changed, with `changes` of the manifest; returns that."""
    about = read_data(folder / manifest.FILE) | changes
    seal(folder, about)
    return about
