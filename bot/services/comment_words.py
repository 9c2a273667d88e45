"""Everything the bot answers about what a role fills in on its own card; beside words.py, by the same rules."""

from bot.services.words import Words


def acknowledged_set_meanwhile(role: str, label: str) -> Words:
    """The presser's role has acknowledged; a field beside the button was set by somebody else since it was drawn."""
    return Words(
        "acknowledged-set-meanwhile",
        f"You acknowledged this as {role}. Somebody else has set “{label}” meanwhile: see the card.",
        "Yours still stands in its field. To use yours instead, press “Save comment”.",
        "warning",
    )


def comment_saved() -> Words:
    """A comment or a review date was saved."""
    return Words("comment-saved", "Saved.", "Everyone told sees it.", "good")


def comment_added_below(by: str, at: str) -> Words:
    """A comment was saved; somebody else had written one that the presser's card did not show yet."""
    return Words(
        "comment-added-below",
        f"Saved, below what {by} wrote at {at}.",
        "Both stand on the card: please read theirs.",
        "good",
    )


def nothing_to_save() -> Words:
    """“Save comment” was pressed with nothing typed."""
    return Words("nothing-to-save", "Nothing was typed.", "Write a comment or choose a date, then press again.")


def set_meanwhile(label: str, by: str, at: str) -> Words:
    """Somebody else has set a field, such as the review date, since the presser's card was drawn."""
    return Words(
        "set-meanwhile",
        f"“{label}” was set by {by} at {at}: see the card.",
        "Yours is not saved, and still stands in its field. To use yours instead, press “Save comment” again.",
        "warning",
    )
