"""Draw the picture of the README from a results folder: `python docs/picture.py results/demo`."""

import re
import sys
from pathlib import Path

from glasshouse.report import city, folder

TO = Path(__file__).parent / "img" / "city.svg"
STYLE = """
  svg { background: #f4f1ea; font-family: system-ui, sans-serif }
  .crowd, .pin { fill: none; stroke-linecap: round }
  .crowd { stroke: #5d5851; stroke-width: 1.8; opacity: .65 }
  .pin { stroke: #b23a1b; stroke-width: 9 }
  .ring { fill: #f4f1ea; stroke: #6a4a9e; stroke-width: 2.8 }
  .reach { fill: #b23a1b; opacity: .13 }
  .rim { fill: none; stroke: #b23a1b; stroke-width: 2 }
  .target, .scale { fill: none; stroke: #1d1b18; stroke-width: 1.8 }
  .scale-text { fill: #1d1b18; font-size: 15px; text-anchor: middle }
"""


def main() -> None:
    picture = str(city.build(folder.read(Path(sys.argv[1]))).picture)
    opening = re.match(r"<svg [^>]*>", picture)
    if not opening:
        sys.exit("this run has no map to draw")
    head = opening[0].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    TO.parent.mkdir(exist_ok=True)
    TO.write_text(f"{head}<style>{STYLE}</style>{picture[opening.end() :]}\n", "utf-8")


if __name__ == "__main__":
    main()
