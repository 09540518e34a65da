"""What points, private gatekeepers and systems of firms do, as tables: each where the rulebook has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict, cast

import pyarrow.compute as pc

from glasshouse.auditing.evidence import FEWEST
from glasshouse.auditing.provisions import REWARDS
from glasshouse.auditing.touched import Touched
from glasshouse.metrics.list_shares import ratio
from glasshouse.reporting import words
from glasshouse.reporting.folder import Folder

TOO_FEW = f"not printed: fewer than {FEWEST}"


@dataclass(frozen=True)
class Moved:
    """Scored persons at the end, and how many of them are in a better, or a lower, grade than at first."""

    scored: int
    above: int
    below: int


@dataclass(frozen=True)
class Rewarded:
    """Scored persons at the end, and how many of them are in a grade to which a reward is linked."""

    scored: int
    holding: int


@dataclass(frozen=True)
class Firms:
    """Firms and those who work for them in the last month, and how many of both are concerned by a list."""

    firms: int
    listed: int
    workforce: int
    workforce_listed: int


def moved(folder: Folder, dim: str = "all", group: str = "all") -> Moved | None:
    """Who moved between grades; None where the run kept no grades."""
    if folder.grades is None:
        return None
    rows = _rows(folder, dim, group)
    at = next((k for k, row in enumerate(rows) if row["start"]), 0)
    counts = [row["persons"] for row in rows]
    return Moved(sum(counts), sum(counts[:at]), sum(counts[at + 1 :]))


def grades(folder: Folder) -> list[list[str]]:
    """Rows of the table of grades: grade, least score, persons, share of the scored, what is linked to it."""
    if folder.grades is None:
        return []
    rows = _rows(folder, "all", "all")
    scored = sum(row["persons"] for row in rows)
    links = _links(folder)
    return [
        [
            f"{row['grade']} (people begin here)" if row["start"] else row["grade"],
            "none" if row["floor"] is None else words.count(row["floor"]),
            words.count(row["persons"]),
            words.percent(ratio(row["persons"], scored)),
            ", ".join(links.get(row["grade"], ())) or "nothing",
        ]
        for row in rows
    ]


def movement(folder: Folder) -> list[list[str]]:
    """Rows by group: scored persons, share in a better and in a lower grade than they began in."""
    if folder.grades is None:
        return []
    found = {(row["dim"], row["group"]): None for row in folder.grades.to_pylist()}
    return [_movement(folder, dim, group) for dim, group in found]


def _movement(folder: Folder, dim: str, group: str) -> list[str]:
    name = "Everybody with a score" if dim == "all" else f"{folder.dim_title(dim)}: {group}"
    one = moved(folder, dim, group)
    assert one is not None
    if one.scored < FEWEST:
        return [name, words.count(one.scored), TOO_FEW, TOO_FEW]
    shares = (words.percent(part / one.scored) for part in (one.above, one.below))
    return [name, words.count(one.scored), *shares]


class GradeRow(TypedDict):
    """A row of the table of grades."""

    grade: str
    floor: int | None
    start: bool
    persons: int


def _rows(folder: Folder, dim: str, group: str) -> list[GradeRow]:
    assert folder.grades is not None
    chosen = (pc.field("dim") == dim) & (pc.field("group") == group)
    return cast(list[GradeRow], folder.grades.filter(chosen).to_pylist())


def _links(folder: Folder) -> Mapping[str, tuple[str, ...]]:
    """What the text links to each grade, by the grade's name: titles of sanctions and rewards."""
    said = {str(rule["path"]): str(rule["says"]) for rule in folder.rulebook.get("summary") or ()}
    found = {}
    for path, says in said.items():
        if path.startswith("links."):
            names = [name.strip().replace(" ", "_") for name in says.split(",") if name.strip() != "none"]
            titles = (said.get(f"sanctions.{name}.title", words.plain(name)) for name in names)
            found[path.rpartition(".")[2]] = tuple(titles)
    return found


def holding_rewards(folder: Folder) -> Rewarded | None:
    """How many are in grades with rewards; None where the run kept no grades or no grade has any."""
    if folder.grades is None:
        return None
    said = {str(rule["path"]): str(rule["says"]) for rule in folder.rulebook.get("summary") or ()}
    rewards = {
        path.split(".")[1] for path, says in said.items() if path.endswith(".effect") and says in REWARDS
    }
    linked = {
        path.rpartition(".")[2]
        for path, says in said.items()
        if path.startswith("links.") and rewards & {one.strip().replace(" ", "_") for one in says.split(",")}
    }
    rows = _rows(folder, "all", "all")
    scored = sum(row["persons"] for row in rows)
    holding = sum(row["persons"] for row in rows if row["grade"] in linked)
    return Rewarded(scored, holding) if linked else None


GATEKEEPERS = ("Kind of gatekeeper", "On file", "Applications", "Refused by all of the kind", "Share")


def gatekeepers(folder: Folder) -> list[list[str]]:
    """Rows by kind of gatekeeper and what applicants have on file; no share of few applications."""
    if folder.gatekeepers is None:
        return []
    named = ["kind", "standing"]
    sums = folder.gatekeepers.group_by(named).aggregate([("applications", "sum"), ("refused_by_all", "sum")])
    rows = []
    for row in sums.sort_by([(name, "ascending") for name in named]).to_pylist():
        asked, refused = row["applications_sum"], row["refused_by_all_sum"]
        share = words.percent(refused / asked) if asked >= FEWEST else TOO_FEW
        rows.append(
            [words.plain(row["kind"]), row["standing"], words.count(asked), words.count(refused), share]
        )
    return rows


def firms_at_end(folder: Folder) -> Firms | None:
    """The last month of the table of firms; None where the run kept none."""
    if folder.firms is None or not len(folder.firms):
        return None
    last = folder.firms.filter(pc.field("month") == pc.max(folder.firms.column("month")))
    names = ("firms", "listed", "workforce", "workforce_listed")
    return Firms(*(int(pc.sum(last.column(name)).as_py()) for name in names))


_FLOWS = (
    ("entered_list", "entries of firms on a list"),
    ("left_repaired", "left after repair"),
    ("left_expired", "left at the end of the term"),
    ("left_cured", "left because the cause was put right"),
    ("tender_refused", "public tenders refused"),
    ("loan_refused", "loans refused"),
    ("closed", "firms closed"),
    ("jobs_shed", "jobs lost in listed firms"),
    ("reps_entered", "heads of firms put on a list"),
)


def firms(folder: Folder) -> list[list[str]]:
    """What happened to firms over the whole run: what, how often, and for each 1,000 firm-years."""
    if folder.firms is None or not len(folder.firms):
        return []
    years = float(pc.sum(folder.firms.column("firms")).as_py()) / 12
    rows = []
    for name, says in _FLOWS:
        if name in folder.firms.column_names:
            many = int(pc.sum(folder.firms.column(name)).as_py())
            rows.append([says, words.count(many), words.number(ratio(1000.0 * many, years))])
    return rows


def differs(whom: Touched, currency: str) -> str:
    """Whom a figure differs for and by how much, in words."""
    if not whom.persons:
        return "it differs for nobody"
    if whom.persons < FEWEST:
        return f"it differs for {words.count(whom.persons)} persons, too few for a mean"
    mean = words.number(whom.mean, sign=True)
    return f"it differs for {words.count(whom.persons)} persons, by {mean} {currency} each"
