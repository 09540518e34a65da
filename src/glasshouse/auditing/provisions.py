"""What a rulebook provides for, from what a results folder keeps of its text.

Pages choose their headlines, tiles and tables by it, so that a points system is not told as a list on which
nobody stands. One trait each: lists, points with grades, rewards, denials, gatekeepers, firms, a map, money.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

Said = Collection[Mapping[str, Any]]
"""The rules of a rulebook in a manifest, each with path, says, source, date and evidence."""
REWARDS = ("reward", "grant", "priority", "exempt")
"""Effects of a sanction that open a right or give something."""
MONEY = ("fine", "clawback", "cut", "price", "deposit")
"""Effects of a sanction that take money."""
SUMS = ("by", "amount", "share")
"""Last words of paths of sanctions that say how much money is given or taken."""
DEBTS = ("able and refuses", "obstructs", "unperformed", "in arrears")
"""When a list is entered because of a debt."""
DEBT_CONTEXTS = ("finance", "courts")
"""Parts of life in which a recorded act is about a debt."""


@dataclass(frozen=True)
class Provisions:
    """Whether the text has each of these, whatever came of it in a run."""

    lists: bool = False
    redlists: bool = False
    points: bool = False
    rewards: bool = False
    denials: bool = False
    gatekeepers: bool = False
    firms: bool = False
    map: bool = False
    money: bool = False
    debts: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """The traits it has, in the order in which pages tell of them."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name))


def provisions(rulebook: Mapping[str, Any]) -> Provisions:
    """The provisions of the rulebook of a manifest: its `summary` and the radius of its map."""
    said = [(str(rule["path"]).split("."), str(rule["says"])) for rule in rulebook.get("summary") or ()]
    kinds = dict(_of_lists(said))
    effects = {says for path, says in said if path[0] == "sanctions" and path[-1] == "effect"}
    return Provisions(
        lists="blacklist" in kinds.values(),
        redlists="redlist" in kinds.values(),
        points=any(path[0] == "scores" for path, _ in said),
        rewards=bool(effects & set(REWARDS)),
        denials=bool(effects - set(REWARDS)),
        gatekeepers=any(path[0] == "gatekeepers" for path, _ in said),
        firms=any(path[0] == "firms" for path, _ in said),
        map=bool(rulebook.get("radius")),
        money=bool(effects & set(MONEY))
        or any(path[0] == "sanctions" and path[-1] in SUMS for path, _ in said),
        debts=any(
            says in (DEBTS if path[0] == "lists" and path[-1] == "when" else ())
            or (path[0] == "behaviours" and path[-1] == "context" and says in DEBT_CONTEXTS)
            for path, says in said
        ),
    )


def seen_too(found: Provisions, **seen: bool) -> Provisions:
    """The same with the traits that a run showed, which may stand in the rulebook of a province."""
    return replace(found, **{name: getattr(found, name) or is_seen for name, is_seen in seen.items()})


def _of_lists(said: Collection[tuple[list[str], str]]) -> Iterator[tuple[str, str]]:
    """The kind of each list of persons; a list that does not say is a blacklist."""
    yield from ((path[1], "blacklist") for path, _ in said if path[0] == "lists")
    yield from ((path[1], says) for path, says in said if path[0] == "lists" and path[-1] == "kind")
