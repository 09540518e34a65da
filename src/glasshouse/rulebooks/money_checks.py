"""What is wrong with clauses that move money: parts that are missing, or that the effect has no use for."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.errors import Diagnostic
from glasshouse.rulebooks.recasting import REFUSING, sanctions_that
from glasshouse.rulebooks.scope import MOVES_MONEY, measures_of, states
from glasshouse.rulebooks.sizes import LIMIT
from glasshouse.rulebooks.tree import Leaf, LeafStep, Tree
from glasshouse.rulebooks.vocabulary import vocabulary

_PARTS = {
    "fine": ("amount", "share", "of", "instalments", "withheld"),
    "clawback": ("amount", "share", "of", "instalments", "withheld"),
    "cut": ("amount", "share", "of", "lasts"),
    "price": ("amount", "share", "lasts"),
    "deposit": ("amount", "instalments", "withheld"),
    "reward": ("amount", "every"),
    **dict.fromkeys(REFUSING, ("share",)),
}
"""What a sanction of each effect may say about money, or about the share of tries that it refuses."""
_EXAMPLES = {
    "fine": "add amount: {value: 60, unit: money}",
    "clawback": "add share: 1 for all that was paid, or an amount",
    "cut": "add share: 0.4 of the benefit, or an amount a month",
    "deposit": "add amount: {value: 500, unit: money}",
}
WITHOUT_RIGHT = tuple(_EXAMPLES)
"""Effects that need no right: they take money whatever it would have bought."""
_ONCE = ("fine", "clawback", "reward")
_ABOVE_ONE = ("fine", "clawback")
"""Effects that can charge more than the whole of what their share is of."""
_WITH_END = ("cut", "price")
LOANS = ("economic.loan",)
"""Rights to a debt, which a share can make dearer."""
REFUSED_WHOLE = (*LOANS, "work.screened_employment", "education.private_school")
"""Rights that are refused where they are sought, and not try by try."""


def check_money(tree: Tree) -> Iterator[Diagnostic]:
    """Everything wrong with the sanctions of money, the acts that bring them, and points that are spent."""
    measures = measures_of(tree)
    if len(measures) > LIMIT.measures:
        leaf = tree.under(tuple(measures[LIMIT.measures].split(".")))[0]
        yield _finding(leaf, f"more than {LIMIT.measures} clauses move money", "merge some")
    for name in tree.names("sanctions"):
        yield from _sanction(tree, name)
    yield from _refused_shares(tree)
    for name in tree.names("behaviours"):
        yield from _act(tree, name)
    for score in tree.names("scores"):
        here = ("scores", score, "spend")
        stated = tree.under(here) if states(tree, here, ("amount", "worth")) else ()
        for key, example in (("amount", "1 point"), ("worth", "{value: 1, unit: money}")):
            if stated and not states(tree, here, (key,)):
                yield _finding(stated[0], f"{key} is missing", f"add {key}: {example}", depth=3)


def _sanction(tree: Tree, name: str) -> Iterator[Diagnostic]:
    here = ("sanctions", name)
    leaf = tree.get((*here, "effect"))
    for effect in _effects(leaf):
        parts = _PARTS.get(effect, ())
        for key in ("amount", "share", "of", "lasts", "every", "instalments", "withheld"):
            if states(tree, here, (key,)) and key not in parts:
                yield _finding(tree[(*here, key)], f"has no meaning with effect: {effect}", "leave it out")
        if leaf and effect in _EXAMPLES and not _states_money(tree, name):
            missing = "amount" if "share" not in parts else "amount or share"
            yield _finding(leaf, f"{effect} needs {missing}", _EXAMPLES[effect], depth=2)
        yield from _right(tree, name, effect)
        yield from _base(tree, name, effect)


def _right(tree: Tree, name: str, effect: str) -> Iterator[Diagnostic]:
    here = ("sanctions", name)
    right, share = tree.get((*here, "right")), tree.get((*here, "share"))
    word = tree.value((*here, "right"))
    rights = tree.words.rights
    if effect == "cut" and right and word in rights and not rights[word].get("income"):
        paying = ", ".join(one.name for one in rights.values() if one.get("income"))
        fix = f"name a right that pays ({paying}), or leave it out: then all income is cut"
        yield _finding(right, f"{word} pays no income that could be cut", fix)
    if effect == "price" and share and word not in LOANS:
        yield _finding(
            share, f"only a debt costs a share more, not {word}", "give the amount of one use: amount"
        )


def _base(tree: Tree, name: str, effect: str) -> Iterator[Diagnostic]:
    """A share without a base, a base without a share or not of this effect, more than the whole."""
    here = ("sanctions", name)
    share, base = tree.get((*here, "share")), tree.get((*here, "of"))
    if effect == "fine" and share and not base:
        yield _finding(share, "a fine has to say what it is a share of", "add of: wage, benefit or overpaid")
    if base and not states(tree, here, ("share",)):
        yield _finding(base, "there is no share", "add share: 1 for all of it, or leave it out")
    if base and effect == "cut" and tree.value((*here, "of")) == "overpaid":
        yield _finding(
            base, "what was paid already cannot be cut", "write benefit or wage, or effect: clawback"
        )
    if share and effect not in _ABOVE_ONE and any(_above_one(step) for step in share.steps):
        yield _finding(share, f"more than the whole has no meaning with effect: {effect}", "write at most 1")


def _above_one(step: LeafStep) -> bool:
    return not step.absent and step.value > 1


def _refused_shares(tree: Tree) -> Iterator[Diagnostic]:
    """Shares of tries at a right that is refused whole, or of which two sanctions refuse different ones."""
    refusing = list(sanctions_that(tree, lambda effect: effect in REFUSING))
    for name in refusing:
        share, right = tree.get(("sanctions", name, "share")), tree.value(("sanctions", name, "right"))
        if share is None:
            continue
        if right in REFUSED_WHOLE:
            fix = "leave it out, or define a right of your own"
            yield _finding(share, f"{right} is decided on where it is sought, and refused whole", fix)
        for other in refusing:
            if tree.value(("sanctions", other, "right")) == right and _share(tree, other) != _share(
                tree, name
            ):
                fix = f"write the same share in sanctions.{other}.share"
                yield _finding(share, f"{other} refuses another share of the tries at {right}", fix)


def _share(tree: Tree, name: str) -> tuple[object, ...]:
    leaf = tree.get(("sanctions", name, "share"))
    return tuple(step.value for step in leaf.steps if not step.absent) if leaf else ()


def _act(tree: Tree, name: str) -> Iterator[Diagnostic]:
    leaf = tree.get(("behaviours", name, "triggers"))
    words = [word for step in (leaf.steps if leaf else ()) if not step.absent for word in step.value]
    for word in dict.fromkeys(words):
        effects = list(_effects(tree.get(("sanctions", word, "effect"))))
        moves = effects and _states_money(tree, word)
        with_end = states(tree, ("sanctions", word), ("lasts",))
        fits = all(one in _ONCE or (one in _WITH_END and with_end) for one in effects)
        if leaf and (word.startswith("lists.") or (effects and not (moves and fits))):
            what = f"a single record cannot bring {word}: it has no end of its own"
            fix = "name a fine, clawback or reward, or a cut or price with lasts; for all else, make a list"
            yield _finding(leaf, what, fix)


def _effects(leaf: Leaf | None) -> Iterator[str]:
    words = [step.value for step in leaf.steps if not step.absent] if leaf else []
    return (word for word in dict.fromkeys(words) if word in vocabulary("effects"))


def _states_money(tree: Tree, name: str) -> bool:
    return states(tree, ("sanctions", name), MOVES_MONEY)


def _finding(leaf: Leaf, what: str, fix: str, depth: int | None = None) -> Diagnostic:
    path = ".".join(map(str, leaf.path[:depth]))
    return leaf.steps[-1].origin.diagnostic(f"{path}: {what}", fix)
