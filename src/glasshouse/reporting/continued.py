"""What is said of a run that was continued with changes: what it went on from, what changed, and its twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glasshouse.reporting import words

SAID_OF_CHANGES = (
    ("without the system", "without the change"),
    ("with the system", "with the change"),
    ("With the system", "With the change"),
    ("What the system did", "What the change did"),
)
"""Words that describe a run and its twin, and what they are for a run whose twin lacks the changes alone."""


def sentence(manifest: Mapping[str, Any]) -> str:
    """What changed and what the twin is, in words; empty for a run that was not continued."""
    about = manifest.get("continued")
    if not about:
        return ""
    old = about["before"]["rulebook"]
    month = words.month(str(manifest["start"]), about["month"])
    return (
        f"For {words.span(about['month'])} this run is the one with digest {about['digest'][:12]}, under "
        f"“{words.heading(old['title'])}”. From {month} "
        f"on, {_changes(manifest)}. The comparison is with the same people and the same luck without the "
        f"change, and counts all {manifest['months']} months; before {month} nothing differs."
    )


def _changes(manifest: Mapping[str, Any]) -> str:
    about, told = manifest["continued"], []
    if about["rulebook_changes"]:
        title = words.heading(str(manifest["rulebook"]["title"]))
        told.append(f"“{title}” applies")
    told += [
        f"{name} is {_shown(now)} instead of {_shown(was)}"
        for name, (was, now) in about["parameter_changes"].items()
    ]
    return words.listed(told) if told else "nothing changes"


def _shown(value: object) -> str:
    return words.number(value) if isinstance(value, (int, float)) else str(value)


def reworded(page: str, manifest: Mapping[str, Any]) -> str:
    """The page in the words of a change, where it is of a continued run."""
    for usual, instead in SAID_OF_CHANGES if manifest.get("continued") else ():
        page = page.replace(usual, instead)
    return page
