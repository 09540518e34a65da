"""A figure: what is drawn, with everything that belongs to it, as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa

from glasshouse.charts.marks import MARKS, Axis, Description, Key, Plot
from glasshouse.charts.sheet import INKS, sheet
from glasshouse.charts.svg import WIDE, draw
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.files import write_atomic

ENDINGS = (".svg", ".png", ".html", ".json")
"""Files a figure can be saved as."""


@dataclass(frozen=True)
class Figure(Description):
    """A description that draws itself: into a string, a file or a notebook."""

    def svg(self, width: int = WIDE, theme: str = "light") -> str:
        """A whole SVG file, `width` pixels for the marks; `theme` is "light", "dark" or "print"."""
        if theme not in INKS:
            raise InputError(Diagnostic(f"{theme}: not a theme", suggestion(theme, INKS) or ", ".join(INKS)))
        return sheet(self, width, theme)

    def drawing(self, width: int = WIDE) -> str:
        """Its marks alone, for a page that has the title, the legend and the colours itself."""
        return draw(self.plots, width, self.alt, self.across)

    def save(self, to: str | Path, theme: str = "light") -> Path:
        """Write it to a .svg, .png, .html or .json file and return where it is.

        Raises `InputError` for any other ending, or where there is no such folder.
        """
        place = Path(to)
        check(place)
        match place.suffix.lower():
            case ".png":
                import vl_convert  # late: an engine of 80 MB that nothing else needs

                drawn: str | bytes = vl_convert.svg_to_png(self.svg(theme=theme), scale=2)
            case ".html":
                drawn = _page(self)
            case ".json":
                drawn = self.to_json()
            case _:
                drawn = self.svg(theme=theme)
        return write_atomic(place, drawn)

    def table(self) -> pa.Table:
        """The numbers behind it as printed: a column of text for each of `columns`."""
        return pa.table(
            {name: [row[k] for row in self.rows] for k, name in enumerate(self.columns)}
            if self.rows
            else {name: pa.array([], pa.string()) for name in self.columns}
        )

    def to_json(self) -> str:
        """The description as JSON; `Figure.from_json` reads it again."""
        return json.dumps(self.as_dict(), ensure_ascii=False, separators=(",", ":"))

    def as_dict(self) -> dict[str, object]:
        """The description as plain data; what stands at its default is left out."""
        return _plain(self)  # type: ignore[no-any-return]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Figure:
        """The figure a description tells of; the inverse of `as_dict`."""
        rest = {name: _frozen(value) for name, value in data.items() if name not in ("plots", "keys")}
        plots = tuple(_plot(one) for one in data["plots"])
        return cls(plots=plots, keys=tuple(Key(**one) for one in data.get("keys", ())), **rest)

    @classmethod
    def from_json(cls, text: str) -> Figure:
        """The figure a JSON description tells of."""
        return cls.from_dict(json.loads(text))

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_html_(self) -> str:
        return f"<figure>{self.svg()}{_html_table(self)}</figure>"


def check(to: Path) -> None:
    """Raises `InputError` for a file that is none of `ENDINGS`, or that has no folder to stand in."""
    if to.suffix.lower() not in ENDINGS:
        raise InputError(
            Diagnostic(f"{to.name} is not a picture", f"end it in one of {', '.join(ENDINGS)}", str(to))
        )
    if not to.absolute().parent.is_dir():
        raise InputError(Diagnostic("no such folder", "make it first", str(to.absolute().parent)))


def _plain(value: object) -> Any:
    if is_dataclass(value):
        kind = {"kind": value.kind} if hasattr(value, "kind") else {}
        told = {one.name: getattr(value, one.name) for one in fields(value)}
        defaults = {one.name: one.default for one in fields(value)}
        return kind | {name: _plain(one) for name, one in told.items() if one != defaults[name]}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _frozen(value: object) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _thawed(data: Mapping[str, object], without: tuple[str, ...] = ()) -> dict[str, Any]:
    return {name: _frozen(value) for name, value in data.items() if name not in without}


def _plot(data: Mapping[str, Any]) -> Plot:
    marks = tuple(MARKS[one["kind"]](**_thawed(one, ("kind",))) for one in data["marks"])
    x, y = (Axis(**_thawed(data[name])) for name in ("x", "y"))
    return Plot(x=x, y=y, marks=marks, **_thawed(data, ("x", "y", "marks")))


def _html_table(figure: Figure) -> str:
    """The numbers, folded away under the picture."""
    if not figure.rows:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in figure.columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in figure.rows)
    return (
        f"<details><summary>The figures as a table</summary><table><caption>{escape(figure.title)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details>"
    )


def _page(figure: Figure) -> str:
    """A file that opens in any browser and asks nothing of any network."""
    dark = sheet(figure, theme="dark")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(figure.title)}</title>\n"
        "<style>svg{max-width:100%;height:auto}.dark{display:none}@media(prefers-color-scheme:dark){"
        "body{background:#15171a;color:#ebe7df}.light{display:none}.dark{display:block}}</style></head>\n"
        f'<body><figure><div class="light">{sheet(figure)}</div><div class="dark">{dark}</div>'
        f"{_html_table(figure)}</figure></body></html>\n"
    )
