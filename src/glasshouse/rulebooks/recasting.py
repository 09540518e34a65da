"""Recasting: what variants do to the leaves of a rulebook, and what its sanctions do to rights."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any

from glasshouse.rulebooks.grounds import steps_of
from glasshouse.rulebooks.leaf_schema import Kind
from glasshouse.rulebooks.schema import Path, node_at
from glasshouse.rulebooks.scope import measures_of
from glasshouse.rulebooks.tree import Leaf, LeafStep, Origin, Tree
from glasshouse.rulebooks.vocabulary import vocabulary

WITHHOLD, DENY = "withhold", "deny"
PARTIAL = ("mark", "inspect", "delay", "duty")
"""Harsh effects that shut nothing for good."""
REFUSING = (DENY, WITHHOLD, "delay")
"""Effects that can refuse only a share of the tries at a right."""
OPENING = ("grant", "priority", "exempt")
"""Effects of a reward that open a right; the effect `reward` is money or goods."""


def held(path: Path, value: Any, variant: str) -> Leaf:
    """A leaf that holds one value at all dates."""
    kind = node_at(path)
    assert isinstance(kind, Kind)
    return Leaf(path, kind, (LeafStep(None, value, value, "", _origin(variant)),))


def recast(leaf: Leaf, variant: str, to: Callable[[Any], Any]) -> Leaf:
    """The leaf with each of its values changed, at its own dates; what stays the same keeps its source."""
    steps = []
    for step in leaf.steps:
        value = step.value if step.absent else to(step.value)
        new = replace(step, value=value, shown=value, origin=_origin(variant), basis="")
        steps.append(step if value == step.value else new)
    return replace(leaf, steps=tuple(steps))


def shortened(tree: Tree, path: Path, most: int, variant: str) -> Leaf:
    """The months at a path, `most` where there is no end or a later one."""
    if path not in tree:
        return held(path, most, variant)
    return recast(tree[path], variant, lambda months: most if months is None else min(most, months))


def without_sanctions(tree: Tree, gone: Collection[str], variant: str) -> list[Leaf]:
    """What a grade, list or record leads to, less some sanctions."""
    leaves = (*tree.under(("links",)), *triggers(tree))
    return [recast(leaf, variant, lambda names: tuple(n for n in names if n not in gone)) for leaf in leaves]


def triggers(tree: Tree) -> Iterator[Leaf]:
    """What each list, each step of its ladder and each record leads to, where it says so."""
    for name in tree.names("lists"):
        yield from triggers_of(tree, name)
    for name in tree.names("behaviours"):
        if leaf := tree.get(("behaviours", name, "triggers")):
            yield leaf


def triggers_of(tree: Tree, name: str) -> Iterator[Leaf]:
    """What a list and each step of its ladder leads to, where it says so."""
    here = ("lists", name)
    for clause in (here, *((*here, "ladder", "steps", step) for step in steps_of(tree, name))):
        if leaf := tree.get((*clause, "triggers")):
            yield leaf


def takers(tree: Tree) -> tuple[str, ...]:
    """Names of the sanctions that take money."""
    sanctions = (clause.removeprefix("sanctions.") for clause in measures_of(tree))
    harsh = set(sanctions_that(tree, lambda effect: bool(vocabulary("effects")[effect].get("harsh"))))
    return tuple(name for name in sanctions if name in harsh)


def sanctions_that(tree: Tree, do: Callable[[str], bool]) -> Iterator[str]:
    """Names of the sanctions whose effect does something at some date."""
    for name in tree.names("sanctions"):
        leaf = tree.get(("sanctions", name, "effect"))
        if leaf is not None and any(not step.absent and do(step.value) for step in leaf.steps):
            yield name


def is_denial(effect: str) -> bool:
    """Whether an effect shuts a right."""
    return _mask(effect) == "shuts"


def is_partial(effect: str) -> bool:
    """Whether an effect is a mark, a delay, an inspection or a duty."""
    return effect in PARTIAL


def is_reward(effect: str) -> bool:
    """Whether an effect grants something."""
    return _mask(effect) == "grants"


def is_withheld(effect: str) -> bool:
    """Whether an effect withholds what all others are granted."""
    return effect == WITHHOLD


def opens(effect: str) -> bool:
    """Whether an effect opens a right to whom it reaches."""
    return effect in OPENING


def withheld(effect: str) -> str:
    """A denial as a grant withheld; any other effect as it is."""
    return WITHHOLD if is_denial(effect) else effect


def denied(effect: str) -> str:
    """A grant withheld as a denial; any other effect as it is."""
    return DENY if is_withheld(effect) else effect


def _mask(effect: str) -> str:
    return str(vocabulary("effects")[effect].get("mask"))


def _origin(variant: str) -> Origin:
    return Origin(variant, f"variant {variant}")
