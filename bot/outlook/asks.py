"""What a mail asks of its reader, and how they answer."""

from datetime import datetime

from bot.notifications.notification import Record
from bot.outlook.page import text
from bot.services.asked import Asked
from bot.services.authority import Authority
from bot.services.speaking import timed, timed_text

BUTTONS_END = " Its buttons work for you alone, and for about a month. After that, answer in Teams."


def how_to_answer(record: Record, authority: Authority, link: str, card: bool) -> str:
    """With the buttons, in Teams, or by phone."""
    way = f'<a href="{text(link)}">open the Need to Know chat in Teams</a>' if link else "open the bot in Teams"
    buttons = (
        f"Answer with the buttons of this mail where Outlook shows them. Otherwise {way}"
        if card
        else f"To answer, {way}"
    )
    return (
        f"{buttons} and type <strong>{text(record.notification.reference)}</strong>: the same is asked there. "
        f"If you can use neither, phone {text(authority.organisation.phone)}."
    )


def one_asked(asked: Asked, now: datetime) -> str:
    """One thing asked, by when, and its note."""
    by = f" by {timed(asked.due, now)}" if asked.timed else ""
    end = "" if asked.title.endswith("?") else "."
    said = f"{asked.note} {timed_text(asked.so_far, now)}".strip()
    note = f"<br>{text(said)}" if said else ""
    return f"<strong>{text(asked.title)}</strong>{by}{' (LATE)' if asked.late else ''}{end}{note}"
