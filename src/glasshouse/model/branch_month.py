"""A month of people lived in several worlds at once, made from the declared schedule.

The month of an adult is cut into stages. Each stage is lived in world 0, the first, and after that in those
branches in which the person is followed. A person is followed in a branch from the beginning of the month if
they began it differently there, or if somebody they look at gives another sign there; otherwise from the
first stage that reads a value in which the branch differs, as a copy of what they are in world 0 at that
moment, if the stage comes out otherwise there. Before the month is counted, who is the same to the byte is
followed no longer. Whoever is followed nowhere costs little more than one world.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from glasshouse.engine import block, declarations
from glasshouse.engine.kernels import Kernel
from glasshouse.engine.rng import BLOCK
from glasshouse.engine.steps import Assign, Call, Each, Function, Step, When, arguments, call, calls, each, let
from glasshouse.engine.steps import plain, when
from glasshouse.engine.field_access import touched
from glasshouse.engine.value_reads import Read, read_by
from glasshouse.model import branch_rows, month_record, trail
from glasshouse.model.bits import copy
from glasshouse.model.groups import STRATA
from glasshouse.model.inserting import HOME, RECORDS
from glasshouse.model.layout import PERSON
from glasshouse.model.person import MONTH_RECORD
from glasshouse.model.placing import rules_in
from glasshouse.model.record_types import Counts, Ids, Places, Records, Signs
from glasshouse.model.schedule import ADULT, ADULTS, ASK_EVERYBODY, CHILDREN, LIVE

Masks = npt.NDArray[np.int64]

BEGINS = (
    "look_around", "borrow", "pay_dues", "stand_surety", "sue_and_judge", "live", "speak_or_hold_back", "let_records_expire", "leave_lists",
    "shut_gates", "age_file", "learn", "open_map", "drop_or_heal",
)  # fmt: skip
"""Rules with which a stage begins. More stages follow fewer people; every stage costs everybody a loop."""
ONLY_WHERE = {"move_house": "routes[p.lives_in].named", "pay_dues": "p.debt > 0"}
"""Of the last rule of a stage: what must hold for it to do anything, as its first line asks."""
COUNTING = ("count_adult", "count_child", "is_finding", "note_standing", "count_asked", "note_month", "note_life")
"""Functions that count and write down what a month brought; no rule reads it."""
SHARED = {
    "law": "law", "register": "law", "laws": "law", "province": "province", "parameters": "parameters",
    "practice": "practice", "catalogue": "catalogue", "districts": "districts", "place": "districts",
}  # fmt: skip
"""What steps call the records in which worlds can differ, and which each is."""
LATER = "under"
"""The condition of the largest group of steps, kept so that a stage may begin within the group."""
MANY = 8
"""Steps of a group from which on it is cut."""


class BranchesContext(NamedTuple):
    """What a month in several worlds works on; names that end in `_of` have a first axis of worlds.

    The rest as in `contexts`. `apart_of`, `stirred`, `alone_of` (n,) are masks of branches by person: who
    began the month differently, who sees another sign, and who was still followed when the month was counted;
    `differing` (stages,) are masks of branches by stage: which differ in what it reads. `tallies` and `asked_of` have two entries a world:
    what is counted there, and of world 0 what is counted of those who live apart in it.
    """

    people_of: Records
    contacts: Places
    signs_of: Signs
    next_signs_of: Signs
    laws_of: Records
    practices_of: Records
    parameters_of: Records
    catalogues_of: Records
    provinces_of: Records
    districts_of: Records
    findings_of: Signs
    trails_of: Records
    district_of: Places
    routes: Records
    rows: Places
    draws: Records
    cells: Ids
    who: npt.NDArray[np.uint64]
    lanes: npt.NDArray[np.uint64]
    streams: npt.NDArray[np.uint64]
    k0: np.uint64
    k1: np.uint64
    month: int
    tallies: Counts
    asked_of: Counts
    apart_of: Masks
    stirred: Masks
    alone_of: Masks
    differing: Masks
    active: Masks
    slots: Masks
    carried: Masks
    odd: Masks
    spare: Records
    spare_records: Records
    spare_values: Masks
    work: Records
    records: Records
    bytes_of_all: branch_rows.RowBytes


@dataclass(frozen=True)
class Stage:
    """Steps of the month that are lived in one world after the other, by whom (`condition` on `p`; "" all),
    and what they read of records in which worlds can differ."""

    steps: tuple[Step, ...]
    reads: frozenset[Read]
    condition: str = ""

    @property
    def given(self) -> set[str]:
        """Names that the steps give a value."""
        return {name for name in _targets(self.steps) if name.isidentifier()}

    @property
    def rules(self) -> tuple[str, ...]:
        """Names of what the steps call."""
        return tuple(name for one in self.steps for name in _called(one))

    @property
    def used(self) -> set[str]:
        """Names that the steps need."""
        return set(_names(self.steps))


@cache
def stages() -> tuple[Stage, ...]:
    """The month of an adult in stages, then that of a minor, then the counting of both."""
    flat = list(_flat(ADULTS.steps))
    living = [one for one in flat if not _counts(one)]
    counting = tuple(one for one in flat if _counts(one))
    cuts = [
        at for at, one in enumerate(living) if _begins(one) or _is_later(one) or _is_later(living[at - 1])
    ]
    parts = [living[a:b] for a, b in zip([0, *cuts], [*cuts, len(living)], strict=True)]
    minors = tuple(one for one in CHILDREN.steps if not _counts(one))
    return (
        *(_stage(tuple(part)) for part in parts),
        Stage(minors, read_by(minors, SHARED)),
        Stage(counting, read_by([one for one in counting if "note_standing" not in _called(one)], SHARED)),
    )


@cache
def carried_values() -> int:
    """How many values the stages of a month hand on."""
    return len(_carried(list(stages()[:-2])))


@cache
def kernel() -> Kernel:
    """The kernel of a month in several worlds. Making it loads the functions of the stages."""
    *adults, minors, counting = stages()
    carried = _carried(adults)
    given = [set().union(*(one.given for one in adults[:number])) for number in range(len(adults))]
    parts = [
        step
        for number, one in enumerate(adults)
        for step in _lived(one, number, carried, tuple(name for name in carried if name in given[number]))
    ]
    number = len(adults)
    return Kernel(
        "live_in_branches",
        "Every person lives a month in the first world, and apart in branches where that may differ.",
        {"context": BranchesContext._fields},
        constants=LIVE.kernel.constants,
    ).over(
        *(let(name, value) for name, value in {**OF_FIRST, **SPARE}.items()),
        each("first", "range(start, stop, BLOCK)").do(
            let("n", "min(BLOCK, stop - first)"),
            each("j", "range(n)").do(let("who[j]", "people[first + j].who")),
            call(block.fill, month="np.uint64(month)"),
            each("j", "range(n)").do(
                let("i", "first + j"),
                let("p", "people[i]"),
                let("record", "records[0]"),
                let("rng", "draws[j]"),
                let("g", "np.int64(p.group)"),
                let("kept", "rows[i] if rows.shape[0] else NOT_KEPT"),
                month_record.clear_record,
                let("payer", "signs[i + np.int64(p.payer)]"),
                let("m", "1"),
                let("apart", "apart_of[i]"),
                let("began", "apart | stirred[i]"),
                let("joined", "began"),
                when("joined").do(call(branch_rows.follow, new="joined", gives="m")),
                let("late", "m"),
                when("p.age >= ADULT").do(
                    *parts, *_lived_apart("adult", ADULTS.steps), *_counted(counting.steps, number + 1)
                ),
                when("p.age < ADULT").do(
                    *_lived(minors, number, (), ()),
                    *_lived_apart("minor", CHILDREN.steps),
                    *_counted(_tail_of_minors(), number + 1),
                ),
                when("kept != NOT_KEPT").do(
                    each("w", "range(people_of.shape[0])").do(
                        call(trail.note_month, record="records[slots[w]]", trace="trails_of[w, kept]"),
                    )
                ),
                let("alone_of[i]", "joined"),
                when("began or joined").do(call(branch_rows.part, gives="apart_of[i]")),
            ),
        ),
    )


@cache
def month_in_branches() -> Function:
    """The compiled month in several worlds; the first call takes longer than compiling a month."""
    made = kernel()
    rules = list(dict.fromkeys(one.function for one in rules_in(made.steps)))
    return made.load(HOME, lambda: declarations.check(rules, RECORDS))


def _stage(steps: tuple[Step, ...]) -> Stage:
    """The stage of some steps; what must hold for a person to be in it, where that can be asked of them."""
    first, *others = [one for one in steps if not _gives_records(one)]
    condition = ONLY_WHERE.get(_last_rule([first, *others][-1]), "")
    if not condition and not others and isinstance(first, When) and isinstance(first.condition, str):
        condition = first.condition if _in_text(first.condition) == {"p"} else ""
    return Stage(steps, read_by([first, *others], SHARED), condition)


def _lived(
    stage: Stage, number: int, carried: tuple[str, ...], before: tuple[str, ...]
) -> Iterator[Step]:
    """A stage in world 0, in the branches in which the person is followed, and on trial in those that differ.

    A trial lives the stage again on the same row, from what it was before, in a branch where the person was
    as in world 0 so far. Unless it comes out the same the person is followed in that branch from now on.
    `before` are the values that earlier stages gave.
    """
    of = _touched_by(stage)
    new = f"differing[{number}] & ~joined"
    yield let("new", f"{new} if {stage.condition} else 0" if stage.condition else new)
    if of:
        yield when("new").do(*_copies(of, "was", "p", "record_was", "record"))
    yield from stage.steps
    function = _stage_function(stage, number, carried, of)
    living = [let("w", "active[a]"), let("q", "work[a]"), _call_of(function, values="carried[a]", trial="0")]
    inner = [one for one in stage.steps if not _gives_records(one)]
    if all(isinstance(one, When) and one.condition == LATER for one in inner):
        living = [when(f"carried[a, {carried.index(LATER)}]").do(*living)]
    yield each("a", "range(late, m)").do(*living)
    unlike = ["odd[0]"]
    unlike += [f"values[{at}] != {name}" for at, name in enumerate(carried) if name in stage.given]
    if "next_signs[i]" in _targets(stage.steps):
        unlike.append("next_signs_of[w, i] != next_signs[i]")
    yield when("new").do(
        *_copies(of, "now", "p", "record_now", "record"),
        each("w", "range(1, people_of.shape[0])").do(
            when("new >> (w - 1) & 1").do(
                *(let(f"values[{at}]", name) for at, name in enumerate(carried) if name in before),
                let("q", "p"),
                _call_of(function, values="values", trial="1", record="record"),
                when(" or ".join(unlike)).do(
                    call(branch_rows.follow_as, gives="m"),
                    let("joined", "joined | np.int64(1) << (w - 1)"),
                ),
            ),
        ),
        *_copies(of, "p", "now", "record", "record_now"),
    )


def _lived_apart(whom: str, steps: tuple[Step, ...]) -> Iterator[Step]:
    """The whole month in the branches in which a person began it apart."""
    living = tuple(one for one in steps if not _counts(one))
    title = f"The month of the {whom} stored at `start`, in one world, up to where it is counted."
    function = _function(f"live_apart_{whom}", title, living)
    yield each("a", "range(1, late)").do(let("w", "active[a]"), let("q", "work[a]"), _call_of(function))


Touched = tuple[tuple[str, str, bool], ...]
"""Record ("p" or "record"), name, and whether it is an array, of what a stage can write."""


def _touched_by(stage: Stage) -> Touched:
    found = set().union(*(touched(one.function, ("p", "record")).writes for one, _ in calls(stage.steps)))
    found |= {tuple(one.split(".")) for one in _targets(stage.steps) if one.split(".")[0] in ("p", "record")}
    kinds = {"p": PERSON, "record": MONTH_RECORD}
    return tuple((of, name, bool(kinds[of][name].shape)) for of, name in sorted(found))


def _copies(of: Touched, p_to: str, p_from: str, record_to: str, record_from: str) -> tuple[Step, ...]:
    """Steps that copy what a stage can write from one row of a person and of a month to another."""
    to, source = {"p": p_to, "record": record_to}, {"p": p_from, "record": record_from}
    return tuple(
        call(copy, words=f"{to[record]}.{name}", others=f"{source[record]}.{name}")
        if is_array
        else let(f"{to[record]}.{name}", f"{source[record]}.{name}")
        for record, name, is_array in of
    )


def _stage_function(stage: Stage, number: int, carried: tuple[str, ...], of: Touched) -> Function:
    """The stage in one world: with `trial` from what the row was before, and compared with what it is now."""
    inner = tuple(one for one in stage.steps if not _gives_records(one))
    kept = [(name, f"values[{at}]") for at, name in enumerate(carried) if name in stage.used | stage.given]
    now = {"p": "now", "record": "record_now"}
    plain_ones = [f"{record}.{name} != {now[record]}.{name}" for record, name, is_array in of if not is_array]
    arrays = [(f"{record}.{name}", f"{now[record]}.{name}") for record, name, is_array in of if is_array]
    compared: list[Step] = [let("unlike", " or ".join(plain_ones) or "False")]
    for one, other in arrays:
        compared += [call(branch_rows.differ, one=one, other=other, gives="more"), let("unlike", "unlike or more")]
    return _function(
        f"live_stage_{number}",
        f"A stage of the month of the person stored at `start`, in one world: {', '.join(stage.rules)}.",
        (
            *([when("trial").do(*_copies(of, "p", "was", "record", "record_was"))] if of else []),
            *(let(one, at) for one, at in kept),
            *inner,
            *(let(at, one) for one, at in kept if one in stage.given),
            when("trial").do(*compared, let("odd[0]", "unlike")),
        ),
    )


def _counted(steps: tuple[Step, ...], number: int) -> Iterator[Step]:
    """The counting of a person: in world 0, in branches apart, and in world 0 once more for each of these."""
    plain_steps = tuple(one for one in steps if "note_standing" not in _called(one))
    kept = len(plain_steps) < len(steps)
    yield let("new", f"differing[{number}] & ~joined")
    yield when("new").do(call(branch_rows.follow, gives="m"), let("joined", "joined | new"))
    yield when(f"joined & ~differing[{number}]").do(
        call(branch_rows.rejoin, may=f"~differing[{number}]", gives="m, joined")
    )
    yield from plain_steps
    names = ", ".join(name for one in plain_steps for name in _called(one))
    function = _function(
        f"count_stage_{number}_{len(plain_steps)}",
        f"The counting of the person stored at `start`, in one world: {names}.",
        (let("g", "np.int64(p.group)"), *plain_steps),
    )
    yield when("joined").do(
        each("a", "range(1, m)").do(
            let("w", "active[a]"),
            let("q", "work[a]"),
            _call_of(function),
            let("many", "people_of.shape[0]"),
            _call_of(function, **OF_FIRST_AGAIN),
        )
    )
    if kept:
        yield when("kept != NOT_KEPT").do(
            each("w", "range(people_of.shape[0])").do(
                let("a", "slots[w]"),
                let("q", "work[a] if a else p"),
                call(
                    trail.note_standing,
                    p="q",
                    record="records[a]",
                    sign="next_signs_of[w if a else 0, i]",
                    law="laws_of[w, q.lives_in]",
                    catalogue="catalogues_of[w]",
                    trace="trails_of[w, kept]",
                ),
            )
        )


OF_FIRST = {
    "people": "people_of[0]",
    "signs": "signs_of[0]",
    "next_signs": "next_signs_of[0]",
    "findings": "findings_of[0]",
    "laws": "laws_of[0]",
    "provinces": "provinces_of[0]",
    "districts": "districts_of[0]",
    "parameters": "parameters_of[0]",
    "practice": "practices_of[0]",
    "catalogue": "catalogues_of[0]",
    "tally": "tallies[0]",
    "asked": "asked_of[0]",
}
"""What the steps of world 0 find under the names of the schedule."""
SPARE = {
    "was": "spare[0]",
    "now": "spare[1]",
    "record_was": "spare_records[0]",
    "record_now": "spare_records[1]",
    "values": "spare_values",
}
"""Rows that keep what a stage can write: before it, and after it in world 0."""
OF_BRANCH = {
    "p": "q",
    "record": "records[a]",
    "people": "people_of[w]",
    "signs": "signs_of[w]",
    "next_signs": "next_signs_of[w]",
    "findings": "findings_of[w]",
    "laws": "laws_of[w]",
    "provinces": "provinces_of[w]",
    "districts": "districts_of[w]",
    "parameters": "parameters_of[w]",
    "practice": "practices_of[w]",
    "catalogue": "catalogues_of[w]",
    "law": "laws_of[w, q.lives_in]",
    "register": "laws_of[w, q.listed_in]",
    "province": "provinces_of[w, q.lives_in]",
    "payer": "signs_of[w, i + np.int64(q.payer)]",
    "tally": "tallies[w]",
    "asked": "asked_of[w]",
}
"""The same for a branch `w`, in which the person is followed as the a-th with the row `q`."""
OF_FIRST_AGAIN = {
    **{name: name for name in OF_BRANCH}, "tally": "tallies[many + w]", "asked": "asked_of[many + w]",
}  # fmt: skip
"""What counts world 0 another time, to be taken away from the branch `w`; all else is that of world 0."""
TRIAL = ("values", "trial", "was", "now", "record_was", "record_now", "odd")
"""What a stage needs besides to be tried: see `_lived`."""
OUTSIDE = ("rng", "month", "contacts", "routes", "district_of")
"""What a stage may need besides, the same in all worlds."""


def _function(name: str, title: str, steps: tuple[Step, ...]) -> Function:
    """A compiled function of some steps, which finds by name what they need of `OF_BRANCH` and `OUTSIDE`."""
    given = {target for target in _targets(steps) if target.isidentifier()}
    needed = {*_names(steps)} - given
    names = [one for one in (*OF_BRANCH, *OUTSIDE, *TRIAL) if one in needed]
    made = Kernel(name, title, {one: () for one in names}, constants=LIVE.kernel.constants)
    return made.over(let("i", "start"), *steps).load(HOME)  # type: ignore[no-any-return]


def _call_of(function: Function, **instead: str) -> Step:
    """The call of a stage in a branch, with these expressions instead of those of `OF_BRANCH`."""
    given = {**OF_BRANCH, **instead}
    named = {name: given[name] for name in arguments(function) if name in given}
    return call(function, **{**named, "start": "i", "stop": "0"})


def _tail_of_minors() -> tuple[Step, ...]:
    return tuple(one for one in CHILDREN.steps if _counts(one))


def _flat(steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps, with those of a large group one by one under the condition of the group."""
    for one in steps:
        if isinstance(one, When) and len(one.steps) > MANY and isinstance(one.condition, str):
            yield let(LATER, f"np.int64({one.condition})")
            yield from (When("", LATER, (inner,)) for inner in one.steps)
        elif isinstance(one, When) and one.switch and not one.condition:
            yield from (When(one.switch, "", (inner,)) for inner in one.steps)
        else:
            yield one


def _gives_records(one: Step) -> bool:
    """Whether a step names the law and fortunes where a person lives, which each stage does for itself."""
    return isinstance(one, Assign) and one.target in ("law", "register", "province")


def _counts(one: Step) -> bool:
    return bool(set(_called(one)) & set(COUNTING)) or (isinstance(one, Assign) and one.target == "g")


def _called(one: Step) -> list[str]:
    return [plain(found.function).__name__ for found, _ in calls((one,))]


def _begins(one: Step) -> bool:
    """Whether a stage begins with this step."""
    return next(iter(_called(one)), "") in BEGINS


def _is_later(one: Step) -> bool:
    """Whether a step keeps the condition of the large group; that is a stage by itself."""
    return isinstance(one, Assign) and one.target == LATER


def _last_rule(one: Step) -> str:
    return next(iter(reversed(_called(one))), "")


def _carried(parts: list[Stage]) -> tuple[str, ...]:
    """Names that one stage gives and a later one needs."""
    found: dict[str, None] = {}
    for at, one in enumerate(parts):
        later = set().union(*(other.used for other in parts[at + 1 :]))
        found |= dict.fromkeys(sorted(one.given & later - {*OF_BRANCH}))
    return tuple(found)


def _targets(steps: tuple[Step, ...] | list[Step]) -> Iterator[str]:
    for one in steps:
        if isinstance(one, Call) and one.gives:
            yield one.gives
        elif isinstance(one, Assign):
            yield one.target
        elif isinstance(one, When | Each):
            yield from _targets(one.steps)


def _names(steps: tuple[Step, ...] | list[Step]) -> Iterator[str]:
    for one in steps:
        if isinstance(one, Call):
            yield from _in_call(one)
        elif isinstance(one, Assign):
            yield from _in_text(one.value) | (_in_text(one.target) if not one.target.isidentifier() else set())
        elif isinstance(one, When):
            if one.switch:
                yield "parameters"
            yield from _in_text(one.condition) if isinstance(one.condition, str) else _in_call(Call(one.condition))
            yield from _names(one.steps)
        else:
            yield from _in_text(one.over)
            yield from _names(one.steps)


def _in_call(one: Call) -> Iterator[str]:
    for argument in arguments(one.function):
        yield from _in_text(one.named.get(argument, argument))
    if one.gives and not one.gives.isidentifier():
        yield from _in_text(one.gives)


def _in_text(text: str) -> set[str]:
    """Names in an expression."""
    if not text:
        return set()
    return {node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name)}
