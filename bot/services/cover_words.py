"""Everything the bot answers about being away and covering; beside words.py, by the same rules."""

from bot.services.words import Words


def no_role() -> Words:
    """Somebody whom the organisation file does not name said that they are away."""
    return Words(
        "no-role",
        "You hold no role here, so nothing needs cover.",
        "Tell your manager that you are away. Your own reports stay yours.",
        "warning",
    )


def cover_is_ones_own() -> Words:
    """Somebody tried to say who covers for another person."""
    return Words(
        "cover-is-ones-own",
        "Everybody says for themselves who covers for them.",
        "Nothing was changed. Ask them to write it in their own chat with this bot.",
        "warning",
    )


def own_chat_only() -> Words:
    """Being away was said, or pressed, outside the person's own chat."""
    return Words(
        "own-chat-only",
        "Say this in your own chat with this bot.",
        "Nothing was changed. Open that chat and type “cover”.",
        "warning",
    )


def until_needed() -> Words:
    """Somebody did not say until when they are away."""
    return Words(
        "until-needed",
        "Please say when you are back.",
        "Nothing was changed. Choose the day, or write “I am away until Monday”.",
        "warning",
    )


def until_unreadable() -> Words:
    """The day of the return cannot be read."""
    return Words(
        "until-unreadable",
        "I could not read when you are back.",
        "Nothing was changed. Write “I am away until Monday”, “until 3 December” or “until 24 Dec 09:00”, "
        "or choose the day on the card.",
        "warning",
    )


def until_past() -> Words:
    """The return lies in the past."""
    return Words(
        "until-past",
        "That time has passed.",
        "Nothing was changed. Write “I am away until 3 December” or “until 24 Dec 09:00”, "
        "or choose the day on the card.",
        "warning",
    )


def until_two_days() -> Words:
    """The return could be on either of two days: next Friday, the weekday that is today, two different dates."""
    return Words(
        "until-two-days",
        "That could mean two different days.",
        "Nothing was changed. Write the date, like “I am away until 3 December”, or choose it on the card.",
        "warning",
    )


def until_too_far() -> Words:
    """The return is more than a year away."""
    return Words(
        "until-too-far",
        "That is more than a year away.",
        "Nothing was changed. Write a nearer day, or ask for another person to hold your role.",
        "warning",
    )


def cover_unknown() -> Words:
    """Nobody of the organisation file has the name of the cover."""
    return Words(
        "cover-unknown",
        "Nobody in the organisation file has that name.",
        "Nothing was changed. Choose the person on the card.",
        "warning",
    )


def cover_several() -> Words:
    """Several people have the name of the cover."""
    return Words(
        "cover-several",
        "More than one person has that name.",
        "Nothing was changed. Write the whole name, or choose the person on the card.",
        "warning",
    )


def cover_not_free(by: str) -> Words:
    """Whoever was named is away in that time as well."""
    return Words(
        "cover-not-free",
        f"{by} is away in that time too.",
        "Nothing was changed. Choose somebody else on the card.",
        "warning",
    )


def cover_assistant(by: str) -> Words:
    """Somebody named their own assistant."""
    return Words(
        "cover-assistant",
        f"{by} is your assistant: they may read, and never act for you.",
        "Nothing was changed. Choose somebody else on the card.",
        "warning",
    )


def from_after_until() -> Words:
    """An absence would begin after its own end."""
    return Words(
        "from-after-until",
        "You would be back before you go.",
        "Nothing was changed. Write “I am away from Friday until Monday”, or choose both days on the card.",
        "warning",
    )


def cover_role_unknown() -> Words:
    """Somebody named a cover for a role that there is not."""
    return Words(
        "cover-role-unknown",
        "There is no role of that name.",
        "Nothing was changed. Choose who covers for which role on the card.",
        "warning",
    )


def cover_role_not_yours(role: str) -> Words:
    """Somebody named a cover for a role that they do not hold."""
    return Words(
        "cover-role-not-yours",
        f"You do not hold the role {role}.",
        "Nothing was changed. You say who covers for your own roles alone.",
        "warning",
    )


def cover_yourself() -> Words:
    """Somebody named themselves."""
    return Words(
        "cover-yourself",
        "You cannot cover for yourself.",
        "Nothing was changed. Choose somebody else on the card.",
        "warning",
    )


def away_saved() -> Words:
    """An absence counts from now on."""
    return Words("away-saved", "Saved: this counts from now on.", "You can change it at any time.", "good")


def away_planned() -> Words:
    """An absence that begins later is saved."""
    return Words("away-planned", "Saved: this counts from then on, by itself.", "You can change it until then.", "good")


def away_called_off() -> Words:
    """An absence that was to begin later was called off."""
    return Words(
        "away-called-off",
        "Saved: you stay, and nothing is passed on.",
        "Whoever was to cover for you is told.",
        "good",
    )


def back_saved() -> Words:
    """Somebody is back, and their absence is over."""
    return Words(
        "back-saved",
        "Welcome back: what is due for you comes to you again.",
        "The list of what came in follows below.",
        "good",
    )


def not_away() -> Words:
    """Somebody said that they are back, and was not away."""
    return Words("not-away", "You are not away.", "Nothing was changed.")


def away_by_file(at: str) -> Words:
    """Somebody said that they are back, and is away by the organisation file alone."""
    return Words(
        "away-by-file",
        f"The organisation file says that you are away until {at}.",
        "Nothing was changed. Ask whoever keeps that file to correct it.",
        "warning",
    )


def cover_declined(by: str) -> Words:
    """Whoever was named as cover cannot."""
    return Words(
        "cover-declined",
        f"Recorded: you do not cover for {by}.",
        "They are told now, and somebody else is asked.",
        "good",
    )
