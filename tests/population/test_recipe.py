"""Reading society files: what is refused, in which words, and what a recipe tells about itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from glasshouse.errors import InputError
from glasshouse.population import SocietyRecipe, json_schema, load, shipped
from glasshouse.population.recipe import FILE

Variant = Callable[[Mapping[str, Any]], SocietyRecipe]
BAD = Path(__file__).resolve().parent.parent / "bad_files" / "society"


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_bad_files_are_refused_in_these_words(path: Path) -> None:
    with pytest.raises(InputError) as refused:
        load(path)
    told = str(refused.value).replace(f"{path.parent}/", "")
    assert told + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_every_kind_of_fault_has_its_file() -> None:
    assert len(list(BAD.glob("*.yaml"))) == len(list(BAD.glob("*.txt"))) >= 12


def test_names_of_shipped_societies_are_found_and_slips_are_helped() -> None:
    assert shipped() == ["hebei", "provinces31", "toytown", "voivodeship"]
    with pytest.raises(InputError, match=r'hebie is not a society \(did you mean "hebei"\?\)'):
        load("hebie")
    with pytest.raises(InputError, match="no such file"):
        load("nowhere.yaml")


@pytest.mark.parametrize("name", ["hebei", "toytown", "voivodeship"])
def test_every_figure_has_unit_and_evidence(name: str) -> None:
    told = load(name).figures()
    assert len(told) > 60
    for figure in told:
        assert figure.unit, figure.path
        assert (figure.evidence == "assumption") == (not figure.source), figure.path


def test_figures_keep_the_facts(hebei: SocietyRecipe) -> None:
    told = {figure.path: figure for figure in hebei.figures()}
    assert told["registration.urban"].value == "0.6007"
    assert told["registration.urban"].evidence == "V"
    assert told["debt.mortgage.mean"].source.endswith("October 2019, 2020")
    assert told["provinces.hebei.population"].unit == "persons"


def test_the_hash_is_of_figures_not_of_spacing(
    toytown: SocietyRecipe, variant: Variant, tmp_path: Path
) -> None:
    spaced = tmp_path / "spaced.yaml"
    spaced.write_text(Path(toytown.file).read_text(encoding="utf-8").replace("\n\n", "\n\n# remark\n\n"))
    assert len(toytown.hash) == 64
    assert load(spaced).hash == toytown.hash
    assert variant({"savings.uneven.value": 1.23}).hash != toytown.hash


def test_units_of_the_same_kind_are_converted(toytown: SocietyRecipe, variant: Variant) -> None:
    other = variant({"work.rate.value": 66, "work.rate.unit": "%"})
    assert other.hash == toytown.hash


def test_a_recipe_cannot_be_changed(toytown: SocietyRecipe) -> None:
    with pytest.raises(ValidationError):
        toytown.tables.registration.urban.value = 1.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("persons", "told"),
    [
        (0, "persons: 0 is outside 1 .. 2,147,483,647 (give a whole number from 1 to 2,147,483,647)"),
        (-5, "persons: -5 is outside 1 .. 2,147,483,647 (give a whole number from 1 to 2,147,483,647)"),
        (1.5, "persons: 1.5 is not a whole number (give a whole number from 1 to 2,147,483,647)"),
        ({"toyland": 0}, "no persons to draw (give at least 1)"),
        (
            {"toyland": 1 << 28},
            "persons['toyland']: 268435456 is outside 0 .. 134,217,728"
            " (give a whole number from 0 to 134,217,728)",
        ),
        ({"toylnd": 5}, 'toylnd is not a province of toytown (did you mean "toyland"?)'),
    ],
)
def test_impossible_counts_are_refused(toytown: SocietyRecipe, persons: object, told: str) -> None:
    with pytest.raises(InputError) as refused:
        toytown.draw(persons)  # type: ignore[arg-type]
    assert str(refused.value) == told


def test_the_published_schema_is_that_of_the_code() -> None:
    published = json.loads(FILE.read_text(encoding="utf-8"))
    assert published == json_schema()
    assert published["additionalProperties"] is False
    assert "persons" not in published["properties"]
