"""The clauses that protect: procedure, retention, governance, duties about data, and what lint passes over.

Only what the model can play is compiled into the law (see `clauses.unplayed` for the rest): a duty on paper
changes nobody's month by itself. `glasshouse lint` reads all of it.
"""

from __future__ import annotations

from typing import Annotated

from glasshouse.rulebooks.leaf_kinds import Day, Word, Words
from glasshouse.rulebooks.sections import Clause, MildIfYes, Text, Yes, months
from glasshouse.rulebooks.statements import Statement

REVIEWERS = ("court", "independent_authority", "same_body", "none")
HUMANS = ("before", "on_request", "none")
IDENTITIES = ("number", "name_and_birth", "name")
NEEDS = ("performed", "course", "pledge", "waiting", "merit")


class Correction(Clause):
    """The right to have a wrong record corrected.

    `marked`: a disputed record says so until it is decided. `passed_on`: who received it is told.
    """

    allowed: MildIfYes | None = None
    decide_within: Annotated[Statement, months("up", open=True)] | None = None
    marked: MildIfYes | None = None
    passed_on: MildIfYes | None = None


class Appeal(Clause):
    """The right to have a decision looked at by somebody else."""

    allowed: MildIfYes | None = None
    to: Text | None = None
    suspensive: MildIfYes | None = None


class Repair(Clause):
    """The way back before the term is over."""

    allowed: MildIfYes | None = None
    needs: Annotated[Statement, Words("more", choices=NEEDS)] | None = None
    course: Annotated[Statement, months("up")] | None = None


class Procedure(Clause):
    """What the person may know and do about it.

    `reasons`: the person is told on what facts and rule a decision rests. `human_review`: when a human being
    with the power to decide otherwise looks at a decision; `hearing`: when the person is heard. Before
    an entry both keep mistakes out; on request they help those who contest one.
    `independent_body`: who decides in the end whether it was right.
    """

    notice: Annotated[Statement, Word("later", "none", choices=("before", "after", "none"))] | None = None
    reasons: MildIfYes | None = None
    human_review: Annotated[Statement, Word("later", "none", choices=HUMANS)] | None = None
    hearing: Annotated[Statement, Word("later", "none", choices=HUMANS)] | None = None
    correction: Correction | None = None
    appeal: Appeal | None = None
    independent_body: Annotated[Statement, Word("later", "none", choices=REVIEWERS)] | None = None
    compensation: MildIfYes | None = None
    repair: Repair | None = None
    single_lifting: MildIfYes | None = None


class Participation(Clause):
    """Who is scored and recorded: those who consent, those of them who have the app, or everybody.

    `revocable`: consent can be taken back. `refusal_costs`: whoever does not agree loses something for it.
    `minors`: whether persons under age are scored and recorded too.
    """

    by: Annotated[Statement, Word("later", "mandatory", choices=("app", "consent", "mandatory"))] | None = (
        None
    )
    revocable: MildIfYes | None = None
    refusal_costs: Yes | None = None
    minors: Annotated[Statement, Word("later", choices=("excluded", "included"))] | None = None


class Retention(Clause):
    """How long records count; null: for ever."""

    records: Annotated[Statement, months("up", open=True)] | None = None


class Review(Clause):
    """When the whole system is looked at again: `every` so many months, `next` on a day, `by` whom."""

    every: Annotated[Statement, months("up", open=True)] | None = None
    next: Annotated[Statement, Day()] | None = None
    by: Text | None = None


class Governance(Clause):
    """What the system is for and who watches over it.

    `measured_by`: the number that would show whether the aim is met. `impact_assessment`: the day of the
    latest one. `scorer_gains`: whoever scores or lists earns by it. `officials`: whether the rules bind them
    too. `territory`: where the rules hold. `transition`: whether harsher rules count for new facts only.
    """

    aim: Text | None = None
    measured_by: Text | None = None
    review: Review | None = None
    public_register: MildIfYes | None = None
    impact_assessment: Annotated[Statement, Day()] | None = None
    scorer_gains: Yes | None = None
    officials: Annotated[Statement, Word("later", choices=("bound", "exempt"))] | None = None
    territory: Text | None = None
    transition: Annotated[Statement, Word("later", choices=("new_facts", "all"))] | None = None


class DataDuties(Clause):
    """Duties of whoever keeps the records.

    `identity`: how a record is matched to a person. `accuracy`: a duty to check before use. `source_kept`:
    each record says who reported it. `special_ground`: the legal ground for data on health, belief, origin,
    opinion or offences. `seen_by`: who may look.
    """

    identity: Annotated[Statement, Word("later", choices=IDENTITIES)] | None = None
    accuracy: MildIfYes | None = None
    source_kept: MildIfYes | None = None
    access: MildIfYes | None = None
    access_within: Annotated[Statement, months("up", open=True)] | None = None
    explanation: MildIfYes | None = None
    special_ground: Text | None = None
    seen_by: Annotated[Statement, Words("more", of="audiences")] | None = None


class Suppression(Clause):
    """A finding of `glasshouse lint` that is passed over: why, since when, and where (everywhere if unsaid).

    `path` names clauses by the beginning of their dotted path. It says nothing about the law.
    """

    reason: Text | None = None
    date: Annotated[Statement, Day()] | None = None
    path: Annotated[Statement, Words()] | None = None
