"""PUB-6: people are shamed before those who pass, call or know them."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading

SHAMING = {
    "screens": "screens and boards in the street",
    "ringtone": "a ring tone that callers hear",
    "contacts": "messages to those who know the person",
}
"""Ways of showing people that serve to shame."""


@rule(
    "PUB-6",
    "Ring tones, cinemas, street screens and boards shame people",
    "P",
    articles=(
        cite("ICCPR 7", "no degrading treatment or punishment"),
        cite("ICCPR 17", "no unlawful attacks on honour and reputation, and no arbitrary interference"),
    ),
    why=(
        "Showing a face on a screen or a crime in a ring tone informs nobody who needs it. It humbles the "
        "person before neighbours, callers and children, which is what it is for."
    ),
    blind="How the showing is done in fact, and how it is taken. What local offices do beyond the text.",
    bad="lists: {defaulters: {publish: [screens], shown: [name, reason], shown_until: exit}}",
    good="lists: {defaulters: {publish: [website], shown: [name, reason], shown_until: exit}}",
)
def pub_6(law: Reading) -> Places:
    """The channels in which blacklists are published."""
    for name in law.blacklists:
        channels = [SHAMING[word] for word in law.says(f"lists.{name}.publish", ()) if word in SHAMING]
        if channels:
            yield found(f"lists.{name}.publish", f"shown by {', '.join(channels)}")
