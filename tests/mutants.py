"""A structure-aware mutator of input files: small random damages to files that are sound.

Every mutant is a pure function of the files, a seed and a number. `survey` reads mutants as a user would and
counts what comes of them; the only exception a reader may raise is `InputError`, and every fault must name its
file, its line where it has one, and what to do.
"""

from __future__ import annotations

import copy
import datetime
import json
import random
import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from glasshouse.errors import Diagnostic, InputError
from glasshouse.specs import reading
from glasshouse.specs.composing import DEPTH, Composed
from glasshouse.specs.scalars import LARGEST

Keys = tuple[Any, ...]

LONG = "x" * 300
WORDS = (
    "", " ", "null", "none", "*", "x", LONG, "人" * 300, "a\nb", "a\0b", "0,5", "1.234,5", "1e1 level",
    "5 fortnight", "3 months", "-3 month", "10" * 200, f"{'1' * 400} month", "jilin", "2019-01-01", "2019-13",
    "beta(1, 2)", "beta(0, -1)", "uniform(5, 1)", "normal(1)", "points.Z", "lists.x", "yes", "%", "½",
    "../../etc/passwd", "nothing", "nothing~due-process", "rongcheng-2021", "V", "month",
)  # fmt: skip
NUMBERS = (0, 1, -1, 2, 0.5, -0.5, 1.7, 1e18, 2**63, 10**19, 10**400, -(10**400), 0.1 + 0.2, 1e-17, 400, 20)
DAYS = tuple(
    datetime.date.fromisoformat(day) for day in ("0001-01-01", "1850-06-30", "2019-01-01", "9999-12-31")
)
UNITS = ("month", "day", "CNY", "fraction", "probability", "point", "persons", "km2", "parsec", "Month", "%")
KEYS = ("x", "value", "values", "unit", "range", "evidence", "prior", "source", "from", "to", "1", 5, 0.5, True,
        None, "", LONG, "人", "a.b", "on", datetime.date(2019, 1, 1))  # fmt: skip
SIGNS = ":,-#{}[]\"'|>&*!%@`\t\r\n\0 人0.é\x07\ufeff"


def weird(rng: random.Random) -> Any:
    """A value that rarely fits where it is put."""
    simple: tuple[Callable[[], Any], ...] = (
        lambda: rng.choice(WORDS),
        lambda: rng.choice(NUMBERS),
        lambda: rng.choice(DAYS),
        lambda: rng.choice((None, True, False)),
    )
    kind = rng.randrange(10)
    if kind < 6:
        return rng.choice(simple)()
    if kind == 6:
        return [rng.choice(simple)() for _ in range(rng.randrange(3))]
    if kind == 7:
        return {rng.choice(KEYS): rng.choice(simple)() for _ in range(rng.randrange(3))}
    if kind == 8:
        return {"value": rng.choice(simple)(), "unit": rng.choice(UNITS)}
    return nested(rng.choice((3, 40)), rng.choice(simple)())


def nested(depth: int, core: Any) -> Any:
    """`core` inside so many lists."""
    return core if depth == 0 else [nested(depth - 1, core)]


def places(data: Any, path: Keys = ()) -> Iterator[Keys]:
    """The path of every entry of a map or list, inner ones too."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, inner in entries:
        yield (*path, key)
        yield from places(inner, (*path, key))


def at(data: Any, path: Keys) -> Any:
    """What stands at a path."""
    for step in path:
        data = data[step]
    return data


def renamed(parent: dict[Any, Any], old: Any, new: Any) -> None:
    """Give one entry another key, in its place."""
    entries = [(new if key == old else key, value) for key, value in parent.items()]
    parent.clear()
    parent.update(entries)


def misspelt(word: str, rng: random.Random) -> str:
    """The word with two letters exchanged, one dropped, or in capitals."""
    spot = rng.randrange(max(len(word) - 1, 1))
    swapped = word[:spot] + word[spot + 1 : spot + 2] + word[spot : spot + 1] + word[spot + 2 :]
    return rng.choice((swapped, word[:spot] + word[spot + 1 :], word.upper(), word + "s"))


def _delete(parent: Any, key: Any, rng: random.Random) -> None:
    del parent[key]


def _replace(parent: Any, key: Any, rng: random.Random) -> None:
    parent[key] = weird(rng)


def _rename(parent: Any, key: Any, rng: random.Random) -> None:
    if isinstance(parent, dict):
        renamed(
            parent,
            key,
            misspelt(key, rng) if isinstance(key, str) and rng.random() < 0.5 else rng.choice(KEYS),
        )
    else:
        parent.append(copy.deepcopy(parent[key]))


def _swap(parent: Any, key: Any, rng: random.Random) -> None:
    other = rng.choice(list(parent) if isinstance(parent, dict) else range(len(parent)))
    parent[key], parent[other] = parent[other], parent[key]


def _wrap(parent: Any, key: Any, rng: random.Random) -> None:
    old = parent[key]
    day = rng.choice(DAYS)
    parent[key] = rng.choice((
        [old], {"value": old}, {day: old}, {"value": {day: old}}, {"value": old, "unit": rng.choice(UNITS)},
        {rng.choice(KEYS): old}, nested(3, old),
    ))  # fmt: skip


def _bend(parent: Any, key: Any, rng: random.Random) -> None:
    """Another value of the same type."""
    old = parent[key]
    if isinstance(old, bool):
        parent[key] = not old
    elif isinstance(old, (int, float)):
        parent[key] = rng.choice(
            (-old, old * 1000, 0, old + 0.5, str(old), str(old).replace(".", ","), 10**20 + 1)
        )
    elif isinstance(old, str):
        parent[key] = rng.choice((misspelt(old, rng), old * 60, old.replace(".", ","), rng.choice(UNITS)))
    elif isinstance(old, datetime.date):
        parent[key] = rng.choice((*DAYS, str(old), old.replace(day=1), f"{old.year}"))
    elif isinstance(old, list):
        parent[key] = rng.choice((old[::-1], old * 2, old[:1], []))
    elif isinstance(old, dict):
        parent[key] = rng.choice((dict(reversed(old.items())), {}, list(old), list(old.values())))
    else:
        parent[key] = rng.choice(WORDS)


def _add(parent: Any, key: Any, rng: random.Random) -> None:
    inside = parent[key] if isinstance(parent[key], (dict, list)) and rng.random() < 0.5 else parent
    if isinstance(inside, dict):
        inside[rng.choice(KEYS)] = weird(rng)
    else:
        inside.append(weird(rng))


STRUCTURAL: dict[str, Callable[[Any, Any, random.Random], None]] = {
    "delete": _delete,
    "replace": _replace,
    "rename": _rename,
    "swap": _swap,
    "wrap": _wrap,
    "bend": _bend,
    "add": _add,
}
"""What can be done to an entry of a map or a list: its container, its key, where chance comes from."""


def restructured(
    data: dict[Any, Any], others: list[dict[Any, Any]], rng: random.Random
) -> tuple[str, dict[Any, Any]]:
    """The data with one to three damages, and the name of the last."""
    data = copy.deepcopy(data)
    name = ""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        found = list(places(data))
        if not found:
            break
        *above, key = rng.choice(found)
        parent = at(data, tuple(above))
        name = rng.choice((*STRUCTURAL, "graft"))
        if name == "graft":  # a piece of this file or of another
            donor = rng.choice(others)
            parent[key] = copy.deepcopy(at(donor, rng.choice(list(places(donor)))))
        else:
            STRUCTURAL[name](parent, key, rng)
    return name, data


def retyped(content: str, rng: random.Random) -> tuple[str, str]:
    """The text with one to three slips of the keyboard, and the name of the last."""
    name = ""
    for _ in range(rng.choice((1, 1, 2, 3))):
        spot = rng.randrange(len(content) + 1)
        lines = content.split("\n")
        row = rng.randrange(len(lines))
        name = rng.choice(("cut", "insert", "drop", "repeat line", "drop line", "indent", "comma"))
        if name == "cut":
            content = content[:spot]
        elif name == "insert":
            content = content[:spot] + rng.choice(SIGNS) + content[spot:]
        elif name == "drop":
            content = content[:spot] + content[spot + rng.choice((1, 2, 8)) :]
        elif name == "comma":
            content = re.sub(r"(\d)\.(\d)", r"\1,\2", content[:spot], count=1) + content[spot:]
        else:
            lines[row : row + 1] = {
                "repeat line": [lines[row]] * 2,
                "drop line": [],
                "indent": [" " + lines[row]],
            }[name]
            content = "\n".join(lines)
    return name, content


@dataclass
class Emitter:
    """Writes plain data as YAML, a line for each entry, and notes where every key and value stands."""

    lines: list[str] = field(default_factory=list)
    keys: dict[Keys, tuple[int, int]] = field(default_factory=dict)
    values: dict[Keys, tuple[int, int]] = field(default_factory=dict)

    def document(self, data: dict[Any, Any]) -> str:
        self.keys[()] = self.values[()] = (1, 1)
        self._entries(data, (), 0)
        return "\n".join([*self.lines, ""]) if data else "{}\n"

    def composed(self, data: dict[Any, Any]) -> Composed | None:
        """What a parser must make of the document; None where it would find fault with it."""
        return Composed(data, self.keys, self.values, (), frozenset()) if is_plain(data) else None

    def _entries(self, data: Any, path: Keys, indent: int) -> None:
        listed = isinstance(data, list)
        for key, value in enumerate(data) if listed else data.items():
            here = (*path, key)
            head = " " * indent + ("-" if listed else f"{scalar(key)}:")
            self.keys[here] = (len(self.lines) + 1, indent + 1)
            if isinstance(value, (dict, list)) and value:
                self.lines.append(head)
                self.values[here] = (len(self.lines) + 1, indent + 3)
                if listed:
                    self.keys[here] = self.values[here]
                self._entries(value, here, indent + 2)
            else:
                self.values[here] = (len(self.lines) + 1, len(head) + 2)
                if listed:
                    self.keys[here] = self.values[here]
                self.lines.append(f"{head} {scalar(value)}")


def scalar(value: Any) -> str:
    """One value as YAML writes it; texts in quotes."""
    if isinstance(value, float):
        written = format(Decimal(repr(value)), "f")
        return written if "." in written else f"{written}.0"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class Source:
    """A sound file: what reads it (`use` is given the path of a mutant beside `needs`), and its content."""

    name: str
    content: str
    data: dict[Any, Any]
    use: Callable[[Path], object]


@dataclass(frozen=True)
class Mutant:
    """One damaged file; `composed` is what a parser must make of it, where the emitter can tell."""

    number: int
    source: Source
    damage: str
    content: str
    composed: Composed | None = None


def mutant(sources: list[Source], seed: int, number: int, *, share_of_texts: float = 0.2) -> Mutant:
    """The mutant of that seed and number: of its structure, or of its text as one would mistype it."""
    rng = random.Random(f"{seed}/{number}")
    source = rng.choices(sources, [1 / (len(each.content) + 1000) for each in sources])[0]
    if rng.random() < share_of_texts:
        damage, content = retyped(source.content, rng)
        return Mutant(number, source, f"text: {damage}", content)
    damage, data = restructured(source.data, [source.data, rng.choice(sources).data], rng)
    emitter = Emitter()
    content = emitter.document(data)
    return Mutant(number, source, damage, content, emitter.composed(data))


def is_plain(data: Any, depth: int = 0) -> bool:
    """Whether a parser gives the data back as they were written: no numbers, keys or depths that it refuses."""
    if isinstance(data, dict):
        return None not in data and depth < DEPTH and all(is_plain(each, depth + 1) for each in data.values())
    if isinstance(data, list):
        return depth < DEPTH and all(is_plain(each, depth + 1) for each in data)
    return not isinstance(data, (int, float)) or abs(data) <= LARGEST


@contextmanager
def without_parsing(known: Iterable[Mutant]) -> Iterator[None]:
    """Take what parsers would make of these mutants from the emitter, and parse no other sound file twice.

    Most of the time of reading a small file is spent in the parser; `test_mutants` holds the two together.
    """
    made = {each.content: each.composed for each in known if each.composed}
    parse = reading.compose

    def composed(content: str, file: str) -> Composed:
        if content not in made:
            found = parse(content, file)
            if found.diagnostics:
                return found
            made[content] = found
        return made[content]

    reading.compose = composed
    try:
        yield
    finally:
        reading.compose = parse


@dataclass
class Survey:
    """What came of many mutants: how many were refused and accepted, and those that are wrong."""

    refused: int = 0
    accepted: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    unhelpful: list[str] = field(default_factory=list)

    def read(self, one: Mutant, path: Path) -> None:
        """Read one mutant from `path` and note what came of it."""
        path.write_bytes(one.content.encode("utf-8", "surrogatepass"))
        try:
            one.source.use(path)
        except InputError as bad:
            self.refused += 1
            self.kinds[f"{one.source.use.__name__}, {one.damage}: refused"] += 1
            for diagnostic in bad.diagnostics:
                if why := unhelpful(diagnostic):
                    self.unhelpful.append(f"{one.source.name} {one.number}: {why}: {diagnostic}")
        except Exception as error:
            spot = traceback.extract_tb(error.__traceback__)[-1]
            self.kinds[f"{one.source.use.__name__}, {one.damage}: CRASHED"] += 1
            where = f"{'/'.join(Path(spot.filename).parts[-2:])}:{spot.lineno}"
            self.crashes.append(
                f"{one.source.name} {one.number}: {type(error).__name__} at {where}: {str(error)[:120]}"
            )
        else:
            self.accepted += 1
            self.kinds[f"{one.source.use.__name__}, {one.damage}: accepted"] += 1


def unhelpful(diagnostic: Diagnostic) -> str:
    """Why a message does not help; empty where it does."""
    if not diagnostic.file:
        return "names no file"
    if (
        not diagnostic.line
        and diagnostic.what not in WITHOUT_A_LINE
        and not diagnostic.what.startswith("byte ")
    ):
        return "names no line"
    if not diagnostic.fix.strip():
        return "does not say what to do"
    if re.search(r"\bNone\b|<class|\{'\w|\['\w|datetime\.", f"{diagnostic.what} {diagnostic.fix}"):
        return "speaks Python"
    return "is too long" if len(diagnostic.what) > 400 or len(diagnostic.fix) > 400 else ""


WITHOUT_A_LINE = ("the file is empty", "the file holds only comments")
"""Faults of a whole file."""
