"""What the command line shows: a bar while people live, tables when they have lived, words for everything else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

OnMonth = Callable[[int, int], None]
"""Told, after each month, how many months of how many are done."""


@contextmanager
def progress(persons: int, *, shown: bool) -> Iterator[OnMonth]:
    """A bar on standard error with months done and time left; silent where nobody is watching."""
    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(f"{persons:,} persons"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("months"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("months", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def say_json(data: Any) -> None:
    """Print `data` as JSON."""
    print(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def table(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]], right: Sequence[str] = ()
) -> None:
    """Print a table; columns named in `right` are aligned to the right."""
    made = Table(title=title, box=SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for heading in headings:
        made.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(str(cell) for cell in row))
    out = Console(highlight=False, markup=False, soft_wrap=False)
    out.print(made)


def facts(pairs: Mapping[str, Any]) -> None:
    """Print names and values, one line each; empty values are left out."""
    width = max(map(len, pairs), default=0)
    for name, value in pairs.items():
        if value not in (None, "", ()):
            print(f"{name:<{width}}  {value}")
