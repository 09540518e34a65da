"""What each probe measures, in words: unit, definition, source, and which way it hurts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Probe:
    """One thing measured about a design: its unit, what it is, on what source, and which way it hurts.

    `worse` is +1 where more of it is worse for the person shown, -1 where less is, 0 where neither.
    """

    name: str
    title: str
    unit: str
    definition: str
    source: str
    worse: int


PROBES: tuple[Probe, ...] = (
    Probe(
        "exposure",
        "Exposure",
        "viewer-days a month",
        "Owners of smartphones who would see the person by name if they looked from home, times the "
        "days shown.",
        "person-days times possible viewers, the usual measure of publicity; looking from home is an "
        "assumption",
        1,
    ),
    Probe(
        "neighbour_disclosure",
        "A neighbour learns of it",
        "chance in a month",
        "1 - (1 - q)^m: m owners of smartphones within 50 m, household apart, to whom the person is "
        "shown; q the chance that one of them looks in a month and knows whom they see.",
        "independent lookers; q from the practice file (map.opens times map.recognised_by_acquaintance)",
        1,
    ),
    Probe(
        "location_error",
        "Location error",
        "metres",
        "Distance from the home to the attacker's estimate after the answers spent; who is not found is"
        " guessed at the middle of the homes not ruled out.",
        "expected distance error of Shokri et al. 2011, Quantifying Location Privacy",
        -1,
    ),
    Probe(
        "candidates",
        "Candidate set",
        "residents",
        "Residents within the location error of the estimate, the person included: the crowd to hide "
        "in. For those not found, all who are not ruled out.",
        "anonymity set; Gruteser and Grunwald 2003, k-anonymity of places",
        -1,
    ),
    Probe(
        "candidates_alike",
        "Candidates alike",
        "residents",
        "Of these, those of the same sex and age band (0-17, 18-39, 40-59, 60+), the person included.",
        "the same, with two facts that a name or a neighbour gives away",
        -1,
    ),
    Probe(
        "count_leak",
        "Count leak",
        "times the town's average",
        "Share of listed in the person's cell of 100 m as solved from the counts of circles asked for "
        "from every 50 m, names ignored, over the share in the town. 1: nothing learned.",
        "least squares on overlapping sums; compare Dinur and Nissim 2003 on answering too many sums "
        "too exactly",
        1,
    ),
    Probe(
        "change_leak",
        "Change leak",
        "residents",
        "Residents who may be the one who came onto the list or left it between two dates: one where "
        "the name is read; from counts those in every changed circle and no unchanged one, asked often "
        "enough to see each change alone.",
        "difference of two releases; with counts the intersection of changed circles",
        -1,
    ),
    Probe(
        "residual_leak",
        "Left after removal",
        "share of the removed",
        "People taken off between the dates whom a copy of the earlier answers still names, or whose "
        "household the changed counts single out.",
        "copies outlive a register; compare CJEU C-398/15 (Manni) and C-131/12 (Google Spain)",
        1,
    ),
    Probe(
        "spillover",
        "Spillover on the household",
        "unlisted persons",
        "Unlisted members of the person's household, times the chance of picking their home among those"
        " of the candidates.",
        "one over the number of candidate households",
        1,
    ),
    Probe(
        "shown_near",
        "Shown as claimed",
        "share of those near",
        "Owners of smartphones within the radius of the person to whom the person is shown by name: "
        "what the tool says it is for.",
        "recall of the radius",
        0,
    ),
)
"""All probes in the order in which they print."""
