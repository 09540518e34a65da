"""Putting the parts into the templates and the page into its place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from glasshouse.report import (
    appendix,
    city,
    drawing,
    folder,
    groups,
    headline,
    life,
    listed,
    variants,
    voice,
    words,
)

SECTIONS = (
    ("headline", "What the system did"),
    ("listed", "Who is listed and why"),
    ("wrongful", "On the list by mistake"),
    ("map", "The map"),
    ("voice", "Speech and fear"),
    ("life", "One life, lived twice"),
    ("groups", "Who gained, who lost"),
    ("variants", "Carrot or stick"),
    ("published", "The model and the published figures"),
    ("assumptions", "Assumptions"),
    ("rulebook", "What the rulebook says"),
    ("repeat", "How to repeat this run"),
    ("synthetic", "Synthetic people only"),
)
"""Anchor and title of every section, in order."""


def write(path: Path, to: Path | None = None) -> Path:
    """Read the folder, build the page, write it beside its place and move it there."""
    target = to or path / "report.html"
    html = build(folder.read(path))
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        partial.write_text(html, "utf-8")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target


def build(found: folder.Folder) -> str:
    """The whole page as text."""
    template = _environment().get_template("report.html.j2")
    return template.render(
        title=words.heading(str(found.rulebook.get("title") or found.rulebook["id"])),
        sections=SECTIONS,
        run=found,
        headline=headline.build(found),
        listed=listed.build(found),
        city=city.build(found),
        voice=voice.build(found),
        life=life.build(found),
        groups=groups.build(found),
        variants=variants.build(found),
        end=appendix.build(found),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("glasshouse.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    tools: dict[str, Any] = {"count": words.count, "breakable": drawing.breakable}
    environment.filters.update(tools)
    return environment
