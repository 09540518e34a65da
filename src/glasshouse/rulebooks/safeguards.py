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
    """Whether a wrong record can be corrected on request."""
    decide_within: Annotated[Statement, months("up", open=True)] | None = None
    """Within what time a request must be decided."""
    marked: MildIfYes | None = None
    """Whether a disputed record is marked as such until then."""
    passed_on: MildIfYes | None = None
    """Whether those who received the record are told of its correction."""


class Appeal(Clause):
    """The right to have a decision looked at by somebody else."""

    allowed: MildIfYes | None = None
    """Whether somebody else can be asked to decide again."""
    to: Text | None = None
    """Who that is."""
    suspensive: MildIfYes | None = None
    """Whether the effects stop until it is decided."""


class Repair(Clause):
    """The way back before the term is over."""

    allowed: MildIfYes | None = None
    """Whether there is a way back before the term is over."""
    needs: Annotated[Statement, Words("more", choices=NEEDS)] | None = None
    """What it asks for."""
    course: Annotated[Statement, months("up")] | None = None
    """How long the course lasts that it asks for."""


class Procedure(Clause):
    """What the person may know and do about it.

    `reasons`: the person is told on what facts and rule a decision rests. `human_review`: when a human being
    with the power to decide otherwise looks at a decision; `hearing`: when the person is heard. Before
    an entry both keep mistakes out; on request they help those who contest one.
    `independent_body`: who decides in the end whether it was right.
    """

    notice: Annotated[Statement, Word("later", "none", choices=("before", "after", "none"))] | None = None
    """When the person is told."""
    reasons: MildIfYes | None = None
    """Whether the person is told why."""
    human_review: Annotated[Statement, Word("later", "none", choices=HUMANS)] | None = None
    """When a human being who may decide otherwise looks at a decision."""
    hearing: Annotated[Statement, Word("later", "none", choices=HUMANS)] | None = None
    """When the person is heard."""
    correction: Correction | None = None
    appeal: Appeal | None = None
    independent_body: Annotated[Statement, Word("later", "none", choices=REVIEWERS)] | None = None
    """Who decides in the end whether it was right."""
    compensation: MildIfYes | None = None
    """Whether a wrong entry is made good."""
    repair: Repair | None = None
    single_lifting: MildIfYes | None = None
    """Whether one sanction can be lifted for one need."""


class Participation(Clause):
    """Who is scored and recorded: those who consent, those of them who have the app, or everybody.

    `revocable`: consent can be taken back. `refusal_costs`: whoever does not agree loses something for it.
    `minors`: whether persons under age are scored and recorded too.
    """

    by: Annotated[Statement, Word("later", "mandatory", choices=("app", "consent", "mandatory"))] | None = (
        None
    )
    """Who is scored and recorded."""
    revocable: MildIfYes | None = None
    """Whether consent can be taken back."""
    refusal_costs: Yes | None = None
    """Whether whoever does not agree loses something for it."""
    minors: Annotated[Statement, Word("later", choices=("excluded", "included"))] | None = None
    """Whether persons under age are scored and recorded."""


class Retention(Clause):
    """How long records count; null: for ever."""

    records: Annotated[Statement, months("up", open=True)] | None = None
    """How long a record counts."""


class Review(Clause):
    """When the whole system is looked at again: `every` so many months, `next` on a day, `by` whom."""

    every: Annotated[Statement, months("up", open=True)] | None = None
    """How often the whole system is looked at again."""
    next: Annotated[Statement, Day()] | None = None
    """The day of the next review."""
    by: Text | None = None
    """Who reviews it."""


class Governance(Clause):
    """What the system is for and who watches over it.

    `measured_by`: the number that would show whether the aim is met. `impact_assessment`: the day of the
    latest one. `scorer_gains`: whoever scores or lists earns by it. `officials`: whether the rules bind them
    too. `territory`: where the rules hold. `transition`: whether harsher rules count for new facts only.
    """

    aim: Text | None = None
    """What the system is for."""
    measured_by: Text | None = None
    """The number that would show whether the aim is met."""
    review: Review | None = None
    public_register: MildIfYes | None = None
    """Whether there is a public register of such systems in which it stands."""
    impact_assessment: Annotated[Statement, Day()] | None = None
    """The day of the latest assessment of its impact."""
    scorer_gains: Yes | None = None
    """Whether whoever scores or lists earns by it."""
    officials: Annotated[Statement, Word("later", choices=("bound", "exempt"))] | None = None
    """Whether the rules bind officials too."""
    territory: Text | None = None
    """Where the rules hold."""
    transition: Annotated[Statement, Word("later", choices=("new_facts", "all"))] | None = None
    """Whether harsher rules count for new facts only."""


class DataDuties(Clause):
    """Duties of whoever keeps the records.

    `identity`: how a record is matched to a person. `accuracy`: a duty to check before use. `source_kept`:
    each record says who reported it. `special_ground`: the legal ground for data on health, belief, origin,
    opinion or offences. `seen_by`: who may look.
    """

    identity: Annotated[Statement, Word("later", choices=IDENTITIES)] | None = None
    """How a record is matched to a person."""
    accuracy: MildIfYes | None = None
    """Whether records must be checked before they are used."""
    source_kept: MildIfYes | None = None
    """Whether each record says who reported it."""
    access: MildIfYes | None = None
    """Whether people can see what is kept about them."""
    access_within: Annotated[Statement, months("up", open=True)] | None = None
    """Within what time they must be shown it."""
    explanation: MildIfYes | None = None
    """Whether they are told how a decision came about."""
    special_ground: Text | None = None
    """The legal ground for keeping data on health, belief, origin, opinion or offences."""
    seen_by: Annotated[Statement, Words("more", of="audiences")] | None = None
    """Who may look at records."""


class Suppression(Clause):
    """A finding of `glasshouse lint` that is passed over: why, since when, and where (everywhere if unsaid).

    `path` names clauses by the beginning of their dotted path. It says nothing about the law.
    """

    reason: Text | None = None
    """Why the finding is passed over."""
    date: Annotated[Statement, Day()] | None = None
    """Since when."""
    path: Annotated[Statement, Words()] | None = None
    """The clauses at which it is passed over; everywhere where nothing is said."""
