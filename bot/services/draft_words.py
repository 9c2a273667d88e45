"""Everything the bot answers about a draft as a whole, and over a message that is reported; as in words.py."""

from bot.services.words import Words


def older_card() -> Words:
    """Something was typed on a card that is out of date, on another device for one: it is kept."""
    return Words(
        "older-card",
        "That card was out of date. What you typed on it is kept.",
        "Here is the current one. Where both say something, choose below.",
        "warning",
    )


def saved_before() -> Words:
    """A card that is out of date was pressed again, and held nothing new."""
    return Words(
        "saved-before", "That card was out of date.", "What is on it is saved already. Here is the current one."
    )


def discarded() -> Words:
    """A draft was thrown away by its author."""
    return Words("discarded", "The draft is discarded.", "Nobody was told. Type “report” to start again.")


def discarded_before() -> Words:
    """A card of a draft that was thrown away."""
    return Words(
        "discarded-before", "This draft was discarded.", "It was not sent. Type “report” to start a new one.", "warning"
    )


def discarded_knowing(names: str) -> Words:
    """A draft was thrown away by its author after somebody had been told that it waits."""
    return Words(
        "discarded",
        "The draft is discarded.",
        f"It was not sent. {names} had been told that it waits: their card now says that you discarded it.",
    )


def nothing_typed() -> Words:
    """A report was closed before anything was typed."""
    return Words("nothing-typed", "Nothing was typed, so nothing is kept.", "Type “report” to start a report.")


def details_discarded() -> Words:
    """The rest of a "Tell now" was thrown away: what was told stays told, and the rest is still owed."""
    return Words(
        "discarded",
        "These details are discarded.",
        "What you told before stays as it is. The rest is still to be given.",
    )


def message_quoted() -> Words:
    """A message in Teams is reported: the first card holds its words."""
    return Words(
        "message-quoted",
        "The message is quoted below. It is not sent yet.",
        "Add what you know, then press “Tell now”.",
    )


def saved_in_dialog(reference: str) -> Words:
    """A report was sent from the dialog over a message."""
    return Words(
        "saved-in-dialog",
        f"Saved as {reference}. The people who must know are being told.",
        "The card in your own chat with this bot keeps you up to date. You can close this.",
        "good",
    )


def form_in_own_chat(reached: bool) -> Words:
    """The full report was asked for in the dialog over a message: it goes on in one's own chat."""
    if reached:
        return Words(
            "form-in-own-chat",
            "What you typed is saved, and not sent.",
            "The form goes on in your own chat with this bot. You can close this.",
        )
    return Words(
        "form-in-own-chat",
        "What you typed is saved, and not sent.",
        "Open your own chat with this bot and type “report” to go on.",
    )
