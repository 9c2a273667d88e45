"""What the bot answers about questions, actions and what else those who were told decide; by the rules of words.py."""

from bot.services.words import Words


def asked(whom: str, by: str) -> Words:
    """A question was asked."""
    return Words(
        "asked",
        f"Your question is sent to {whom}.",
        f"The answer is due {by}. It comes to you, and stands on everybody's card.",
        "good",
    )


def required(whom: str, by: str) -> Words:
    """An action was required."""
    return Words(
        "required",
        f"The action is sent to {whom}.",
        f"It is due {by}. You are told when it is done, or late.",
        "good",
    )


def taken_back(name: str) -> Words:
    """A question or an action is not needed any more."""
    return Words("taken-back", f"Taken back: {name}.", "Nobody is asked for it any more. Your reason is kept.", "good")


def answered(name: str) -> Words:
    """A question was answered, or an action done."""
    return Words("replied", f"Saved: {name}.", f"{_TOLD} It stands on everybody's card.", "good")


_TOLD = "Whoever required it is told."


def answer_needed() -> Words:
    """An answer, or what was done, was not written, or is too long to keep."""
    return Words(
        "answer-needed",
        "Please write it in the field.",
        "Use fewer than 6,000 characters. It is not saved yet.",
        "warning",
    )


def confirmed(count: int) -> Words:
    """Things were confirmed as done in one press."""
    what = "1 thing is" if count == 1 else f"{count} things are"
    return Words("confirmed", f"{what} confirmed in your name.", "Every card shows it.", "good")


def tick_something() -> Words:
    """Nothing was ticked."""
    return Words("tick-something", "Nothing is ticked.", "Tick what is done, then press again.", "warning")
