"""What was answered, in words: choices by their labels, instants as people write them."""

from collections.abc import Mapping
from datetime import date

from bot.notifications.answers import UNKNOWN, instant_text
from bot.notifications.draft import Draft
from bot.notifications.form.ask import Ask, field_ask
from bot.notifications.form.fields import everything_asked
from rules.pack import Pack


def answered(draft: Draft, pack: Pack) -> tuple[tuple[Ask, str], ...]:
    """Every question with an answer, and the answer in words."""
    rows = []
    roles = tuple(field_ask(f) for f in pack.form if f.by != "reporter")
    for ask in (*everything_asked(draft, pack), *roles):
        words = answer_words(ask, draft.given) if ask.id in draft.given else ""
        if words:
            rows.append((ask, words))
    return tuple(rows)


def answer_words(ask: Ask, answers: Mapping[str, str]) -> str:
    """One answer in words: choices by their labels, instants as typed (London time); "" when not answered."""
    raw = (instant_text(answers, ask.id) if ask.kind == "instant" else answers.get(ask.id, "")).strip()
    if not raw:
        return ""
    if raw.lower() == UNKNOWN:
        return "Not known"
    if ask.kind == "yes-no":
        return {"yes": "Yes", "no": "No"}.get(raw.lower(), raw)
    if ask.choices:
        labels = {**dict(ask.choices), UNKNOWN: "Not known"}
        return ", ".join(labels.get(part.strip().lower(), part.strip()) for part in raw.split(","))
    return _day(raw) if ask.kind in ("instant", "date") else raw


def _day(raw: str) -> str:
    """A date, and the time on a clock in London, as people write it; anything else as it was typed."""
    day, _, clock = raw.partition("T")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return raw
    return f"{found:%a} {found.day} {found:%b %Y} {clock}".strip()
