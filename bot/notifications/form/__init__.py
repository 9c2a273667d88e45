"""The report form: which questions stand on which step, driven by the pack and by what is still unknown."""

from bot.notifications.form.answered import answer_words, answered
from bot.notifications.form.ask import LONGEST, Ask
from bot.notifications.form.fields import (
    MAX_PEOPLE,
    SAFETY,
    TELL_NOW,
    WHO,
    asked_of,
    everything_asked,
    last_page,
    step_of,
    steps,
)
from bot.notifications.form.reading import Reading, as_draft, read
from bot.notifications.form.step import WHO_KNOWS, asks, is_judgement, open_asks, questions_to_ask

__all__ = [
    "LONGEST",
    "MAX_PEOPLE",
    "SAFETY",
    "TELL_NOW",
    "WHO",
    "WHO_KNOWS",
    "Ask",
    "Reading",
    "answer_words",
    "answered",
    "as_draft",
    "asked_of",
    "asks",
    "everything_asked",
    "is_judgement",
    "last_page",
    "open_asks",
    "questions_to_ask",
    "read",
    "step_of",
    "steps",
]
