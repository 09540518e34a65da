"""A draft of an impact assessment, filled from an audit, for a human to finish.

Its order follows article 27(1) of EU Regulation 2024/1689 (fundamental-rights impact assessment) and article
35(7) of the GDPR. What runs can fill is filled, with sizes, intervals and the commands behind every table;
what only people can answer is a blank.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.errors import Diagnostic, InputError
from glasshouse.files import write_atomic

if TYPE_CHECKING:
    from glasshouse.audit.auditing import Audit

DRAFT = "This is a draft. A human has to finish it, check it and answer for it. It decides nothing."
SYNTHETIC = (
    "Every person in it is invented. The numbers follow from the text of a rulebook, from published tables "
    "about a society, and from assumptions. They are no measurements of real people and name nobody."
)
ENDINGS = (".md", ".html")


def assessment(made: Audit, to: str | Path) -> Path:
    """Write the draft to a .md or .html file and return where it is. Raises `InputError` for other endings.

    The file moves into place when whole."""
    target = Path(to)
    if target.suffix not in ENDINGS:
        what = f"{target.suffix or 'no ending'}: not a kind of document"
        raise InputError(Diagnostic(what, f"end in {' or '.join(ENDINGS)}", str(target)))
    return write_atomic(target, draft(made, target.suffix))


def draft(made: Audit, ending: str = ".md") -> str:
    """The draft as text: Markdown or HTML."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # late: most audits draft nothing

    from glasshouse.audit import sections

    environment: Any = Environment(
        loader=PackageLoader("glasshouse.audit"),
        autoescape=ending == ".html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    text: str = environment.get_template(f"assessment{ending}.j2").render(
        title=f"Draft impact assessment: {made.subject.title}",
        front=(DRAFT, SYNTHETIC),
        sections=sections.every(made),
    )
    return text
