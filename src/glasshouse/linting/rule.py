"""What a rule of lint is: a question of law, what to look at in a rulebook, and what it cannot see.

One rule is one file in `rules/`: the decorator `rule` holds the words, the function below it the check. The
check reads the rulebook (`Reading`) and yields places: `found` where the text says what the rule asks about,
`unsure` where the text is silent and silence does not decide. No place at all means: not violated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from textwrap import dedent
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from glasshouse import arguments
from glasshouse.linting.norms import Article
from glasshouse.plugins import Kind, Source

if TYPE_CHECKING:
    from glasshouse.linting.rulebook_reading import Reading

Severity = Literal["P", "E", "W"]
SEVERITIES: dict[Severity, str] = {
    "P": "would breach a ban or a near-absolute right if the facts hold",
    "E": "error",
    "W": "warning",
}
"""The severities, the gravest first."""
Decided = Literal["text", "runs"]
"""Whether the text of the rulebook decides, or runs of it."""
Verdict = Literal["violated", "not violated", "not enough evidence"]
VIOLATED: Verdict = "violated"
NOT_VIOLATED: Verdict = "not violated"
NOT_ENOUGH: Verdict = "not enough evidence"
SILENT = "nothing is said of"
"""How a finding begins that only says that the text is silent."""
QUESTION = "A finding is a question to a lawyer, never a verdict."


@dataclass(frozen=True)
class Place:
    """A dotted path of the rulebook and what is odd there; `sure` is False where the text does not decide.

    A path may name a clause, or a key that is missing: then the nearest clause around it is shown.
    """

    path: str
    why: str
    sure: bool = True


Places = Iterator[Place]


def found(path: str, why: str) -> Place:
    """The text says at `path` what the rule asks about."""
    return Place(path, why)


def unsure(path: str, why: str) -> Place:
    """The text does not say enough at `path` to decide."""
    return Place(path, why, sure=False)


Check = Callable[["Reading"], Places]


@dataclass(frozen=True)
class Rule:
    """One rule of lint. `bad` and `good` are YAML laid over the clean rulebook of `examples`.

    `origin` is the file of a rule of one's own.
    """

    id: str
    title: str
    severity: Severity
    articles: tuple[Article, ...]
    why: str
    blind: str
    bad: str
    good: str
    looks_at: str
    check: Check
    decided: Decided = "text"
    origin: Source | None = field(default=None, repr=False, compare=False)

    @property
    def norms(self) -> tuple[str, ...]:
        """The norm profiles the rule belongs to."""
        return tuple(dict.fromkeys(article.norm for article in self.articles))

    @property
    def family(self) -> str:
        """The letters of its id: `LEG`."""
        return self.id.partition("-")[0]


LINT_RULE = Kind(
    "lint rule", Rule, "glasshouse.lint_rules", "put @rule(...) of glasshouse.linting.rule above its check"
)
"""Rules of lint as things a user can add."""


class _Decided(TypedDict, total=False):
    decided: Decided
    """Whether the text of the rulebook decides, or runs of it; "text" by default."""


class RuleWords(_Decided):
    """The words of a rule. Lines of texts are joined."""

    articles: tuple[Article, ...]
    """The articles of law that ask the question, each made by `norms.cite`; those that somebody looked at
    come first."""
    why: str
    """Why it matters."""
    blind: str
    """What the rule cannot see."""
    bad: str
    """YAML laid over the clean rulebook of `examples` about which the rule asks."""
    good: str
    """YAML laid over the clean rulebook about which it does not ask."""


def rule(id: str, title: str, severity: Severity, **words: Unpack[RuleWords]) -> Callable[[Check], Rule]:
    """Make a rule of the check below, whose docstring says what it looks at.

    `id` is a family and a number ("LEG-1"), `title` what the rule asks about, `severity` P, E or W.
    Keywords: `articles`, `why`, `blind`, `bad` and `good` are required, `decided` is "text" by default; see
    `RuleWords`. Raises `InputError` for keywords that are missing or not known.
    """
    arguments.keywords(f"rule {id}", words, RuleWords)

    def made(check: Check) -> Rule:
        return Rule(
            id=id,
            title=title,
            severity=severity,
            articles=tuple(sorted(words["articles"], key=lambda article: not article.checked)),
            why=" ".join(words["why"].split()),
            blind=" ".join(words["blind"].split()),
            bad=dedent(words["bad"]).strip(),
            good=dedent(words["good"]).strip(),
            looks_at=" ".join((check.__doc__ or "").split()),
            check=check,
            decided=words.get("decided", "text"),
        )

    return made
