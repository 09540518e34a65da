"""For every parameter and switch, the conditions under which the model reads it to any effect.

A parameter whose name is not here takes the condition of the longest beginning that is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.model.rights import (
    COMPANY_OFFICE,
    CRITICAL_SPEECH,
    INFERRED_DISLOYALTY,
    LOAN,
    PLATFORM_SPEECH,
    PRAISE_OF_AUTHORITY,
    PUBLIC_POST,
    PUBLIC_TENDER,
    SCREENED_EMPLOYMENT,
)
from glasshouse.rulebooks import law as codes
from glasshouse.rulebooks.law import CONDITIONS as CONDITIONS_OF_DEFENCES
from glasshouse.rulebooks.vocabulary_sections import CHANNELS
from glasshouse.simulation.inert import conditions as c
from glasshouse.simulation.inert.combining import Condition, always, either, every, law, number, switch, when
from glasshouse.simulation.inert.facts import Facts


def of_parameter(name: str) -> Condition:
    """What must hold for a parameter (`redress.repair`) or switch (`switch.court`) to matter."""
    beginning = name
    while beginning and beginning not in CONDITIONS:
        beginning = beginning.rpartition(".")[0]
    return CONDITIONS[beginning] if beginning else always


def _behaviour(code: Any, reason: str, field: str = "recorded") -> Condition:
    return when(lambda f, _k: f.law(field, int(code)), reason)


def _moves(reason: str, *effects: int) -> Condition:
    """Some law must move money by one of these."""
    return when(lambda f, _k: bool(set(f.laws["measure_effect"].ravel().tolist()) & set(effects)), reason)


def _firms_lose(right: int, what: str) -> Condition:
    reason = f"no list of firms shuts {what}"
    return every(c.firms_scored, _some_firm_list, law("firm_list_shuts", reason, right))


def _asked_to(field: str, how: int, words: str = "by opt_out") -> Condition:
    """Somebody must be asked like this, about the system (`opt_in`) or a purpose (`purpose_by`)."""
    about = "participation" if field == "opt_in" else "any purpose"
    return when(lambda f, _k: bool((f.laws[field] == how).any()), f"nobody is asked {words} about {about}")


def _decided(field: str, code: int, words: str) -> Condition:
    """Some defence must be of this kind."""

    def asked(facts: Facts, _k: int) -> bool:
        there = np.arange(codes.DEFENCES) < facts.laws["defences"][:, None]
        return bool((there & (facts.laws[field] == code)).any())

    return every(c.active, switch("defences"), when(asked, f"no defence {words}"))


_pleaded = every(switch("listing"), c.somebody_entered, law("defence_lists", "no defence is against a list"))
_waived = every(switch("money"), law("defence_measures", "no defence is against a sanction that moves money"))
_open = every(c.something_shut, law("defence_rights", "no defence is against a sanction that shuts a right"))


def _smooth(smooth: bool) -> Condition:
    """The model of voice must be the smooth one, or the cascade."""

    def chosen(facts: Facts, _k: int) -> bool:
        return any((value == 1) == smooth for value in facts.numbers["speech.model"])

    return when(chosen, f"speech.model is {0 if smooth else 1}")


def _matched(code: int) -> Condition:
    """The law must match records to persons in this way."""
    reason = "data.identity says that records are matched in another way"
    return every(
        either(c.watched, c.somebody_listed),
        when(lambda f, _k: bool((f.laws["identity"] == code).any()), reason),
    )


def _on_ground(name: str) -> Condition:
    """A record or a list must rest on this ground."""
    code = codes.GROUNDS.index(name)

    def asked(facts: Facts, _k: int) -> str:
        listed = (facts.laws["list_ground"] == code) & (facts.laws["list_entry"] != codes.ENTRY_NONE)
        recorded = (facts.laws["record_ground"] == code) & (facts.laws["recorded"] != 0)
        return "" if listed.any() or recorded.any() else f"no list and no record rests on {name}"

    return every(c.active, asked)


_association = every(
    c.active,
    c.score,
    switch("association"),
    c.somebody_listed,
    either(
        law("contact_points", "the rulebook has no clause on association"),
        law("household_share", "no share falls on the household"),
    ),
)
_cascade, _smooth_model = _smooth(False), _smooth(True)
_debts = switch("court", "credit")
_listed_debtors = every(_debts, c.somebody_listed)
_shamed_debtors = every(_debts, c.shamed)
_visa = law("exit_visa", "nobody must ask for an exit visa")
_critics = every(
    c.watched, switch("speech"), _behaviour(CRITICAL_SPEECH, "the rulebook does not record critical_speech")
)
_inferred = every(
    c.active,
    _behaviour(INFERRED_DISLOYALTY, "the rulebook does not record inferred_disloyalty"),
)
_infers = every(c.watched, switch("opinion"), _inferred)
_punished = either(_critics, _infers)
_some_firm_list = law("firm_list_entry", "the rulebook keeps no list of firms")
_discretionary = when(
    lambda f, _k: bool((f.laws["firm_points"][:, -1] != 0).any()),
    "a record in the discretionary category has no points",
)
_shock = every(c.firms_scored, number("firms.shock_share"))
_appeals = every(c.kept, law("keeper_appeal", "no gatekeeper admits an appeal"))
_tournament = every(c.governed, when(lambda f, _k: f.tournament, "provinces hold no tournament"))
_copied = every(
    c.disputed,
    either(
        law("list_shuts", "no list shuts a right of which a copy could be kept"),
        law("list_withholds", "no list withholds a right"),
    ),
)
_repair = every(c.somebody_listed, c.some_exit("repaired", codes.EXIT_REPAIRED))
_course = every(
    switch("redress", "listing"), law("repair_course", "procedure.repair.course is not set"), _repair
)
_adds = every(c.watched, c.officials_may("add", codes.MAY_ADD))
_sells = c.officials_may("sell", codes.MAY_SELL)
_patrols = every(c.watched, switch("conduct"), law("patrols", "enforcement.patrols is even"))
_screens = c.channel(codes.PUBLISHED_SCREENS, "screens")
_ringtone = c.channel(codes.PUBLISHED_RINGTONE, "ring tone")
_message = c.channel(codes.PUBLISHED_CONTACTS | codes.PUBLISHED_PUSH, "a message")
_any_call = c.channel(
    codes.PUBLISHED_CONTACTS | codes.PUBLISHED_PUSH | codes.PUBLISHED_RINGTONE, "a message or a ring tone"
)
_needs_money = either(switch("livelihood"), switch("credit"), switch("court"))

_NOT_PARTIAL = "no sanction is a mark, a delay, an inspection or a duty"
_partial = every(c.active, switch("partial_sanctions"), law("partial", _NOT_PARTIAL))
_before = when(
    lambda f, _k: bool((f.laws["notice"] == codes.NOTICE_BEFORE).any()), "procedure.notice is not before"
)

CONDITIONS: dict[str, Condition] = {
    **{
        f"{part}.{name}": every(c.disputed, _on_ground(name))
        if part.startswith("redress")
        else _on_ground(name)
        for part in ("surveillance.errors", "surveillance.delay", "redress.contested", "redress.corrected")
        for name in codes.GROUNDS
        if name
    },
    "conduct": c.incentives,
    "court": _debts,
    "court.able_share": switch("credit"),
    "court.settle_listed": _listed_debtors,
    "court.pressure_per_gate": every(_listed_debtors, c.something_shut),
    "court.pressure_shame": _shamed_debtors,
    "court.small_debt": every(_shamed_debtors, number("court.pressure_shame")),
    "court.finds_unable": every(
        _debts, law("list_ability_test", "no list asks for a test of ability (entry.ability_test)")
    ),
    "court.retest_finds_unable": every(
        c.somebody_listed,
        switch("listing"),
        c.some_exit("inability", codes.EXIT_INABILITY),
        law("list_retest", "no list has ability tested again (entry.retest)"),
    ),
    "court.aggravated": every(
        c.somebody_listed,
        law("list_term", "no listing has a term"),
        law("list_extension_high", "no term can be extended (extension.most)"),
        either(
            c.some_exit("expired", codes.EXIT_EXPIRED),
            c.reported_on_map,
        ),
    ),
    "credit": switch("credit"),
    "credit.service": always,
    "credit.lapse_women": every(switch("credit"), number("credit.lapse_strategic")),
    "fear": switch("fear"),
    "fear.floor": always,
    "fear.contact_punished": every(switch("fear"), _punished),
    "fear.contact_listed": every(switch("fear"), c.contact_listed, c.active),
    "fear.listed": every(switch("fear"), c.somebody_listed),
    "fear.recorded": every(switch("fear"), c.watched),
    "fear.punished": every(switch("fear"), _critics),
    "fear.speech_watched": every(
        switch("fear"),
        c.active,
        _behaviour(CRITICAL_SPEECH, "the rulebook takes no points for critical_speech", "points"),
    ),
    "fear.approval_return": every(
        switch("fear"),
        c.active,
        either(
            every(c.somebody_listed, number("fear.injustice")),
            every(c.refused, number("fear.refusal")),
            number("fear.framing"),
        ),
    ),
    "fear.injustice": every(switch("fear"), c.somebody_listed),
    "fear.refusal": every(switch("fear"), c.active, c.refused),
    "fear.framing": every(switch("fear"), c.active),
    "fear.withheld": every(switch("fear"), c.active, c.zero_base, number("fear.refusal")),
    "fear.opinion_inferred": every(switch("fear"), _infers),
    "fear.opinion_watched": every(switch("fear"), _inferred),
    "firms": c.firms_scored,
    "firms.learns": every(c.firms_scored, law("firm_points", "no record of a firm has points")),
    "firms.defaults_without_loans": _firms_lose(c.bit(LOAN), "loans"),
    "firms.defaults_without_tenders": _firms_lose(c.bit(PUBLIC_TENDER), "public tenders"),
    "firms.bids": _firms_lose(c.bit(PUBLIC_TENDER), "public tenders"),
    "firms.asks_for_loan": _firms_lose(c.bit(LOAN), "loans"),
    "firms.sheds_without_tenders": _firms_lose(c.bit(PUBLIC_TENDER), "public tenders"),
    "firms.sheds_without_loans": _firms_lose(c.bit(LOAN), "loans"),
    "firms.sheds": every(c.firms_scored, _some_firm_list),
    "firms.freeze": every(c.firms_scored, _some_firm_list),
    "firms.shock_share": every(
        c.firms_scored,
        when(
            lambda f, _k: any(month < f.months for month in f.numbers["firms.shock_month"]),
            "firms.shock_month lies after the end of the run",
        ),
    ),
    "firms.shock_month": _shock,
    "firms.shock_targeted": _shock,
    "firms.whim": every(c.firms_scored, _discretionary),
    "firms.protected": every(
        c.firms_scored,
        _discretionary,
        law("firm_discretion", "firms.discretion.connections_may names nothing"),
        number("firms.whim"),
    ),
    "firms.favour": every(
        c.firms_scored,
        law("firm_discretion", "firms.discretion.connections_may does not name fill", codes.MAY_FILL),
    ),
    "firms.clears": every(
        c.firms_scored,
        law("firm_discretion", "firms.discretion.connections_may does not name clear", codes.MAY_CLEAR),
    ),
    "firms.repair": every(
        c.firms_scored,
        _some_firm_list,
        law("firm_list_exits", "exit.on of no list of firms names repaired", codes.FIRM_EXIT_REPAIRED),
    ),
    "gates.mark_refuses": every(
        _partial,
        either(law("list_marks", "no list marks a right"), law("grade_marks", "no grade marks a right")),
    ),
    "gates.duty_failed": every(
        _partial, either(law("list_duties", "no list brings a duty"), law("grade_duties", "no grade does"))
    ),
    "surveillance.inspected": every(
        _partial,
        c.watched,
        either(law("list_inspects", "no list has anybody inspected"), law("grade_inspects", "no grade does")),
    ),
    "switch.partial_sanctions": every(c.active, law("partial", _NOT_PARTIAL)),
    "gates.lifted": every(c.something_tried_shut, law("single_lifting", "procedure.single_lifting is false")),
    "gates.enforced": either(c.enforced_in_practice, every(c.active, switch("gates"), _visa)),
    "gatekeepers": every(c.kept, law("keeper_on", "the rulebook has no private gatekeepers of any kind")),
    "gatekeepers.appeals": every(_appeals, number("gatekeepers.appeal_won")),
    "gatekeepers.appeal_won": every(_appeals, number("gatekeepers.appeals")),
    "government": c.governed,
    "government.vary": _tournament,
    "government.step": _tournament,
    "government.imitate": _tournament,
    "government.scandal_bearable": _tournament,
    "livelihood": switch("livelihood"),
    "livelihood.seeking": always,
    "livelihood.retirement": always,
    "livelihood.subsistence": _needs_money,
    "livelihood.per_dependant": _needs_money,
    "livelihood.climate_persistence": either(switch("livelihood"), c.firms_scored),
    "livelihood.climate_shock": either(switch("livelihood"), c.firms_scored),
    "livelihood.screens": every(
        switch("livelihood"), c.shut(c.bit(SCREENED_EMPLOYMENT), "employment that is screened")
    ),
    "livelihood.self_employed_share": every(
        switch("livelihood"),
        c.shut(c.bit(SCREENED_EMPLOYMENT), "employment that is screened"),
        number("livelihood.screens"),
    ),
    "livelihood.barred": every(
        switch("livelihood"),
        c.shut(c.bit(COMPANY_OFFICE, PUBLIC_POST), "the office of a firm or a public post"),
    ),
    "map": c.on_map,
    "map.opens": c.mapped,
    "map.recognised_by_acquaintance": every(c.on_map, c.shows_name),
    "map.recognised_by_stranger": every(c.on_map, c.shows_details),
    "map.reports": every(c.on_map, law("map_reports", "publicity.map.reports is false")),
    "map.reports_mistaken": c.reported_on_map,
    "map.inspection_takes": every(_debts, c.reported_on_map),
    "map.extension": every(c.reported_on_map, law("list_term", "no listing has a term")),
    "movement": c.people_move,
    "movement.moves_listed": every(c.people_move, c.somebody_listed),
    "movement.permit_refused": every(
        c.people_move,
        when(
            lambda f, _k: bool((f.laws["permit"] == codes.ASK_EVERYBODY).any()),
            "movement.permit is not everybody",
        ),
    ),
    "movement.visa_refused": every(
        c.active,
        switch("movement", "gates"),
        when(
            lambda f, _k: bool((f.laws["exit_visa"] == codes.ASK_EVERYBODY).any()),
            "movement.exit_visa is not everybody",
        ),
    ),
    "notification": c.announced,
    "notification.callers": _ringtone,
    "notification.onlookers": _screens,
    "notification.faces": _screens,
    "notification.adults_a_screen": _screens,
    "notification.shame_ringtone": _ringtone,
    "notification.shame_screens": _screens,
    "notification.shame_message": _message,
    "notification.drop_told": every(switch("ties"), _message),
    "notification.drop_ringtone": every(switch("ties"), _ringtone),
    "notification.drop_screens": every(switch("ties"), _screens),
    "notification.fear_told": _any_call,
    "notification.fear_screens": _screens,
    "officials": every(c.officials, law("officials_may", "discretion.officials_may names nothing")),
    "officials.waive": every(c.watched, c.officials_may("waive", codes.MAY_WAIVE)),
    "officials.shield": c.officials_may("shield", codes.MAY_SHIELD),
    "officials.critic": every(switch("speech"), _adds),
    "officials.list_critic": every(
        switch("speech", "listing"), _adds, number("officials.critic"), c.somebody_listed
    ),
    "officials.add": _adds,
    "officials.buy": _sells,
    "officials.price": _sells,
    "officials.points": every(_sells, c.score),
    "officials.rich": _sells,
    "money.benefit": every(
        switch("money"),
        _moves("no clause cuts a benefit or claws one back", codes.MEASURE_CUT, codes.MEASURE_CLAWBACK),
    ),
    "money.spends": every(
        switch("money"),
        c.score,
        _moves("no points can be spent (scores.*.spend)", codes.MEASURE_SPENDING),
    ),
    "officials.bounded": every(
        c.officials,
        law("officials_bounded", "discretion.bounds is not written"),
        law("officials_may", "discretion.officials_may names nothing"),
    ),
    "opinion": _infers,
    "opinion.informers": every(switch("opinion"), _critics, number("opinion.informer_reports")),
    "opinion.informer_reports": every(switch("opinion"), _critics, number("opinion.informers")),
    "participation.joins": every(
        c.active,
        switch("participation"),
        law("opt_in", "participation.by is mandatory: nobody is asked"),
        when(
            lambda f, _k: bool(((f.laws["opt_in"] > 0) & (f.laws["opt_in"] != codes.OPT_IN_OPT_OUT)).any()),
            "all take part who do not opt out (participation.opts_out)",
        ),
    ),
    "defences": every(
        c.active,
        switch("defences"),
        law("defences", "the rulebook has no defences"),
        either(_pleaded, _open, _waived),
    ),
    "defences.months": every(
        switch("defences"), _pleaded, law("defence_after", "every defence is asked about before an entry")
    ),
    "defences.has_ground": every(
        switch("defences"),
        _decided("defence_who", CONDITIONS_OF_DEFENCES.index("everyone"), "can be pleaded by everyone"),
    ),
    "defences.granted_court": _decided("defence_decider", codes.DECIDED_BY_COURT, "is decided by a court"),
    "defences.granted_body": _decided("defence_decider", codes.DECIDED_BY_BODY, "is decided by such a body"),
    "defences.granted_machine": _decided(
        "defence_decider", codes.DECIDED_BY_MACHINE, "is decided by a machine"
    ),
    "deadlines": every(
        switch("deadlines"), c.somebody_listed, law("list_interim", "no entry of this rulebook is interim")
    ),
    "participation.opts_out": every(
        c.active,
        either(
            every(switch("participation"), _asked_to("opt_in", codes.OPT_IN_OPT_OUT)),
            _asked_to("purpose_by", codes.OPT_IN_OPT_OUT),
        ),
    ),
    "participation.agrees": every(
        c.kept,
        either(
            _asked_to("purpose_by", codes.OPT_IN_CONSENT, "by consent"),
            _asked_to("purpose_by", codes.OPT_IN_APP, "by an app"),
        ),
    ),
    "participation.withdraws": every(
        c.active,
        switch("participation"),
        law("withdrawal", "participation.withdrawal.allowed is not true"),
    ),
    "patrols": _patrols,
    "patrols.campaign": every(
        c.watched, c.officials, law("campaign_every", "enforcement.campaign.every is not set")
    ),
    "publicity": every(switch("publicity"), c.active),
    "publicity.shame_persistence": every(switch("publicity"), c.shamed),
    "publicity.shame_published": every(
        switch("publicity"), c.somebody_listed, law("list_published", "no list is published")
    ),
    "publicity.shame_recognised": every(c.on_map, either(c.shows_name, c.shows_details)),
    "publicity.looks_able": c.reported_on_map,
    "redress": c.disputed,
    "redress.objection_heeded": every(c.mistaken, _before, number("redress.notice_arrives")),
    "redress.hearing_finds": every(
        either(c.mistaken, c.disputed), law("hearing", "procedure.hearing is none")
    ),
    "redress.review_finds": every(
        either(c.mistaken, c.disputed), law("human_review", "procedure.human_review is none")
    ),
    "redress.review_shortens": every(c.disputed, law("human_review", "procedure.human_review is none")),
    "redress.reasons_files": every(c.disputed, law("reasons", "procedure.reasons is not true")),
    "redress.reasons_show": every(c.disputed, law("reasons", "procedure.reasons is not true")),
    "redress.awareness": every(c.active, switch("redress")),
    "redress.notice_arrives": every(
        either(every(switch("redress"), c.somebody_entered), c.mistaken),
        law("notice", "procedure.notice is none"),
    ),
    "redress.limit_kept": every(
        c.disputed, law("decide_within", "procedure.correction.decide_within is not set")
    ),
    "redress.copies_missed": _copied,
    "redress.copy_refuses": every(switch("gates"), _copied, number("redress.copies_missed")),
    "redress.copy_least": every(_copied, number("redress.copies_missed")),
    "redress.copy_most": every(_copied, number("redress.copies_missed")),
    "redress.repair": every(switch("listing"), law("repair", "procedure.repair.allowed is false"), _repair),
    "redress.course": _course,
    "redress.course_fee": every(_course, number("redress.course")),
    "redress.course_passed": every(_course, number("redress.course")),
    "ties": every(switch("ties"), c.contact_listed),
    "ties.drop_for_points": every(
        switch("ties"),
        c.contact_listed,
        when(
            lambda f, _k: bool((f.laws["contact_points"] < 0).any()),
            "association.contacts.points takes no points for knowing somebody",
        ),
    ),
    "speech": switch("speech"),
    "speech.base": every(switch("speech"), _cascade),
    "speech.noise": every(switch("speech"), _cascade),
    "speech.steepness": every(switch("speech"), _smooth_model),
    "speech.restraint": every(switch("speech"), _smooth_model),
    "speech.risk_seen": every(switch("speech"), _smooth_model, _punished),
    "speech.without_platform": every(switch("speech"), c.shut(c.bit(PLATFORM_SPEECH), "speech on platforms")),
    "speech.praise_reward": every(
        switch("speech"),
        c.active,
        _behaviour(PRAISE_OF_AUTHORITY, "the rulebook gives no points for praise_of_authority", "points"),
    ),
    "speech.praise_cover": every(switch("speech"), _inferred),
    "surveillance": c.watched,
    **{f"surveillance.{share}": _matched(code) for code, share in enumerate(c.MATCHING)},
    "surveillance.occasions": c.watched,
    **{f"surveillance.false_{name}": every(c.watched, c.channel_of_records(name)) for name in CHANNELS},
    **{f"surveillance.{name}": c.channel_of_records(name) for name in CHANNELS},
    "switch": always,
    "switch.court": either(switch("credit"), c.somebody_listed),
    "switch.surveillance": c.watched,
    "switch.scoring": either(
        every(c.watched, law("record_validity", "records never expire (retention.records)")),
        every(c.active, c.score, law("score_recovery", "the score does not recover")),
        _association,
    ),
    "switch.listing": every(c.active, law("list_entry", "the rulebook keeps no list")),
    "switch.gates": every(c.active, either(c.something_shut, _visa)),
    "switch.publicity": either(c.mapped, c.shamed),
    "switch.ties": every(c.active, c.contact_listed),
    "switch.association": every(switch("scoring"), _association),
    "switch.redress": every(c.active, either(number("redress.awareness"), c.somebody_listed)),
    "switch.movement": either(c.people_move, _visa),
    "switch.government": c.governed,
    "switch.gatekeepers": c.kept,
    "switch.firms": c.firms_scored,
    "switch.officials": every(
        c.active,
        either(
            law("officials_may", "the rulebook leaves officials no discretion, quota or campaign"),
            law("quota", "no quota"),
            law("campaign_every", "no campaign"),
        ),
    ),
    "switch.money": every(c.active, law("measures", "no clause of the rulebook moves money")),
    "switch.notification": c.announced,
    "switch.incentives": c.incentives,
    "switch.opinion": either(_critics, _infers),
    "switch.defences": every(c.active, law("defences", "the rulebook has no defences")),
    "switch.deadlines": every(
        c.active, law("deadlines", "no list of this rulebook has a deadline that frees, or a clock")
    ),
    "switch.participation": every(c.active, law("opt_in", "participation.by is mandatory: nobody is asked")),
}
"""By the name of a parameter or its beginning."""
