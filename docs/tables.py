"""Write the tables of the documents from the code and the data files: `python docs/tables.py`."""

import re
from pathlib import Path

from glasshouse import describing

DOCS = Path(__file__).parent
MARKS = re.compile(
    r"(?<=<!-- rulebooks: written by docs/tables.py -->\n).*?(?=<!-- end of rulebooks -->)", re.DOTALL
)


def pages() -> dict[Path, str]:
    """Each generated page as it should be."""
    rulebooks = DOCS / "rulebooks.md"
    return {
        DOCS / "mechanisms.md": describing.table(),
        DOCS / "odd.md": describing.odd(),
        rulebooks: MARKS.sub(lambda _: describing.rulebook_table(), rulebooks.read_text("utf-8")),
    }


def main() -> None:
    for path, text in pages().items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
