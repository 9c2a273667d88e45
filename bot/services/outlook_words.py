"""Everything the Outlook door answers of its own; beside words.py, by the same rules."""

from bot.services.words import Words


def not_yours() -> Words:
    """A press in a mail by somebody else than its addressee, with a token that does not hold, or a button not ours."""
    return Words(
        "not-yours",
        "Not done. Only the person this mail was sent to can act on it.",
        "Open Teams, find the Need to Know bot, and act there.",
        "warning",
    )


def too_old() -> Words:
    """The buttons of a mail end after about a month."""
    return Words(
        "too-late",
        "Not done. The buttons of this mail are too old.",
        "Open Teams, find the Need to Know bot, and act there.",
        "warning",
    )


def not_understood() -> Words:
    """A press in a mail that cannot be read."""
    return Words(
        "not-understood",
        "Not done. This press could not be read.",
        "Open Teams, find the Need to Know bot, and act there.",
        "warning",
    )


def later() -> Words:
    """Microsoft's signing keys are out of reach, so nobody can be recognised."""
    return Words(
        "later",
        "Not done. We could not check who you are just now.",
        "Press again in a minute, or act in Teams.",
        "warning",
    )


def not_saved(phone: str) -> Words:
    """The store cannot be reached, so a press in a mail did nothing."""
    return Words(
        "not-saved",
        "Not done. This could not be saved.",
        f"Press again in a minute. If it cannot wait, phone {phone}.",
        "attention",
    )
