"""Dated events as users give them: a file of the schema glasshouse/world@1, words such as
`downturn:2016-03,size=0.5`, or maps with the same keys. All faults are reported together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError, choices, shown
from glasshouse.model.world_events import KINDS, DatedEvent, effect
from glasshouse.specs.reading import Text, survey
from glasshouse.specs.scalars import is_number, is_text, is_whole, one_of

SCHEMA = "glasshouse/world@1"
KEYS = ("kind", "start", "size", "months", "decay", "provinces", "of", "approval", "source", "title")
SIDES = ("world", "system")
FORM = "write KIND:MONTH, with KEY=VALUE after commas: downturn:2016-03,size=0.5,months=12"
Events = tuple[DatedEvent, ...]
Wrong = Callable[[str, str, str], Diagnostic]
"""Makes the diagnostic of a key ("" for the whole event) from what is wrong and what to do."""
_WORD = re.compile(r"[a-z_]+:[^/\\]*")


def chosen(given: object, provinces: Mapping[str, object]) -> Events:
    """The events of `given`: None, a file, a word, a map, a `DatedEvent`, or several of these in a list.

    `provinces` are those of the society, which are all that events may name. Raises `InputError` with every
    fault of all of them.
    """
    many = given if isinstance(given, list | tuple) else [] if given is None else [given]
    found: list[DatedEvent] = []
    diagnostics: list[Diagnostic] = []
    for one in many:
        try:
            found += _of(one, provinces)
        except InputError as bad:
            diagnostics += bad.diagnostics
    names = [one.name for one in found]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        diagnostics.append(Diagnostic(f"events: {name} is given {names.count(name)} times", "leave one out"))
    if diagnostics:
        raise InputError(*diagnostics)
    return tuple(found)


def load(file: str | Path, provinces: Mapping[str, object] | None = None) -> Events:
    """The events of a file; names of provinces are not checked without `provinces`. Raises `InputError`."""
    text = survey(file)
    diagnostics = list(_of_head(text))
    entries = text.data.get("events")
    found: list[DatedEvent] = []
    for name, entry in entries.items() if isinstance(entries, Mapping) else ():
        wrong = _in_text(text, str(name))
        faults = list(_faults(entry, provinces, wrong))
        diagnostics += faults
        if not faults:
            found.append(_made(str(name), entry))
    if all_wrong := text.all_diagnostics(diagnostics):
        raise InputError(*all_wrong)
    return tuple(found)


def as_word(event: DatedEvent) -> str:
    """The event as it is written on the command line."""
    values: dict[str, object] = {key: getattr(event, key) for key in ("size", "months", "decay")}
    values["size"] = f"{event.size:g}" if float(f"{event.size:g}") == event.size else repr(event.size)
    if event.provinces:
        values["provinces"] = "+".join(event.provinces)
    if event.of != "world":
        values["of"] = event.of
    if event.approval:
        values["approval"] = event.approval
    return ",".join([f"{event.kind}:{event.start}", *(f"{key}={value}" for key, value in values.items())])


def told(event: Mapping[str, Any]) -> str:
    """One event of a manifest in a sentence, with its size in its unit."""
    where = ", ".join(event["provinces"]) or "all provinces"
    decay = f", then halving every {event['decay']} months" if event["decay"] else ""
    system = " as part of the system" if event["of"] == "system" else ""
    unit = effect(f"{event['kind']}_size").unit
    months = f"{event['months']} month{'' if event['months'] == 1 else 's'}"
    approval = f", {event['approval']:+g} points of approval for those who hear" if event["approval"] else ""
    return (
        f"{event['name']}: {event['kind'].replace('_', ' ')}{system} in {where} from {event['start']}, "
        f"size {event['size']:g} ({unit}{approval}) for {months}{decay}; source: {event['source']}"
    )


def _of(given: object, provinces: Mapping[str, object]) -> Iterable[DatedEvent]:
    if isinstance(given, DatedEvent):
        given = given.as_dict()
    if isinstance(given, str) and _WORD.fullmatch(given):
        return [_of_map(_of_word(given), provinces, f"--event {given}")]
    if isinstance(given, str | Path):
        return load(given, provinces)
    if isinstance(given, Mapping):
        return [_of_map(given, provinces, f"events: {given.get('name', given.get('kind', 'event'))}")]
    raise InputError(Diagnostic(f"events: {shown(given)} is no event", FORM))


def _of_map(entry: Mapping[str, Any], provinces: Mapping[str, object], where: str) -> DatedEvent:
    """The event of a map or a word, which has no line."""

    def wrong(key: str, what: str, fix: str) -> Diagnostic:
        return Diagnostic(f"{where}: {key}{': ' if key else ''}{what}", fix)

    own = {key: value for key, value in entry.items() if key != "name"}
    if faults := list(_faults(own, provinces, wrong)):
        raise InputError(*faults)
    return _made(str(entry.get("name") or f"{entry['kind']}-{entry['start']}"), own)


def _of_word(word: str) -> dict[str, Any]:
    first, *pairs = word.split(",")
    kind, _, start = first.partition(":")
    entry: dict[str, Any] = {"kind": kind, "start": start}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign:
            raise InputError(Diagnostic(f"--event {word}: {pair}: not understood", FORM))
        entry[key] = value.split("+") if key == "provinces" else _number(value)
    return entry


def _number(value: str) -> object:
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


def _in_text(text: Text, name: str) -> Wrong:
    def wrong(key: str, what: str, fix: str) -> Diagnostic:
        return text.diagnostic(("events", name, key) if key else ("events", name), what, fix)

    return wrong


def _of_head(text: Text) -> Iterator[Diagnostic]:
    if text.data.get("schema") != SCHEMA:
        yield text.diagnostic(("schema",), f"is not {SCHEMA}", f"write schema: {SCHEMA} at the top")
    for key in text.data:
        if key not in ("schema", "title", "events"):
            known = ("schema", "title", "events")
            yield text.diagnostic((key,), "not a key of a file of events", choices(key, known))
    if not isinstance(text.data.get("events"), Mapping) or not text.data["events"]:
        fix = 'give for example slump: {kind: downturn, start: "2016-03"}'
        yield text.diagnostic(("events",), "names no event", fix)


def _faults(entry: object, provinces: Mapping[str, object] | None, wrong: Wrong) -> Iterator[Diagnostic]:
    """Everything wrong with one event."""
    if not isinstance(entry, Mapping):
        yield wrong("", "is no event", "give at least kind and start")
        return
    for key in entry:
        if key not in KEYS:
            yield wrong(str(key), "not a key of an event", choices(key, KEYS))
    if not one_of(kind := entry.get("kind"), KINDS):
        what = f"{shown(kind)} is not a kind of event" if "kind" in entry else "is missing"
        yield wrong("kind", what, choices(kind, KINDS))
    else:
        yield from _wrong_numbers(entry, str(kind), wrong)
    yield from _wrong_start(entry, wrong)
    yield from _wrong_words(entry, provinces, wrong)


def _wrong_numbers(entry: Mapping[str, Any], kind: str, wrong: Wrong) -> Iterator[Diagnostic]:
    for key in ("size", "months", "decay", *(["approval"] if kind == "campaign" else [])):
        known = effect(f"{kind}_{key}")
        low, high = known.range
        whole = key in ("months", "decay")
        value = entry.get(key, low)
        if not (is_whole(value) if whole else is_number(value)) or not low <= value <= high:
            unit = "months" if whole else known.unit
            yield wrong(
                key,
                f"{shown(value)} is not {'a whole number' if whole else 'a number'} of {low:g} to {high:g}",
                f"the unit is {unit}: {known.note}",
            )
    if kind != "campaign" and entry.get("approval"):
        yield wrong("approval", f"is for campaigns, and this is a {kind}", "leave it out")


def _wrong_start(entry: Mapping[str, Any], wrong: Wrong) -> Iterator[Diagnostic]:
    if "start" not in entry:
        yield wrong("start", "is missing", 'give the first month, such as "2016-03"')
        return
    try:
        arguments.month("start", entry["start"])
    except InputError as bad:
        for one in bad.diagnostics:
            yield wrong("start", one.what.removeprefix("start: "), one.fix)


def _wrong_words(
    entry: Mapping[str, Any], provinces: Mapping[str, object] | None, wrong: Wrong
) -> Iterator[Diagnostic]:
    if not one_of(entry.get("of", "world"), SIDES):
        yield wrong("of", f"{shown(entry['of'])} is not a side", choices(entry["of"], SIDES))
    for key in ("source", "title"):
        if key in entry and not is_text(entry[key]):
            yield wrong(key, "is no text", "name the document, or leave it out for an assumption")
    names = entry.get("provinces", [])
    if not isinstance(names, list | tuple) or not all(map(is_text, names)):
        yield wrong("provinces", "is no list of provinces", "give names, or leave it out for all")
        return
    for name in names:
        if provinces is not None and name not in provinces:
            yield wrong("provinces", f"{name} is not a province of the society", choices(name, provinces))


def _made(name: str, entry: Mapping[str, Any]) -> DatedEvent:
    """A sound event, with the usual values of its kind where nothing else is given."""
    kind = entry["kind"]

    def number(key: str) -> Any:
        return entry.get(key, effect(f"{kind}_{key}").value)

    return DatedEvent(
        name=name,
        kind=kind,
        start=arguments.month("start", entry["start"]),
        size=float(number("size")),
        months=int(number("months")),
        decay=int(number("decay")),
        provinces=tuple(entry.get("provinces", ())),
        of=entry.get("of", "world"),
        approval=float(number("approval")) if kind == "campaign" else 0.0,
        source=entry.get("source", _usual_source(kind, entry)),
    )


def _usual_source(kind: str, entry: Mapping[str, Any]) -> str:
    """Where the size comes from if the user does not say: the shipped source, or an assumption."""
    return "assumption" if "size" in entry else effect(f"{kind}_size").source or "assumption"
