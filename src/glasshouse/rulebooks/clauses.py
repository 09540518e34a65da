"""Back from the compiled law to the text: which clause stands behind a field of `LAW`."""

from __future__ import annotations

from glasshouse.rulebooks.actor_sections import CATEGORIES
from glasshouse.rulebooks.grounds import things_counted
from glasshouse.rulebooks.law import KEEPERS
from glasshouse.rulebooks.recasting import REFUSING
from glasshouse.rulebooks.schema import Path
from glasshouse.rulebooks.tree import Tree
from glasshouse.rulebooks.vocabulary import Vocabulary, Words, vocabulary

_LIST = {
    "list_entry": "entry",
    "list_entry_value": "entry",
    "list_owes": "entry.owes",
    "list_ground": "entry.ground",
    "list_red": "kind",
    "list_grace": "entry.grace",
    "list_term": "term",
    "list_extension_low": "extension.least",
    "list_extension_high": "extension.most",
    "list_exits": "exit",
    "list_repair_after": "repair_after",
    "list_removal": "exit.within",
    "list_ability_test": "entry.ability_test",
    "list_retest": "entry.retest",
    "list_shuts": "triggers",
    "list_grants": "triggers",
    "list_published": "publish",
    "list_marks": "triggers",
    "list_delays": "triggers",
    "list_inspects": "triggers",
    "list_duties": "triggers",
    "list_seen": "publish",
    "list_local": "reach",
    "list_withholds": "triggers",
    "list_applies": "applies_to",
    "list_exempt": "exempt",
    "list_ladder": "ladder",
    "list_falls_on": "falls_on",
    "list_interim": "entry.confirm_within",
    "list_lapses": "decide_within",
    "list_clock": "term_from",
}
_COUNTER = {
    "counter_list": "entry",
    "counter_window": "within",
    "counter_least": "at_least",
    "counter_ladder": "ladder",
    "rungs": "ladder.steps",
    "rung_term": "ladder.steps",
    "rung_shuts": "ladder.steps",
    "rung_grants": "ladder.steps",
    "rung_withholds": "ladder.steps",
    "rung_measures": "ladder.steps",
}
_SCORE = {"score_on": "", "score_start": "start", "score_floor": "lowest", "score_cap": "highest"}
_SCORE |= {"score_recovery": "recovery", "grades": "grades", "score_origin": "origin"}
_BEHAVIOUR = {"points": "", "points_cap": "cap", "drop_to_grade": "drop_to", "recorded": ""}
_BEHAVIOUR |= {"record_ground": "ground"}
_SINGLE = {
    "partial": "sanctions",
    "records": "behaviours",
    "record_validity": "retention.records",
    "map_on": "publicity.map",
    "map_radius": "publicity.map.radius",
    "map_grid": "publicity.map.grid",
    "map_fields": "publicity.map.fields",
    "map_reports": "publicity.map.reports",
    "household_share": "association.household.share",
    "contact_points": "association.contacts.points",
    "legal_rep_listed": "association.legal_representative",
    "notice": "procedure.notice",
    "reasons": "procedure.reasons",
    "human_review": "procedure.human_review",
    "hearing": "procedure.hearing",
    "identity": "data.identity",
    "dispute": "procedure.correction",
    "decide_within": "procedure.correction.decide_within",
    "suspensive": "procedure.appeal.suspensive",
    "repair": "procedure.repair",
    "single_lifting": "procedure.single_lifting",
    "recognises": "movement.recognises",
    "permit": "movement.permit",
    "exit_visa": "movement.exit_visa",
    "officials_may": "discretion.officials_may",
    "officials_bounded": "discretion.bounds",
    "campaign_every": "enforcement.campaign.every",
    "quota": "enforcement.quota.findings",
    "quota_weak": "enforcement.quota.falls_on",
    "patrols": "enforcement.patrols",
    "announced": "publicity.notify",
    "notify_radius": "publicity.notify.radius",
    "notify_low_grade": "publicity.notify.low_grade",
    "zero_base": "rights.zero_base",
    "granted_in_standing": "rights.zero_base",
    "repair_course": "procedure.repair.course",
    "opt_in": "participation.by",
    "scope_applies": "scope.applies_to",
    "scope_exempt": "scope.exempt",
    "withdrawal": "participation.withdrawal",
    "asked_months": "participation.withdrawal.allowed",
    "purposes": "participation.purposes",
    "defences": "defences",
    "deadlines": "lists",
}
_KEEPER = {
    "keeper_on": "",
    "keeper_data": "data",
    "keeper_refuses": "refuses",
    "keeper_refuses_marked": "refuses_marked",
    "keeper_single_item": "single_item",
    "keeper_sharing": "sharing",
    "keeper_vendor": "",
    "keeper_keeps": "keeps",
    "keeper_appeal": "appeal",
}
_SINGLE |= {
    "keepers": "gatekeepers",
    "keeper_database": "gatekeepers.database",
    "freeze_who": "gatekeepers.freeze.ordered",
    "freeze_kinds": "gatekeepers.freeze.kinds",
    "freeze_share": "gatekeepers.freeze",
}
_FIRM_LIST = {
    "firm_list_entry": "entry",
    "firm_list_value": "entry",
    "firm_list_term": "term",
    "firm_list_exits": "exit",
    "firm_list_repair_after": "repair_after",
    "firm_list_shuts": "triggers",
    "firm_list_reaches": "representative",
    "firm_list_locked": "deregistration",
}
_FIRM_CATEGORY = {"firm_points": "points", "firm_weight": "weight", "firm_validity": "validity"}
_SINGLE |= {
    "firm_on": "firms",
    "firm_start": "firms.start",
    "firm_merit": "firms.discretion.merit",
    "firm_discretion": "firms.discretion.connections_may",
}
_PURPOSE = {"purpose_by": "by", "purpose_reaches": "recipients"}
_DEFENCE = {
    "defence_who": "who",
    "defence_status": "status",
    "defence_after": "asked",
    "defence_decider": "decided_by",
    "defence_lists": "against",
    "defence_lifts": "share",
    "defence_rights": "against",
    "defence_measures": "against",
}
_MEASURE = {
    "measure_effect": "",
    "measure_amount": "amount",
    "measure_share": "share",
    "measure_months": "",
    "measure_instalments": "instalments",
    "measure_withheld": "withheld",
    "measure_right": "right",
    "measure_income": "right",
    "measure_base": "of",
    "measure_points": "amount",
}
_BEHAVIOUR["act_measures"] = "triggers"
_LIST["list_measures"] = "triggers"
_SINGLE["measures"] = "sanctions"
_GRADE = tuple(
    f"grade_{part}"
    for part in ("shuts", "grants", "withholds", "measures", "marks", "delays", "inspects", "duties")
)
KINDS = (
    *_LIST,
    *_COUNTER,
    "counters",
    "others_bear",
    "act_counters",
    *_SCORE,
    "grade_floor",
    *_GRADE,
    *_BEHAVIOUR,
    *_KEEPER,
    *_FIRM_LIST,
    *_FIRM_CATEGORY,
    *_PURPOSE,
    *_DEFENCE,
    *_SINGLE,
    *_MEASURE,
    "delay_months",
    "refused_share",
    "duty_breach",
    "right",
)
"""What `clause_of` can be asked about: every field of `LAW` but `active`, and `right`."""

_NOT_COMPILED = (
    ("lists", "*", "minors"),
    ("scores", "*", "cycle"),
    ("sanctions", "*", "by"),
    ("publicity", "map", "audience"),
    ("publicity", "map", "until"),
    ("procedure", "repair", "needs"),
    ("lists", "*", "review"),
    ("lists", "*", "shown_until"),
    ("scores", "*", "passed_to"),
    ("scores", "*", "binding"),
    ("sanctions", "*", "spares"),
    ("sanctions", "*", "reach"),
    ("publicity", "map", "position"),
    ("enforcement", "pays_reports"),
    ("procedure", "independent_body"),
    ("procedure", "compensation"),
    ("procedure", "correction", "marked"),
    ("procedure", "correction", "passed_on"),
    ("participation", "refusal_costs"),
    ("participation", "minors"),
    ("governance",),
    ("data", "accuracy"),
    ("data", "source_kept"),
    ("data", "access"),
    ("data", "access_within"),
    ("data", "explanation"),
    ("data", "special_ground"),
    ("data", "seen_by"),
)

_DESCRIPTIVE = (
    ("lists", "*", "entry", "decided_by"),
    ("lists", "*", "shown"),
    ("behaviours", "*", "context"),
    ("behaviours", "*", "reporter"),
    ("behaviours", "*", "gravity"),
    ("behaviours", "*", "penalty"),
    ("sanctions", "*", "context"),
    ("scores", "*", "spend", "on"),
)
"""What a rule is about: variants and lint read it, and no mechanism."""


def unplayed(tree: Tree) -> tuple[str, ...]:
    """The leaves that state a rule for which the law of a month has no field yet."""
    return tuple(leaf.dotted for path, leaf in tree.items() if is_unplayed(path))


def is_unplayed(path: Path) -> bool:
    """Whether a path is that of a rule for which the law of a month has no field yet."""
    return any(_fits(path, rule) for rule in _NOT_COMPILED)


def is_descriptive(path: Path) -> bool:
    """Whether a path says what a rule is about and not what is done."""
    return any(_fits(path, rule) for rule in _DESCRIPTIVE)


def _fits(path: Path, pattern: tuple[str, ...]) -> bool:
    return all(step in ("*", key) for step, key in zip(pattern, path, strict=False)) and len(path) >= len(
        pattern
    )


def clause_of(tree: Tree, words: Words, measures: tuple[str, ...], kind: str, index: int = 0) -> str:
    """The dotted path behind a field of the law at an index; empty where the rulebook has none.

    `words` give the codes of rights and behaviours, `measures` the places of clauses that move money.

    Raises `KeyError` for a kind not in `KINDS`.
    """
    if kind in _MEASURE:
        path: Path = tuple(_nth(measures, index).split("."))
        inside = _joined(path, _MEASURE[kind])
        path = inside if tree.under(inside) else path
    else:
        path = _path(tree, words, kind, index)
    return ".".join(map(str, path)) if path and tree.under(path) else ""


def _path(tree: Tree, words: Words, kind: str, index: int) -> Path:
    if kind in _LIST:
        return _joined(("lists", _nth(tree.names("lists"), index)), _LIST[kind])
    if kind in _COUNTER:
        return _counted(tree, index, _COUNTER[kind])
    if kind in ("counters", "others_bear"):
        return ("lists",)
    if kind == "act_counters":
        return _counted_act(tree, _name(words.behaviours, index))
    if kind in _BEHAVIOUR:
        return _joined(("behaviours", _name(words.behaviours, index)), _BEHAVIOUR[kind])
    if kind in _KEEPER:
        return _joined(("gatekeepers", _nth(tuple(KEEPERS), index)), _KEEPER[kind])
    if kind == "right":
        right = _name(words.rights, index)
        return _sanction(tree, right) or _gatekeeper(right)
    if kind == "delay_months":
        return _joined(_measure(tree, "delay", _name(words.rights, index)), "wait")
    if kind == "refused_share":
        right = _name(words.rights, index)
        found = [name for effect in REFUSING if (name := _measure(tree, effect, right)[1])]
        return ("sanctions", found[0] if found else "", "share")
    if kind == "duty_breach":
        duties = [each for each in tree.names("sanctions") if _effect(tree, each) == "duty"]
        return ("sanctions", _nth(tuple(duties), index), "breach")
    if kind in _FIRM_LIST:
        return _joined(("firms", "lists", _nth(tree.names("firms", "lists"), index)), _FIRM_LIST[kind])
    if kind in _FIRM_CATEGORY:
        return ("firms", "categories", _nth(CATEGORIES, index), _FIRM_CATEGORY[kind])
    if kind in _PURPOSE:
        names = tree.names("participation", "purposes")
        return _joined(("participation", "purposes", _nth(names, index)), _PURPOSE[kind])
    if kind in _DEFENCE:
        return ("defences", _nth(tree.names("defences"), index), _DEFENCE[kind])
    if kind in _SINGLE:
        return tuple(_SINGLE[kind].split("."))
    score = _nth(tree.names("scores"), 0)
    if kind in _SCORE:
        return _joined(("scores", score), _SCORE[kind])
    if kind in ("grade_floor", *_GRADE):
        grade = _nth(tree.grades(score), index)
        return ("scores", score, "grades", grade) if kind == "grade_floor" else ("links", f"{score}.{grade}")
    raise KeyError(kind)


def _counted(tree: Tree, index: int, what: str) -> Path:
    """Where it is written what counter `index` counts: the entry of its list, or its ladder."""
    things = things_counted(tree)
    if not 0 <= index < len(things):
        return ()
    thing = things[index]
    around = "entry." if thing.acts else "ladder."
    return _joined(("lists", thing.list), f"{around}{what}" if what in ("within", "at_least") else what)


def _counted_act(tree: Tree, act: str) -> Path:
    """The entry of the first list that counts records of the act."""
    return next((("lists", one.list, "entry") for one in things_counted(tree) if act in one.acts), ())


def _joined(path: Path, rest: str) -> Path:
    return (*path, *rest.split(".")) if rest else path


def _nth(names: tuple[str, ...], index: int) -> str:
    return names[index] if 0 <= index < len(names) else ""


def _name(words: Vocabulary, index: int) -> str:
    return words.terms[index].name if 0 <= index < len(words) else ""


def _sanction(tree: Tree, right: str) -> Path:
    """The sanction on a right: one that shuts it, before one that grants or marks it."""
    found = [name for name in tree.names("sanctions") if tree.value(("sanctions", name, "right")) == right]
    shuts = [name for name in found if _mask(tree, name) in ("shuts", "withholds")]
    names = shuts or found
    return ("sanctions", names[0]) if names else ()


def _measure(tree: Tree, effect: str, right: str) -> Path:
    """The sanction with this effect on a right."""
    for name in tree.names("sanctions"):
        if _effect(tree, name) == effect and tree.value(("sanctions", name, "right")) == right:
            return ("sanctions", name)
    return ("sanctions", "")


def _effect(tree: Tree, sanction: str) -> str:
    return str(tree.value(("sanctions", sanction, "effect"), default=""))


def _gatekeeper(right: str) -> Path:
    """The private gatekeepers who keep a right."""
    kinds = [kind for kind, kept in KEEPERS.items() if kept == right]
    return ("gatekeepers", kinds[0]) if kinds else ()


def _mask(tree: Tree, sanction: str) -> str:
    effect = tree.value(("sanctions", sanction, "effect"))
    return str(vocabulary("effects")[effect].get("mask")) if effect else "none"
