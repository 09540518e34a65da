"""PRC-1: people are refused or charged and no human being has looked."""

from glasshouse.linting.burdens import Burden
from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import asked, score_goes_to

HUMAN = ("court", "agency", "bank", "platform", "committee", "official")
"""Deciders who are people, or consist of them."""
BY_GROUND = {
    **dict.fromkeys(("court_judgment", "final_decision", "open_decision"), "people"),
    **dict.fromkeys(("sensor", "inference"), "a machine"),
}
"""Who has decided on a record by itself, as far as what it rests on says so."""


@rule(
    "PRC-1",
    "People are refused or charged without a human being who could decide otherwise",
    "P",
    articles=(
        cite(
            "GDPR 22",
            "no decision of weight by automated processing alone, with a right to a human",
            "2026-11-23",
        ),
        cite("CJEU C-634/21", "a score that others draw on strongly is itself such a decision"),
    ),
    why=(
        "A machine does not ask whether the case is special, and who reads its answer off a screen does "
        "not either. Somebody with the power to say no must look."
    ),
    blind=(
        "Whether whoever looks really can and does decide otherwise, or waves through what the score says. "
        "That an agency or a bank decides is taken at its word."
    ),
    bad="lists: {defaulters: {entry: {decided_by: machine}}}\nprocedure: {human_review: none}",
    good="lists: {defaulters: {entry: {decided_by: machine}}}\nprocedure: {human_review: before}",
)
def prc_1(law: Reading) -> Places:
    """Denials and money taken by a grade, by a gatekeeper's score, by a record, or by a list that a machine
    decides: does a human being look (`procedure.human_review`), before or at least on request?"""
    if law.says("procedure.human_review") in ("before", "on_request"):
        return
    never = law.says("procedure.human_review") == "none"
    for path, burdens in law.by_clause(law.losses).items():
        deciders = {_decided(law, burden) for burden in burdens}
        if "a machine" in deciders and never:
            yield asked(burdens, path, "a machine decides, and no human being looks")
        elif deciders - {"people"}:
            who = "a machine decides" if "a machine" in deciders else "who decides is not said"
            yield unsure(path, f"{who}, and whether a human being looks is not said")
    for path in law.laid_elsewhere:
        if path.startswith("movement."):
            yield unsure(path, "who gives leave, and whether a human being looks, is not said")
    if goes_to := score_goes_to(law):
        told = f"{', '.join(goes_to)} receive the score"
        path = f"scores.{law.score}.passed_to"
        bound = never and law.says(f"scores.{law.score}.binding")
        yield (
            found(path, f"{told} and must act on it, and no human being looks")
            if bound
            else unsure(path, f"{told}; whether a human being looks before they act is not said")
        )


def _decided(law: Reading, burden: Burden) -> str:
    """Who decides on a burden: people, a machine, or nobody says (``)."""
    if burden.kind in ("grade", "gatekeeper"):
        return "a machine"
    if burden.kind == "freeze":
        return ""
    if burden.kind == "record":
        return BY_GROUND.get(str(law.says(f"{burden.cause}.ground")), "")
    entry = f"{burden.cause}.entry"
    by = law.says(f"{entry}.decided_by")
    if by in HUMAN:
        return "people"
    return "a machine" if by == "machine" or law.says(f"{entry}.when") == "grade_at_most" else ""
