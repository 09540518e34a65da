"""Who bears what for which reason: the way from a fact to a right that is shut, as a rulebook writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from glasshouse.rulebooks.law import KEEPERS
from glasshouse.rulebooks.vocabulary import vocabulary

if TYPE_CHECKING:
    from glasshouse.linting.rulebook_text import RulebookText

Kind = Literal["list", "grade", "record", "firm list", "gatekeeper", "freeze"]
DEBT = ("in_arrears", "owes")
JUDGED = ("able_and_refuses", "obstructs", "unperformed")
STATES = {
    "missed_loan_payment": ("in_arrears", "owes"),
    "judgment_unperformed": ("able_and_refuses", "unperformed", "obstructs"),
    "enforcement_obstruction": ("obstructs",),
}
"""Acts that lead onto a list by way of a state (arrears, an unperformed judgment), by the entries they lead
to."""
KEEPER_CONTEXTS = {
    "bank": "finance",
    "payment": "finance",
    "platform": "communication",
    "phone": "communication",
    "landlord": "housing",
    "employer": "employment",
    "carrier": "transport",
    "insurer": "finance",
}
"""The part of life each kind of gatekeeper keeps the door of."""
DATA_CONTEXTS = {
    "closures": "finance",
    "arrears": "finance",
    "judgments": "courts",
    "speech": "politics",
}
"""The part of life from which each kind of data of a gatekeeper comes; lists and grades bring their own."""


@dataclass(frozen=True)
class Burden:
    """One right touched, or money taken, for one reason; `right` is empty where money names none.

    `cause` is the path of the clause that brings it (a list, a grade, a record, a gatekeeper), `written`
    that of the words that do so, `clause` the path of the sanction itself. `contexts` are the parts of life
    of the facts behind it, `context` that of the right touched; `denies` where the right is shut or
    withheld. `months` is the longest it lasts, None where it has no end or none is said. `weight` is the
    welfare weight of the right, 0 to 1. `granted`: the clause grants the right to those with merit, and
    everybody else goes without. `sure`: the text says that the right is shut; it does not where a reward is
    all that others lack.
    """

    kind: Kind
    cause: str
    written: str
    clause: str
    right: str
    effect: str
    denies: bool
    contexts: tuple[str, ...]
    context: str
    months: float | None
    weight: float = 0.0
    granted: bool = False
    sure: bool = True

    @property
    def named(self) -> str:
        """The right, or the effect where it names none, as a finding prints it."""
        return self.right or self.effect

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The parts of life of its facts other than that of the right; none where the right names none."""
        own = one_life(self.context)
        return tuple(each for each in self.contexts if self.context and one_life(each) != own)


def _weight(law: RulebookText, right: str) -> float:
    """The welfare weight of a right, 0 to 1; 0 for none."""
    return float(law.words.rights[right].get("weight")) if right else 0.0


def one_life(context: str) -> str:
    """The part of life that a context belongs to: a judgment on a debt is a matter of finance."""
    return "finance" if context == "courts" else context


def burdens_of(law: RulebookText) -> tuple[Burden, ...]:
    """Every burden a rulebook lays on persons (and, of kind `firm list`, on firms).

    What is granted to some is withheld from the others: the same score is written either way.
    """
    return (
        *_of_lists(law),
        *_of_grades(law),
        *_of_records(law),
        *_of_firms(law),
        *_of_keepers(law),
        *_of_freeze(law),
        *_grants_of_lists(law),
        *_grants_of_grades(law),
    )


def contexts_of_list(law: RulebookText, name: str) -> tuple[str, ...]:
    """The parts of life from which the facts come that bring somebody onto a list."""
    entry = f"lists.{name}.entry"
    when = law.says(f"{entry}.when")
    if when in JUDGED:
        return ("courts",)
    if when in DEBT:
        return ("finance",)
    if when == "behaviour":
        contexts = (str(law.about(act, "context")) for act in law.acts_onto(name))
        return tuple(dict.fromkeys(contexts))
    if when == "status":
        context = law.words.statuses[law.says(f"{entry}.status")].get("context")
        return (str(context),) if context else ()
    if when == "firm_listed":
        return ("business",)
    return contexts_of_score(law, earned=when == "grade_at_least")


def contexts_of_score(law: RulebookText, *, earned: bool = False) -> tuple[str, ...]:
    """The parts of life that can lower somebody's points; with `earned` also those that raise them."""
    moving = (name for name in law.behaviours if law.costs(name) or (earned and law.points(name)))
    return tuple(dict.fromkeys(str(law.about(name, "context")) for name in moving))


def _sanctions(law: RulebookText, words: tuple[str, ...], seen: tuple[str, ...] = ()) -> Iterator[str]:
    """The names of the sanctions behind the words of a clause; `lists.x` stands for all that x triggers."""
    for word in words:
        name = word.removeprefix("lists.")
        if name == word:
            yield word
        elif name not in seen:
            yield from _sanctions(law, law.says(f"{word}.triggers", ()), (*seen, name))


def _touched(
    law: RulebookText, kind: Kind, cause: str, written: str, contexts: tuple[str, ...], months: float | None
) -> Iterator[Burden]:
    for burden in _brought(law, kind, cause, written, contexts, months):
        if vocabulary("effects")[burden.effect].get("harsh"):
            yield burden


def _granted(
    law: RulebookText, kind: Kind, written: str, contexts: tuple[str, ...], months: float | None
) -> Iterator[Burden]:
    """What the words of a clause grant, as what everybody else goes without."""
    zero_base = law.says("rights.zero_base", ())
    for burden in _brought(law, kind, written.removesuffix(".triggers"), written, contexts, months):
        if vocabulary("effects")[burden.effect].get("mask") == "grants":
            yield replace(burden, denies=True, granted=True, sure=burden.right in zero_base)


def _brought(
    law: RulebookText, kind: Kind, cause: str, written: str, contexts: tuple[str, ...], months: float | None
) -> Iterator[Burden]:
    """Every sanction or reward that the words at `written` bring, as what it would be as a burden."""
    for name in dict.fromkeys(_sanctions(law, law.says(written, ()))):
        here = f"sanctions.{name}"
        effect, right = law.says(f"{here}.effect"), law.says(f"{here}.right", "")
        if effect is not None:
            yield Burden(
                kind=kind,
                cause=cause,
                written=written,
                clause=here,
                right=right,
                effect=effect,
                denies=vocabulary("effects")[effect].get("mask") in ("shuts", "withholds"),
                contexts=contexts,
                context=law.says(f"{here}.context", ""),
                months=months,
                weight=_weight(law, right),
            )


def _grants_of_lists(law: RulebookText) -> Iterator[Burden]:
    for name in law.redlists:
        here = f"lists.{name}"
        contexts, term = contexts_of_list(law, name), law.says(f"{here}.term")
        yield from _granted(law, "list", f"{here}.triggers", contexts, term)


def _grants_of_grades(law: RulebookText) -> Iterator[Burden]:
    contexts, validity = contexts_of_score(law, earned=True), law.says("retention.records")
    for grade in law.tree.names("links"):
        yield from _granted(law, "grade", f"links.{grade}", contexts, validity)


def _of_lists(law: RulebookText) -> Iterator[Burden]:
    for name in law.blacklists:
        here = f"lists.{name}"
        term = law.says(f"{here}.term")
        contexts = contexts_of_list(law, name)
        yield from _touched(law, "list", here, f"{here}.triggers", contexts, term)
        for step in law.names(f"{here}.ladder.steps"):
            at = f"{here}.ladder.steps.{step}"
            yield from _touched(law, "list", here, f"{at}.triggers", contexts, law.says(f"{at}.term", term))


def _of_grades(law: RulebookText) -> Iterator[Burden]:
    for grade in law.tree.names("links"):
        here = f"links.{grade}"
        validity = law.says("retention.records")
        yield from _touched(law, "grade", here, here, contexts_of_score(law), validity)


def _of_records(law: RulebookText) -> Iterator[Burden]:
    for name in law.behaviours:
        here = f"behaviours.{name}"
        yield from _touched(law, "record", here, f"{here}.triggers", (str(law.about(name, "context")),), None)


def _of_firms(law: RulebookText) -> Iterator[Burden]:
    for name in law.names("firms.lists"):
        here = f"firms.lists.{name}"
        term = law.says(f"{here}.term")
        yield from _touched(law, "firm list", here, f"{here}.triggers", ("business",), term)


def _of_keepers(law: RulebookText) -> Iterator[Burden]:
    for kind, right in KEEPERS.items():
        here = f"gatekeepers.{kind}"
        if not law.says(f"{here}.data"):
            continue
        yield Burden(
            kind="gatekeeper",
            cause=here,
            written=f"{here}.data",
            clause=here,
            right=right,
            effect="deny",
            denies=True,
            contexts=_data_contexts(law, law.says(f"{here}.data")),
            context=KEEPER_CONTEXTS[kind],
            months=law.says(f"{here}.keeps"),
            weight=_weight(law, right),
        )


def _data_contexts(law: RulebookText, data: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for word in data:
        if word == "lists":
            found += [context for name in law.blacklists for context in contexts_of_list(law, name)]
        elif word == "grade":
            found += contexts_of_score(law)
        else:
            found.append(DATA_CONTEXTS[word])
    return tuple(dict.fromkeys(found))


def _of_freeze(law: RulebookText) -> Iterator[Burden]:
    here = "gatekeepers.freeze"
    if not law.says(f"{here}.ordered"):
        return
    who = law.says(f"{here}.who")
    listed = tuple(context for name in law.blacklists for context in contexts_of_list(law, name))
    contexts = {"dissent": ("politics",), "listed": tuple(dict.fromkeys(listed))}.get(who, ())
    for kind in law.says(f"{here}.kinds", ()):
        yield Burden(
            kind="freeze",
            cause=here,
            written=f"{here}.ordered",
            clause=here,
            right=KEEPERS[kind],
            effect="deny",
            denies=True,
            contexts=contexts,
            context=KEEPER_CONTEXTS[kind],
            months=None,
            weight=_weight(law, KEEPERS[kind]),
        )
