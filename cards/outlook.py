"""The card in a director's mail: what is asked and the ways to answer, in what Outlook's action model allows.

The mail says what happened; the card under it is made from the same view as the card in Teams, from the asks alone, so
that a further kind of duty needs nothing here. Outlook takes version 1.0 with `Action.Http`, no `Action.Submit`, no
`Input.Time`; labels of inputs are texts above them, because `label` came later.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from adaptive_cards import card as ac
from adaptive_cards import types as t

from cards.elements import ActionHttp, Body, HttpHeader, OutlookCard, RequestSet
from cards.inert import as_typed, for_markdown, shortened
from cards.views import UNKNOWN, YES_NO, Action, Ask, Choice, Notification, Question

_LABEL = 300
_TEXT = 600
REFRESH = "refresh"
MORE = "more"
"""The one button of a notification's card besides what is asked that a mail shows too."""
_NOT_IN_IDS = re.compile(r"[^a-zA-Z0-9_]")
"""For ids of other characters Outlook does not put what was typed in the place of {{ID.value}}: a dot is enough."""
NOT_IN_OUTLOOK = frozenset({"complete", "open", "resume", "report"})
"""Verbs whose answer is a form of several steps: they stay in Teams, where the link leads."""

Seal = Callable[[str, str], Mapping[str, object]]
"""What a button's request carries for a verb and the id that it is about: made by the caller, who holds the key."""


@dataclass(frozen=True)
class Frame:
    """Where a card lives: the originator that the organisation approved, the door's address, the link into Teams."""

    originator: str
    address: str
    teams: str
    seal: Seal


def director(view: Notification, frame: Frame) -> dict[str, object]:
    """The card of a notification for one reader, with what is still asked of them, and nothing that is not."""
    body: Body = [
        _text(view.reference, small=True),
        _text(view.headline, bold=True, large=True),
        *_some(view.about),
        *_some(view.deadline, bold=True),
        *_some(view.banner, bold=True),
        *_some(view.written, small=True),
    ]
    offered = (view.offer,) if view.offer else ()
    asks = [ask for ask in (*view.asks, *offered) if _answerable(ask)]
    taken: set[str] = set()
    for ask in asks:
        body += _ask(ask, view, frame, taken)
    elsewhere = [ask.title for ask in view.asks if not _answerable(ask)]
    body += [part for title in elsewhere for part in _some(f"{title}: in Teams, with the button below.")]
    if not view.asks:
        body += _some("Nothing is asked of you here now.")
    if besides := [_press(each, view, frame, {}, taken) for each in view.actions if each.verb == MORE]:
        body.append(RequestSet(actions=besides))
    made = OutlookCard(
        version="1.0",
        lang="en-GB",
        fallback_text="This card cannot be shown here. The mail says what is asked and how to answer in Teams.",
        originator=frame.originator,
        hide_original_body=False,
        auto_invoke_action=_press(Action(REFRESH, "Refresh"), view, frame, {}, taken),
        body=body,
        actions=[ac.ActionOpenUrl(title="Open in Teams", url=frame.teams)],
    )
    return _without_mode(made.model_dump(mode="json", by_alias=True, exclude_none=True, serialize_as_any=True))


def words_alone(title: str, text: str, frame: Frame) -> dict[str, object]:
    """A card that only says something, with the way into Teams."""
    made = OutlookCard(
        version="1.0",
        lang="en-GB",
        originator=frame.originator,
        hide_original_body=False,
        body=[_text(title, bold=True), *_some(text)],
        actions=[ac.ActionOpenUrl(title="Open in Teams", url=frame.teams)],
    )
    return _without_mode(made.model_dump(mode="json", by_alias=True, exclude_none=True, serialize_as_any=True))


def _answerable(ask: Ask) -> bool:
    return bool(ask.actions) and not any(each.verb in NOT_IN_OUTLOOK for each in ask.actions)


def _ask(ask: Ask, view: Notification, frame: Frame, taken: set[str]) -> Body:
    """One thing asked: its words, an input with a label for each question, its buttons. `taken`: ids in use so far."""
    by = f" by {ask.by}" if ask.by else ""
    late = "LATE: " if ask.late else ""
    body: Body = [_text(f"{late}{ask.title}{by}", bold=True, apart=True), *_some(ask.note)]
    inputs = {question.id: _free(_NOT_IN_IDS.sub("_", question.id), taken) for question in ask.questions}
    for question in ask.questions:
        body += _question(question, inputs[question.id])
    body.append(RequestSet(actions=[_press(action, view, frame, inputs, taken) for action in ask.actions]))
    return body


def _free(wanted: str, taken: set[str], mark: str = "_") -> str:
    """An id that nothing else on the card has: itself, or with the mark and a number from 2 on."""
    numbered = (wanted if number == 1 else f"{wanted}{mark}{number}" for number in range(1, len(taken) + 2))
    found = next(each for each in numbered if each not in taken)
    taken.add(found)
    return found


def _press(action: Action, view: Notification, frame: Frame, inputs: Mapping[str, str], taken: set[str]) -> ActionHttp:
    """A button. Its request names each answer as the press does; `inputs` says in which input of the card it stands."""
    about = action.id or view.id
    answers = {name: f"{{{{{input_id}.value}}}}" for name, input_id in inputs.items()}
    body = {**frame.seal(action.verb, about), "inputs": answers}
    style = None if action.style == "default" else t.ActionStyle(action.style)
    return ActionHttp(
        id=_free(action.verb, taken, "#"),
        title=shortened(action.label, 60),
        style=style,
        method="POST",
        url=frame.address,
        body=json.dumps(body, ensure_ascii=True),
        headers=[
            HttpHeader(name="Content-Type", value="application/json"),
            # Empty on purpose: Outlook then sends its token as Action-Authorization.
            HttpHeader(name="Authorization", value=""),
        ],
    )


def _question(question: Question, id: str) -> Body:
    """A question's label above its input, and as its placeholder: version 1.0 has no other name for an input."""
    needed = " (needed)" if question.required else ""
    label = f"{question.label}{needed}"
    body: Body = []
    if question.error:
        body.append(_text(f"Please correct: {question.error}", bold=True))
    body.append(_text(label))
    value, named = as_typed(question.value) or None, shortened(as_typed(label), _LABEL)
    match question.kind:
        case "yes-no":
            body.append(_one_of(id, YES_NO, value, named))
        case "choice":
            offered = question.choices
            if not any(each.id == UNKNOWN for each in offered):
                offered = (*offered, Choice(UNKNOWN, "Not known"))
            body.append(_one_of(id, offered, value, named))
        case "person":
            body.append(_one_of(id, question.choices, value, named))
        case "choices":
            body.append(_one_of(id, question.choices, value, named, several=True))
        case "date":
            body.append(ac.InputDate(id=id, value=value, placeholder=named))
        case "instant":
            body.append(ac.InputText(id=id, value=value, placeholder="Like 2026-11-24T17:00"))
        case _:
            body.append(
                ac.InputText(
                    id=id,
                    value=value,
                    placeholder=named,
                    is_multiline=True if question.kind == "long-text" else None,
                    max_length=max(question.longest, len(question.value)) if question.longest else None,
                )
            )
    return [*body, *_some(question.hint, small=True)]


def _one_of(
    id: str, offered: Sequence[Choice], value: str | None, named: str, *, several: bool = False
) -> ac.InputChoiceSet:
    return ac.InputChoiceSet(
        id=id,
        placeholder=named,
        choices=[ac.InputChoice(title=shortened(each.label, _LABEL) or each.id, value=each.id) for each in offered],
        is_multi_select=True if several else None,
        style=t.ChoiceInputStyle.EXPANDED if several else t.ChoiceInputStyle.COMPACT,
        value=value,
    )


def _some(text: str, *, bold: bool = False, small: bool = False) -> Body:
    return [_text(text, bold=bold, small=small)] if text.strip() else []


def _text(
    text: str, *, bold: bool = False, large: bool = False, small: bool = False, apart: bool = False
) -> ac.TextBlock:
    """A text, inert: Outlook reads Markdown in a TextBlock, and knows no other text in version 1.0."""
    return ac.TextBlock(
        text=for_markdown(shortened(text, _TEXT)) or "\u2013",
        wrap=True,
        weight=t.FontWeight.BOLDER if bold else None,
        size=t.FontSize.LARGE if large else t.FontSize.SMALL if small else None,
        separator=True if apart else None,
    )


def _without_mode(drawn: object) -> dict[str, object]:
    """adaptive-cards-py gives every action a `mode`, which version 1.0 does not know."""

    def strip(part: object) -> object:
        if isinstance(part, dict):
            return {name: strip(value) for name, value in part.items() if name != "mode"}
        return [strip(each) for each in part] if isinstance(part, list) else part

    found = strip(drawn)
    assert isinstance(found, dict)
    return found
