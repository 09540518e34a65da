"""Nobody real can get in: no function and no file format of glasshouse accepts records of individuals."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import glasshouse
from glasshouse.errors import InputError
from glasshouse.specs.parameters import load

SOURCES = Path(glasshouse.__file__).parent
PERSON_TABLES = re.compile(
    r"DataFrame|ndarray|recarray|NDArray|ArrayLike|Table\b|(list|Sequence|Iterable)\[.*(dict|Mapping)"
)
PERSON_WORDS = {
    "birthdate", "born", "email", "identifier", "individuals", "latitude", "longitude", "names", "passport",
    "people", "persons_file", "phone", "records", "roster",
}  # fmt: skip
PLACES_OF_THE_WORLD = {
    "cartopy", "contextily", "folium", "geopandas", "geopy", "googlemaps", "h3", "ipyleaflet", "osmnx",
    "overpy", "pydeck", "pyproj", "rasterio", "shapely",
}  # fmt: skip
CLIENTS = {
    "aiohttp", "ftplib", "http.client", "httpx", "httpx2", "paramiko", "requests", "smtplib", "ssl",
    "urllib.request", "urllib3", "websockets",
}  # fmt: skip
SERVERS = {
    "asyncio.start_server", "fastapi", "flask", "http.server", "socket", "socketserver", "starlette", "uvicorn",
    "wsgiref",
}  # fmt: skip
EXPLORE = SOURCES / "explorer"
"""The one room with a server, which shows synthetic runs to this machine (see docs/decisions/0011-...)."""


def imports(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(
    "source", sorted(SOURCES.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCES))
)
def test_no_network_and_no_places_of_the_world(source: Path) -> None:
    reached = set(imports(source))
    assert not {name for name in reached if name.split(".")[0] in PLACES_OF_THE_WORLD}
    assert not reached & CLIENTS
    served = {name for name in reached if name in SERVERS or name.split(".")[0] in SERVERS}
    assert not served or source.is_relative_to(EXPLORE), served


@pytest.mark.parametrize("room", ["model", "rulebooks", "population", "specs"])
def test_rooms_that_take_input_read_yaml_and_nothing_else(room: str) -> None:
    readers = re.compile(
        r"\b(read_csv|read_parquet|read_excel|read_json|read_table|loadtxt|genfromtxt|sqlite3)\b"
    )
    formats = {"csv", "openpyxl", "pandas", "polars", "pyarrow", "sqlite3"}
    for source in (SOURCES / room).rglob("*.py"):
        assert not readers.search(source.read_text()), source
        assert not {name.split(".")[0] for name in imports(source)} & formats, source


OPENERS = {
    "open", "read_text", "read_bytes", "read_table", "read_parquet", "read_csv", "ParquetFile", "connect",
    "memory_map", "OSFile", "copyfile", "loadtxt", "genfromtxt", "fromfile", "safe_open",
}  # fmt: skip
DOORS = {
    "auditing/bounds.py": "shipped bounds",
    "charts/palette.py": "the colours of its own figures",
    "charts/sheet.py": "the style of its own figures",
    "cli/options.py": "null devices in place of closed streams",
    "engine/array_space.py": "how much memory this process holds; files for its own arrays, which have no name",
    "engine/compiled.py": "sources of this package, to hash them",
    "engine/parquet.py": "results folders and members of studies, their bytes hashed first",
    "engine/array_store.py": "checkpoints and manifests, sealed",
    "studies/designing.py": "a table of parameter values, whose columns must be parameters",
    "studies/store.py": "members of studies: totals of whole runs",
    "studies/store_index.py": "the index of the members of studies",
    "explorer/page_file.py": "the page's own scripts and styles",
    "explorer/server.py": "the page's own scripts and styles",
    "explorer/serving.py": "the browser",
    "explorer/shipped_files.py": "headers of shipped texts",
    "model_docs/mechanisms.py": "sources of this package, for the page on mechanisms",
    "rulebooks/meanings.py": "sources of this package, for what the keys of the language mean",
    "plugins.py": "Python code of the user's own, kept with the results",
    "simulation/provenance.py": "sources of this package, to hash them",
    "simulation/manifest.py": "the schema of a manifest",
    "simulation/mechanism_files.py": "the text of a mechanism of the user's own, to see whether it changed",
    "simulation/reservations.py": "lock files",
    "simulation/saving.py": "the society's own file, copied beside the results",
    "simulation/checkpoints.py": "the key of checkpoints",
    "skeletons.py": "skeletons of what a user writes, its own",
    "specs/reading.py": "YAML with closed schemas",
}
"""Every module that opens a file, and what for; docs/responsible-use.md says why nobody real comes through."""


def opens(source: Path) -> bool:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in OPENERS:
                return True
    return False


def test_every_door_is_known() -> None:
    """A module that begins to read files fails here until somebody has said what it reads."""
    found = {str(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.py") if opens(path)}
    assert found == set(DOORS)


def public_callables() -> Iterator[tuple[str, Any]]:
    """Every function a user is offered: the public face, and the public methods of its classes."""
    for name in glasshouse.__all__:
        thing = getattr(glasshouse, name)
        if inspect.isclass(thing):
            methods = inspect.getmembers(thing, inspect.isfunction)
            yield from ((f"{name}.{method}", made) for method, made in methods if not method.startswith("_"))
        elif inspect.ismodule(thing):
            yield name, getattr(thing, glasshouse._ROOMS[name])
        elif callable(thing):
            yield name, thing


def arguments_of(function: Any) -> Iterator[tuple[str, str]]:
    """Name and type of everything a function takes; keywords of a typed dictionary one by one."""
    for parameter in inspect.signature(function).parameters.values():
        unpacked = re.fullmatch(r"Unpack\[(\w+)\]", str(parameter.annotation))
        if unpacked:
            settings = inspect.unwrap(function).__globals__[unpacked[1]].__annotations__
            yield from (
                (name, str(getattr(kind, "__forward_arg__", kind))) for name, kind in settings.items()
            )
        else:
            yield parameter.name, str(parameter.annotation)


@pytest.mark.parametrize(("name", "function"), list(public_callables()))
def test_no_public_function_takes_persons(name: str, function: Any) -> None:
    for argument, kind in arguments_of(function):
        assert not PERSON_TABLES.search(kind), f"{name}({argument}: {kind})"
        assert argument not in PERSON_WORDS, f"{name}({argument}: {kind})"


def test_keywords_of_a_run_are_looked_at_one_by_one() -> None:
    assert dict(arguments_of(glasshouse.run))["parameters"] == "Mapping[str, Any] | None"


def test_people_come_from_a_recipe_alone() -> None:
    """`run` takes a drawn Society, and the public face offers no way to one but a recipe's `draw`."""
    assert "Society" not in glasshouse.__all__


def test_the_page_is_served_to_this_machine_only() -> None:
    from glasshouse.explorer import serving

    assert serving.ADDRESS == "127.0.0.1"
    assert "ADDRESS" in inspect.getsource(serving._listening)
    assert not {"host", "address", "bind"} & set(inspect.signature(serving.serve).parameters)


def test_no_request_of_the_page_has_a_place_for_a_person() -> None:
    """No upload, and nothing to be scored: requests are closed, and hold names, numbers and words."""
    from glasshouse.explorer.requests import Law, Live

    for request in (Law, Live):
        schema = request.model_json_schema()
        assert schema["additionalProperties"] is False
        assert not PERSON_WORDS - {"persons"} & set(schema["properties"]), request
        assert set(schema["properties"]) <= {
            "rulebook", "variant", "changes", "switches", "society", "persons", "months", "seed"
        }  # fmt: skip
    assert Live.model_json_schema()["properties"]["persons"]["type"] == "integer"


def test_endpoints_that_take_anything_take_a_setting() -> None:
    """Three endpoints take a body, and all read it as a setting; no other method changes anything."""
    from glasshouse.explorer.server import _routes

    class Desk:
        def __getattr__(self, _: str) -> Any:
            return lambda *_: None

    methods = {route.path: (route.methods or set()) - {"HEAD"} for route in _routes(Desk())}
    assert {path for path, known in methods.items() if known != {"GET"}} == {
        "/api/inert",
        "/api/lint",
        "/api/run",
    }
    assert not [path for path in methods if re.search(r"score|upload|import|assess|rate", path)]


def parts_of(schema: Any) -> Iterator[dict[str, Any]]:
    """Every description of a map or a list inside a JSON Schema."""
    if isinstance(schema, dict):
        if schema.get("type") in ("object", "array"):
            yield schema
        for part in schema.values():
            yield from parts_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from parts_of(part)


def test_a_society_file_holds_closed_aggregate_tables() -> None:
    from glasshouse.population.schema import Tables

    schema = Tables.model_json_schema()
    for part in parts_of(schema):
        if part["type"] == "array":
            assert "$ref" not in str(part), "a list of records"
        else:
            closed = part.get("additionalProperties")
            assert closed is False or isinstance(closed, dict), part.get("title")
            assert not PERSON_WORDS & set(part.get("properties", {})), part.get("title")


@pytest.mark.parametrize(("room", "kind"), [("rulebooks", "rulebook"), ("population", "society")])
@pytest.mark.parametrize(
    "records",
    [
        "people: [{name: Li Wei, born: 1980-01-01}]",
        "records: {file: people.csv}",
        "individuals: {a1: {debt: 300}}",
    ],
)
def test_a_file_that_names_people_is_refused(room: str, kind: str, records: str, tmp_path: Path) -> None:
    load_file = importlib.import_module(f"glasshouse.{room}").load
    path = tmp_path / "people.yaml"
    path.write_text(f"schema: glasshouse/{kind}@1\nid: x\n{records}\n")
    with pytest.raises(InputError) as caught:
        load_file(path)
    assert any(
        diagnostic.line == 3 and diagnostic.what.startswith(records.split(":")[0])
        for diagnostic in caught.value.diagnostics
    )


def test_parameters_are_numbers_of_the_model_only(tmp_path: Path) -> None:
    path = tmp_path / "parameters.yaml"
    path.write_text("schema: glasshouse/parameters@1\nparameters: {}\npersons: [{name: Li Wei}]\n")
    with pytest.raises(InputError, match="persons: not a known key"):
        load(path)
