"""Fields of a person or firm, and events of a month, declared by the mechanism that owns them.

    PERSON_FIELDS = fields(arrears=field("u2", "count", "dues missed and not made up"))

A module lists in `PERSON_FIELDS` what it keeps of a person and in `FIRM_FIELDS` what it keeps of a firm. The
records (`layout.py`) and the tables of the model's description are made from that. In `EVENTS` it says what
the events that it records mean; the order in `events.py` gives them bits and columns, which never change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from glasshouse.rulebooks.sizes import Field, Length


@dataclass(frozen=True)
class StateField:
    """One field: its type and length (see `rulebook.sizes.Field`), unit, meaning, and how it starts.

    The unit is that of the number as it is stored; `flags`, `code` and `none` are for what is no quantity.
    `start` is "" for zero. A `fixed` field never changes in a run.
    """

    kind: str
    unit: str
    meaning: str
    length: Length | None
    start: str
    name: str = ""
    fixed: bool = False

    @property
    def declared(self) -> Field:
        """Name, type and length."""
        return (self.name, self.kind) if self.length is None else (self.name, self.kind, self.length)


def field(kind: str, unit: str, meaning: str, length: Length | None = None, start: str = "") -> StateField:
    """What to say of a field, see `StateField`."""
    return StateField(kind, unit, meaning, length, start)


def fields(**declared: StateField) -> tuple[StateField, ...]:
    """Fields that change in a run, by name."""
    return tuple(replace(one, name=name) for name, one in declared.items())


def fixed(**declared: StateField) -> tuple[StateField, ...]:
    """Fields that hold for a whole run, by name."""
    return tuple(replace(one, name=name, fixed=True) for name, one in declared.items())


def events(**meanings: str) -> dict[str, str]:
    """Events by name, and what each says of a person in a month: "was sued for a debt"."""
    return meanings
