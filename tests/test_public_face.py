"""The public face: these names and no others, loaded when first used."""

import subprocess
import sys

import pytest

import glasshouse as gh

NAMES = [
    "Comparison",
    "Diagnostic",
    "InputError",
    "Parameter",
    "ParameterSet",
    "Rulebook",
    "Run",
    "SocietyRecipe",
    "__version__",
    "audit",
    "compare",
    "describe",
    "figure",
    "figures",
    "lint",
    "plan",
    "practice",
    "rulebook",
    "rulebooks",
    "run",
    "society",
]

IMPORT = """
import sys, time
begun = time.perf_counter()
import glasshouse
print(time.perf_counter() - begun)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_the_face_is_listed_once() -> None:
    assert gh.__all__ == NAMES
    assert dir(gh) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_there_and_documented(name: str) -> None:
    thing = getattr(gh, name)
    assert name == "__version__" or thing.__doc__


def test_another_name_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'persons'"):
        gh.persons  # noqa: B018


@pytest.mark.parametrize("room", ["rulebook"])
def test_rooms_that_load_can_be_called_however_they_were_imported(room: str) -> None:
    code = f"import glasshouse.{room}, glasshouse as gh; assert gh.{room} is glasshouse.{room}; gh.{room}.load; gh.{room}('nowhere')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "InputError" in done.stderr
    assert "nowhere" in done.stderr


def test_lint_can_be_called_however_it_was_imported() -> None:
    code = "import glasshouse.lint, glasshouse as gh; assert gh.lint is glasshouse.lint; print(gh.lint('nothing').findings)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "()\n"


def test_importing_costs_next_to_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    seconds, loaded = done.stdout.splitlines()
    assert float(seconds) < 0.3
    assert not {"numba", "numpy", "pyarrow", "pydantic", "vl_convert", "scipy", "rich"} & set(loaded.split())
