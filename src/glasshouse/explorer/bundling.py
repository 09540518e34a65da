"""Bundling: the modules of the page as one script, and the page as one file that needs no network.

It understands the forms of import and export that the page uses and refuses all others:
`import {a, b as c} from "./x.js"`, `import * as x from "./x.js"`, `import "./x.js"`, `export function`,
`export async function`, `export class`, `export const NAME`, `export {a, b as c}`, each at the beginning of a
line. The same modules give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Mapping

from glasshouse.errors import Diagnostic, InputError

_IMPORT = re.compile(
    r"^import\s+(?:(?P<names>\{[^}]*\}|\*\s*as\s+[\w$]+)\s*from\s*)?[\"'](?P<file>\.[^\"']+)[\"'];?[ \t]*$",
    re.M,
)
_DECLARED = re.compile(
    r"^export\s+(?P<what>(?:async\s+)?function\s*\*?|class|const)\s+(?P<name>[A-Za-z_$][\w$]*)", re.M
)
_LISTED = re.compile(r"^export\s*\{(?P<names>[^}]*)\};?[ \t]*$", re.M)
_LEFT = re.compile(r"^(?:import|export)\b.*$|\bimport\.meta\b", re.M)
_SCRIPT = re.compile(r"<script\b[^>]*\bsrc=\"(?P<file>[^\"]+)\"[^>]*>\s*</script>")
_STYLE = re.compile(r"<link\b[^>]*\brel=\"stylesheet\"[^>]*>")
_HREF = re.compile(r"\bhref=\"([^\"]+)\"")
_PICTURE = re.compile(r"\b(?P<key>href|src)=\"(?P<file>[^\"]+\.(?P<kind>svg|png))\"")
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
_TELLS = re.compile(r"<link\b[^>]*\brel=\"(?:modulepreload|preload)\"[^>]*>\s*")

Files = Mapping[str, bytes]


def bundle(files: Files, entry: str) -> str:
    """One script of the module `entry` and all it imports. Raises `InputError` for what is not understood."""
    order: list[str] = []
    _visit(files, entry, order, ())
    return "\n".join(_wrapped(files, name, order) for name in order)


def _visit(files: Files, name: str, order: list[str], above: tuple[str, ...]) -> None:
    """Put `name` behind everything it imports."""
    if name in above:
        raise InputError(
            Diagnostic(f"modules import each other in a circle: {' > '.join((*above, name))}", file=name)
        )
    if name in order:
        return
    for needed in _needed(files, name):
        _visit(files, needed, order, (*above, name))
    order.append(name)


def _text(files: Files, name: str) -> str:
    if name not in files:
        raise InputError(Diagnostic("there is no such module", "name a file of the page", name))
    return files[name].decode("utf-8").replace("\r\n", "\n")


def _needed(files: Files, name: str) -> list[str]:
    return [_beside(name, found["file"]) for found in _IMPORT.finditer(_text(files, name))]


def _beside(name: str, file: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), file))


def _wrapped(files: Files, name: str, order: list[str]) -> str:
    """A module as a function that gives what it exports."""
    exported: dict[str, str] = {}

    def declared(found: re.Match[str]) -> str:
        exported[found["name"]] = found["name"]
        return f"{found['what']} {found['name']}"

    def listed(found: re.Match[str]) -> str:
        exported.update({outer: inner for inner, outer in _pairs(found["names"])})
        return ""

    text = _IMPORT.sub(lambda found: _taken(found, name, order), _text(files, name))
    text = _LISTED.sub(listed, _DECLARED.sub(declared, text))
    if left := _LEFT.search(text):
        raise InputError(
            Diagnostic(f"not understood: {left[0][:80]}", "see glasshouse.explorer.bundling", name)
        )
    given = ", ".join(f"{outer}: {inner}" if outer != inner else outer for outer, inner in exported.items())
    return (
        f"// {name}\nconst {_variable(name, order)} = (() => {{\n{text.strip()}\nreturn {{{given}}};\n}})();"
    )


def _taken(found: re.Match[str], name: str, order: list[str]) -> str:
    """An import as a declaration that takes from the module before it."""
    names, variable = found["names"], _variable(_beside(name, found["file"]), order)
    if names is None:
        return ""
    if names.startswith("*"):
        return f"const {names.split()[-1]} = {variable};"
    taken = ", ".join(
        f"{outer}: {inner}" if outer != inner else outer for outer, inner in _pairs(names.strip("{}"))
    )
    return f"const {{{taken}}} = {variable};"


def _pairs(names: str) -> list[tuple[str, str]]:
    """`a, b as c` as pairs of first and second name."""
    pairs = [
        [part.strip() for part in re.split(r"\s+as\s+", one.strip())]
        for one in names.split(",")
        if one.strip()
    ]
    return [(pair[0], pair[-1]) for pair in pairs]


def _variable(name: str, order: list[str]) -> str:
    return f"$module{order.index(name)}"


def one_file(files: Files, blocks: Mapping[str, tuple[str, str]]) -> str:
    """The page as one file: styles and scripts inside, `blocks` of data (id: type, text) before the script.

    The policy in its head names the hashes of its own style and script and allows nothing else: no request
    leaves the file. Raises `InputError` where the page refers to a file that is not there.
    """
    page = _TELLS.sub("", _text(files, "index.html"))
    styles: list[str] = []
    scripts: list[str] = []

    def style(found: re.Match[str]) -> str:
        href = _HREF.search(found[0])
        styles.append(_text(files, _plain(href[1] if href else "")))
        return f"<style>{styles[-1]}</style>"

    def script(found: re.Match[str]) -> str:
        scripts.append(bundle(files, _plain(found["file"])).replace("</script", "<\\/script"))
        return f'{_data(blocks)}<script type="module">{scripts[-1]}</script>'

    page = _SCRIPT.sub(script, _STYLE.sub(style, page))
    page = _PICTURE.sub(lambda found: _picture(files, found), page)
    if len(scripts) != 1:
        raise InputError(
            Diagnostic(f"the page has {len(scripts)} scripts", "it must have one module", "index.html")
        )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(scripts, styles)}">'
    head = re.search(r"<head[^>]*>", page)
    if head is None:
        raise InputError(Diagnostic("the page has no head", "write <head>", "index.html"))
    return page[: head.end()] + "\n" + meta + page[head.end() :]


def policy(scripts: list[str], styles: list[str]) -> str:
    """The policy of a page that consists of these scripts and styles."""
    return (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; "
        "img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _hashes(texts: list[str]) -> str:
    found = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    return " ".join(f"'sha256-{one}'" for one in found) or "'none'"


def _plain(file: str) -> str:
    return file.removeprefix("/").removeprefix("./")


def _picture(files: Files, found: re.Match[str]) -> str:
    name = _plain(found["file"])
    if name not in files:
        return found[0]
    data = base64.b64encode(files[name]).decode()
    return f'{found["key"]}="data:{_TYPES[found["kind"]]};base64,{data}"'


def _data(blocks: Mapping[str, tuple[str, str]]) -> str:
    return "".join(
        f'<script type="{kind}" id="{name}">{text.replace("<", chr(92) + "u003c")}</script>\n'
        for name, (kind, text) in blocks.items()
    )
