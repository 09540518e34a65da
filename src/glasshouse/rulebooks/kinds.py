"""The kinds of leaf a rulebook has: how each is read, what it may hold, and which direction is harsher.

A kind stands in the schema beside its field, as in `Annotated[Statement, Quantity("month", harsher="up")]`;
pydantic calls it to read the field and to describe it in the published JSON Schema.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
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
from glasshouse.rulebooks.vocabulary import vocabulary

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
