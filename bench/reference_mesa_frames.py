"""The reference model R0 in mesa-frames: a data frame of persons, and a month of expressions over it.

This is how a user of mesa-frames would write it. What the month is stands in `reference_people.py`.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF

from bench.reference_people import (
    CONTACTS,
    GROUPS,
    LIFTED_TO,
    LISTED_BELOW,
    LONGEST,
    START,
    TERM,
    Array,
    People,
    around,
)


class Persons(AgentSetPolars):
    """Everybody, with the state of last month in the columns that others see."""

    def __init__(self, model: World, people: People) -> None:
        super().__init__(model)
        self.add(
            pl.DataFrame(
                {
                    "unique_id": np.arange(len(people.income), dtype=np.int64),
                    "income": people.income,
                    "debt": people.debt,
                    "belief": people.belief,
                    "group": people.group,
                    "cell": people.cell,
                    "chance_of_report": people.chance_of_report[people.cell].astype(np.float32),
                    "score": np.full(len(people.income), START, np.int16),
                    "listed_for": np.zeros(len(people.income), np.int8),
                    "spoke": np.zeros(len(people.income), bool),
                    "missed": np.zeros(len(people.income), bool),
                    **{f"contact_{k}": people.contacts[k] for k in range(CONTACTS)},
                }
            )
        )

    def step(self) -> None:
        """A month of everybody."""
        self.agents = self.agents.with_columns(**self._luck()).with_columns(**self._judged_by_others())
        self.pay()
        self.be_judged()

    def pay(self) -> None:
        """Those in debt pay or miss."""
        earns = pl.col("luck_income") >= pl.when(pl.col("listed_for") > 0).then(0.04).otherwise(0.02)
        pays = earns & (pl.col("income") * 0.4 >= pl.col("debt") * 0.03) & (pl.col("luck_payment") > 0.01)
        self.agents = self.agents.with_columns(pays=pays | (pl.col("debt") == 0)).with_columns(
            missed=~pl.col("pays"),
            debt=pl.col("debt") * pl.when(pl.col("pays")).then(0.97).otherwise(1.01),
        )

    def be_judged(self) -> None:
        """Speech, points, the list and reports."""
        risk = pl.when(pl.col("warned")).then(0.7).otherwise(0.3)
        spoke = pl.col("belief") * (0.5 + pl.col("heard") / CONTACTS) - risk > 0.25 * pl.col("luck_speech")
        caught = pl.col("luck_detection") < pl.when(pl.col("spoke")).then(0.2).otherwise(0.0005)
        listed, below = pl.col("listed_for") > 0, pl.col("score") < LISTED_BELOW
        term = (
            pl.when(listed).then(pl.col("listed_for") - 1).otherwise(pl.when(below).then(TERM).otherwise(0))
        )
        reported = (pl.col("term") > 0) & (pl.col("luck_report") < pl.col("chance_of_report"))
        self.agents = (
            self.agents.with_columns(spoke=spoke)
            .with_columns(score=pl.col("score") - pl.col("missed") * 20 - caught * 50)
            .with_columns(score=(pl.col("score") + (pl.col("score") < START)).clip(0, 1200))
            .with_columns(term=term.cast(pl.Int8))
            .with_columns(
                score=pl.when(listed & (pl.col("term") == 0))
                .then(pl.max_horizontal("score", pl.lit(LIFTED_TO)))
                .otherwise(pl.col("score"))
                .cast(pl.Int16),
                listed_for=pl.when(reported)
                .then(pl.min_horizontal(pl.col("term") + 1, pl.lit(LONGEST)))
                .otherwise(pl.col("term"))
                .cast(pl.Int8),
            )
        )

    def _luck(self) -> dict[str, Array]:
        draw, count = self.model.random.random, len(self.agents)
        purposes = ("income", "payment", "speech", "detection", "report")
        return {f"luck_{name}": draw(count, np.float32) for name in purposes}

    def _judged_by_others(self) -> dict[str, pl.Expr]:
        contacts = [pl.col(f"contact_{k}") for k in range(CONTACTS)]
        listed = (pl.col("listed_for") > 0).cast(pl.Int8)
        return {
            "heard": pl.sum_horizontal([pl.col("spoke").cast(pl.Int8).gather(one) for one in contacts]),
            "warned": pl.sum_horizontal([listed.gather(one) for one in contacts]) > 0,
        }


class World(ModelDF):
    """R0 as a model of mesa-frames."""

    def __init__(self, people: People, seed: int) -> None:
        super().__init__(seed)
        self.drawn = people
        self.persons = Persons(self, people)
        self.agents += self.persons

    def tick(self) -> tuple[Array, int]:
        """A month: counts (group, [listed, speakers, missed, points]) and the sum of exposure."""
        self.persons.step()
        state = self.persons.agents
        columns = [pl.col("listed_for").gt(0).sum(), pl.col("spoke").sum(), pl.col("missed").sum()]
        counted = state.group_by("group").agg(*columns, pl.col("score").cast(pl.Int64).sum()).sort("group")
        listed = state.filter(pl.col("listed_for") > 0)["cell"].to_numpy()
        in_cell = np.bincount(listed, minlength=len(self.drawn.persons_in_cell))
        exposure = int((self.drawn.persons_in_cell * around(in_cell, self.drawn.side)).sum())
        return counted.drop("group").to_numpy().astype(np.int64).reshape(GROUPS, 4), exposure
