"""Everything the bot answers to a registered assistant alone; beside words.py, by the same rules."""

from bot.services.words import Words


def told_orally(by: str, at: str) -> Words:
    """An assistant recorded that they told the person they assist."""
    return Words(
        "told-orally", f"Recorded: you told {by} at {at}.", f"{by} still acknowledges: this does not do it.", "good"
    )


def told_when(by: str) -> Words:
    """When an assistant told somebody cannot be read, or cannot be."""
    return Words(
        "told-when",
        f"Please say when you told {by}.",
        "Nothing was recorded yet: give a date and a time, not before this was known and not in the future, "
        "or leave both empty for just now.",
        "warning",
    )


def only_they_can(by: str) -> Words:
    """An assistant pressed what the person they assist alone may do."""
    return Words(
        "assistant-reads",
        f"You read this as the assistant of {by}.",
        "Nothing was changed: only they, or whoever covers for them, can do that.",
        "warning",
    )
