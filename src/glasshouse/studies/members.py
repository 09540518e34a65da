"""Factors that a plan varies, and the members it asks for, each known by a hash of everything that decides
its result."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal, Protocol

from glasshouse.engine.array_store import hash_of
from glasshouse.errors import Diagnostic, InputError
from glasshouse.simulation import provenance
from glasshouse.specs.priors import Prior

if TYPE_CHECKING:
    from glasshouse.rulebooks import Rulebook


Kind = Literal["lever", "input"]
Value = float | int | str | bool | None
AS_WRITTEN = "as written"
"""A level that leaves the rulebook's own value, or the parameter's."""
NO_END = "no end"
"""How tables show the level null, which rulebooks write for a term without end."""
_KINDS = {str: "word", type(None): "word", bool: "truth"}


@dataclass(frozen=True)
class Factor:
    """One thing that varies: a dotted path of the rulebook (lever) or the name of a parameter (input).

    Either `levels` (values taken in turn) or `prior` (a distribution, in `unit`). `whole` values are rounded.
    A level may be None ("no end") or `AS_WRITTEN`. `measured_in` is the unit tables name, `meaning` what
    they say of it.
    """

    name: str
    kind: Kind
    levels: tuple[Value, ...] = ()
    prior: Prior | None = None
    unit: str = ""
    whole: bool = False
    measured_in: str = ""
    meaning: str = ""

    def at(self, u: float) -> Value:
        """The value at `u` in [0, 1): the level of that share, or the quantile of the prior."""
        if self.levels:
            return self.levels[min(len(self.levels) - 1, int(u * len(self.levels)))]
        assert self.prior is not None
        value = quantile(self.prior, min(max(u, 1e-9), 1 - 1e-9))
        return round(value) if self.whole else value

    def grid(self, steps: int) -> tuple[Value, ...]:
        """Its levels, or `steps` quantiles of its prior at the middles of equal shares."""
        return self.levels or tuple(dict.fromkeys(self.at((k + 0.5) / steps) for k in range(steps)))

    def position(self, value: Value) -> float:
        """Where in [0, 1] a value lies, the other way round of `at`: the middle of the share of its level.

        Raises `InputError` for a value that is none of its levels.
        """
        if self.levels:
            if value not in self.levels:
                raise InputError(Diagnostic(f"{self.name}: {value} is none of its levels"))
            return (self.levels.index(value) + 0.5) / len(self.levels)
        assert self.prior is not None
        return share_below(self.prior, _number(self.name, value))

    def written(self, value: Value) -> Value:
        """A value as `but` takes it: with its unit where it has one."""
        if isinstance(value, (str, bool, type(None))) or not self.unit:
            return value
        return f"{_plain(value)} {self.unit}"

    @property
    def worded(self) -> bool:
        """Whether some levels are no numbers, so that tables show all as words."""
        kinds = {_KINDS.get(type(level), "number") for level in self.levels}
        return "word" in kinds or len(kinds) > 1

    def cell(self, value: Value) -> Value:
        """A value as tables show it."""
        if not self.worded:
            return value
        return NO_END if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _number(name: str, value: Value) -> float:
    if isinstance(value, (str, type(None))):
        raise InputError(Diagnostic(f"{name}: {NO_END if value is None else value} is not a number"))
    return float(value)


def quantile(prior: Prior, u: float) -> float:
    """The value below which a share `u` of the prior lies; numbers as in `texts.priors.FAMILIES`."""
    a, b = prior.numbers[0], prior.numbers[-1]
    if prior.family == "uniform":
        return a + u * (b - a)
    if prior.family == "loguniform":
        return math.exp(math.log(a) + u * (math.log(b) - math.log(a)))
    if prior.family == "triangular":
        return _triangular(a, prior.numbers[1], b, u)
    from scipy import special

    if prior.family == "beta":
        return float(special.betaincinv(a, b, u))
    return float(a + b * special.ndtri(u))


def _triangular(low: float, mode: float, high: float, u: float) -> float:
    cut = (mode - low) / (high - low)
    if u < cut:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - mode))


def share_below(prior: Prior, value: float) -> float:
    """The share of the prior below a value: the other way round of `quantile`."""
    a, b = prior.numbers[0], prior.numbers[-1]
    if prior.family == "uniform":
        share = (value - a) / (b - a)
    elif prior.family == "loguniform":
        share = math.log(max(value, a) / a) / math.log(b / a)
    elif prior.family == "triangular":
        share = _below_triangular(a, prior.numbers[1], b, min(max(value, a), b))
    else:
        from scipy import special

        beta = prior.family == "beta"
        share = float(
            special.betainc(a, b, min(max(value, 0.0), 1.0)) if beta else special.ndtr((value - a) / b)
        )
    return min(max(share, 0.0), 1.0)


def _below_triangular(low: float, mode: float, high: float, value: float) -> float:
    if value < mode:
        return (value - low) ** 2 / ((high - low) * (mode - low))
    return 1 - (high - value) ** 2 / ((high - low) * (high - mode)) if value < high else 1.0


def _plain(value: float | int) -> str:
    """A number without an exponent, which texts with units do not know."""
    return str(value) if isinstance(value, int) else f"{value:.12f}".rstrip("0").rstrip(".")


def span(low: float, high: float, logarithmic: bool = False) -> Prior:
    """Equal belief between two ends, in the value or in its logarithm. Raises `InputError` if they are
    not.
    """
    if not low < high or (logarithmic and low <= 0):
        need = "0 < from < to" if logarithmic else "from below to"
        raise InputError(Diagnostic(f"{low:g} to {high:g} is no range", f"give {need}"))
    return Prior("loguniform" if logarithmic else "uniform", (float(low), float(high)))


def names(factors: Sequence[Factor]) -> list[str]:
    """Their names in order."""
    return [factor.name for factor in factors]


def values(factors: Sequence[Factor], point: Sequence[float]) -> dict[str, Any]:
    """The value of each factor at a point of the unit cube."""
    return {factor.name: factor.at(float(u)) for factor, u in zip(factors, point, strict=True)}


def changed(factors: Mapping[str, Factor], point: Mapping[str, Value]) -> dict[str, Value]:
    """What a point sets, as `but` takes it; factors left as written are not among it."""
    return {name: factors[name].written(value) for name, value in point.items() if value != AS_WRITTEN}


Named = tuple[tuple[str, Value], ...]
VERSIONED = ("numpy", "numba", "scipy")
"""Packages that draw people and compute their lives: another version may change the last digits."""


def code_hash() -> str:
    """SHA-256 of the code and data of the package that decide results.

    A study run again after a change of the model is run anew; one after a change of a report is not.
    """
    return provenance.code_hash("studies/members.py", "studies/outcomes.py")


@cache
def fingerprint() -> str:
    """What computes results here: code and data of the package, and the versions of `VERSIONED`."""
    versions = (f"{name} {version(name)}" for name in VERSIONED)
    return ", ".join((*versions, f"code {code_hash()}"))


def shown(code: str) -> str:
    """A fingerprint for messages, its hash cut short."""
    return re.sub(r"([0-9a-f]{12})[0-9a-f]{52}", r"\1", code)


@cache
def mechanisms_hash() -> str:
    """SHA-256 of the parameters of mechanisms that this process has loaded."""
    from glasshouse.model.shipped_parameters import mechanisms
    from glasshouse.simulation.run_config import hash_of as hash_of_parameters

    return hash_of_parameters(mechanisms())


def hash_of_book(book: Rulebook) -> str:
    """SHA-256 of what a rulebook says and of the month in which a run under it starts by default."""
    return hashlib.sha256(f"{book.text_hash} {book.first_month}".encode()).hexdigest()


@dataclass(frozen=True)
class Member:
    """One run, with its twin if `twin`.

    `rulebook` and `society` are names or paths; `levers` and `inputs` the values set by path of the rulebook
    and by name of a parameter; `people_seed` draws the society, `seed` and `replicate` the luck of lives;
    `start` "" is the month in which the rulebook comes into force; `mechanisms` are those of a user's own, as
    FILE:NAME or the name of an entry point. `taken` are outcomes computed beside those
    kept of every member, each with the SHA-256 of the source of its measure ("" for a shipped one), and
    `measures` the FILE:NAME of measures of one's own. The hashes are of the contents behind
    names (`hash_of_book`, values of parameters, tables); `code` is the `fingerprint` of whoever planned it.
    """

    rulebook: str
    levers: Named
    inputs: Named
    society: str
    persons: int
    people_seed: int
    seed: int
    replicate: int
    months: int
    start: str
    twin: bool
    rulebook_hash: str
    practice_hash: str
    society_hash: str
    mechanisms: tuple[str, ...] = ()
    mechanism_hashes: tuple[str, ...] = ()
    taken: tuple[tuple[str, str], ...] = ()
    measures: tuple[str, ...] = ()
    mechanisms_hash: str = field(default_factory=mechanisms_hash)
    code: str = field(default_factory=fingerprint)

    @cached_property
    def key(self) -> str:
        """SHA-256 of all contents: the same key is the same result, wherever its files lie."""
        return self._hash_without(_PLACES)

    @cached_property
    def future(self) -> str:
        """A key of what members share that differ in their rulebook only: people, world and luck."""
        return self._hash_without((*_PLACES, *_OF_THE_RULES))

    def _hash_without(self, left_out: tuple[str, ...]) -> str:
        return hash_of({name: value for name, value in asdict(self).items() if name not in left_out})


_PLACES = ("rulebook", "society", "mechanisms", "measures")
_OF_THE_RULES = ("levers", "start", "rulebook_hash", "taken")


class Task(Protocol):
    """Work for a worker that is no member of a study, such as a year of a province; `key` names it alone."""

    key: str

    def done_by(self, keeper: Any) -> object:
        """What comes of it; `keeper` is the `worker.Worker`, which keeps things from one task to the next."""
        ...
