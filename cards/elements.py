"""The pieces that every card of ours is made of; the one place that adds to adaptive-cards-py.

What people typed is shown through `paragraph`, `row` and `bullets` (TextRuns, see inert.py), headings through
`heading`. Colour never stands alone: each tone has its word. Nothing is laid out side by side, so a card reads the
same on a phone.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from adaptive_cards import card as ac
from adaptive_cards import types as t
from pydantic import BaseModel

from cards.actions import Verb
from cards.inert import for_markdown, one_line, paragraphs, shortened
from cards.views import Action, Tone
from rules.errors import NeedToKnowError

MAX_BYTES = 28_000
"""Bytes of a card on the wire, non-ASCII escaped as the SDK sends it.

Teams' documented limit is 28 KB (platform.md).
"""
MAX_ACTIONS = 6
PRIMARY_ACTIONS = 3
_PARAGRAPHS = 8
_LABEL = 300
_BUTTON = 60
_TOGETHER = 48

Element = ac.ElementAnnotated
Body = list[Element]

TONE_WORDS: dict[Tone, str] = {"info": "", "good": "", "warning": "", "attention": "Important"}
"""What a colour means, in a word, where the words beside it do not say it: nothing may be said by colour alone."""
_BOX = {
    "info": t.ContainerStyle.EMPHASIS,
    "good": t.ContainerStyle.GOOD,
    "warning": t.ContainerStyle.WARNING,
    "attention": t.ContainerStyle.ATTENTION,
}
_WITHOUT_ANSWERS = frozenset({Verb.DISCARD_IT, Verb.REFRESH, Verb.BEGIN, Verb.LEAVE})


class HttpHeader(BaseModel):
    """A header that Outlook's service sends with a press."""

    name: str
    value: str


class ActionHttp(ac.Action):
    """`Action.Http`, which adaptive-cards-py lacks: Outlook's service makes the request."""

    type: Literal["Action.Http"] = "Action.Http"
    method: Literal["POST"] = "POST"
    url: str
    body: str = ""
    headers: list[HttpHeader] = []


class RequestSet(ac.ActionSet):
    """Buttons inside a mail's card."""

    actions: list[ActionHttp]  # type: ignore[assignment]  # Outlook's actions in place of Teams'


class OutlookCard(ac.AdaptiveCard):
    """A card in a mail: what Outlook adds to the format. Its actions are requests, or links."""

    originator: str
    hide_original_body: bool = False
    auto_invoke_action: ActionHttp | None = None


for _made in (ActionHttp, RequestSet, OutlookCard):
    _made.model_rebuild(_types_namespace=vars(ac))


class CardTooLargeError(NeedToKnowError):
    """A card that stays over the size Teams takes, however short its rows: it has too many questions or choices."""


@dataclass(frozen=True)
class Room:
    """How much a card may show: characters of a displayed text, entries of a list, characters of an editable answer."""

    chars: int
    entries: int
    answer: int = 1_000_000


_ROOMS = (
    *(Room(4000, 60), Room(1500, 40), Room(600, 30), Room(250, 24), Room(120, 16), Room(60, 10)),
    *(Room(60, 10, answer) for answer in (9000, 4500, 2000, 900, 400, 150, 40)),
)


def fitted(draw: Callable[[Room], dict[str, object]]) -> dict[str, object]:
    """The card drawn with as much room as keeps it under MAX_BYTES.

    Displayed texts are shortened first. An answer in an input is never shortened: where answers alone are too much
    for one card, the longest are shown as kept, without an input, so that nothing the client sends back can overwrite
    them. Raises CardTooLargeError.
    """
    for room in _ROOMS:
        drawn = draw(room)
        if size(drawn) <= MAX_BYTES:
            return drawn
    raise CardTooLargeError("This card has too many questions for Teams to show. Ask for them in more steps.")


def size(drawn: dict[str, object]) -> int:
    """Bytes of a card on the wire."""
    return len(json.dumps(drawn))


def card(body: Body, actions: Sequence[ac.ActionAnnotated] = ()) -> dict[str, object]:
    """A whole card of version 1.5, at Teams' full width, as a dictionary that JSON can hold."""
    made = ac.AdaptiveCard(
        version="1.5",
        lang="en-GB",
        fallback_text="This card cannot be shown here. Please open Need to Know in Teams.",
        body=body,
        actions=list(actions) or None,
        msteams=t.MSTeams(width=t.MSTeamsCardWidth.FULL),
    )
    return made.model_dump(mode="json", by_alias=True, exclude_none=True, warnings=False)


def heading(text: str, *, large: bool = False, sub: bool = False, room: Room | None = None) -> Element:
    """A heading that screen readers can jump to: large for the card, sub under another. A TextBlock: see inert.py."""
    return ac.TextBlock(
        text=for_markdown(shortened(text, min(_LABEL, room.chars if room else _LABEL))) or "\u2013",
        wrap=True,
        style=t.TextBlockStyle.HEADING,
        weight=t.FontWeight.BOLDER,
        size=t.FontSize.LARGE if large else t.FontSize.DEFAULT if sub else t.FontSize.MEDIUM,
        spacing=None if large or sub else t.Spacing.LARGE,
    )


def run(text: str, *, bold: bool = False, tone: Tone = "info", subtle: bool = False, small: bool = False) -> ac.TextRun:
    """A piece of text without Markdown. `text` must already be inert."""
    return ac.TextRun(
        text=text,
        weight=t.FontWeight.BOLDER if bold else None,
        color=None if tone == "info" else t.Colors(tone),
        is_subtle=True if subtle else None,
        size=t.FontSize.SMALL if small else None,
    )


def line(*runs: ac.TextRun, close: bool = False) -> Element:
    """One line of runs; `close` sets it directly under what stands above."""
    inlines: list[str | ac.TextRun] = list(runs)
    return ac.RichTextBlock(inlines=inlines, spacing=t.Spacing.NONE if close else None)


def paragraph(text: str, room: Room, *, bold: bool = False, tone: Tone = "info", small: bool = False) -> Body:
    """A text on one line of its own; nothing for an empty text."""
    shown = one_line(shortened(text, room.chars))
    return [line(run(shown, bold=bold, tone=tone, small=small))] if shown else []


def hint(text: str) -> Body:
    """Help with a question, in sight under its input: a placeholder would vanish as soon as somebody types."""
    shown = one_line(shortened(text, _LABEL))
    return [ac.RichTextBlock(inlines=[run(shown, small=True)], spacing=t.Spacing.SMALL)] if shown else []


def row(label: str, value: str, room: Room) -> Body:
    """A label and its value: on one line where both are short, otherwise stacked, the value in its own paragraphs."""
    name = one_line(shortened(label, _LABEL))
    lines = _lines(value, room) or ("\u2013",)
    if len(lines) == 1 and len(name) + len(lines[0]) <= _TOGETHER:
        mark = "" if name.endswith("?") else ":"
        return [line(run(f"{name}{mark} ", bold=True), run(lines[0]))]
    return [line(run(name, bold=True)), *(line(run(each), close=True) for each in lines)]


def text_block(text: str, room: Room) -> Body:
    """What somebody wrote, in its own paragraphs; nothing for an empty text."""
    return [line(run(each), close=place > 0) for place, each in enumerate(_lines(text, room))]


def _lines(text: str, room: Room) -> tuple[str, ...]:
    lines = paragraphs(shortened(text, room.chars))
    return lines if len(lines) <= _PARAGRAPHS else (*lines[: _PARAGRAPHS - 1], " ".join(lines[_PARAGRAPHS - 1 :]))


def bullets(texts: Sequence[str], room: Room, *, latest: bool = False) -> Body:
    """Short lines, one under the other; `latest` keeps the end of a long list instead of its beginning."""
    shown = [text for text in (one_line(shortened(each, room.chars)) for each in texts) if text]
    kept = shown[-room.entries :] if latest else shown[: room.entries]
    left_out = more(len(shown) - len(kept), "earlier" if latest else "more")
    drawn: Body = [line(run(f"\u2022 {text}"), close=place > 0) for place, text in enumerate(kept)]
    return [*left_out, *drawn] if latest else [*drawn, *left_out]


def more(count: int, word: str = "more") -> Body:
    """Says how many entries are not shown, if any."""
    return [line(run(f"{count} {word} not shown here.", subtle=True, small=True))] if count > 0 else []


def box(items: Body, tone: Tone) -> Body:
    """A shaded box around what must be seen first; nothing around nothing."""
    return [ac.Container(items=items, style=_BOX[tone], bleed=True)] if items else []


def callout(text: str, tone: Tone, room: Room) -> Body:
    """A text in a box, introduced by the word of its tone, so that colour is never the only sign."""
    shown = one_line(shortened(text, room.chars))
    if not shown:
        return []
    word = TONE_WORDS[tone]
    words = [run(f"{word}: ", bold=True)] if word else []
    return box([line(*words, run(shown, bold=tone == "attention"))], tone)


def buttons(actions: Sequence[Action], id: str, version: int, names: Iterable[str] = ()) -> list[ac.ActionAnnotated]:
    """The buttons of a card: the first three in sight, the rest under "more".

    Raises ValueError for more than six, or for a verb that is not in the list.
    """
    if len(actions) > MAX_ACTIONS:
        raise ValueError(f"a card has at most {MAX_ACTIONS} buttons, not {len(actions)}")
    named = zip(actions, names or action_ids(actions), strict=True)
    return [_button(action, name, id, version, place < PRIMARY_ACTIONS) for place, (action, name) in enumerate(named)]


def submit_only(drawn: dict[str, object]) -> dict[str, object]:
    """The card with the Submit of each button in its place: a dialog of Teams knows no Execute."""

    def walk(part: object) -> object:
        if isinstance(part, list):
            return [walk(each) for each in part]
        if not isinstance(part, dict):
            return part
        if part.get("type") == "Action.Execute" and isinstance(part.get("fallback"), dict):
            return part["fallback"]
        return {name: walk(value) for name, value in part.items()}

    return {name: walk(value) for name, value in drawn.items()}


def action_ids(actions: Sequence[Action]) -> list[str]:
    """The id of each button: its verb; from the second button of a verb on, the verb and "#2", "#3" ..."""
    seen: dict[str, int] = {}
    ids = []
    for action in actions:
        seen[action.verb] = seen.get(action.verb, 0) + 1
        ids.append(action.verb if seen[action.verb] == 1 else f"{action.verb}#{seen[action.verb]}")
    return ids


def button_row(buttons_: list[ac.ActionAnnotated]) -> Element:
    """Buttons inside the card's body, under what they are about."""
    return ac.ActionSet(actions=buttons_)


def folded(name: str, title: str, items: Body, *, open_: bool = False, apart: bool = False) -> Body:
    """What may be looked up, behind a button that shows and hides it; nothing where there is nothing.

    Its inputs belong to the card as ever: a client sends them with every button, folded or not. It begins unfolded
    when it is `open_`: something in it needs another look. `apart` sets it off from what stands above.
    """
    if not items:
        return []
    target, title = f"folded.{name}", one_line(shortened(title, _BUTTON))
    toggle = ac.ActionToggleVisibility(
        id=f"show.{name}",
        title=title,
        tooltip=f"Show or hide: {title}",
        mode=None,
        target_elements=[ac.TargetElement(element_id=target)],
    )
    return [
        ac.ActionSet(actions=[toggle], separator=True if apart else None, spacing=t.Spacing.LARGE if apart else None),
        ac.Container(id=target, is_visible=None if open_ else False, items=items),
    ]


def _button(action: Action, name: str, id: str, version: int, primary: bool) -> ac.ActionAnnotated:
    """Execute, and for the Teams clients that do not know Execute a Submit with the same id, title and data."""
    verb = Verb(action.verb)
    data = {
        "verb": verb.value,
        "id": action.id or id,
        "version": version if action.version is None else action.version,
    }
    title = one_line(shortened(action.label, _BUTTON))
    style = None if action.style == "default" else t.ActionStyle(action.style)
    mode = None if primary else t.ActionMode.SECONDARY
    tooltip = one_line(shortened(action.tooltip, _LABEL)) or None
    answers = t.AssociatedInputs.NONE if verb in _WITHOUT_ANSWERS else None
    return ac.ActionExecute(
        id=name,
        verb=verb.value,
        title=title,
        data=data,
        style=style,
        mode=mode,
        tooltip=tooltip,
        associated_inputs=answers,
        fallback=ac.ActionSubmit(
            id=name,
            title=title,
            data=dict(data),
            style=style,
            mode=mode,
            tooltip=tooltip,
            associated_inputs=answers,
        ),
    )
