"""The mail: subject and body for a notification. Complete, readable without a card, what people typed made inert."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.notifications.access import knows
from bot.notifications.delivery import Purpose
from bot.notifications.duty import DutyKind
from bot.notifications.journal import Entry
from bot.notifications.notification import Record
from bot.notifications.sight import Sight, seen, seen_by_many
from bot.outlook.asks import BUTTONS_END, how_to_answer, one_asked
from bot.outlook.page import answers, bullets, heading, lines, page, paragraph, text
from bot.outlook.restricted import to_a_reader, to_the_inbox
from bot.services import explaining, progress, required_lines, summary
from bot.services.added import last_update
from bot.services.asked import Asked
from bot.services.asking import asked_of
from bot.services.assisting import as_assistant, oral_lines
from bot.services.authority import Authority
from bot.services.speaking import as_at, timed

OWN = frozenset({Purpose.DIRECTOR, Purpose.ASSISTANT})
"""Complete mails to one person, with a card to answer from Outlook."""


@dataclass(frozen=True)
class Mail:
    """One mail. `subject` holds the reference and the deadline, never a name; `flag` is shown beside it in Outlook."""

    to: str
    subject: str
    html: str
    urgent: bool
    flag: str = ""


def compose(
    record: Record, purpose: Purpose, to: str, authority: Authority, now: datetime, *, link: str = "", card: str = ""
) -> Mail:
    """The complete mail for the inbox or for a director, or the short one that stands in for a card (no content).

    Its times are as at `now` (aware, UTC), which the mail says; the subject, read for days, holds the time alone.
    `link` opens the bot's chat in Teams; `card` is the JSON of the card under a director's own mail.
    """
    reader = next((p.id for p in authority.organisation.people.values() if p.mail == to), "")
    known = knows(record, reader, authority.organisation)
    sees = seen(record, reader, authority.organisation) if reader else seen_by_many(record)
    record, notification = sees.record, sees.record.notification
    asked = asked_of(record, reader, authority)
    due, late = progress.next_deadline(record, authority, None)
    if notification.is_veiled:
        late = any(each.late for each in asked)
    mark = "DRILL, not real: " if notification.drill else "LATE: " if late else ""
    subject = f"{mark}Need to Know {notification.reference}"
    urgent = late or any(t.any_hour or t.immediate for t in notification.decision.triggers)
    if purpose is Purpose.STAND_IN:
        due, _ = progress.next_deadline(record, authority, now, asked)
        if notification.is_veiled:
            due = due if any(each.what for each in asked) else ""
        return Mail(to, f"{subject}: please open Teams", _stand_in(record, authority, due, now), urgent)
    if purpose is Purpose.REACH:
        return Mail(to, f"{subject}: please phone somebody", _reach(record, authority), urgent)
    if purpose is Purpose.INBOX and sees.sight is not Sight.WHOLE:
        return Mail(to, f"{subject}: restricted", to_the_inbox(record, sees.version, authority, now), urgent)
    if purpose in OWN and not known:
        return Mail(to, f"Need to Know {notification.reference}", _closed(record), urgent=False)
    if purpose in OWN and sees.sight is not Sight.WHOLE:
        due, _ = progress.next_deadline(record, authority, None, asked) if asked else ("", False)
        subject = f"{subject}: restricted{f', {due[0].lower()}{due[1:]}' if due else ''}"
        return Mail(to, subject, page(to_a_reader(sees, authority, asked, link, now, bool(card)), card), urgent, due)
    news = " (update added)" if last_update(notification) is not None else ""
    if purpose in OWN:
        whose = as_assistant(record, reader, authority)
        due, _ = progress.next_deadline(record, authority, None, asked)
        category = f": {summary.headline(notification)}" if authority.organisation.outlook.category_in_subject else ""
        subject = f"{subject}{category}{f', {due[0].lower()}{due[1:]}' if due else ''}{news}"
        parts = _own(record, authority, asked, link, now, bool(card), whose)
        if whose:  # nothing is due of them
            return Mail(to, f"{subject} (to read, as assistant)", page(parts, card), urgent)
        return Mail(to, subject, page(parts, card), urgent, flag=due)
    limit = progress.notify_line(record)
    subject = f"{subject}, {limit[0].lower()}{limit[1:].rstrip('.')}" if limit else subject
    if any(d.kind is DutyKind.COMPLETE and not d.is_open for d in record.duties):
        subject = f"{subject} (details added)"
    subject = f"{subject}{news}"
    due, _ = progress.next_deadline(record, authority, now)
    waiting = f" {text(due)}." if due else ""
    ending = paragraph(
        "This mail is a record for the Need-to-Know inbox. To acknowledge or decide, use the card in Teams. "
        "Only people who need to know may read it: do not forward it."
    )
    return Mail(
        to,
        subject,
        page([*_head(record, authority, now, waiting=waiting), *_content(record, authority, now), ending]),
        urgent,
    )


def to_operator(notice: Entry, to: str) -> Mail:
    """What whoever runs the software is told: ids and counts, one a line, as it must be kept."""
    said = notice.content or {}
    title = said.get("title", "Need to Know")
    return Mail(to, title, page([heading(1, title), paragraph(lines(said.get("text", "")))]), urgent=False)


def _head(record: Record, authority: Authority, now: datetime, due: str = "", waiting: str = "") -> list[str]:
    """The heading. Before it stands what a locked phone shows of a mail: the reference and what to do, no content."""
    notification = record.notification
    by = f" {text(due)}." if due else ""
    about = summary.about(notification, authority)
    return [
        paragraph(
            f"Need to Know {text(notification.reference)}.{by} This mail is confidential: read it where nobody else "
            "can see your screen."
        ),
        heading(1, summary.headline(notification)),
        *([paragraph(f"<strong>{text(about)}</strong>")] if about else []),
        paragraph(
            f"Reported {timed(notification.created_at, now)} by {text(summary.reporter(notification))}. "
            f"{text(progress.notify_line(record, now))}{waiting}"
        ),
        paragraph(f"{as_at(now)}."),
    ]


def _own(
    record: Record, authority: Authority, asked: tuple[Asked, ...], link: str, now: datetime, card: bool, whose: str
) -> list[str]:
    """A director's own mail: what is asked and by when, how to answer, then everything else.

    `whose` assistant the reader is, where they only read.
    """
    due, _ = progress.next_deadline(record, authority, now, asked)
    asks = bullets(one_asked(each, now) for each in asked)
    ending = BUTTONS_END if card else ""
    reads = f"You read this as the assistant of {whose}. You cannot acknowledge or decide for them."
    return [
        *_head(record, authority, now, due),
        *([paragraph(f"<strong>{text(reads)}</strong>")] if whose else []),
        heading(2, "What you may do" if whose else "What is asked of you"),
        asks or paragraph("Nothing more is asked of you now."),
        paragraph(how_to_answer(record, authority, link, card)),
        *_content(record, authority, now),
        paragraph(f"This mail is for you alone: do not forward it.{ending}"),
    ]


def _content(record: Record, authority: Authority, now: datetime) -> list[str]:
    """As the card: the reporter's words, what everybody asks first, what was added; who is told and why; the rest."""
    notification = record.notification
    telling, _ = explaining.reasons(notification.decision, authority, now)
    required = tuple(summary.Line(*line) for line in required_lines.lines(record, authority, now))
    account, added = summary.account(notification), (*required, *summary.remarks(notification, authority, now))
    parts = [
        heading(2, "What happened"),
        *([paragraph(lines(account))] if account else []),
        answers(summary.brief(notification, authority, now)),
        *([heading(2, "Said since"), answers(added)] if added else []),
        heading(2, "Who is told, by when, and why"),
        bullets(
            (
                *(
                    f"<strong>{text(r.who)}</strong>, by {text(r.by)}. {text(r.why)} <em>{text(r.source)}</em>"
                    for r in telling
                ),
                *map(text, oral_lines(record, authority, now)),
            )
        ),
    ]
    if besides := progress.besides_lines(record, authority, now):
        parts += [heading(2, "What else must be done"), bullets(map(text, besides))]
    if rest := summary.rest(notification, authority, now):
        parts.append(heading(2, "Everything else that was answered"))
        for section, rows in groupby(rest, lambda line: line.section):
            parts += [*([heading(3, section)] if section else []), answers(rows)]
    return parts


def _closed(record: Record) -> str:
    """To somebody who may not read it any more when the mail goes out. No content."""
    reference = text(record.notification.reference)
    return page(
        [
            heading(1, "A Need to Know is not for you any more"),
            paragraph(
                f"You were to read <strong>{reference}</strong>. It is kept to fewer people now. "
                "Nothing is asked of you."
            ),
        ]
    )


def _stand_in(record: Record, authority: Authority, due: str, now: datetime) -> str:
    reference = text(record.notification.reference)
    by = f" {text(due)}." if due else ""
    return page(
        [
            heading(1, "A Need to Know waits for you"),
            paragraph(f"We could not reach you in Teams about <strong>{reference}</strong>.{by}"),
            paragraph(
                f"Open Teams, find the Need to Know bot, and type <strong>{reference}</strong>. "
                f"If you cannot, phone {text(authority.organisation.phone)}."
            ),
            paragraph(f"{as_at(now)}. For safety this mail holds no details."),
        ]
    )


def _reach(record: Record, authority: Authority) -> str:
    reference = text(record.notification.reference)
    waiting = [
        text(f"{person.name}{f', {person.phone}' if person.phone else ''}")
        for duty in record.open_duties(DutyKind.REACH)
        if (person := authority.organisation.person(duty.about)) is not None
    ]
    names = "; ".join(waiting) or "The person is named on your card in Teams"
    return page(
        [
            heading(1, "Please phone somebody about a Need to Know"),
            paragraph(
                f"No message about <strong>{reference}</strong> reached them: {names}. "
                f"Say that {reference} waits for them in Teams, then press “Done” on your card there."
            ),
            paragraph("For safety this mail holds no details."),
        ]
    )
