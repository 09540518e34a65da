"""Write the tables of the documents from the code and the data files: `python docs/tables.py`."""

import re
from pathlib import Path

from glasshouse import model_docs
from glasshouse.linting.lint_text import page

DOCS = Path(__file__).parent


def pages() -> dict[Path, str]:
    """Each generated page as it should be."""
    return {
        DOCS / "lint.md": _between(DOCS / "lint.md", "rules", page()),
        DOCS / "mechanisms.md": model_docs.table(),
        DOCS / "measures.md": model_docs.measure_table(),
        DOCS / "rulebooks.md": _between(DOCS / "rulebooks.md", "rulebooks", model_docs.rulebook_table()),
        DOCS / "odd.md": model_docs.odd(),
        DOCS / "rulebook-language.md": model_docs.language(),
    }


def _between(path: Path, name: str, made: str) -> str:
    """The page with `made` between its marks, and all else as somebody wrote it."""
    marks = rf"(?<=<!-- {name}: written by docs/tables.py -->\n).*?(?=<!-- end of {name} -->)"
    return re.sub(marks, lambda _: made, path.read_text("utf-8"), flags=re.DOTALL)


def main() -> None:
    for path, text in pages().items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
