"""The table of all findings, and of the bounds held against them, in words."""

from __future__ import annotations

from dataclasses import dataclass

from glasshouse.report import words
from glasshouse.report.findings import Findings, interval, value

SIGNS = {"violated": "outside", "not violated": "inside", "not enough evidence": "open"}
"""How each verdict is set on the page."""

ELSEWHERE = ("CS",)
"""Findings that stand in a section of their own."""


@dataclass(frozen=True)
class Entry:
    """A finding in the table of all: number, interval and sizes in words."""

    name: str
    title: str
    value: str
    unit: str
    interval: str
    persons: str
    events: str


@dataclass(frozen=True)
class Held:
    """A bound, the finding it is about, and the verdict."""

    name: str
    title: str
    limit: str
    basis: str
    value: str
    interval: str
    verdict: str
    sign: str


def build(found: Findings) -> list[Entry]:
    """Every finding for everybody."""
    return [
        Entry(
            one.name, one.title, value(one, one.unit), one.unit, interval(one, one.unit),
            words.count(one.persons), words.count(one.events),
        )
        for one in found.all
        if one.id not in ELSEWHERE
    ]  # fmt: skip


def verdicts(found: Findings) -> list[Held]:
    """Every bound held against every finding of its name."""
    return [
        Held(
            held.finding.name, held.finding.title, held.chosen.limit, held.chosen.basis,
            value(held.finding, held.finding.unit), interval(held.finding, held.finding.unit), held.verdict,
            SIGNS[held.verdict],
        )
        for held in found.verdicts
    ]  # fmt: skip
