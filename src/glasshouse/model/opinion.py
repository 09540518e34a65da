"""Opinion: informers among one's contacts, and disloyalty inferred from company, silence and conduct.

Acts only where the law records critical speech (informers) or `inferred_disloyalty` (inference). What is
inferred may be wrong: most who keep company with a critic, or do not clap, think well of the authority.
Weights and thresholds are assumptions of the practice file; no such score has been published.
"""

from __future__ import annotations

from typing import Any

from glasshouse.engine.compiled import inlined
from glasshouse.engine.luck import draw, draw_for_life, draw_pair, purpose
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.conduct import NO_ACT
from glasshouse.model.person import ADULT, CONTACTS, INFERRED_FALSELY, PRAISES, VOICES
from glasshouse.model.rights import CRITICAL_SPEECH, INFERRED_DISLOYALTY
from glasshouse.model.scoring import enter_record

INFORMER = purpose("opinion.informer")
REPORT = purpose("opinion.report")
READ = purpose("opinion.read", redrawn=True)


@rule(
    reads="state ties_cut",
    writes="score record_what record_left record_points",
    luck="opinion.informer opinion.report",
)
def be_informed_on(
    p: Any, diary: Any, luck: Any, i: Any, people: Any, contacts: Any, law: Any, practice: Any
) -> None:
    """Who spoke may be reported by a contact who informs; who informs does so for life."""
    if not p.state & VOICES or not law.recorded[CRITICAL_SPEECH] or diary.happened & event.SPEECH_PUNISHED:
        return
    for slot in range(CONTACTS):
        other = contacts[i, slot]
        if other < 0 or p.ties_cut >> slot & 1 or people[other].age < ADULT:
            continue
        who = people[other].who
        informs = draw_for_life(luck, who, INFORMER) < practice.opinion_informers
        if informs and draw_pair(luck, who, REPORT) < practice.opinion_informer_reports:
            enter_record(p, diary, CRITICAL_SPEECH, law)
            diary.happened |= event.SPEECH_PUNISHED
            return


@rule(reads="state approval", writes="score record_what record_left record_points", luck="opinion.read")
def infer_opinion(p: Any, diary: Any, luck: Any, acted: Any, law: Any, practice: Any, catalogue: Any) -> None:
    """A file that looks disloyal is acted on with some chance, whatever the person thinks."""
    if not law.recorded[INFERRED_DISLOYALTY]:
        return
    if suspicion(p, diary, acted, practice, catalogue) <= practice.opinion_threshold:
        return
    if draw(luck, READ) < practice.opinion_read:
        enter_record(p, diary, INFERRED_DISLOYALTY, law)
        diary.happened |= event.OPINION_INFERRED
        if p.approval >= 0 and not p.state & VOICES:
            diary.acts |= INFERRED_FALSELY
            diary.happened |= event.RECORDED_FALSELY


@inlined
def suspicion(p: Any, diary: Any, acted: Any, practice: Any, catalogue: Any) -> Any:
    """How disloyal the traces of the month look: own words, the company kept, silence and conduct."""
    looks = 0.0
    if p.state & VOICES:
        looks += practice.opinion_from_words
    if diary.contacts:
        looks += practice.opinion_from_company * (diary.dissenters / diary.contacts)
        if not p.state & PRAISES:
            looks += practice.opinion_from_silence * (diary.praisers / diary.contacts)
    if acted != NO_ACT and catalogue.suspect[acted]:
        looks += practice.opinion_from_conduct
    return looks
