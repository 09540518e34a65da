"""Shared definitions of the published JSON Schema: each kind of leaf is written once and referred to.

pydantic writes a definition for every clause, but repeats what a leaf may hold at each key. A leaf has three
forms (a value, dated values, an annotated value), so that the same few kinds made up nine tenths of the file.

The kinds of leaf a rulebook has: how each is read, what it may hold, and which direction is harsher.

A kind stands in the schema beside its field, as in `Annotated[Statement, Quantity("month", harsher="up")]`;
pydantic calls it to read the field and to describe it in the published JSON Schema.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from glasshouse.errors import choices, shown
from glasshouse.rulebooks.statements import (
    CHANGES,
    LONG_FORM,
    PRIOR_MISPLACED,
    Flaw,
    Flawed,
    Statement,
    Step,
    parts_of,
)
from glasshouse.rulebooks.vocabulary import NAMES, all_shipped, vocabulary

Schema = dict[str, Any]
FEW = 3
"""Most words that name the definition of a choice in full."""
NOTES = ("basis", "note", "evidence")
"""Keys that any clause may carry."""
NULL: Schema = {"type": "null"}
HARSHER = {
    "up": "a larger number",
    "down": "a smaller number",
    "more": "more words",
    "fewer": "fewer words",
    "later": "a later word",
    "true": "true",
    "false": "false",
    "by_sign": "a cap that lets more penalty through",
    "by_effect": "the harsher sanctions",
    "neither": "",
}
"""Which change of a leaf bears harder on people, in words, by `x-harsher`."""


def shared(schema: Schema) -> Schema:
    """The schema with every kind of leaf as a definition; it accepts the same documents."""
    made = _Definitions(dict(schema.get("$defs", {})))
    whole = made.without_leaves({key: part for key, part in schema.items() if key != "$defs"})
    whole["title"] = schema["title"]
    clauses = {name: made.without_leaves(clause) for name, clause in schema.get("$defs", {}).items()}
    return {**whole, "$defs": {**clauses, **made.leaves}}


class _Definitions:
    """The definitions of leaves met so far, by name."""

    def __init__(self, taken: Mapping[str, Schema]) -> None:
        self._taken = taken
        self.leaves: dict[str, Schema] = {}

    def without_leaves(self, part: object) -> Any:
        """A part of the schema in which each leaf is a reference."""
        if isinstance(part, list):
            return [self.without_leaves(inner) for inner in part]
        if not isinstance(part, dict):
            return part
        if "x-harsher" in part:
            return self._reference(part, nullable=False)
        if _is_optional_leaf(part):
            return self._reference(part["anyOf"][0], nullable=True)
        return {
            key: self._note(key, inner) or self.without_leaves(inner)
            for key, inner in part.items()
            if not (key == "title" and isinstance(inner, str)) and not (key == "default" and inner is None)
        }

    def _note(self, key: str, part: Any) -> Schema | None:
        """A reference to what any clause may carry: basis, note, evidence."""
        if key not in NOTES or not isinstance(part, dict) or part.get("default") != "":
            return None
        return _ref(self._kept(f"{key}_of_all_inside", self.without_leaves(part)))

    def _reference(self, leaf: Schema, *, nullable: bool) -> Schema:
        value, dated, annotated = leaf["anyOf"]
        name = self._value(value)
        by_date = {**dated, "patternProperties": {DAY: _ref(name)}}
        over_time = self._kept(f"{name}_over_time", {"anyOf": [_ref(name), by_date]})
        long_form = _ref(self._annotated(annotated)) | {"properties": {"value": _ref(over_time)}}
        forms = [_ref(over_time), long_form, *([NULL] if nullable else [])]
        whole = self._kept(f"{name}_leaf" if nullable else f"{name}_leaf_required", {"anyOf": forms})
        harsher = leaf["x-harsher"]
        return _ref(whole) | ({} if harsher == "neither" else {"x-harsher": harsher})

    def _value(self, value: Schema) -> str:
        """The name of one undated value; of a list, its items have a definition too."""
        one = _item(value)
        item = _ref(self._value(one)) if one else {}
        form = {"anyOf": [item, {**value["anyOf"][1], "items": item}]} if one else value
        return self._kept(label(value), {**form, "description": words(value)})

    def _annotated(self, long_form: Schema) -> str:
        """What annotated leaves share: everything but their value."""
        keys = {key: part for key, part in long_form["properties"].items() if key != "value"}
        definition = {
            "type": "object",
            "required": long_form["required"],
            "properties": keys,
            "propertyNames": {"enum": list(long_form["properties"])},
        }
        return self._kept("annotated", definition)

    def _kept(self, name: str, definition: Schema) -> str:
        """The name under which the definition is kept: its own, or with a number where that is taken."""
        number, free = 1, name
        while free in self._taken or self.leaves.setdefault(free, definition) != definition:
            number += 1
            free = f"{name}_{number}"
        return free


def _is_optional_leaf(part: Schema) -> bool:
    forms = part.get("anyOf", ())
    return len(forms) == 2 and "x-harsher" in forms[0] and forms[1] == NULL


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def label(value: Schema) -> str:
    """A name for what one undated value may be: `true_or_false`, `month_0_to_1200`, `some_rights`."""
    if "x-unit" in value:
        low, high = (f"{end:.0f}" for end in _ends(value))
        null = "_or_null" if "null" in value["type"] else ""
        return f"{value['x-unit'].replace('/', '_per_')}_{low}_to_{high}{null}"
    if one := _item(value):
        return f"some_{label(one)}"
    if "enum" in value:
        names = [str(word) for word in value["enum"]]
        of = next((name for name in NAMES if names == list(all_shipped(name))), "")
        return of or ("_or_".join(names) if len(names) <= FEW else f"{names[0]}_to_{names[-1]}")
    if "anyOf" in value:
        return "_or_".join(label(one) for one in value["anyOf"])
    if "pattern" in value:
        return "day" if value["pattern"] == DAY else "name"
    return {"boolean": "true_or_false", "string": "text"}.get(str(value.get("type")), "value")


def words(value: Schema) -> str:
    """What one undated value may be, in a sentence; the text that an editor shows."""
    if "x-unit" in value:
        low, high = (f"{end:,.12g}" for end in _ends(value))
        null = "; null means without end" if "null" in value["type"] else ""
        above = "above" if "exclusiveMinimum" in value else "from"
        return f"A number in {value['x-unit']}, {above} {low} to {high}{null}."
    if one := _item(value):
        return f"A list. {words(one)}"
    if "enum" in value:
        return f"One of: {', '.join(map(str, value['enum']))}."
    if "anyOf" in value:
        return " Or: ".join(words(one) for one in value["anyOf"])
    if "pattern" in value:
        return "A day, such as 2021-07-01." if value["pattern"] == DAY else "A name."
    return {"boolean": "true or false.", "string": "Text."}.get(str(value.get("type")), "A value.")


def _ends(value: Schema) -> tuple[float, float]:
    low = value["minimum"] if "minimum" in value else value["exclusiveMinimum"]
    return float(low), float(value["maximum"])


def _item(value: Schema) -> Schema | None:
    """What a list holds, where the value is one item or a list of them."""
    forms = value.get("anyOf", ())
    listed = [form["items"] for form in forms if form.get("type") == "array"]
    return listed[0] if len(forms) == 2 and listed and forms[0] == listed[0] else None


Harsher = Literal["up", "down", "more", "fewer", "later", "true", "false", "by_sign", "by_effect", "neither"]
"""Which change bears harder on people: a larger or smaller number, more or fewer words, a later word of the
choices, true or false; `by_sign`: a cap, harsher the more of a penalty it lets through; `by_effect`: the
sanctions named decide; `neither`: no order."""


@dataclass(frozen=True)
class Kind:
    """What every kind of leaf shares: reading of annotations, and the way pydantic calls it."""

    harsher: Harsher = "neither"
    absent: Any = None
    has_unit: ClassVar[bool] = False

    @abstractmethod
    def value(self, given: object) -> Any:
        """The value in the schema's own terms. Raises `Flawed`."""

    @abstractmethod
    def json_value(self) -> JsonSchemaValue:
        """The JSON Schema of one undated value."""

    def shown(self, given: object) -> tuple[Any, str]:
        """The value and its unit as written."""
        return given, ""

    def statement(self, raw: object) -> Statement:
        """Read one leaf. Raises `Flawed` with everything wrong with it."""
        notes, dated = parts_of(raw)
        flaws = list(_annotation_flaws(notes))
        if "unit" in notes and not self.has_unit:
            flaws.append(Flaw(("unit",), "this value has no unit", "leave the unit out"))
        steps: list[Step] = []
        for place, since, given in dated:
            joined = {"value": given, "unit": notes["unit"]} if self.has_unit and "unit" in notes else given
            try:
                shown, unit = self.shown(joined)
                steps.append(Step(since, self.value(joined), shown, unit))
            except Flawed as flawed:
                flaws += [Flaw((*place, *flaw.inside), flaw.what, flaw.fix) for flaw in flawed.flaws]
        lever = self._lever(notes, steps, flaws)
        if flaws:
            raise Flawed(*flaws)
        text = {key: str(notes.get(key) or "") for key in ("basis", "note", "evidence", "change")}
        return Statement(tuple(steps), lever=lever, **text)

    def _lever(
        self, notes: dict[str, object], steps: list[Step], flaws: list[Flaw]
    ) -> tuple[Any, ...] | None:
        if "lever" not in notes:
            return None
        try:
            return self.lever(notes["lever"], notes.get("unit", ""), steps)
        except Flawed as flawed:
            flaws += [Flaw(("lever", *flaw.inside), flaw.what, flaw.fix) for flaw in flawed.flaws]
            return None

    def lever(self, given: object, unit: object, steps: list[Step]) -> tuple[Any, ...]:
        """What a designer may choose from. Raises `Flawed` when the present value is not among it."""
        if not isinstance(given, list) or not given:
            raise Flawed(
                Flaw((), "a lever is a list of the values to choose from", "write [lowest, highest] or words")
            )
        choices = tuple(self.value(choice) for choice in given)
        for step in steps:
            if step.value not in choices:
                raise Flawed(
                    Flaw((), f"the value {shown(step.value)} is not among its lever", "widen the lever")
                )
        return choices

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self._validated)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        value = self.json_value()
        dated = {"type": "object", "patternProperties": {DAY: value}, "additionalProperties": False}
        long_form = {
            "type": "object",
            "properties": {"value": {"anyOf": [value, dated]}, **_JSON_NOTES},
            "required": ["value"],
            "additionalProperties": False,
        }
        return {"anyOf": [value, dated, long_form], "x-harsher": self.harsher}

    def _validated(self, raw: object) -> Statement:
        try:
            return self.statement(raw)
        except Flawed as flawed:
            raise PydanticCustomError("flawed", "flawed leaf", {"flaws": flawed.flaws}) from None


DAY = r"^\d{4}-\d{2}-\d{2}$"
_JSON_NOTES: dict[str, object] = {
    **{key: {"type": "string"} for key in ("unit", "basis", "note", "evidence")},
    "lever": {"type": "array", "minItems": 1},
    "change": {"enum": list(CHANGES)},
}


def _annotation_flaws(notes: dict[str, object]) -> Iterator[Flaw]:
    for key, given in notes.items():
        if key == "prior":
            yield Flaw((key,), PRIOR_MISPLACED, "move it to a practice file")
        elif key not in LONG_FORM:
            yield Flaw((key,), "not a known key", choices(key, LONG_FORM))
        elif key in ("basis", "note", "unit") and not isinstance(given, str):
            yield Flaw((key,), "must be text", "write a word or a line, in quotes if need be")
        elif key == "evidence" and given not in vocabulary("evidence"):
            known = vocabulary("evidence")
            yield Flaw((key,), f"{shown(given)} is not a code of evidence", choices(given, known))
        elif key == "change" and given not in CHANGES:
            yield Flaw((key,), f"{shown(given)} is not a change", choices(given, CHANGES))
