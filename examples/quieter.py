"""A measure of one's own: persons who speak critically in fewer months than they would without the system."""

import glasshouse as gh


@gh.measure(
    id="quieter",
    title="Speak critically less often than without the system",
    unit="of persons",
    worse="more",
    side="harm",
    needs=("people", "twin"),
)
def quieter(data):
    """Persons with fewer months of critical speech than the same person without the system, among all."""
    return data.column("system_months_voiced") < data.column("twin_months_voiced")
