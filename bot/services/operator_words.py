"""What is answered to a press on the operator's card."""

from bot.services.words import Words


def put_right() -> Words:
    """Somebody said that it is put right."""
    return Words(
        "put-right",
        "Thank you: recorded as put right.",
        "If it is not, Need to Know finds it again and asks you.",
        "good",
    )


def already() -> Words:
    """It ended before."""
    return Words("already-put-right", "This was put right already.", "There is nothing to do.", "info")


def not_the_operator() -> Words:
    """Only the operator may say so."""
    return Words(
        "not-yours",
        "This is for whoever runs Need to Know here.",
        "If you know more about it, please tell them.",
        "warning",
    )
