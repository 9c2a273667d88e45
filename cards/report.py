"""The cards of a report on its way: the first card, the steps of the form, check and send."""

from collections.abc import Sequence

from cards.elements import (
    Body,
    Room,
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
    more,
    paragraph,
    row,
    run,
)
from cards.inert import one_line, shortened
from cards.questions import asked
from cards.views import Check, FirstCard, FormStep, Row, Tell

_TELL_NOW = "Tell now sends this at once to the people who must know. You add the rest afterwards."


def first_card(view: FirstCard) -> dict[str, object]:
    """The first card: emergency words, the few questions of Tell now, and the way to the full report."""

    def draw(room: Room) -> dict[str, object]:
        body: Body = [
            *box(paragraph(view.emergency_text, Room(600, 1), bold=True), "attention"),
            *callout(view.error, "warning", room),
            *_other(view, room),
            heading("Report an incident", large=True),
            *paragraph(_TELL_NOW, room),
            *asked(view.tell_now, room, counted=not view.error),
        ]
        return card(body, buttons(view.actions, view.id, view.version))

    return fitted(draw)


def form_step(view: FormStep) -> dict[str, object]:
    """One step of the full report, with every value kept.

    Raises CardTooLargeError if its questions alone are too many.
    """

    def draw(room: Room) -> dict[str, object]:
        body: Body = [
            line(run(f"Step {view.step} of {view.steps}", small=True)),
            heading(view.title, large=True, room=room),
            *callout(view.alert, "warning", room),
            *_other(view, room),
            *paragraph(view.intro, room),
            *asked(view.questions, room, counted=not view.alert),
            *(part for note in view.notes for part in paragraph(note, room)),
        ]
        return card(body, buttons(view.actions, view.id, view.version))

    return fitted(draw)


def check(view: Check) -> dict[str, object]:
    """The last step: who will be told, by when and why; then what could change that; then the answers."""

    def draw(room: Room) -> dict[str, object]:
        reported = [*answered(view.rows, room), *_changes(view)]
        body: Body = [
            heading(view.title, large=True, room=room),
            *callout(view.alert, "warning", room),
            *_other(view, room),
            *paragraph(view.intro, room),
            *asked(view.questions, room, counted=not view.alert),
            *_will_be_told(view, room),
            *_tasks(view.tasks, room),
            *_not_known(view.unknown, room),
            *folded("answers", "Check or change your answers", reported, apart=True),
        ]
        return card(body, buttons(view.actions, view.id, view.version))

    return fitted(draw)


def _other(view: FirstCard | FormStep | Check, room: Room) -> Body:
    """What was typed on an older card, shown first, because whoever typed it looks for it."""
    if view.other is None:
        return []
    rows = [part for each in view.other.rows for part in row(each.label, each.value, room)]
    choice = button_row(buttons(view.other.actions, view.id, view.version))
    return [heading("Typed on your other card"), *rows, choice]


def _changes(view: Check) -> Body:
    if not view.changes:
        return []
    return [heading("Change something first?"), button_row(buttons(view.changes, view.id, view.version))]


def _will_be_told(view: Check, room: Room) -> Body:
    body: Body = []
    if view.tells:
        body += [heading("Who will be told"), *told_by(view.tells, room)]
    else:
        words = (
            "Nobody has to be told yet. You can still send it now, and tell your manager and the police if you need to."
        )
        body += paragraph(words, room, bold=True)
    if view.not_yet:
        body += [heading("Not required yet"), *paragraph("You can send this now. You need not wait.", room)]
        body += told_by(view.not_yet, room, "Required from")
    return body


def _tasks(tasks: tuple[str, ...], room: Room) -> Body:
    return [heading("What then has to be done"), *bullets(tasks, room)] if tasks else []


def _not_known(questions: tuple[str, ...], room: Room) -> Body:
    if not questions:
        return []
    words = "You can send without these. Where an answer is not known, more people are told rather than fewer."
    return [heading("Not known yet"), *paragraph(words, room), *bullets(questions, room)]


def told_by(tells: Sequence[Tell], room: Room, when: str = "By") -> Body:
    """Each recipient with the time, the reason, and the row of the policy that says so."""
    body: Body = []
    for tell in tells[: room.entries]:
        who = [run(one_line(shortened(tell.who, room.chars)) or "\u2013", bold=True)]
        if tell.urgent:
            who.insert(0, run("Urgent: ", bold=True, tone="attention"))
        body.append(line(*who))
        if tell.by:
            body.append(line(run(_by(tell.by, when, room)), close=True))
        if tell.why:
            body.append(line(run(f"Why: {one_line(shortened(tell.why, room.chars))}"), close=True))
        if source := one_line(shortened(tell.source, room.chars)):
            body.append(line(run(f"Source: {source}", small=True), close=True))
    return [*body, *more(len(tells) - room.entries)]


def _by(by: str, when: str, room: Room) -> str:
    """The time with its preposition: "By Tue 24 Nov 17:00", but "Immediately"."""
    time = one_line(shortened(by, room.chars))
    return (
        time[:1].upper() + time[1:] if time.lower().startswith(("immediately", "at once", "now")) else f"{when} {time}"
    )


def answered(rows: Sequence[Row], room: Room, title: str = "") -> Body:
    """What was answered, under `title`, if any, and the headings of its sections."""
    if not rows:
        return []
    body: Body = [heading(title)] if title else []
    section = ""
    for each in rows[: room.entries]:
        if each.section and each.section != section:
            section = each.section
            body.append(heading(section, sub=True))
        body += row(each.label, each.value, room)
    return [*body, *more(len(rows) - room.entries)]
