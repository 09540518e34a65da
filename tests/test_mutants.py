"""Thousands of damaged input files: each is read, or refused in a sentence that helps. Nothing else happens.

`python -m bench.mutants --count 20000` runs more of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.mutant_sources import sources
from tests.mutants import Emitter, Mutant, Source, Survey, mutant, unhelpful, without_parsing

from glasshouse.errors import Diagnostic, InputError
from glasshouse.specs import composing, reading

SEED = 20
COUNTS = {"rulebook": 300, "society": 100, "parameters": 400, "practice": 500, "cases": 600, "bounds": 100}
"""Mutants of each kind in every run of the tests."""


@pytest.mark.parametrize("kind", COUNTS)
def test_nothing_but_bad_input_is_raised_and_every_message_helps(kind: str, tmp_path: Path) -> None:
    survey, sound = Survey(), sources([kind])
    damaged = [mutant(sound, SEED, number) for number in range(COUNTS[kind])]
    with without_parsing(damaged):
        for one in damaged:
            survey.read(one, tmp_path / "mutant.yaml")
    assert not survey.crashes, "\n".join(survey.crashes[:5])
    assert not survey.unhelpful, "\n".join(survey.unhelpful[:5])
    assert survey.refused > COUNTS[kind] / 2
    assert survey.accepted > 0


def test_the_survey_notices_what_is_wrong(tmp_path: Path) -> None:
    def crashes(path: Path) -> None:
        raise KeyError(path.name)

    def mumbles(path: Path) -> None:
        raise InputError(Diagnostic("is bad", "", str(path), 1))

    survey = Survey()
    for use in (crashes, mumbles):
        survey.read(Mutant(0, Source("x", "a: 1", {"a": 1}, use), "none", "a: 1"), tmp_path / "x.yaml")
    assert len(survey.crashes) == len(survey.unhelpful) == 1
    assert unhelpful(Diagnostic("{'a': 1} is bad", "write a word", "x.yaml", 1)) == "speaks Python"
    assert unhelpful(Diagnostic("is bad", "write a word", "x.yaml")) == "names no line"


def test_parsers_make_of_mutants_what_the_emitter_says() -> None:
    found = [mutant(sources(["bounds", "practice"]), SEED, number, share_of_texts=0) for number in range(60)]
    assert sum(one.composed is not None for one in found) > 30
    for one in found:
        if one.composed:
            parsed = composing.compose(one.content, "x.yaml")
            assert (parsed.data, parsed.keys, parsed.values) == (
                one.composed.data,
                one.composed.keys,
                one.composed.values,
            )


def test_a_mutant_is_the_same_every_time() -> None:
    sound = sources(["bounds"])
    assert mutant(sound, 1, 7).content == mutant(sound, 1, 7).content
    assert len({mutant(sound, 1, number).content for number in range(50)}) > 45


def test_shipped_files_read_back_from_the_emitter() -> None:
    for source in sources(["rulebook"])[:5]:
        assert reading.parse(Emitter().document(source.data)).data == source.data
