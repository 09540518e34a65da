"""Words of a rulebook's own: rights, acts and statuses that its section `vocabulary` adds to those shipped.

They are as good as the shipped ones everywhere. Their codes follow the shipped codes in the order in which
they are written; where provinces with several rulebooks are run together, in the order of the rulebooks.
"""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.errors import Diagnostic, choices, shown
from glasshouse.rulebooks.leaf_kinds import Word
from glasshouse.rulebooks.leaf_kinds import Words as SetOfWords
from glasshouse.rulebooks.sheets import Sheet
from glasshouse.rulebooks.sizes import LIMIT
from glasshouse.rulebooks.tree import SECTION, Leaf, Tree
from glasshouse.rulebooks.vocabulary import OPEN, Words, all_shipped

_MANY = {"behaviours": "acts"}
CALLED = {"rights": "right", "behaviours": "act", "statuses": "status"}
_EXAMPLES = {
    "title": "say in plain words what it is: title: borrow books from the public library",
    "kind": "write kind: basic, service or privilege",
    "weight": "write weight: a number from 0 to 1",
    "attempts.urban": "say how often an adult tries: attempts: {urban: 2, rural: 1, unit: 1/year}",
    "context": "say which part of life it belongs to, such as context: neighbourhood",
    "sign": "write sign: negative, positive or neutral",
    "channel": "say how it reaches a file, such as channel: agency",
    "incidence.urban": "say how often an adult does it: incidence: {urban: 2, rural: 1, unit: 1/year}",
    "who": "say who could hold it, such as who: everyone",
    "detection.value": "say how likely it is seen: detection: {value: 0.1, unit: probability}",
}
_NEEDED = {
    "rights": ("title", "kind", "weight", "attempts.urban", "attempts.rural"),
    "behaviours": (
        "title", "context", "sign", "channel", "incidence.urban", "incidence.rural", "detection.value",
    ),
    "statuses": ("title", "who"),
}  # fmt: skip


def beyond(name: str, count: int) -> Iterator[tuple[str, str]]:
    """What is said of more rights or acts than a run has room for, and what to do."""
    most = getattr(LIMIT, name)
    if count > most:
        yield f"more than {most:,} {_MANY.get(name, name)}", "leave some out, or merge some"


def check_words(tree: Tree) -> Iterator[Diagnostic]:
    """Words of its own that lack something, that hide a shipped word or are too many; shipped acts under
    another title; unknown words."""
    for name in OPEN:
        for word in tree.names(SECTION, name):
            yield from _one_word(tree, name, word)
        if too_many := list(beyond(name, len(tree.words.of(name)))):
            yield _at(tree.under((SECTION, name))[-1], *too_many[0])
    yield from _renamed(tree)
    for leaf in tree.values():
        if isinstance(leaf.kind, Word | SetOfWords) and leaf.kind.of in OPEN:
            yield from _unknown(tree, leaf, leaf.kind.of)


def unknown_acts(sheet: Sheet, words: Words) -> Iterator[Diagnostic]:
    """The clauses of a file about acts that are neither shipped nor defined."""
    stated = dict.fromkeys(
        path[1]
        for path in (*sheet.said, *sheet.unread, *sheet.removed)
        if path[0] == "behaviours" and len(path) > 1
    )
    for act in stated:
        if act not in words.behaviours:
            _, fix = _not_known(words, "behaviours", act)
            yield sheet.diagnostic(("behaviours", act), "not a known behaviour", fix)


def _one_word(tree: Tree, name: str, word: str) -> Iterator[Diagnostic]:
    leaves = tree.under((SECTION, name, word))
    if word in all_shipped(name):
        what = f"{word} is a shipped {CALLED[name]}, with a meaning of its own"
        yield _at(leaves[0], what, "give yours another name", place=3)
        return
    if name == "statuses":
        yield from _holders(tree, word)
    for key in _NEEDED[name]:
        if (SECTION, name, word, *key.split(".")) not in tree and not leaves[0].steps[-1].absent:
            yield _at(leaves[0], f"{key} is missing", _EXAMPLES.get(key, f"add {key}"), place=3)


def _renamed(tree: Tree) -> Iterator[Diagnostic]:
    """A shipped act keeps its meaning, and its rate, whatever title it is given."""
    for act in tree.names("behaviours"):
        title, shipped = tree.get(("behaviours", act, "title")), all_shipped("behaviours").get(act)
        if title and shipped and any(step.value not in ("", shipped.title) for step in title.steps):
            what = f"{act} is a shipped act that means: {shipped.title}; a title changes nothing of that"
            fix = (
                f"give the words of the law under definition, or define an act of your own: "
                f"vocabulary: {{behaviours: {{another_name: {{title: {title.steps[-1].value}, ...}}}}}}"
            )
            yield _at(title, what, fix)


def _holders(tree: Tree, word: str) -> Iterator[Diagnostic]:
    """A status may only hang on one that is known when it is asked: a shipped one or one before it."""
    here, known = (SECTION, "statuses", word), tree.words.statuses
    who = tree.get((*here, "who"))
    named = who and who.at(None)
    if who and named and named.value in known and known[named.value].index >= known[word].index:
        yield _at(who, f"{named.value} is not defined before {word}", "define it above, or name another")
    share = {key for key in ("value", "urban", "rural") if (*here, "share", key) in tree}
    if share and share not in ({"value"}, {"urban", "rural"}):
        leaf = tree.under((*here, "share"))[0]
        yield _at(leaf, "give one value, or one for urban and one for rural", "share: {value: 0.1}", place=4)


def _unknown(tree: Tree, leaf: Leaf, name: str) -> Iterator[Diagnostic]:
    known = tree.words.of(name)
    for step in leaf.steps:
        words = () if step.absent else step.value if isinstance(leaf.kind, SetOfWords) else (step.value,)
        for word in words:
            if word not in known:
                what, fix = _not_known(tree.words, name, word)
                yield step.origin.diagnostic(f"{leaf.dotted}: {what}", fix)


def _not_known(words: Words, name: str, word: object) -> tuple[str, str]:
    known = (*words.of(name), *all_shipped(name))
    otherwise = (
        f"`glasshouse list --words {name}` lists those shipped; define your own under vocabulary.{name}"
    )
    return f"{shown(word)} is not a known {words.of(name).singular}", choices(word, known, otherwise)


def _at(leaf: Leaf, what: str, fix: str, place: int | None = None) -> Diagnostic:
    path = leaf.path if place is None else leaf.path[:place]
    return leaf.steps[-1].origin.diagnostic(f"{'.'.join(map(str, path))}: {what}", fix)
