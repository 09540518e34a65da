"""Peak resident memory of a run: `python -m bench.peak_memory [--persons 1e6] [--twin]`.

A new process makes a short run of few people, so that everything is imported and compiled, and then the run
that is measured. What counts is the rise of the peak; columns of the people as they were drawn are in it.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass

from bench.contenders import RULEBOOK, SOCIETY
from bench.starting import python

GOAL = 1.5
MONTHS = 6

_CHILD = """
import json, resource, sys
import glasshouse as gh
from glasshouse.simulation.running import simulate
rulebook, society, persons, months, twin = json.loads(sys.argv[1])
def peak():
    try:  # the other figure begins at the size of the process that began this one
        lines = open("/proc/self/status").read().splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
state = []
few = gh.run(rulebook, society, persons=3000, months=months, twin=twin)
simulate(few.config, 1, month_hook=lambda month, world: state.append(world.bytes_a_person))
before = peak()
gh.run(rulebook, society, persons=persons, months=months, twin=twin)
print(json.dumps([(peak() - before) / persons, state[-1]]))
"""


@dataclass(frozen=True)
class Peak:
    """Bytes a person: at the peak of a run, and of the state of its world."""

    peak: float
    state: float

    @property
    def ratio(self) -> float:
        """The peak as a multiple of the state."""
        return self.peak / self.state


def peak_memory(persons: int, twin: bool = False) -> Peak:
    """The peak of a run of so many persons, measured in a process of its own."""
    asked = json.dumps([RULEBOOK, SOCIETY, persons, MONTHS, twin])
    return Peak(*json.loads(python("-c", _CHILD, asked)))


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(prog="python -m bench.peak_memory", description="Measure peak memory.")
    parser.add_argument("--persons", type=float, default=1e6, help="people of the society")
    parser.add_argument("--twin", action="store_true", help="run the twin too")
    chosen = parser.parse_args()
    found = peak_memory(int(chosen.persons), chosen.twin)
    print(f"{int(chosen.persons):,} persons: peak {found.peak:.0f} bytes a person, state {found.state:.0f}")
    print(f"ratio {found.ratio:.2f}, goal at most {GOAL:g}{'' if found.ratio <= GOAL else '  MISSED'}")


if __name__ == "__main__":
    main()
