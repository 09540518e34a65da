"""What a system of points writes down, and what its officials decided beside the rules."""

from __future__ import annotations

from glasshouse.metrics import listing, whim
from glasshouse.metrics.monthly import series
from glasshouse.report import words
from glasshouse.report.folder import Folder


def records(folder: Folder) -> list[list[str]]:
    """What a system of points writes down and where it leaves people; empty without records."""
    if not series(folder.system, "recorded").any():
        return []
    per_year = 12 / folder.months
    flows = (
        ("recorded", "records kept"),
        ("recorded_falsely", "of these, of something that did not happen"),
        ("recorded_wrong_person", "of these, of somebody else"),
        ("rewarded", "of these, rewards"),
    )
    rows = [[says, words.number(series(folder.system, name).sum() * per_year)] for name, says in flows]
    low = listing.ratio(series(folder.system, "low_grade")[-1], series(folder.system, "adults")[-1])
    return [*rows, ["adults in a low grade at the end", words.percent(low)]]


def by_whim(folder: Folder) -> list[list[str]]:
    """What officials decided beside the rules; empty where they decided nothing."""
    found = whim.whim(folder.system)
    if not found.any:
        return []
    shares = (
        ("records", found.of_records),
        ("entries on a list", found.of_entries),
        ("points", found.of_points),
    )
    counts = (
        ("records and entries added with nothing behind them", found.added),
        ("records and entries let go", found.waived),
        ("favours sold", found.sold),
    )
    rows = [[says, words.number(number * 12 / folder.months)] for says, number in counts]
    known = [[f"{of} decided by an official\u2019s choice", words.percent(s)] for of, s in shares if s == s]
    return [*rows, *known]


def says(folder: Folder) -> list[str]:
    """How many records were kept and how many of them say what was not so, in a sentence."""
    kept = int(series(folder.system, "recorded").sum())
    if not kept:
        return []
    false = sum(int(series(folder.system, f"recorded_{how}").sum()) for how in ("falsely", "wrong_person"))
    return [
        f"{words.count(kept)} records were kept of what people did; {words.percent(false / kept)} of them "
        "tell of something that did not happen, or of somebody else."
    ]
