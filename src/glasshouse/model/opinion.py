"""Opinion: informers among one's contacts, and disloyalty inferred from company, silence and conduct.

Acts only where the law records critical speech (informers) or `inferred_disloyalty` (inference). What is
inferred may be wrong: most who keep company with a critic, or do not clap, think well of the authority.
Weights and thresholds are assumptions of the practice file; no such score has been published.
"""

from __future__ import annotations

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import draw, draw_for_life, draw_pair, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.conduct import NO_ACT
from glasshouse.model.contact_steps import Contacts, contact_at
from glasshouse.model.fields import events
from glasshouse.model.person import ADULT, CONTACTS, INFERRED_FALSELY, PRAISES, VOICES
from glasshouse.model.record_types import (
    ActRow,
    DrawsRow,
    LawRow,
    MonthRecord,
    ParameterRow,
    Person,
    Records,
)
from glasshouse.model.rights import CRITICAL_SPEECH, INFERRED_DISLOYALTY
from glasshouse.model.scoring import enter_record

EVENTS = events(
    opinion_inferred="was recorded as disloyal from what they do",
)

INFORMER = stream("opinion.informer")
REPORT = stream("opinion.report")
READ = stream("opinion.read", redrawn=True)


@inlined
def spoke(p: Person) -> bool:
    """Whether the person voiced dissent."""
    return p.state & VOICES != 0


@rule(
    reads="state ties_cut",
    writes="score record_what record_left record_points",
    streams="opinion.informer opinion.report",
    when=spoke,
)
def be_informed_on(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    i: int,
    people: Records,
    contacts: Contacts,
    law: LawRow,
    practice: ParameterRow,
) -> None:
    """Who spoke may be reported by a contact who informs; who informs does so for life."""
    if not p.state & VOICES or not law.recorded[CRITICAL_SPEECH] or record.happened & event.SPEECH_PUNISHED:
        return
    for slot in range(CONTACTS):
        other = contact_at(contacts, i, slot)
        if other < 0 or p.ties_cut >> slot & 1 or people[other].age < ADULT:
            continue
        who = people[other].who
        informs = draw_for_life(rng, who, INFORMER) < practice.opinion_informers
        if informs and draw_pair(rng, who, REPORT) < practice.opinion_informer_reports:
            enter_record(p, record, CRITICAL_SPEECH, law)
            record.happened |= event.SPEECH_PUNISHED
            return


@inlined
def is_inferred(law: LawRow) -> bool:
    """Whether the law lets disloyalty be inferred."""
    return law.recorded[INFERRED_DISLOYALTY] != 0


@rule(
    reads="state approval",
    writes="score record_what record_left record_points",
    streams="opinion.read",
    when=is_inferred,
)
def infer_opinion(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    acted: int,
    law: LawRow,
    practice: ParameterRow,
    catalogue: ActRow,
) -> None:
    """A file that looks disloyal is acted on with some chance, whatever the person thinks."""
    if not law.recorded[INFERRED_DISLOYALTY]:
        return
    if suspicion(p, record, acted, practice, catalogue) <= practice.opinion_threshold:
        return
    if draw(rng, READ) < practice.opinion_read:
        enter_record(p, record, INFERRED_DISLOYALTY, law)
        record.happened |= event.OPINION_INFERRED
        if p.approval >= 0 and not p.state & VOICES:
            record.acts |= INFERRED_FALSELY
            record.happened |= event.RECORDED_FALSELY


@inlined
def suspicion(p: Person, record: MonthRecord, acted: int, practice: ParameterRow, catalogue: ActRow) -> float:
    """How disloyal the traces of the month look: own words, the company kept, silence and conduct."""
    looks = 0.0
    if p.state & VOICES:
        looks += practice.opinion_from_words
    if record.contacts:
        looks += practice.opinion_from_company * (record.dissenters / record.contacts)
        if not p.state & PRAISES:
            looks += practice.opinion_from_silence * (record.praisers / record.contacts)
    if acted != NO_ACT and catalogue.suspect[acted]:
        looks += practice.opinion_from_conduct
    return looks
