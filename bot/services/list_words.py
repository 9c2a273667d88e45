"""Everything the bot answers about lists: what was done for several at once, and whose list it is."""

from bot.services.words import Words


def monitor_not_yours() -> Words:
    """The monitor was asked for by somebody whom the policy does not name to watch over all notifications."""
    return Words(
        "monitor-not-yours",
        "This list is not for you.",
        "It is for those who watch over all notifications. Type “my reports” or “what waits for me” for your own.",
        "warning",
    )


def nothing_ticked() -> Words:
    """The button that does several at once, without anything ticked."""
    return Words(
        "nothing-ticked", "Nothing is ticked yet.", "Tick what you have dealt with, then press again.", "warning"
    )


def together_done(done: tuple[str, ...], refused: tuple[str, ...]) -> Words:
    """What was ticked was done, each by itself; what could not be is named with its reason."""
    not_done = f"Not done: {'; '.join(refused)}." if refused else ""
    title = f"Done: {', '.join(done)}." if done else "Nothing was done."
    return Words("together-done", title, not_done, "good" if done and not refused else "warning")
