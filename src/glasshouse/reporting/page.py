"""Putting the parts into the templates and the page into its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from glasshouse.auditing import period
from glasshouse.charts import palette, registry
from glasshouse.charts.registry import Maker
from glasshouse.charts.sheet import stylesheet
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.files import kept_source, write_atomic
from glasshouse.metrics import catalogue
from glasshouse.plugins import Source as Code
from glasshouse.reporting import (
    appendix,
    continued,
    finding_tables,
    folder,
    headline,
    life,
    listed,
    listings_section,
    notes,
    page_sections,
    schemes,
    variants_section,
    words,
)
from glasshouse.reporting.figure_source import Source

SECTIONS = (
    ("summary", "What the system did"),
    ("points", "Points and grades"),
    ("listed", "Who is listed"),
    ("wrongful", "Listed wrongly, and the way out"),
    ("gatekeepers", "Private gatekeepers"),
    ("firms", "Firms"),
    ("rights", "Rights lost"),
    ("groups", "Whom it hits"),
    ("voice", "Speech, fear and opinion"),
    ("variants", "Carrot or stick"),
    ("map", "The map"),
    ("life", "One life, lived twice"),
    ("law", "Questions to the text of the rulebook"),
    ("findings", "Every number with its definition"),
    ("published", "The model and the published figures"),
    ("assumptions", "Assumptions"),
    ("rulebook", "What the rulebook says"),
    ("repeat", "How to repeat this run"),
    ("synthetic", "Synthetic people only"),
)
"""Anchor and title of every section, in order."""
OF_TRAITS = {
    "points": "points", "listed": "lists", "wrongful": "lists", "gatekeepers": "gatekeepers",
    "firms": "firms", "map": "map",
}  # fmt: skip
"""The trait of the rulebook on which a section depends; all others stand on every page."""
NOT_HERE = {
    "points": "points or grades", "lists": "lists of persons", "gatekeepers": "private gatekeepers",
    "firms": "rules for firms", "map": "a map",
}  # fmt: skip
"""What a rulebook does not have, in words."""

SHOWN = {
    "listed", "flows", "redress", "due_process", "rights", "contexts", "disparity", "refusals", "burden",
    "speech", "chilling", "fear", "opinion", "variants", "town_map", "viewers", "map_privacy", "life",
}  # fmt: skip
"""Figures that the templates have a place for."""

BROKEN_DOWN = ("months_listed", "rights_lost_months", "denied", "income", "months_voiced", "paid")
"""Measures broken down by group on the page; `plot` draws any of them."""

BUDGET = 2_500_000
"""Bytes below which the page of 100,000 persons over 120 months stays; it needs about a quarter of them."""


@dataclass(frozen=True)
class Own:
    """Measures and pictures of one's own that a page shows, as objects or FILE:NAME."""

    measures: tuple[catalogue.Own, ...] = ()
    pictures: tuple[registry.Own, ...] = ()


NOTHING_OWN = Own()


def write(found: folder.Folder, to: Path | None = None, own: Own = NOTHING_OWN) -> Path:
    """Build the page of a folder that was read and write it, by default into the folder.

    The sources of what is one's own are kept in `code` beside the page. Raises `InputError` where any of it
    cannot be used.
    """
    source, drawn = Source(found, own.measures), _own_pictures(own)
    page = write_atomic(to or found.path / "report.html", _built(source, drawn))
    for one in _sources(source, drawn):
        kept_source(one, page.parent)
    return page


def build(found: folder.Folder) -> str:
    """The whole page as text."""
    return _built(Source(found), _own_pictures(NOTHING_OWN))


def _own_pictures(own: Own) -> list[Maker]:
    """Pictures of one's own. Raises `InputError` for those that cannot be used."""
    drawn, anchors = registry.own_pictures(own.pictures), dict(SECTIONS)
    strange = [
        Diagnostic(
            f"picture {one.id}: there is no section {one.after}",
            suggestion(one.after, anchors) or f"one of {', '.join(anchors)}",
            one.origin.file if one.origin else "",
        )
        for one in drawn
        if one.after not in anchors
    ]
    if strange:
        raise InputError(*strange)
    return drawn


def _sources(source: Source, drawn: Sequence[Maker]) -> list[Code]:
    """The sources of what is one's own on the page."""
    found = [one.origin for one in source.findings.own] + [one.origin for one in drawn]
    return list(dict.fromkeys(filter(None, found)))


def _built(source: Source, drawn: Sequence[Maker]) -> str:
    found = source.folder
    template = _environment().get_template("report.html.j2")
    pictures = {name: maker(source) for name, maker in registry.makers().items() if name in SHOWN}
    page = template.render(
        title=words.heading(str(found.rulebook.get("title") or found.rulebook["id"])),
        sections=sections(found),
        palette=palette,
        marks=stylesheet(),
        run=found,
        pictures=pictures,
        own_pictures=[(_place(one.after, found), one(source), one.origin) for one in drawn],
        own_code=_sources(source, drawn),
        **_parts(source, [name for name, one in pictures.items() if one]),
    )
    return continued.reworded(page, found.manifest)


def sections(found: folder.Folder) -> tuple[tuple[str, str], ...]:
    """Anchor and title of the sections of a page: those that the rulebook of the run has a use for."""
    return tuple(
        (anchor, title)
        for anchor, title in SECTIONS
        if anchor not in OF_TRAITS or getattr(found.provides, OF_TRAITS[anchor])
    )


def _place(anchor: str, found: folder.Folder) -> str:
    """The section in which a picture of one's own stands: the findings where its own is not on the page."""
    return anchor if anchor in dict(sections(found)) else "findings"


def _left_out(found: folder.Folder) -> str:
    """What the rulebook does not have, so that no section tells of it."""
    lacks = [says for trait, says in NOT_HERE.items() if not getattr(found.provides, trait)]
    return f"Not on this page, because the rulebook has none: {words.listed(lacks)}." if lacks else ""


def _parts(source: Source, shown: Collection[str]) -> dict[str, Any]:
    """What the templates print beside the pictures."""
    run, found = source.folder, source.findings
    one_life, shares = life.build(run), listed.composition(run)
    return {
        "headline": headline.build(run, found),
        "limits": notes.limits(run),
        "traces": notes.traces(run, shown, one_life.person),
        "listed": {
            "nobody": listed.nobody(run),
            "road": listed.road(run),
            "composition": shares,
            "finding": listed.finding(shares),
            "whim": headline.by_whim(run),
        },
        "points": {
            "records": headline.records(run),
            "grades": schemes.grades(run),
            "movement": schemes.movement(run),
        },
        "gatekeepers": {"columns": schemes.GATEKEEPERS, "rows": schemes.gatekeepers(run)},
        "firms": schemes.firms(run),
        "left_out": _left_out(run),
        "period": period.sentences(period.period(run.manifest), str(run.rulebook["id"])),
        "redress": {
            "waffle": listings_section.waffle(run),
            "entries": listings_section.entries(run),
            "says": [*listings_section.redress_texts(found), *listings_section.safeguards_used(run)],
        },
        "rights": {"says": page_sections.rights_text(found), "grounds": page_sections.grounds(run)},
        "groups": [one for name in BROKEN_DOWN if (one := registry.maker(f"by_group.{name}")(source))],
        "inequality": page_sections.inequality_text(found),
        "voice": page_sections.expression_text(run),
        "variants": variants_section.variant_parts(run),
        "city": page_sections.city_parts(run),
        "life": one_life,
        "law": notes.questions_of_law(run),
        "entries": finding_tables.build(found),
        "verdicts": finding_tables.verdicts(found),
        "unknown": found.unknown,
        "definitions": {one.id: one for one in found.all},
        "end": appendix.build(run),
    }


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("glasshouse.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    tools: dict[str, object] = {"count": words.count, "breakable": breakable}
    environment.filters.update(tools)
    return environment


def breakable(name: str) -> Markup:
    """A dotted name that may break after its dots and underscores, and nowhere else."""
    return Markup(re.sub(r"([._])", r"\1<wbr>", escape(name)))
