"""Pictures in files: a chart by its Vega-Lite specification, as .svg or .png."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glasshouse.errors import Diagnostic, InputError
from glasshouse.files import write_atomic


def check(to: Path) -> None:
    """Raises `InputError` for a file of any other ending."""
    if to.suffix not in (".svg", ".png"):
        raise InputError(
            Diagnostic("a picture is written as .svg or .png", "give a file that ends so", str(to))
        )


def write(spec: dict[str, Any], to: Path) -> Path:
    """Draw a specification into a file and return where it is. Raises `InputError` where it cannot be."""
    check(to)
    import vl_convert  # late: most commands draw nothing

    if to.suffix == ".svg":
        return write_atomic(to, vl_convert.vegalite_to_svg(spec))
    return write_atomic(to, vl_convert.vegalite_to_png(spec, scale=2))
