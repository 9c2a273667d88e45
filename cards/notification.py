"""The cards of a notification that was sent: for a role holder, for the reporter, and for the managers' channel."""

from cards.elements import TONE_WORDS, Body, Room, box, bullets, buttons, callout, card, fitted, heading, line, run
from cards.inert import one_line, shortened
from cards.questions import asked
from cards.report import answered, told_by
from cards.views import ChannelPost, Notification

_WORDS = {**TONE_WORDS, "good": "In hand"}


def notification(view: Notification) -> dict[str, object]:
    """The personal card: the answer to the last press, what it is about and by when, the detail, the buttons."""

    def draw(room: Room) -> dict[str, object]:
        told = _lines("Who is told", view.told, room)
        reported = answered(view.rows, room, "What was reported")
        sections = (told, reported) if view.told_first else (reported, told)
        body: Body = [
            *callout(view.banner, "info", room),
            *_head(view, room),
            *(part for section in sections for part in section),
            *_journal(view.journal, room),
        ]
        if view.why:
            body += [heading("Who must know, and why"), *told_by(view.why, room)]
        body += asked(view.questions, room)
        return card(body, buttons(view.actions, view.id, view.version))

    return fitted(draw)


def channel_post(view: ChannelPost) -> dict[str, object]:
    """The channel's card: the reference, the deadline, the rows the organisation chose, and who has acknowledged."""

    def draw(room: Room) -> dict[str, object]:
        body: Body = [
            *callout(view.banner, "info", room),
            *_head(view, room),
            *answered(view.rows, room, "In short"),
            *_lines("Who is told", view.status, room),
        ]
        return card(body, buttons(view.actions, view.id, view.version))

    return fitted(draw)


def _head(view: Notification | ChannelPost, room: Room) -> Body:
    badge = one_line(shortened(view.badge, 40)) or _WORDS[view.tone]
    first = [run(f"{badge}  ", bold=True)] if badge else []
    deadline = one_line(shortened(view.deadline, room.chars))
    items: Body = [
        line(*first, run(one_line(shortened(view.reference, 60)) or "\u2013")),
        heading(view.headline, large=True, room=room),
    ]
    if deadline:
        items.append(line(run(deadline, bold=True)))
    return box(items, view.tone)


def _lines(title: str, texts: tuple[str, ...], room: Room) -> Body:
    return [heading(title), *bullets(texts, room)] if texts else []


def _journal(entries: tuple[str, ...], room: Room) -> Body:
    return [heading("What has been done"), *bullets(entries, room, latest=True)] if entries else []
