"""The clauses that protect: procedure, retention, governance, duties about data, and what lint passes over.

Only what the model can play is compiled into the law (see `clauses.unplayed` for the rest): a duty on paper
changes nobody's month by itself. `glasshouse lint` reads all of it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from glasshouse.rulebooks.law import CONDITIONS, KEEPERS
from glasshouse.rulebooks.leaf_kinds import Day, Quantity, Word, Words
from glasshouse.rulebooks.sections import DECIDERS, Clause, MildIfYes, Text, Yes, months
from glasshouse.rulebooks.statements import Statement
from glasshouse.rulebooks.vocabulary import vocabulary

REVIEWERS = ("court", "independent_authority", "same_body", "none")
HUMANS = ("before", "on_request", "none")
IDENTITIES = ("number", "name_and_birth", "name")
SPECIAL = ("religion", "opinion", "membership", "health", "origin", "family", "private_life", "biometrics")
"""Kinds of data that a text may bar; `never_recorded` says which clauses record them."""
ASKED_BY = ("app", "consent", "opt_out", "mandatory")
KEPT = ("listings",)
RECIPIENTS = (*vocabulary("audiences"), *KEEPERS)
"""Who can receive a score or list: an audience of the vocabulary, or one kind of private gatekeeper."""
AskedBy = Annotated[Statement, Word("later", "mandatory", choices=ASKED_BY)]
PurposeName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
NEEDS = ("performed", "course", "pledge", "waiting", "merit")


class MadeUnder(Clause):
    """The enabling act: the source that empowers whoever made this rulebook."""

    source: Annotated[Statement, Word(refers="source")] | None = None
    """Which of the sources it is."""
    allows: Text | None = None
    """What it allows, in its own words."""
    clauses: Annotated[Statement, Words("neither")] | None = None
    """The clauses it covers, by the beginnings of their dotted paths; all, if left out."""


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


class Withdrawal(Clause):
    """Whether somebody who takes part can leave, and what leaving does."""

    allowed: MildIfYes | None = None
    """Whether consent can be taken back."""
    deletes: MildIfYes | None = None
    """Whether score and records are deleted then; else they stay and nothing new is added."""
    keeps: Annotated[Statement, Words("more", choices=KEPT)] | None = None
    """What is kept all the same: places on lists that records or a grade led to."""


class Purpose(Clause):
    """One use of score and lists, with a choice of its own."""

    title: Text | None = None
    """What the use is called."""
    by: AskedBy | None = None
    """How people are asked about it."""
    recipients: Annotated[Statement, Words("more", choices=RECIPIENTS)] | None = None
    """Who receives score and lists for it. Private gatekeepers named look at nobody who has not agreed."""


class Participation(Clause):
    """Who is scored and recorded, who sees it, and whether one can leave."""

    by: AskedBy | None = None
    """Who is scored and recorded: who consents, who also has the app, who does not opt out, or everybody."""
    purposes: dict[PurposeName, Purpose | None] | None = None
    withdrawal: Withdrawal | None = None
    refusal_costs: Yes | None = None
    """Whether whoever does not agree loses something for it."""
    minors: Annotated[Statement, Word("later", choices=("excluded", "included"))] | None = None
    """Whether persons under age are scored and recorded."""


class Defence(Clause):
    """A ground that keeps somebody off a list or a sanction: good cause, hardship, inability.

    How often it is pleaded and granted is a matter of practice.
    """

    title: Text | None = None
    """What the law calls the defence."""
    against: Annotated[Statement, Words("fewer", refers="measure")] | None = None
    """What it is a defence against, as `lists.NAME` or `sanctions.NAME`."""
    who: Annotated[Statement, Word("neither", "everyone", choices=CONDITIONS)] | None = None
    """Who can plead it."""
    status: Annotated[Statement, Word(of="statuses")] | None = None
    """A status that whoever pleads it must hold besides, shipped or of the rulebook's own."""
    asked: Annotated[Statement, Word("later", "after", choices=("before", "after"))] | None = None
    """Whether it is asked about before an entry, or pleaded after it."""
    decided_by: Annotated[Statement, Word(choices=DECIDERS)] | None = None
    """Who decides whether it is granted."""
    share: Annotated[Statement, Quantity("down", unit="fraction", high=1)] | None = None
    """The part of a sanction that it lifts: of what is charged, cut or made dearer, or of the months in which
    a right is shut; all of it where nothing is said."""
    definition: Text | None = None
    """What counts as the ground, in the words of the law."""


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
    never: Annotated[Statement, Words("fewer", choices=SPECIAL)] | None = None
    """What may not be recorded. A clause that records it all the same is a fault of the rulebook."""


class Suppression(Clause):
    """A finding of `glasshouse lint` that is passed over: why, since when, and where (everywhere if unsaid).

    `until` is the last day on which it is; a year after `date` if unsaid. Later it passes nothing over.
    `path` names clauses by the beginning of their dotted path. It says nothing about the law.
    """

    reason: Text | None = None
    """Why the finding is passed over."""
    date: Annotated[Statement, Day()] | None = None
    """Since when."""
    until: Annotated[Statement, Day()] | None = None
    """The last day on which it is; a year after `date` where nothing is said."""
    path: Annotated[Statement, Words()] | None = None
    """The clauses at which it is passed over; everywhere where nothing is said."""
