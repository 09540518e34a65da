"""Monoculture loss as a special case: J. Kleinberg and M. Raghavan (2021), "Algorithmic monoculture and social
welfare", PNAS 118(22), e2018340118.

Their set-up. Candidates have values x1 > x2 > ... Two firms move in random order; each hires the candidate it
ranks highest among those left. A firm ranks by a human evaluator of its own (accuracy theta_H, independent of
everybody else's) or by an algorithm (accuracy theta_A) that gives both firms the same ranking. Welfare is the
sum of the values hired. Theorem 1: where a family of rankings has a preference for the first position and a
preference for weaker competition, then for every theta_H there is a theta_A > theta_H such that the algorithm is
strictly dominant for both firms and yet welfare would be higher if both used humans. Theorem 3: the Mallows
model is such a family, for any values. Under Plackett and Luce's model a common ranking does no harm of that kind.

The statements were checked against abstracts and a summary of theorems, not the full text, so no number of the
paper's own figures is claimed. The numbers here are exact and ours: three candidates can be worked out by hand
(closed forms below). Mallows weights are phi^-inversions with phi = exp(theta) > 1.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from glasshouse.engine.block import IDENTITY
from glasshouse.engine.rng import CERTAIN, key
from glasshouse.model import gatekeepers
from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.rulebooks import load
from glasshouse.rulebooks.law import KEEPERS

VALUES = [(2, 1, 0), (1, 0, 0), (1, 1, 0), (5, 4, -3), (4, 3, 1, 0)]
HUMAN, ALGORITHM = Fraction(2), Fraction(11, 5)


def mallows(n, phi):
    """Chance of each ranking (best first) of candidates 0 .. n-1."""
    inversions = {
        r: sum(r[i] > r[j] for i in range(n) for j in range(i + 1, n)) for r in permutations(range(n))
    }
    total = sum(Fraction(1) / phi**k for k in inversions.values())
    return {r: Fraction(1) / phi**k / total for r, k in inversions.items()}


def plackett_luce(strengths):
    """Ranks are filled from the top, each by chances in proportion to the strengths of those left."""
    chances = {}
    for ranking in permutations(range(len(strengths))):
        chance, left = Fraction(1), sum(strengths)
        for candidate in ranking:
            chance *= Fraction(strengths[candidate], left)
            left -= strengths[candidate]
        chances[ranking] = chance
    return chances


def first(ranking, x):
    """Expected value hired by the firm that moves first."""
    return sum(chance * x[r[0]] for r, chance in ranking.items())


def second_by_the_same(ranking, x):
    """... by the firm that moves second with the same ranking in hand."""
    return sum(chance * x[r[1]] for r, chance in ranking.items())


def second(own, other, x):
    """... with a ranking of its own, after a firm that used `other`."""
    return sum(
        a * b * x[mine[mine[0] == theirs[0]]] for mine, a in own.items() for theirs, b in other.items()
    )


def utilities(algorithm, human, x):
    """Expected value for a firm by (its choice, the other's choice); either moves first half the time."""
    half = Fraction(1, 2)
    return {
        "AA": half * (first(algorithm, x) + second_by_the_same(algorithm, x)),
        "AH": half * (first(algorithm, x) + second(algorithm, human, x)),
        "HA": half * (first(human, x) + second(human, algorithm, x)),
        "HH": half * (first(human, x) + second(human, human, x)),
    }


def is_dominant(u):
    """Whether a firm does strictly better by the algorithm, whatever the other does."""
    return u["AA"] > u["HA"] and u["AH"] > u["HH"]


@pytest.mark.parametrize("phi", [Fraction(5, 4), Fraction(2), Fraction(7)])
def test_three_candidates_have_closed_forms(phi):
    q = 1 / phi
    ranking, whole = mallows(3, phi), 1 + q + q**2
    at = [[sum(c for r, c in ranking.items() if r[place] == k) for k in range(3)] for place in (0, 1)]
    assert at[0] == [1 / whole, q / whole, q**2 / whole]
    assert at[1] == [q / whole, (1 - q + q**2) / whole, q / whole]
    for x in VALUES[:4]:
        beats = {(0, 1): 1 / (1 + q), (1, 2): 1 / (1 + q), (0, 2): (1 + 2 * q) / ((1 + q) * whole)}
        expected = sum(
            at[0][gone] * (beats[pair] * x[pair[0]] + (1 - beats[pair]) * x[pair[1]])
            for gone, pair in ((0, (1, 2)), (1, (0, 2)), (2, (0, 1)))
        )
        assert second(ranking, ranking, x) == expected


@pytest.mark.parametrize("x", VALUES)
@pytest.mark.parametrize("phi", [Fraction(11, 10), Fraction(2), Fraction(5)])
def test_rankings_of_mallows_prefer_independence_and_weaker_competition(x, phi):
    """The two conditions of the theorem: a second mover gains by a ranking of its own, and by a first mover who
    errs more often."""
    ranking, better = mallows(len(x), phi), mallows(len(x), phi * Fraction(3, 2))
    assert second_by_the_same(ranking, x) < second(ranking, ranking, x)
    assert second(ranking, better, x) < second(ranking, ranking, x)


def test_the_worked_example_in_exact_numbers():
    """Values 2, 1, 0; humans phi = 2; a better algorithm, phi = 11/5. Both firms adopt, and both lose."""
    u = utilities(mallows(3, ALGORITHM), mallows(3, HUMAN), (2, 1, 0))
    assert u["HH"] == Fraction(365, 294)
    assert u["HA"] == Fraction(1151, 938)
    assert u["AH"] == Fraction(19233, 15008)
    assert u["AA"] == Fraction(83, 67)
    assert first(mallows(3, ALGORITHM), (2, 1, 0)) > first(mallows(3, HUMAN), (2, 1, 0))
    assert is_dominant(u)
    assert 2 * u["AA"] < 2 * u["HH"]


@pytest.mark.parametrize("x", VALUES)
@pytest.mark.parametrize("human", [Fraction(3, 2), Fraction(2), Fraction(4)])
def test_for_every_human_accuracy_some_better_algorithm_makes_all_worse_off(x, human):
    """Theorem 1: just above the accuracy at which adopting becomes dominant, welfare is below that of humans."""
    by_hand = mallows(len(x), human)
    low, high = human, 2 * human
    for _ in range(24):
        middle = (low + high) / 2
        if is_dominant(utilities(mallows(len(x), middle), by_hand, x)):
            high = middle
        else:
            low = middle
    assert high > human
    u = utilities(mallows(len(x), high), by_hand, x)
    assert is_dominant(u)
    assert u["AA"] < u["HH"]


def test_an_algorithm_as_good_as_a_human_is_not_adopted_by_both():
    u = utilities(mallows(3, HUMAN), mallows(3, HUMAN), (2, 1, 0))
    assert u["AH"] == u["HH"] == u["HA"] > u["AA"]


def test_a_far_better_algorithm_pays_for_its_monoculture():
    u = utilities(mallows(3, 10 * HUMAN), mallows(3, HUMAN), (2, 1, 0))
    assert is_dominant(u)
    assert u["AA"] > u["HH"]


@pytest.mark.parametrize("strengths", [(3, 2, 1), (5, 1, 1), (8, 4, 2, 1)])
def test_rankings_of_plackett_and_luce_know_no_such_loss(strengths):
    """Who is left is ranked as if the hired had never applied: a common ranking is as good as a second one."""
    ranking, x = plackett_luce(strengths), range(len(strengths), 0, -1)
    assert sum(ranking.values()) == 1
    assert second_by_the_same(ranking, x) == second(ranking, ranking, x)


# The same game played with the scores of gatekeepers

ROUNDS = 20_000
EMPLOYER = list(KEEPERS).index("employer")


def scores(sharing):
    """(rounds, 2) words by which two employers go, in the model's own way of sharing a vendor."""
    law = load("common-vendor").but({"gatekeepers.employer.sharing": sharing}).law(0)[0]
    parameters = mechanisms().record()[0]
    table = np.zeros(ROUNDS, [(name, "u4") for name in IDENTITY]).view(np.recarray)
    table.key0, table.key1 = key(7, 0)
    table.who = np.arange(ROUNDS)
    return np.array(
        [[gatekeepers.score_of(row, 0, EMPLOYER, j, law, parameters) for j in (0, 1)] for row in table]
    )


def hired(words, ranking, x):
    """Values hired by the first and the second mover; a word picks a ranking by its place in the distribution."""
    rankings = np.array(list(ranking))
    edges = np.cumsum([float(chance) for chance in ranking.values()])
    drawn = rankings[np.searchsorted(edges, words / CERTAIN, side="right").clip(max=len(rankings) - 1)]
    ours, theirs = drawn[:, 0], drawn[:, 1]
    taken = ours[:, 0]
    left = np.where(theirs[:, 0] == taken, theirs[:, 1], theirs[:, 0])
    return np.asarray(x)[taken] + np.asarray(x)[left]


def test_employers_who_share_a_vendor_play_the_game_of_the_paper():
    x = (2, 1, 0)
    alone = hired(scores(0), mallows(3, HUMAN), x)
    together = hired(scores(1), mallows(3, ALGORITHM), x)
    u = utilities(mallows(3, ALGORITHM), mallows(3, HUMAN), x)
    for welfare, exact in ((alone, u["HH"]), (together, u["AA"])):
        assert abs(welfare.mean() - float(2 * exact)) < 4 * welfare.std() / np.sqrt(ROUNDS)


def test_a_common_vendor_of_the_same_accuracy_lowers_what_employers_get():
    ranking = mallows(3, HUMAN)
    assert hired(scores(1), ranking, (2, 1, 0)).mean() < hired(scores(0), ranking, (2, 1, 0)).mean() - 0.02
