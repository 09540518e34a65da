"""PRC-5: what cannot be undone goes on while the appeal is heard."""

from glasshouse.linting.burdens import Burden
from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading


@rule(
    "PRC-5",
    "An appeal does not stop what cannot be undone",
    "W",
    articles=(
        cite("ICCPR 2(3)", "a remedy must be effective, and so come in time"),
        cite("GC 27 para 15", "proceedings about limits on movement must be quick, with reasons"),
    ),
    why=(
        "A name that was shown, a job that went to another, a term of school that began: winning later "
        "does not bring them back. Such effects should wait for the decision."
    ),
    blind="Whether a court can stop the effect in a single case on request.",
    bad="""
        lists: {defaulters: {publish: [website], shown: [name, reason], shown_until: exit}}
        procedure: {appeal: {suspensive: false}}
    """,
    good="""
        lists: {defaulters: {publish: [website], shown: [name, reason], shown_until: exit}}
        procedure: {appeal: {suspensive: true}}
    """,
)
def prc_5(law: Reading) -> Places:
    """Where people are shown to others, a basic right is shut, or pay or a benefit is held back: does an
    appeal stop the effect until it is decided (`procedure.appeal.suspensive`)? Where there is no appeal at
    all, PRC-4 asks."""
    lasting = _cannot_be_undone(law)
    if not lasting or law.says("procedure.appeal.allowed") is False:
        return
    path = "procedure.appeal.suspensive"
    if not law.stated(path):
        yield unsure(path, f"whether an appeal stops it is not said: {lasting}")
    elif not law.says(path):
        yield found(path, f"it goes on while the appeal is heard: {lasting}")


def _cannot_be_undone(law: Reading) -> str:
    rights = law.words.rights
    denied = dict.fromkeys(b.right for b in law.losses if b.denies)
    basic = [right for right in denied if right and rights[right].get("kind") == "basic"]
    shown = ["people are shown to others"] if law.shows else []
    unpaid = ["pay or a benefit is held back"] if any(_holds_back(law, b) for b in law.losses) else []
    return ", ".join([*shown, *basic, *unpaid])


def _holds_back(law: Reading, burden: Burden) -> bool:
    """Whether the burden keeps from somebody a part of what they live on."""
    return burden.effect == "cut" or law.says(f"{burden.clause}.withheld", 0) > 0
