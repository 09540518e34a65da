"""A picture of one's own: mean income by age band, with the system and without."""

import glasshouse as gh
from glasshouse.charts.figure import Figure
from glasshouse.charts.marks import Key, Plot, Points, middles, named, scale


@gh.picture(
    id="incomes", title="Income by age, with the system and without", after="groups", needs=("people",)
)
def incomes(source):
    """Yearly income of each age band in both lives, as points."""
    data = source.data
    bands = data.people.column("age_band").to_pylist()
    names = sorted(set(bands))

    def means(side):
        yearly = data.column(f"{side}_income") * 0.12 / data.months
        return tuple(float(yearly[[band == name for band in bands]].mean()) for name in names)

    system, twin = means("system"), means("twin")
    rows = middles(len(names))
    marks = (Points("twin", twin, rows, shape="square"), Points("system", system, rows))
    return Figure(
        title="Income by age",
        unit="money per person a year",
        alt=f"Points for {len(names)} age bands, with the system and without it.",
        plots=(Plot(scale(0, max(*system, *twin, 1.0)), named(names), marks, rows=tuple(names)),),
        keys=(Key("system", "with the system"), Key("twin", "without it")),
        columns=("age", "with the system", "without it"),
        rows=tuple((n, f"{a:,.0f}", f"{b:,.0f}") for n, a, b in zip(names, system, twin, strict=True)),
        files=("people.parquet",),
    )
