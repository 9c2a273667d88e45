"""The mails of a restricted notification to whoever is not one of its readers: the approved anonymised version."""

from datetime import datetime

from bot.notifications.notification import Record
from bot.notifications.restriction import Version
from bot.notifications.sight import Seen
from bot.outlook.asks import BUTTONS_END, how_to_answer, one_asked
from bot.outlook.page import bullets, heading, lines, page, paragraph, text
from bot.services import restricted
from bot.services.asked import Asked
from bot.services.authority import Authority
from bot.services.progress import next_deadline
from bot.services.speaking import as_at, timed


def to_a_reader(
    sees: Seen, authority: Authority, asked: tuple[Asked, ...], link: str, now: datetime, card: bool
) -> list[str]:
    """The own mail of somebody who sees the anonymised version alone: what is asked, and that version if any."""
    notification, version = sees.record.notification, sees.version
    by = next_deadline(sees.record, authority, now, asked)[0] if asked else ""
    due = f" {text(by)}." if by else ""
    return [
        paragraph(
            f"Need to Know {text(notification.reference)}.{due} This mail is confidential: read it where nobody else "
            "can see your screen."
        ),
        heading(1, version.title if version else "A restricted Need to Know"),
        paragraph(f"{as_at(now)}."),
        heading(2, "What is asked of you"),
        bullets(one_asked(each, now) for each in asked) or paragraph("Nothing more is asked of you now."),
        paragraph(how_to_answer(sees.record, authority, link, card)),
        *_anonymised(version),
        paragraph(text(restricted.to_others(notification, version, authority, now))),
        paragraph(f"This mail is for you alone: do not forward it.{BUTTONS_END if card else ''}"),
    ]


def to_the_inbox(record: Record, version: Version | None, authority: Authority, now: datetime) -> str:
    """For the shared mailbox, where somebody who must not know may read it: not even who is told, or in whose place.

    Of what is restricted it holds the anonymised version, once there is one.
    """
    reference = text(record.notification.reference)
    why = "so this mail holds no details" if version is None else "so this mail holds the anonymised version"
    return page(
        [
            heading(1, version.title if version else "A restricted Need to Know"),
            paragraph(
                f"<strong>{reference}</strong> was reported {timed(record.notification.created_at, now)}. "
                f"Not everybody who reads this mailbox may know of it, {why}."
            ),
            *_anonymised(version),
            paragraph(
                "Whoever must act has been told in person. If you need to know more for your work, phone "
                f"{text(authority.organisation.phone)} and give the reference."
            ),
        ]
    )


def _anonymised(version: Version | None) -> list[str]:
    return [heading(2, "What happened"), paragraph(lines(version.text))] if version is not None else []
