"""Instants, people and deadlines in words, in London time, the same on every card and mail."""

from datetime import datetime, timedelta

from bot.services.authority import Authority
from rules.instants import said_anew, say_instant


def moment(at: datetime) -> str:
    """ "Tue 24 Nov 17:00" for an aware instant, in London time; the sheet gives the year.

    In the hour that comes twice when the clocks go back, it says which: "Sun 25 Oct 01:30 GMT".
    """
    return say_instant(at, year=False)


def timed(at: datetime, now: datetime | None) -> str:
    """Every time on a card or a mail: "Tue 24 Nov 17:00 (in 2 hours)" or "(2 hours ago)", as at `now`.

    Without `now`, for what stands by itself for long (a subject, a printed sheet), the time alone.
    """
    return moment(at) if now is None else f"{moment(at)} ({distance(at - now)})"


def timed_text(text: str, now: datetime | None) -> str:
    """A sentence of the rules or of ours, kept as it was written, with its times said so: as `timed` says them."""
    return said_anew(text, lambda at: timed(at, now)) if now is not None else text


def as_at(now: datetime) -> str:
    """When something was written: what stands in brackets beside its times was true then."""
    return f"As at {moment(now)}"


def distance(span: timedelta) -> str:
    """A length of time in plain words: "in 2 hours", "20 minutes ago", "now"."""
    seconds = int(abs(span).total_seconds())
    if seconds < 60:
        return "now"
    if seconds < 3600:
        amount = _count(seconds // 60, "minute")
    elif seconds < 48 * 3600:
        amount = _count((seconds + 1800) // 3600, "hour")
    else:
        amount = _count((seconds + 43200) // 86400, "day")
    return f"in {amount}" if span > timedelta(0) else f"{amount} ago"


def who(aad: str, authority: Authority) -> str:
    """A person's name from the organisation file; "a member of staff" for somebody it does not name."""
    if aad == "system":
        return "Need to Know"
    if "@" in aad:
        return f"The mailbox {aad}"
    if aad in authority.organisation.channels:
        return f"The channel {authority.organisation.channels[aad].name}"
    person = authority.organisation.person(aad)
    return person.name if person else "A member of staff"


def length(span: timedelta) -> str:
    """A length of time: "30 minutes", "4 hours"."""
    minutes = int(span.total_seconds() // 60)
    return _count(minutes // 60, "hour") if minutes % 60 == 0 else _count(minutes, "minute")


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
