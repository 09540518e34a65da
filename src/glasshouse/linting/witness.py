"""The witness of a finding: a made-up person and a short history that runs into it, ready for cases.yaml.

Months count from the `start` given in the snippet. What must then hold is what the written rules say of that
history; the tests play every witness of every shipped rulebook.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from glasshouse.rulebooks.actor_sections import CATEGORIES
from glasshouse.rulebooks.cases import Event

if TYPE_CHECKING:
    from glasshouse.linting.rulebook_reading import Reading

MOST_TIMES = 200
"""A witness that would need more records than this in one month is none."""


@dataclass(frozen=True)
class Witness:
    """A person, what happens to them, and what the rules then say, by month from `start`."""

    name: str
    title: str
    start: str
    events: tuple[Event, ...]
    expect: dict[int, dict[str, Any]]
    person: dict[str, Any] = field(default_factory=dict)

    def as_yaml(self) -> str:
        """The case as it stands under `cases:`, two blanks in."""
        lines = [
            f"  # months count from {self.start}",
            f"  {self.name}:",
            f"    title: {json.dumps(self.title)}",
        ]
        if self.person:
            lines.append(f"    person: {_flow(self.person)}")
        if self.events:
            lines.append("    events:")
            lines += [f"      - {_flow(_written(event))}" for event in self.events]
        lines.append("    expect:")
        lines += [f"      {month}: {_flow(told)}" for month, told in self.expect.items()]
        return "\n".join(lines) + "\n"


def _written(event: Event) -> dict[str, object]:
    told = {"month": event.month, "fact": event.fact, "behaviour": event.behaviour}
    told |= {"category": event.category, "right": event.right, "months": event.months, "owes": event.owes}
    told |= {"status": event.status}
    kept: dict[str, object] = {key: value for key, value in told.items() if key == "month" or value}
    return kept | ({"times": event.times} if event.behaviour or event.category else {})


def _flow(data: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{key}: {_scalar(value)}" for key, value in data.items()) + "}"


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list | tuple) else str(value)


def witness_of(law: Reading, rule_id: str, path: str, title: str) -> Witness | None:
    """A person who runs into the clause at `path`; None where no history leads there.

    The clause decides: a list is entered, an act done, a grade fallen to; where it is none of these (a duty
    that is missing), the first person whom the rulebook burdens at all.
    """
    made = next((made for made in _tries(law, path) if made is not None), None)
    if made is None:
        return None
    name = f"{rule_id.lower().replace('-', '_')}_{_slug(path)}"
    return Witness(name, title, _start(law), made.events, made.expect, made.person)


@dataclass(frozen=True)
class _History:
    events: tuple[Event, ...]
    expect: dict[int, dict[str, Any]]
    person: dict[str, Any] = field(default_factory=dict)


def _tries(law: Reading, path: str) -> Iterator[_History | None]:
    steps = path.split(".")
    by_section: dict[str, Callable[[str], _History | None]] = {
        "lists": lambda name: enters(law, name),
        "behaviours": lambda name: does(law, name),
        "sanctions": lambda name: suffers(law, f"sanctions.{name}"),
    }
    if steps[0] in by_section and len(steps) > 1:
        yield by_section[steps[0]](steps[1])
    if steps[0] == "links" and len(steps) > 2:
        yield falls_to(law, ".".join(steps[1:3]))
    if path == "rights.zero_base":
        yield _History((), {1: {"shut_includes": list(law.says(path))}})
    if steps[:2] == ["firms", "lists"] and len(steps) > 2:
        yield answers_for(law, steps[2])
    if steps[:2] == ["association", "legal_representative"]:
        yield next((heads for name in law.names("firms.lists") if (heads := answers_for(law, name))), None)
    for burden in law.denials:
        yield _burdened(law, burden.cause)
    for name in law.blacklists:
        yield enters(law, name)
    for name in law.behaviours:
        if law.costs(name):
            yield does(law, name)


def _burdened(law: Reading, cause: str) -> _History | None:
    section, _, name = cause.partition(".")
    if section == "lists":
        return enters(law, name)
    if section == "behaviours":
        return does(law, name)
    return falls_to(law, name) if section == "links" else None


def suffers(law: Reading, clause: str) -> _History | None:
    """Somebody on whom the sanction falls."""
    causes = (burden.cause for burden in law.burdens if burden.clause == clause)
    return next((made for cause in causes if (made := _burdened(law, cause))), None)


def does(law: Reading, behaviour: str) -> _History | None:
    """Somebody who does the act once and, where it has points, ends with those."""
    event = Event(month=1, behaviour=behaviour)
    lists = [n for n in law.blacklists if law.acts_onto(n) == (behaviour,)]
    if lists:
        return enters(law, lists[0])
    if not law.score or law.stated(f"behaviours.{behaviour}.drop_to"):
        return _History((event,), {1: {}})
    score = _opening(law) + law.points(behaviour)
    return _History((event,), {1: {"score": _bounded(law, score)}})


def enters(law: Reading, name: str) -> _History | None:
    """Somebody who comes onto the list, of those whom it is for."""
    made = _enters(law, name)
    named = [law.says(f"{here}.applies_to", ()) for here in ("scope", f"lists.{name}")]
    statuses = [each[0] for each in named if each]
    return replace(made, person={**made.person, "statuses": statuses}) if made and statuses else made


def _enters(law: Reading, name: str) -> _History | None:
    here = f"lists.{name}"
    when = law.says(f"{here}.entry.when")
    months = 2 + int(law.says(f"{here}.entry.grace", 0) or 0)
    expected = _expected(law, name)
    owes = law.says(f"{here}.entry.owes", 0)
    facts = {
        "able_and_refuses": (Event(1, "judged"), Event(2, "found_unwilling")),
        "obstructs": (Event(2, "obstructs"),),
        "unperformed": (Event(2, "unperformed"),),
        "in_arrears": (Event(2, "arrears", months=_whole(law.says(f"{here}.entry.arrears", 1)), owes=owes),),
        "owes": (Event(2, "arrears", months=_whole(law.says(f"{here}.entry.for", 1)), owes=owes),),
    }
    if law.says(f"{here}.entry.to") == "state":
        return _owes_the_state(law, name, expected)
    if when in facts:
        return _History(facts[when], {months: expected})
    if when == "status":
        gains = Event(2, "gains", status=law.says(f"{here}.entry.status"))
        return _History((gains,), {months: expected})
    if when == "behaviour":
        acts = _acts_onto(law, name)
        last = max(event.month for event in acts)
        return _History(acts, {last + months - 2: expected})
    if when == "grade_at_most":
        fallen = falls_to(law, law.says(f"{here}.entry.grade"), month=2)
        return fallen and _History(fallen.events, {months: expected})
    if when == "firm_listed":
        firms = [answers_for(law, each) for each in law.names("firms.lists")]
        return next((each for each in firms if each), None)
    return None


def _owes_the_state(law: Reading, name: str, expected: dict[str, object]) -> _History | None:
    """Somebody charged with enough by an act, who does not pay."""
    here = f"lists.{name}.entry"
    due = _whole(law.says(f"{here}.for", 1)) + _whole(law.says(f"{here}.grace", 0))
    elsewhere = {act for other in law.names("lists") for act in law.acts_onto(other)}
    for act in (each for each in law.behaviours if each not in elsewhere):
        named = law.says(f"behaviours.{act}.triggers", ())
        if sum(law.says(f"sanctions.{one}.amount", 0) for one in named) >= law.says(f"{here}.owes", 0):
            return _History((Event(1, behaviour=act), Event(2, "arrears", months=due)), {2: expected})
    return None


def _acts_onto(law: Reading, name: str) -> tuple[Event, ...]:
    """As many acts, one after the other, as the entry of the list asks for."""
    least = law.says(f"lists.{name}.entry.at_least", 1)
    every = law.says(f"lists.{name}.entry.all_of", ())
    acts = [act for act in law.acts_onto(name) if act in every] or [law.acts_onto(name)[0]]
    return tuple(Event(2 + i, behaviour=act) for i in range(least) for act in acts)


def answers_for(law: Reading, name: str) -> _History | None:
    """The head of a firm that comes onto a list of firms."""
    here = f"firms.lists.{name}"
    when = law.says(f"{here}.entry.when")
    events: tuple[Event, ...] = ()
    if when == "default":
        events = (Event(2, "firm_defaults"),)
    elif when == "category":
        events = (Event(2, category=law.says(f"{here}.entry.category")),)
    elif when == "score_at_most":
        points = {c: law.says(f"firms.categories.{c}.points", 0) or 0 for c in CATEGORIES}
        events = tuple(Event(2, category=c, times=5) for c in CATEGORIES if points[c] < 0)
    if not events:
        return None
    shut = {burden.right for burden in law.denials if burden.cause == here}
    in_order = [right for right in law.words.rights if right in shut]
    expected = {"firm_shut_includes": in_order} if in_order else {"firm_lists": [name]}
    return _History(events, {2: expected}, {"legal_representative": True})


def falls_to(law: Reading, grade: str, month: int = 1) -> _History | None:
    """Somebody whose acts of one month bring them down to a grade; of no acts where all begin there."""
    score, _, name = grade.partition(".")
    grades = law.tree.grades(score)
    if name not in grades:
        return None
    ceiling = law.ceiling(score, name)
    expected = {month: {"grade": grade}}
    if ceiling is None or _opening(law) <= ceiling:
        return _History((), expected) if _grade_at(law, _opening(law)) == name else None
    dropped = [b for b in law.behaviours if law.says(f"behaviours.{b}.drop_to") == grade]
    if dropped:
        return _History((Event(month, behaviour=dropped[0]),), expected)
    acts = _acts(law, _opening(law) - ceiling)
    if acts is None or _grade_at(law, _after(law, acts)) != name:
        return None
    return _History(tuple(Event(month, behaviour=b, times=n) for b, n in acts), expected)


def _acts(law: Reading, distance: int) -> list[tuple[str, int]] | None:
    """Records that together take `distance` points or a little more: many of the dearest, and a rest."""
    costs = {b: -law.points(b) for b in law.behaviours if law.points(b) < 0 and not _capped(law, b)}
    if not costs:
        return None
    for dearest in sorted(costs, key=lambda b: -costs[b]):
        whole, rest = divmod(distance, costs[dearest])
        fitting = sorted((c, b) for b, c in costs.items() if c >= rest)
        if whole > MOST_TIMES:
            return None
        if rest == 0:
            return [(dearest, whole)]
        last = fitting[0][1]
        if last == dearest:
            return [(dearest, whole + 1)]
        return [(dearest, whole), (last, 1)] if whole else [(last, 1)]
    return None


def _capped(law: Reading, behaviour: str) -> bool:
    return bool(law.stated(f"behaviours.{behaviour}.cap") or law.stated(f"behaviours.{behaviour}.drop_to"))


def _after(law: Reading, acts: list[tuple[str, int]]) -> int:
    return _bounded(law, _opening(law) + sum(law.points(b) * n for b, n in acts))


def _opening(law: Reading) -> int:
    return int(law.says(f"scores.{law.score}.start", 0) or 0)


def _bounded(law: Reading, score: int) -> int:
    lowest, highest = (law.says(f"scores.{law.score}.{end}") for end in ("lowest", "highest"))
    score = score if lowest is None else max(int(lowest), score)
    return score if highest is None else min(int(highest), score)


def _grade_at(law: Reading, score: int) -> str:
    grades = law.tree.grades(law.score)
    floors = {grade: law.says(f"scores.{law.score}.grades.{grade}") for grade in grades}
    return next((grade for grade in grades if score >= floors[grade]), grades[-1] if grades else "")


def _expected(law: Reading, name: str) -> dict[str, object]:
    here = f"lists.{name}"
    at_once = (f"{here}.triggers", f"{here}.ladder.steps.first.triggers")
    shut = [b.right for b in law.denials if b.written in at_once and b.effect == "deny"]
    in_order = [right for right in law.words.rights if right in shut]
    return {"shut_includes": in_order} if in_order else {"lists": _joined(law, name)}


def _joined(law: Reading, name: str) -> list[str]:
    """The list itself, and those that the same act leads onto at once."""
    act = law.acts_onto(name)[:1]
    return [
        other
        for other in law.names("lists")
        if other == name
        or (
            act
            and act[0] in law.acts_onto(other)
            and not law.stated(f"lists.{other}.entry.all_of")
            and law.says(f"lists.{other}.entry.at_least", 1) == 1
            and not law.stated(f"lists.{other}.applies_to")
        )
    ]


def _whole(months: float) -> int:
    return -int(-months // 1)


def _slug(path: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in path.lower()).strip("_") or "whole"


def _start(law: Reading) -> str:
    day = law.since
    return f"{day:%Y-%m}" if day else "2014-01"
