"""When to try a provider again: a pure table. Instants are aware; spans are elapsed time."""

from datetime import datetime, timedelta

from bot.services.delivering import Failed

BACK_OFF = (
    timedelta(seconds=5),
    timedelta(seconds=15),
    timedelta(seconds=45),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
)
LONGEST_WISH = timedelta(hours=1)
GIVE_UP = 100


def retry_at(attempt: int, failure: Failed, at: datetime, jitter: float) -> datetime:
    """When attempt number `attempt` (from 1), which ended in `failure` at `at`, is followed by the next.

    A provider's Retry-After is honoured up to an hour, and never shortened. `jitter`, from 0 to 1, spreads
    a crowd over a quarter of the pause.
    """
    pause = BACK_OFF[min(max(attempt, 1), len(BACK_OFF)) - 1]
    pause += pause * 0.25 * jitter
    if failure.retry_after is not None:
        pause = max(pause, min(timedelta(seconds=failure.retry_after), LONGEST_WISH))
    return at + pause


def final(attempt: int, failure: Failed) -> bool:
    """Is this failure the end of this way: refused for good, or tried for about a day?"""
    return failure.permanent or attempt >= GIVE_UP
