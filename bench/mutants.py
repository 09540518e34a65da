"""Read many damaged input files and count what comes of them: `python -m bench.mutants --count 20000`.

Exit status 1 when any of them ends in an exception other than `InputError`, or in a message that does not
help.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.mutant_sources import KINDS, sources
from tests.mutants import Survey, mutant


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the survey and print it."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description="Damage input files.")
    parser.add_argument("--count", type=int, default=20_000, help="mutants to read")
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other mutants")
    parser.add_argument("--kinds", nargs="+", choices=tuple(KINDS), default=tuple(KINDS))
    asked = parser.parse_args(arguments)
    survey = survey_of(asked.kinds, asked.seed, range(asked.first, asked.first + asked.count))
    for kind, count in sorted(survey.kinds.items()):
        print(f"{count:>7}  {kind}")
    for line in (*survey.crashes, *survey.unhelpful):
        print(line)
    print(f"{survey.refused:,} refused, {survey.accepted:,} accepted")
    print(f"{len(survey.crashes):,} uncaught exceptions, {len(survey.unhelpful):,} messages that do not help")
    return 1 if survey.crashes or survey.unhelpful else 0


def survey_of(kinds: Sequence[str], seed: int, numbers: Sequence[int]) -> Survey:
    """Read the mutants of these numbers."""
    survey, sound = Survey(), sources(kinds)
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            survey.read(mutant(sound, seed, number), Path(folder, "mutant.yaml"))
    return survey


if __name__ == "__main__":
    sys.exit(main())
