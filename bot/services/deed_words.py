"""Everything the bot answers to what people do by themselves ("More ..."); beside words.py, by the same rules."""

from bot.services.words import Words


def deed_below(reference: str) -> Words:
    """The form of a deed is a message of its own, so that nothing that arrives meanwhile takes it away."""
    return Words("deed-below", "The form is in a new message below.", f"Nothing about {reference} has changed yet.")


def deed_left() -> Words:
    """A form was left without doing anything."""
    return Words("deed-left", "Nothing was done.", "You find it again under “More” on the card.")


def deed_over() -> Words:
    """What the form is for cannot be done any more, or never by this person."""
    return Words(
        "deed-over",
        "This cannot be done here now.",
        "Nothing was changed. Open the notification again to see what you can do.",
        "warning",
    )


def updated() -> Words:
    """An update was added."""
    return Words("updated", "The update is saved.", "Everyone told before is being told that there is news.", "good")


def updated_and_told(names: str) -> Words:
    """An update was added by which the policy names further people, or asks some of them again."""
    return Words(
        "updated-and-told",
        "The update is saved, and the policy asks for more.",
        f"Being told now: {names}. Everyone told before is being told that there is news.",
        "good",
    )


def found() -> Words:
    """The last missing child was found."""
    return Words("found", "Saved: nobody is missing any more.", "Everyone told before is being told.", "good")


def found_but(count: int) -> Words:
    """A missing child was found, others are not."""
    still = "One is" if count == 1 else f"{count} are"
    return Words(
        "found-but",
        f"Saved. {still} still missing.",
        "Their watch goes on. Everyone told before is being told.",
        "good",
    )
