"""The cards of a notification that was sent: for one person, and for the managers' channel."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from cards.elements import (
    Body,
    Room,
    action_ids,
    box,
    bullets,
    button_row,
    buttons,
    callout,
    card,
    fitted,
    folded,
    heading,
    line,
    paragraph,
    row,
    run,
    text_block,
)
from cards.inert import one_line, shortened
from cards.questions import asked
from cards.report import answered, told_by
from cards.views import Action, Ask, ChannelPost, Notification, Row

_ACCOUNT = 600
"""Characters of the account above what is asked, so that the buttons stay near; all of it is folded below."""


def notification(view: Notification) -> dict[str, object]:
    """The personal card: on the first screen what, whom, by when and what is asked; the rest folded under it."""

    def draw(room: Room) -> dict[str, object]:
        offered = (view.offer,) if view.offer else ()
        names = iter(action_ids([*(each for ask in (*view.asks, *offered) for each in ask.actions), *view.actions]))
        happened = [*_account(view, room), *_rows(view.brief, room)]
        told = bullets(view.told, room)
        details = [*_in_full(view, room), *answered(view.rows, room)]
        why = told_by(view.why, room)
        body: Body = [*callout(view.banner, view.banner_tone, room), *_head(view, room)]
        if view.told_first:
            body += [heading("Who is told"), *told] if told else []
        else:
            body += happened
        body += _rows(view.remarks, room)
        for ask in view.asks:
            body += _asked(ask, view, room, names, titled=len(view.asks) > 1)
        looked_up: list[tuple[str, str, Body, bool]] = [
            ("offer", ask.title, _asked(ask, view, room, names), any(question.error for question in ask.questions))
            for ask in offered
        ]
        if view.told_first:
            looked_up.append(("details", "What you reported", [*happened, *details], False))
            looked_up.append(("told", "Why they are told", why, False))
        else:
            looked_up.append(("details", "More details", details, False))
            looked_up.append(("told", "Who is told, and why", [*told, *why], False))
        for place, (name, title, items, open_) in enumerate(looked_up):
            body += folded(name, title, items, open_=open_, apart=place == 0)
        return card(body, buttons(view.actions, view.id, view.version, list(names)))

    return fitted(draw)


def channel_post(view: ChannelPost) -> dict[str, object]:
    """The channel's card: the reference, the deadline, the rows the organisation chose, and who has acknowledged."""

    def draw(room: Room) -> dict[str, object]:
        body: Body = [*callout(view.banner, "info", room), *_head(view, room)]
        body += _rows(view.rows, room)
        if view.status:
            body += [heading("Who is told"), *bullets(view.status, room)]
        return card(body, buttons(view.actions, view.id, view.version))

    return fitted(draw)


def _head(view: Notification | ChannelPost, room: Room) -> Body:
    """What must be seen first, in a box: colour never stands alone, the deadline says what the colour means."""
    badge = one_line(shortened(view.badge, 40))
    reference = one_line(shortened(view.reference, 60)) or "\u2013"
    items: Body = [
        line(*([run(f"{badge}  ", bold=True)] if badge else []), run(reference)),
        heading(view.headline, large=True, room=room),
    ]
    if isinstance(view, Notification):
        items += paragraph(view.about, room)
    items += paragraph(view.deadline, room, bold=True)
    if view.written:
        items.append(line(run(one_line(shortened(view.written, 60)), small=True), close=True))
    return box(items, view.tone)


def _account(view: Notification, room: Room) -> Body:
    short = text_block(view.account, Room(min(room.chars, _ACCOUNT), room.entries))
    return [heading("What happened"), *short] if short else []


def _in_full(view: Notification, room: Room) -> Body:
    return row("What happened, in full", view.account, room) if len(view.account) > _ACCOUNT else []


def _rows(rows: Sequence[Row], room: Room) -> Body:
    return [part for each in rows for part in row(each.label, each.value, room)]


def _asked(ask: Ask, view: Notification, room: Room, names: Iterator[str], *, titled: bool = False) -> Body:
    """One thing asked. Asked alone and without an input, its button says it all: the head says by when."""
    body: Body = []
    if titled or ask.note or ask.questions:
        body.append(heading(ask.title, room=room))
    if titled and ask.by:
        late = [run("LATE  ", bold=True, tone="attention")] if ask.late else []
        body.append(line(*late, run(f"By {one_line(shortened(ask.by, room.chars))}"), close=True))
    body += paragraph(ask.note, room)
    body += asked(ask.questions, room)
    if ask.actions:
        about = [_named(action, view.reference) for action in ask.actions]
        body.append(button_row(buttons(about, view.id, view.version, list(islice(names, len(about))))))
    return body


def _named(action: Action, reference: str) -> Action:
    """The same button, saying what it is about to somebody who hears it without the card around it."""
    return action if action.tooltip else replace(action, tooltip=f"{action.label}: {reference}")
