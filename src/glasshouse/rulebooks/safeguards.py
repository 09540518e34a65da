"""The clauses that protect: procedure, retention, governance, duties about data, and what lint passes over.

Only what the model can play is compiled into the law (see `clauses.unplayed` for the rest): a duty on paper
changes nobody's month by itself. `glasshouse lint` reads all of it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from glasshouse.rulebooks.law import CONDITIONS, KEEPERS
from glasshouse.rulebooks.leaf_kinds import Day, Word, Words
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
    """The enabling act: the source that empowers whoever made this rulebook.

    `allows` gives its words; `clauses` are the beginnings of the dotted paths it covers (all, if unsaid).
    """

    source: Annotated[Statement, Word(refers="source")] | None = None
    allows: Text | None = None
    clauses: Annotated[Statement, Words("neither")] | None = None


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

    `human_review`: when a human being with the power to decide otherwise looks at a decision.
    `independent_body`: who decides in the end whether it was right.
    """

    notice: Annotated[Statement, Word("later", "none", choices=("before", "after", "none"))] | None = None
    reasons: MildIfYes | None = None
    human_review: Annotated[Statement, Word("later", "none", choices=HUMANS)] | None = None
    correction: Correction | None = None
    appeal: Appeal | None = None
    independent_body: Annotated[Statement, Word("later", "none", choices=REVIEWERS)] | None = None
    compensation: MildIfYes | None = None
    repair: Repair | None = None
    single_lifting: MildIfYes | None = None


class Withdrawal(Clause):
    """Whether somebody who takes part can leave, and what leaving does.

    `deletes`: score and records are deleted; without it they stay and nothing new is added. `keeps` names
    what is kept all the same: the person's place on the lists that records or a grade led to.
    """

    allowed: MildIfYes | None = None
    deletes: MildIfYes | None = None
    keeps: Annotated[Statement, Words("more", choices=KEPT)] | None = None


class Purpose(Clause):
    """One use of score and lists, with a choice of its own.

    `recipients` receive them for it. Of private gatekeepers, those named look at nobody who has not agreed.
    """

    title: Text | None = None
    by: AskedBy | None = None
    recipients: Annotated[Statement, Words("more", choices=RECIPIENTS)] | None = None


class Participation(Clause):
    """Who is scored and recorded: those who consent, those of them who have the app, all who do not opt out,
    or everybody.

    `refusal_costs`: whoever does not agree loses something for it. `minors`: whether persons under age are
    scored and recorded too.
    """

    by: AskedBy | None = None
    purposes: dict[PurposeName, Purpose | None] | None = None
    withdrawal: Withdrawal | None = None
    refusal_costs: Yes | None = None
    minors: Annotated[Statement, Word("later", choices=("excluded", "included"))] | None = None


class Defence(Clause):
    """A ground that keeps somebody off a list or a sanction: good cause, hardship, inability.

    `against` names lists and sanctions, `who` the condition for pleading it. It is asked about `before` an
    entry or pleaded `after` it. How often it is pleaded and granted is a matter of practice.
    """

    title: Text | None = None
    against: Annotated[Statement, Words("fewer", refers="list or sanction")] | None = None
    who: Annotated[Statement, Word("neither", "everyone", choices=CONDITIONS)] | None = None
    asked: Annotated[Statement, Word("later", "after", choices=("before", "after"))] | None = None
    decided_by: Annotated[Statement, Word(choices=DECIDERS)] | None = None
    definition: Text | None = None


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
    opinion or offences. `seen_by`: who may look. `never`: what may not be recorded; a clause that records it
    all the same is a fault of the rulebook.
    """

    identity: Annotated[Statement, Word("later", choices=IDENTITIES)] | None = None
    accuracy: MildIfYes | None = None
    source_kept: MildIfYes | None = None
    access: MildIfYes | None = None
    access_within: Annotated[Statement, months("up", open=True)] | None = None
    explanation: MildIfYes | None = None
    special_ground: Text | None = None
    seen_by: Annotated[Statement, Words("more", of="audiences")] | None = None
    never: Annotated[Statement, Words("fewer", choices=SPECIAL)] | None = None


class Suppression(Clause):
    """A finding of `glasshouse lint` that is passed over: why, since when, and where (everywhere if unsaid).

    `path` names clauses by the beginning of their dotted path. It says nothing about the law.
    """

    reason: Text | None = None
    date: Annotated[Statement, Day()] | None = None
    path: Annotated[Statement, Words()] | None = None
