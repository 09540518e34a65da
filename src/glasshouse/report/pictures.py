"""Every picture of a report by name: the page, the command `plot` and `plots` draw the same ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from glasshouse.report import city, disparity, findings, listed, maps, redress, rights, variants, voice
from glasshouse.report.canvas import Figure
from glasshouse.report.findings import Findings
from glasshouse.report.folder import Folder


@dataclass(frozen=True)
class Source:
    """What pictures are made of: the tables of a folder and the findings taken from them."""

    folder: Folder
    findings: Findings

    @classmethod
    def of(cls, folder: Folder) -> Source:
        """The folder with its findings."""
        return cls(folder, findings.of(folder))


PICTURES: Mapping[str, Callable[[Source], Figure | None]] = {
    "listed": lambda of: listed.stock(of.folder),
    "flows": lambda of: listed.flows(of.folder),
    "redress": lambda of: redress.curve(of.folder),
    "due_process": lambda of: redress.funnel(of.folder),
    "rights": lambda of: rights.clauses(of.folder),
    "contexts": lambda of: rights.contexts(of.folder),
    "disparity": lambda of: disparity.forest(of.findings, "ever_listed"),
    "refusals": lambda of: disparity.forest(of.findings, "denied"),
    "burden": lambda of: disparity.burden(of.folder, of.findings),
    "speech": lambda of: voice.speech(of.folder),
    "chilling": lambda of: voice.chilling(of.findings),
    "fear": lambda of: voice.fear(of.folder),
    "opinion": lambda of: voice.opinion(of.folder),
    "variants": lambda of: variants.sticks(of.folder),
    "viewers": lambda of: city.spread(of.folder),
    "map_privacy": lambda of: maps.designs(of.folder),
}
"""Name and maker of each picture, in the order of the page; a maker answers `None` where there is nothing."""
