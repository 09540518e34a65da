"""What the page cannot tell: said near its top, with the numbers of this run."""

from __future__ import annotations

import math

from glasshouse.metrics.monthly import series
from glasshouse.report import words
from glasshouse.report.folder import Folder
from glasshouse.simulation import mechanism_files


def build(folder: Folder) -> list[tuple[str, str]]:
    """Each limit as a few words and a sentence or two."""
    found = [
        (
            "Nothing about real people.",
            "Everybody here is invented. The figures say what follows from the rulebook, the society and the "
            "assumptions; they are not counts of anybody.",
        ),
        ("Not how far the assumptions hold.", _assumptions(folder)),
        (
            "Not the luck of other runs.",
            "This is one run with one seed. The same rules with other luck hit other persons and give "
            "slightly other numbers; several runs show how much.",
        ),
    ]
    if mechanisms := folder.manifest["mechanisms"]:
        found.append(
            (
                "Not the shipped model alone.",
                f"Custom mechanisms were part of this run: {mechanism_files.told(mechanisms)}. The numbers "
                "depend on them; their texts are kept with the results.",
            )
        )
    if folder.unseen:
        found.append(
            (
                "No single persons.",
                f"This page shows counts of groups only, because {folder.unseen}. glasshouse shows persons "
                "only where it can draw them again from the tables of a society.",
            )
        )
    if series(folder.system, "listed").any():
        found.append(
            (
                "Not the error rate of a real list.",
                "Only a simulation knows who was truly meant and truly able to pay. No court or office "
                "publishes it, so the false share here rests on assumptions.",
            )
        )
    if told := _published(folder):
        found.append(("Not that the model is right.", told))
    if many := len(folder.rulebook.get("unknowns") or []):
        open_points = f"{words.count(many)} point{'s' if many != 1 else ''}"
        found.append(
            (
                "Not what the sources leave open.",
                f"The rulebook names {open_points} on which its sources are silent; they stand under "
                "\u201cWhat the rulebook says\u201d.",
            )
        )
    found.append(
        (
            "Not whether the law is broken.",
            "No number and no question of lint is a verdict; that is for lawyers and courts. Harms of "
            "different kinds are not added up to one score.",
        )
    )
    return found


def _assumptions(folder: Folder) -> str:
    many, of = len(folder.manifest.get("assumptions") or []), folder.manifest.get("parameter_count")
    part = f"{words.count(many)} of {words.count(of)}" if of else words.count(many)
    return (
        f"{part} parameters rest on no published figure. The intervals cover which people were drawn and "
        "their luck; they do not cover these."
    )


def _published(folder: Folder) -> str:
    rows = [row for row in folder.targets.to_pylist() if row["model"] is not None]
    rows = [row for row in rows if not math.isnan(row["model"])]
    if not rows:
        return "No published figure is about this rulebook, so nothing holds the model to account."
    inside = sum(bool(row["inside"]) for row in rows)
    return (
        f"{inside} of {len(rows)} figures of the model that can be checked lie inside the published range. "
        "That can show a model wrong, never right."
    )
