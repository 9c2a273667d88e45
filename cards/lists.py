"""Lists: a reporter's own reports, the duties of a morning."""

from cards.elements import (
    Body,
    Room,
    action_ids,
    button_row,
    buttons,
    callout,
    card,
    fitted,
    heading,
    line,
    more,
    paragraph,
    run,
)
from cards.inert import one_line, shortened
from cards.questions import asked
from cards.views import Action, Item, ListView, Tone

_LATE: Tone = "attention"
MOST_ITEMS = 12
"""Entries on one card. Later ones are counted, not shown: put the most pressing first."""


def listing(view: ListView) -> dict[str, object]:
    """A list with a button under each entry; the words of `empty` if there is none."""

    def draw(room: Room) -> dict[str, object]:
        items = view.items[: min(MOST_ITEMS, room.entries)]
        of_items = [item.action for item in items if item.action]
        names = iter(action_ids([*of_items, *view.actions]))
        body: Body = [heading(view.title, large=True, room=room)]
        body += callout(view.banner, view.banner_tone, room)
        body += paragraph(view.intro, room)
        if not items:
            body += paragraph(view.empty, room)
        for item in items:
            body += _entry(item, room)
            if item.action:
                body.append(button_row(buttons([_about(item.action, item.title)], "", 0, [next(names)])))
        body += more(len(view.items) - len(items))
        body += asked(view.questions, room)
        return card(body, buttons(view.actions, "", 0, list(names)))

    return fitted(draw)


def _entry(item: Item, room: Room) -> Body:
    runs = [run("LATE  ", bold=True, tone=_LATE)] if item.tone == _LATE else []
    title = one_line(shortened(item.title, room.chars)) or "\u2013"
    subtitle = one_line(shortened(item.subtitle, room.chars))
    return [line(*runs, run(title, bold=True)), *([line(run(subtitle), close=True)] if subtitle else [])]


def _about(action: Action, title: str) -> Action:
    """The same button, saying what it is about: several buttons "Open" sound alike to a screen reader."""
    tooltip = action.tooltip or f"{action.label}: {title}"
    return Action(action.verb, action.label, action.style, action.id, tooltip, action.version)
