"""Phases refuse rules that cannot stand together."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.engine import digest
from glasshouse.engine.block import FIRST, Draws, words_of
from glasshouse.engine.kernels import Kernel
from glasshouse.engine.rng import BLOCK
from glasshouse.engine.rules import Conflict, phase, rule, unknown_names
from glasshouse.engine.shards import Shards, cuts

BLANK = Kernel("month", "A month.", {})


@rule(reads="age", writes="mood", streams="fortune")
def cheer(p, rng):
    """A lucky month cheers."""


@rule(writes="mood", streams="fortune")
def gloom(p, rng):
    """An unlucky month weighs."""


@rule(shows="smile")
def smile(p):
    """Others see it."""


@rule(shows="smile")
def grin(p):
    """Others see this too."""


def test_a_rule_says_what_it_declares():
    assert cheer.rule.name == "cheer"
    assert cheer.rule.meaning == "A lucky month cheers."
    assert cheer.rule.reads == ("age",)
    assert cheer.rule.mechanism == "test_rules"


def test_rules_that_share_a_draw_are_refused():
    with pytest.raises(Conflict, match='"cheer" and "gloom" would share the draw "fortune"'):
        phase("month", BLANK, cheer, gloom)


def test_rules_that_show_the_same_sign_are_refused():
    with pytest.raises(Conflict, match='"smile" and "grin" both show "smile"'):
        phase("month", BLANK, smile, grin)


def test_two_rules_of_a_phase_cannot_have_one_name():
    other = rule()(smile.py_func)
    with pytest.raises(Conflict, match='two rules of one phase are called "smile"'):
        phase("month", BLANK, smile, other)
    assert phase("month", BLANK, smile, smile).rules == (smile.rule,)


def test_names_that_do_not_exist_are_told():
    found = unknown_names(phase("month", BLANK, cheer), fields=["age"], signs=[])
    assert found == ['rule "cheer" writes "mood", which does not exist']


def test_a_draw_named_twice_is_refused():
    with pytest.raises(ValueError, match="named twice: work"):
        Draws(("work", "wage", "work"))


def test_the_table_of_draws_keeps_each_name_its_word():
    few, more = Draws(("a", "b")).table(), Draws(("a", "b", "c", "d", "e")).table()
    words_of(few)[FIRST + 1] = 7
    words_of(more)[FIRST + 1] = 7
    assert (few.b == more.b).all()
    assert words_of(more).shape == (FIRST + 8, BLOCK)


@given(st.integers(0, 10**7), st.integers(1, 64))
def test_shards_cover_everybody_once(n, shards):
    bounds = cuts(n, shards)
    assert bounds[0][0] == 0
    assert bounds[-1][1] == n
    assert all(before[1] == after[0] for before, after in pairwise(bounds))
    assert all(start % BLOCK == 0 for start, _ in bounds)


def test_shards_keep_the_order_of_results():
    with Shards(3) as shards:
        assert shards.each(100_000, lambda a, b: (a, b)) == cuts(100_000, 3)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(-9, 9)), max_size=40), st.randoms())
def test_a_digest_does_not_depend_on_order_but_on_values(rows, random):
    kind = [("who", "u4"), ("mood", "i2"), ("place", "i4")]
    records = np.array([(who, mood, k) for k, (who, mood) in enumerate(rows)], kind)
    shuffled = records[random.sample(range(len(rows)), len(rows))]
    assert digest.of_records(records, ["place"]) == digest.of_records(shuffled, ["place"])
    if rows:
        changed = records.copy()
        changed["mood"][0] += 1
        assert digest.of_records(changed, ["place"]) != digest.of_records(records, ["place"])
