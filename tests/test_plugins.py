"""Objects of a user's own: loaded with their source and hash, or refused with one clear message."""

import hashlib
import sys
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from glasshouse import plugins
from glasshouse.errors import InputError
from glasshouse.plugins import Kind, find_object, installed, load_object, source_of


@dataclass(frozen=True)
class Tool:
    name: str


KIND = Kind("tool", Tool, "glasshouse.tools", "make a Tool")
GOOD = f"from {__name__} import Tool\nhammer = Tool('hammer')\nnumber = 3\n"


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, __name__, sys.modules[Tool.__module__])


def refusal(spec: str, folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_object(spec, folder, KIND)
    return str(caught.value)


def test_an_object_comes_with_its_text_and_hash(tmp_path: Path) -> None:
    (tmp_path / "tools.py").write_text(GOOD)
    found = load_object("tools.py:hammer", tmp_path, KIND)
    assert found.object.name == "hammer"
    assert found.source.text == GOOD
    assert found.source.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert load_object("tools.py:hammer", tmp_path, KIND).object is found.object, "executed once"
    (tmp_path / "tools.py").write_text(GOOD.replace("'hammer'", "'mallet'"))
    assert load_object("tools.py:hammer", tmp_path, KIND).object.name == "mallet", "a new text is executed"


@pytest.mark.parametrize(
    ("text", "spec", "said"),
    [
        (GOOD, "tools.py", ("write FILE:NAME",)),
        (GOOD, "tols.py:hammer", ("tols.py: there is no such file", 'did you mean "tools.py"?')),
        (GOOD, "tools.py:hamer", ("there is no hamer", 'did you mean "hammer"?')),
        (GOOD, "tools.py:number", ("number is not a tool but of type int", "make a Tool")),
        ("x = (\n", "tools.py:x", ("tools.py:1:5: is not valid Python",)),
        ("x = 1\n1 / 0\n", "tools.py:x", ("tools.py:2: cannot be loaded: ZeroDivisionError",)),
        ("import no_such_module\n", "tools.py:x", ("tools.py:1:", "install what it imports")),
        ("raise SystemExit(3)\n", "tools.py:x", ("tools.py:1: cannot be loaded: SystemExit",)),
        ("y = 1\n", "tools.py:x", ("it defines no tool", "make a Tool")),
    ],
)
def test_what_cannot_be_loaded_is_one_message(
    text: str, spec: str, said: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "tools.py").write_text(text)
    message = refusal(spec, tmp_path)
    for part in said:
        assert part in message


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tools.py").write_bytes(b"x = '\xff\xfe'\n")
    assert "is not text in UTF-8" in refusal("tools.py:x", tmp_path)


def test_installed_packages_offer_objects_by_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[Tool.__module__], "hammer", Tool("hammer"), raising=False)
    good = EntryPoint("hammer", f"{__name__}:hammer", KIND.group)
    monkeypatch.setattr(plugins, "entry_points", lambda group: [good])
    assert installed(KIND)["hammer"].object == Tool("hammer")
    assert find_object("hammer", Path(), KIND).object == Tool("hammer")
    with pytest.raises(InputError, match=r'hamer: no tool has this name \(did you mean "hammer"'):
        find_object("hamer", Path(), KIND)
    with pytest.raises(InputError, match="one of pliers, hammer, or FILE:NAME"):
        find_object("xyz", Path(), KIND, ["pliers"])
    bad = [EntryPoint("saw", f"{__name__}:saw", KIND.group), EntryPoint("axe", "no_such:axe", KIND.group)]
    monkeypatch.setattr(plugins, "entry_points", lambda group: [good, good, *bad])
    with pytest.raises(InputError) as caught:
        installed(KIND)
    assert len(caught.value.diagnostics) == 3, "all at once"
    assert "two installed packages offer this name" in str(caught.value)


def test_the_source_of_a_function_is_the_file_it_stands_in() -> None:
    found = source_of(refusal, "refusal")
    assert found.text == Path(__file__).read_text()
    with pytest.raises(InputError, match="source text cannot be found"):
        source_of(eval("lambda: 0"), "nothing")
