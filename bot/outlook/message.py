"""The mail: subject and body for a notification. Complete, readable without a card, what people typed made inert."""

import html
import unicodedata
from dataclasses import dataclass

from bot.notifications.access import knows
from bot.notifications.delivery import Purpose
from bot.notifications.duty import DutyKind
from bot.notifications.notification import Record
from bot.services import explaining, progress, summary
from bot.services.asked import Asked
from bot.services.asking import asked_of
from bot.services.assisting import as_assistant, oral_lines
from bot.services.authority import Authority
from bot.services.speaking import moment

STYLE = "font-family:Segoe UI,Arial,sans-serif;font-size:16px;line-height:1.5;max-width:680px"
"""No colours: a client in dark mode then chooses both, and nothing becomes unreadable."""


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


def compose(record: Record, purpose: Purpose, to: str, authority: Authority, *, link: str = "", card: str = "") -> Mail:
    """The complete mail for the inbox or for a director, or the short one that stands in for a card (no content).

    `link` opens the bot's chat in Teams; `card` is the JSON of the card under a director's own mail.
    """
    notification = record.notification
    due, late = progress.next_deadline(record, authority, None)
    mark = "LATE: " if late else ""
    subject = f"{mark}Need to Know {notification.reference}"
    urgent = any(t.any_hour or t.immediate for t in notification.decision.triggers)
    reader = next((p.id for p in authority.organisation.people.values() if p.mail == to), "")
    asked = asked_of(record, reader, authority)
    if purpose is Purpose.STAND_IN:
        due, _ = progress.next_deadline(record, authority, None, asked)
        return Mail(to, f"{subject}: please open Teams", _stand_in(record, authority, due), urgent)
    if purpose is Purpose.REACH:
        return Mail(to, f"{subject}: please phone somebody", _reach(record, authority), urgent)
    if purpose in OWN and not knows(record, reader, authority.organisation):
        return Mail(to, f"Need to Know {notification.reference}", _closed(record), urgent=False)
    if purpose in OWN:
        whose = as_assistant(record, reader, authority)
        due, _ = progress.next_deadline(record, authority, None, asked)
        category = f": {summary.headline(notification)}" if authority.organisation.outlook.category_in_subject else ""
        subject = f"{subject}{category}{f', {due[0].lower()}{due[1:]}' if due else ''}"
        parts = _own(record, authority, asked, link, bool(card), whose)
        if whose:  # nothing is due of them
            return Mail(to, f"{subject} (to read, as assistant)", _page(parts, card), urgent)
        return Mail(to, subject, _page(parts, card), urgent, flag=due)
    limit = progress.notify_line(record)
    subject = f"{subject}, {limit[0].lower()}{limit[1:].rstrip('.')}" if limit else subject
    if any(d.kind is DutyKind.COMPLETE and not d.is_open for d in record.duties):
        subject = f"{subject} (details added)"
    waiting = f" {_text(due)}." if due else ""
    ending = (
        "<p>This mail is a record for the Need-to-Know inbox. To acknowledge or decide, use the card in Teams. "
        "Only people who need to know may read it: do not forward it.</p>"
    )
    return Mail(to, subject, _page([*_head(record, waiting=waiting), *_content(record, authority), ending]), urgent)


def _head(record: Record, due: str = "", waiting: str = "") -> list[str]:
    """The heading. Before it stands what a locked phone shows of a mail: the reference and what to do, no content."""
    notification = record.notification
    by = f" {_text(due)}." if due else ""
    return [
        f"<p>Need to Know {_text(notification.reference)}.{by} This mail is confidential: read it where nobody else "
        "can see your screen.</p>",
        f"<h1>{_text(summary.headline(notification))}</h1>",
        f"<p>Reported {moment(notification.created_at)} by {_text(summary.reporter(notification))}. "
        f"{_text(progress.notify_line(record))}{waiting}</p>",
    ]


def _own(
    record: Record, authority: Authority, asked: tuple[Asked, ...], link: str, card: bool, whose: str
) -> list[str]:
    """A director's own mail: what is asked and by when, how to answer, then everything else.

    `whose` assistant the reader is, where they only read.
    """
    due, _ = progress.next_deadline(record, authority, None, asked)
    asks = "".join(
        f"<li><strong>{_text(each.title)}</strong>{f' by {moment(each.due)}' if each.timed else ''}"
        f"{' (LATE)' if each.late else ''}.{f' {_text(each.note)}' if each.note else ''}</li>"
        for each in asked
    )
    way = f'<a href="{_text(link)}">open the Need to Know chat in Teams</a>' if link else "open the bot in Teams"
    buttons = (
        f"Answer with the buttons of this mail where Outlook shows them. Otherwise {way}"
        if card
        else f"To answer, {way}"
    )
    ending = " Its buttons work for you alone, and for about a month. After that, answer in Teams." if card else ""
    reads = f"You read this as the assistant of {whose}. You cannot acknowledge or decide for them."
    return [
        *_head(record, due),
        *((f"<p><strong>{_text(reads)}</strong></p>",) if whose else ()),
        f"<h2>{'What you may do' if whose else 'What is asked of you'}</h2>",
        f"<ul>{asks}</ul>" if asks else "<p>Nothing more is asked of you now.</p>",
        f"<p>{buttons} and type "
        f"<strong>{_text(record.notification.reference)}</strong>: the same is asked there. "
        f"If you can use neither, phone {_text(authority.organisation.phone)}.</p>",
        *_content(record, authority),
        f"<p>This mail is for you alone: do not forward it.{ending}</p>",
    ]


def _content(record: Record, authority: Authority) -> list[str]:
    """What happened first, in full; then who is told and why, and what else must be done."""
    notification = record.notification
    telling, _ = explaining.reasons(notification.decision, authority, None)
    parts, section = [], ""
    for line in summary.answers(notification, authority):
        if line.section != section:
            parts.append(("</dl>" if section else "") + f"<h2>{_text(line.section)}</h2><dl>")
            section = line.section
        parts.append(f"<dt><strong>{_text(line.label)}</strong></dt><dd>{_lines(line.value)}</dd>")
    if section:
        parts.append("</dl>")
    parts += [
        "<h2>Who is told, by when, and why</h2>",
        "<ul>",
        *(
            f"<li><strong>{_text(r.who)}</strong>, by {_text(r.by)}. {_text(r.why)} <em>{_text(r.source)}</em></li>"
            for r in telling
        ),
        *(f"<li>{_text(line)}</li>" for line in oral_lines(record, authority)),
        "</ul>",
    ]
    if besides := progress.besides_lines(record, authority):
        parts += ["<h2>What else must be done</h2>", "<ul>", *(f"<li>{_text(line)}</li>" for line in besides), "</ul>"]
    return parts


def _page(parts: list[str], card: str = "") -> str:
    """The whole mail. The card stands in the head, where Outlook looks for it; "<" in it cannot end the script."""
    script = (
        f'<script type="application/adaptivecard+json">{card.replace("<", chr(92) + "u003c")}</script>' if card else ""
    )
    head = (
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>Need to Know</title>{script}</head>'
    )
    return f'<html lang="en-GB">{head}<body><div lang="en-GB" style="{STYLE}">{"".join(parts)}</div></body></html>'


def _closed(record: Record) -> str:
    """To somebody who may not read it any more when the mail goes out. No content."""
    reference = _text(record.notification.reference)
    return _page(
        [
            "<h1>A Need to Know is not for you any more</h1>",
            f"<p>You were to read <strong>{reference}</strong>. It is kept to fewer people now. "
            "Nothing is asked of you.</p>",
        ]
    )


def _stand_in(record: Record, authority: Authority, due: str) -> str:
    reference = _text(record.notification.reference)
    by = f" {_text(due)}." if due else ""
    return _page(
        [
            "<h1>A Need to Know waits for you</h1>",
            f"<p>We could not reach you in Teams about <strong>{reference}</strong>.{by}</p>",
            f"<p>Open Teams, find the Need to Know bot, and type <strong>{reference}</strong>. "
            f"If you cannot, phone {_text(authority.organisation.phone)}.</p>",
            "<p>For safety this mail holds no details.</p>",
        ]
    )


def _reach(record: Record, authority: Authority) -> str:
    reference = _text(record.notification.reference)
    waiting = [
        _text(f"{person.name}{f', {person.phone}' if person.phone else ''}")
        for duty in record.open_duties(DutyKind.REACH)
        if (person := authority.organisation.person(duty.about)) is not None
    ]
    names = "; ".join(waiting) or "The person is named on your card in Teams"
    return _page(
        [
            "<h1>Please phone somebody about a Need to Know</h1>",
            f"<p>No message about <strong>{reference}</strong> reached them: {names}. "
            f"Say that {reference} waits for them in Teams, then press “Done” on your card there.</p>",
            "<p>For safety this mail holds no details.</p>",
        ]
    )


def _text(value: str) -> str:
    """Inert in HTML: escaped, and without control and direction-changing characters."""
    shown = "".join(c for c in value if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return html.escape(shown, quote=True)


def _lines(value: str) -> str:
    return "<br>".join(_text(line) for line in value.splitlines())
