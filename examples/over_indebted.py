"""A measure of one's own: persons who owe more than a year's income at the end."""

import glasshouse as gh


@gh.measure(
    id="over_indebted",
    title="Over-indebted at the end",
    unit="of persons",
    worse="more",
    side="harm",
    needs=("people", "twin"),
)
def over_indebted(data):
    """Persons whose debt at the end exceeds a year's income: the share with the system less that without."""

    def deep(side):
        yearly_income = data.column(f"{side}_income") * 12 / data.months
        return data.column(f"{side}_debt_at_end") > yearly_income

    return data.difference(deep("system"), deep("twin"))
