"""Variants of any rulebook: carrots only, sticks only, all from zero, with due process, or on finance only.

Each is one call on a rulebook and works on its clauses, date by date, so that every value that changes says
that the variant set it. Names are written behind a tilde: `rongcheng-2014~benefits-only`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.rulebooks.book import Rulebook
from glasshouse.rulebooks.checks import check
from glasshouse.rulebooks.enabling_act import ENABLED, clauses_there
from glasshouse.rulebooks.grounds import acts_of, steps_of
from glasshouse.rulebooks.recasting import (
    denied,
    held,
    is_denial,
    is_partial,
    is_reward,
    is_withheld,
    opens,
    recast,
    sanctions_that,
    shortened,
    takers,
    triggers,
    triggers_of,
    withheld,
    without_sanctions,
)
from glasshouse.rulebooks.schema import Path
from glasshouse.rulebooks.tree import Leaf, Tree

MARK = "~"
LONGEST_TERM = 24
"""Months of a listing without an end of its own, once due process gives it one (assumption: as ground 2)."""
LONGEST_RECORD = 60
"""Months a record may count under due process (assumption; registers elsewhere keep three to seven years)."""
DECIDED_WITHIN = 1
"""Months for a decision on a dispute: 30 days, as in FCRA 1681i and GDPR 12(3)."""
DEBT_ENTRIES = ("able_and_refuses", "obstructs", "unperformed", "in_arrears", "owes")
DEBT_CONTEXTS = ("finance", "courts")
"""A debt is a matter of these parts of life."""
FINANCE = ("finance", "courts")


def benefits_only(book: Rulebook) -> Rulebook:
    """The same rules with every denial recast: a right with a zero base that the others are granted.

    The same persons end without the same rights. Nothing takes money any more: rewards alone move it. Entry,
    publication, points and procedure stay.
    """
    return _from_zero(book, "benefits-only", "as rewards only", ())


def zero_base(book: Rulebook) -> Rulebook:
    """The same rules where nothing that is refused to some, or granted to some, is held unless granted.

    As rewards only; besides, a right that is granted, granted sooner or with fewer checks is shut to all whom
    no reward reaches. Money is no such right: what takes some goes.
    """
    tree = book.tree
    earned = [
        right for each in sanctions_that(tree, opens) if (right := tree.value(("sanctions", each, "right")))
    ]
    return _from_zero(book, "zero-base", "from a zero base", earned)


def penalties_only(book: Rulebook) -> Rulebook:
    """The same rules as denials alone: a grant withheld becomes a right denied, and every reward goes.

    Nothing starts shut. Entry, publication, points and procedure stay; a redlist leads to nothing, and points
    cannot be spent.
    """
    name, tree = "penalties-only", book.tree
    changed = [
        recast(tree[("sanctions", each, "effect")], name, denied)
        for each in sanctions_that(tree, is_withheld)
    ]
    changed += without_sanctions(tree, set(sanctions_that(tree, is_reward)), name)
    base = ("rights", "zero_base")
    if base in tree:
        changed.append(recast(tree[base], name, lambda _rights: ()))
    return _variant(book, _without_spending(tree.but(changed)), name, "as penalties only")


def _without_spending(tree: Tree) -> Tree:
    spends = {path for path in tree if path[0] == "scores" and path[2:3] == ("spend",)}
    return Tree({path: leaf for path, leaf in tree.items() if path not in spends})


def _from_zero(book: Rulebook, name: str, title: str, earned: Iterable[str]) -> Rulebook:
    """Denials recast as grants withheld from a zero base, which holds the rights they denied and `earned`."""
    tree = book.tree
    denials = list(sanctions_that(tree, is_denial))
    rights = tuple(dict.fromkeys([*(tree.value(("sanctions", each, "right")) for each in denials), *earned]))
    changed = [recast(tree[("sanctions", each, "effect")], name, withheld) for each in denials]
    if taking := takers(tree):
        changed += without_sanctions(tree, taking, name)
    base = ("rights", "zero_base")
    if rights:
        changed.append(held(base, tuple(dict.fromkeys((*tree.value(base, default=()), *rights))), name))
    return _variant(book, tree.but(changed), name, title)


def with_due_process(book: Rulebook) -> Rulebook:
    """The same rules with notice, reasons, a hearing and human review first, disputes that suspend, and ends.

    A dispute is decided in 30 days; whether somebody can pay is tested before they are listed for a debt.

    Proportionality: what is done in one part of life shuts nothing in another, so a list keeps the denials of
    its own context only and a grade, which mixes contexts, keeps none but those all its behaviours share. So
    it is with what takes money, where it names its part of life. Listings without an end get one, records
    end, and what officials may do is bounded in writing. Who takes part by choice can leave, and is asked
    about each purpose. Defences are heard before an entry, interim entries are confirmed within a month, and
    who gets no decision in time is free.
    """
    name = "due-process"
    tree = book.tree
    changed = [
        held(("procedure", "notice"), "before", name),
        held(("procedure", "reasons"), True, name),
        held(("procedure", "hearing"), "before", name),
        held(("procedure", "human_review"), "before", name),
        held(("procedure", "correction", "allowed"), True, name),
        held(("procedure", "correction", "decide_within"), DECIDED_WITHIN, name),
        held(("procedure", "appeal", "allowed"), True, name),
        held(("procedure", "appeal", "suspensive"), True, name),
        shortened(tree, ("retention", "records"), LONGEST_RECORD, name),
    ]
    if ("discretion", "officials_may") in tree:
        changed.append(held(("discretion", "bounds"), "written", name))
    for black in _blacklists(tree):
        changed += _fair_list(tree, black, name)
    changed += _free_choice(tree, name)
    changed += [held(("defences", each, "asked"), "before", name) for each in tree.names("defences")]
    shared = _shared_contexts(tree)
    for leaf in tree.under(("links",)):
        changed.append(recast(leaf, name, _keeping(tree, shared)))
    return _variant(book, tree.but(changed), name, "with due process")


def financial_only(book: Rulebook) -> Rulebook:
    """What is left of the rules when only debts may be recorded and only credit refused.

    Other behaviours, lists that rest on them, denials outside finance, naming and shaming, and points for
    knowing somebody go.
    """
    name = "finance-only"
    tree = book.tree
    gone: set[Path] = {("publicity",), ("association",), ("discretion",), ("enforcement",)}
    others = {each for each in tree.names("behaviours") if _context_of_behaviour(tree, each) not in FINANCE}
    gone |= {("behaviours", each) for each in others}
    lists = {each for each in tree.names("lists") if not _may_stay(tree, each, others)}
    gone |= {("lists", each) for each in lists}
    targets = {f"lists.{each}" for each in lists}
    gone |= {("defences", each) for each in tree.names("defences") if _against(tree, each) <= targets}
    tree = Tree({path: leaf for path, leaf in tree.items() if not any(path[: len(g)] == g for g in gone)})
    keep = _keeping(tree, FINANCE)
    changed = [
        recast(
            leaf,
            name,
            lambda words: keep(tuple(w for w in words if not w.startswith("lists.") or w[6:] not in lists)),
        )
        for leaf in (*tree.under(("links",)), *triggers(tree))
    ]
    changed += [
        recast(tree[path], name, lambda acts: tuple(act for act in acts if act not in others))
        for each in tree.names("lists")
        if (path := ("lists", each, "entry", "any_of")) in tree
    ]
    changed += [
        recast(leaf, name, lambda words: tuple(word for word in words if word not in targets))
        for leaf in tree.under(("defences",))
        if leaf.path[-1] == "against"
    ]
    changed += [
        held(("lists", each, "publish"), (), name)
        for each in tree.names("lists")
        if ("lists", each, "publish") in tree
    ]
    return _variant(book, tree.but(changed), name, "finance only")


def _may_stay(tree: Tree, name: str, others: set[str]) -> bool:
    """Whether a list still has an entry once `others` are recorded no more, or by a status of finance."""
    entry = ("lists", name, "entry")
    if tree.value((*entry, "when")) == "status":
        return _context_of_status(tree, name) in FINANCE
    acts = set(acts_of(tree, name))
    needed = set(tree.value((*entry, "all_of"), default=()))
    return not needed & others and (not acts or bool(acts - others))


def _against(tree: Tree, defence: str) -> set[str]:
    return set(tree.value(("defences", defence, "against"), default=()))


LIVELIHOOD = ("work", "economic", "welfare", "movement")
"""Rights on which income, work and movement hang, by the first word of their names."""


def neutral(book: Rulebook) -> Rulebook:
    """The same rules without denials of what income, work and movement hang on, and without what takes money:
    what a trap is held against.

    Listing, publication, points, procedure and all other denials stay.
    """
    name, tree = "neutral", book.tree
    gone = {
        each
        for each in sanctions_that(tree, lambda effect: is_denial(effect) or is_partial(effect))
        if _is_livelihood(tree.value(("sanctions", each, "right"), default=""))
    }
    changed = without_sanctions(tree, {*gone, *takers(tree)}, name)
    base = ("rights", "zero_base")
    if base in tree:
        changed.append(recast(tree[base], name, _other_rights))
    return _variant(book, tree.but(changed), name, "without effect on income, work and movement")


def _is_livelihood(right: str) -> bool:
    return right.partition(".")[0] in LIVELIHOOD


def _other_rights(rights: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(right for right in rights if not _is_livelihood(right))


VARIANTS: dict[str, Callable[[Rulebook], Rulebook]] = {
    "benefits-only": benefits_only,
    "penalties-only": penalties_only,
    "zero-base": zero_base,
    "due-process": with_due_process,
    "finance-only": financial_only,
}
"""Every variant by the name that stands behind the tilde."""


def split(name: str) -> tuple[str, tuple[str, ...]]:
    """A name and the variants behind it: `a+b~due-process` is (`a+b`, (`due-process`,))."""
    first, *variants = name.split(MARK)
    return first, tuple(variants)


def varied(book: Rulebook, variants: Iterable[str]) -> Rulebook:
    """The rulebook with each variant in turn. Raises `InputError` for an unknown one."""
    for name in variants:
        if name not in VARIANTS:
            hint = suggestion(name, VARIANTS) or f"one of: {', '.join(VARIANTS)}"
            raise InputError(Diagnostic(f'there is no variant "{name}"', hint))
        book = VARIANTS[name](book)
    return book


def _variant(book: Rulebook, tree: Tree, name: str, title: str) -> Rulebook:
    tree = _covering_what_is_left(tree, name)
    if diagnostics := check(tree):
        raise InputError(*diagnostics)
    return replace(book, id=f"{book.id}{MARK}{name}", title=f"{book.title}, {title}", tree=tree)


def _covering_what_is_left(tree: Tree, variant: str) -> Tree:
    """The rulebook whose enabling act no longer names clauses that the variant has taken out."""
    leaf = tree.get(ENABLED)
    if leaf is None:
        return tree
    known = clauses_there(tree)
    return tree.but([recast(leaf, variant, lambda names: tuple(name for name in names if name in known))])


def _blacklists(tree: Tree) -> Iterator[str]:
    for name in tree.names("lists"):
        if tree.value(("lists", name, "kind")) != "redlist" and tree.value(("lists", name, "entry", "when")):
            yield name


def _fair_list(tree: Tree, name: str, variant: str) -> Iterator[Leaf]:
    here = ("lists", name)
    when = tree.value((*here, "entry", "when"))
    if when in DEBT_ENTRIES:
        yield held((*here, "entry", "ability_test"), True, variant)
    yield shortened(tree, (*here, "term"), LONGEST_TERM, variant)
    if (*here, "entry", "confirm_within") in tree:
        yield shortened(tree, (*here, "entry", "confirm_within"), DECIDED_WITHIN, variant)
    if (*here, "decide_within") in tree:
        yield shortened(tree, (*here, "decide_within"), DECIDED_WITHIN, variant)
        yield held((*here, "lapses"), True, variant)
    on = tree.get((*here, "exit", "on"))
    ends = held((*here, "exit", "on"), ("expired",), variant)
    yield recast(on, variant, _also_expired) if on else ends
    for step in steps_of(tree, name):
        term = (*here, "ladder", "steps", step, "term")
        if term in tree:
            yield shortened(tree, term, LONGEST_TERM, variant)
    for leaf in triggers_of(tree, name):
        yield recast(leaf, variant, _keeping(tree, _contexts_of_list(tree, name, when)))


def _free_choice(tree: Tree, variant: str) -> Iterator[Leaf]:
    """Where people take part by choice, they can leave and nothing is kept; each purpose asks for consent."""
    here = ("participation", "withdrawal")
    if tree.value(("participation", "by"), default="mandatory") == "mandatory":
        return
    yield held((*here, "allowed"), True, variant)
    yield held((*here, "deletes"), True, variant)
    if (*here, "keeps") in tree:
        yield held((*here, "keeps"), (), variant)
    for name in tree.names("participation", "purposes"):
        path = ("participation", "purposes", name, "by")
        if tree.value(path) in ("mandatory", "opt_out"):
            yield held(path, "consent", variant)


def _also_expired(exits: tuple[str, ...]) -> tuple[str, ...]:
    return exits if "expired" in exits else (*exits, "expired")


def _contexts_of_list(tree: Tree, name: str, when: str) -> tuple[str, ...]:
    if when in DEBT_ENTRIES:
        return DEBT_CONTEXTS
    if when == "behaviour":
        return _shared(_context_of_behaviour(tree, act) for act in acts_of(tree, name))
    if when == "status":
        return _shared([_context_of_status(tree, name)])
    return _shared_contexts(tree)


def _shared_contexts(tree: Tree) -> tuple[str, ...]:
    """The context of all scored behaviours, where there is but one; a score that mixes them has none."""
    return _shared(_context_of_behaviour(tree, name) for name in tree.names("behaviours"))


def _shared(contexts: Iterable[str]) -> tuple[str, ...]:
    """The one context of all, where there is but one."""
    found = set(contexts)
    return tuple(found) if len(found) == 1 else ()


def _context_of_status(tree: Tree, name: str) -> str:
    """The part of life of the status by which people come onto a list; empty where none is given."""
    status = tree.value(("lists", name, "entry", "status"))
    return str(tree.words.statuses[status].get("context", ""))


def _context_of_behaviour(tree: Tree, name: str) -> str:
    stated = tree.value(("behaviours", name, "context"))
    return str(stated or tree.words.behaviours[name].get("context"))


def _keeping(tree: Tree, contexts: tuple[str, ...]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Drops from a set of sanctions the denials and partial sanctions of other contexts, and what takes money
    in another; rewards stay."""
    denied = {
        name
        for name in sanctions_that(tree, lambda effect: is_denial(effect) or is_partial(effect))
        if tree.value(("sanctions", name, "context")) not in contexts
    }
    denied |= {
        name for name in takers(tree) if tree.value(("sanctions", name, "context")) not in (None, *contexts)
    }
    return lambda names: tuple(name for name in names if name not in denied)
