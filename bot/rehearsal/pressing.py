"""What a Teams client sends when somebody presses a button on a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.rehearsal.card_reading import Button, Element, Field, buttons, fallback_of, fields, refresh_of
from bot.rehearsal.problem import RehearsalError

Way = Literal["execute", "submit"]


@dataclass(frozen=True)
class Press:
    """A press, ready to send: by which way, and the activity's `value`."""

    way: Way
    value: dict[str, Any]
    title: str


def card_with(action: object, current: Element | None, earlier: Sequence[Element]) -> tuple[Element | None, bool]:
    """(The card to press on, whether it is stale): the current one, unless only an earlier one has this action."""
    for card in (current, *earlier):
        if any(button.id == action for button in buttons(card)) or (action == "refresh" and refresh_of(card)):
            return card, card is not current
    return current, False


def press(
    card: Element | None,
    action: object,
    inputs: Mapping[str, object],
    *,
    via: object = None,
    title: object = None,
    number: object = None,
    raw: bool = False,
) -> Press:
    """The press of this action on this card.

    `via` absent means the card's own way. When several buttons share an id, `title` or `number` (from 0) says which.
    With `raw` the inputs are sent as they are, on the card or not. Raises RehearsalError for what a client cannot do.
    """
    button = _find(card, action, title, number)
    if via not in (None, "execute", "submit"):
        raise RehearsalError(f"A button is pressed via execute or via submit, not via {via!r}.")
    sent = _sent(fields(card), inputs, raw) if raw or _takes_inputs(button.element) else {}
    trigger = "manual"
    if button.id == "refresh" and refresh_of(card) == button:
        trigger = "automatic"
    if button.type == "Action.Execute" and via != "submit":
        data = {**_data(button.element), **sent}
        element = button.element
        wanted = {"type": "Action.Execute", "id": element.get("id"), "verb": element.get("verb"), "data": data}
        value = {"action": {name: part for name, part in wanted.items() if part is not None}, "trigger": trigger}
        return Press("execute", value, button.title or button.id)
    if button.type == "Action.Execute":
        fallback = fallback_of(button.element)
        if fallback is None:
            raise RehearsalError(f"The button {button.id!r} has no Submit to fall back to.")
        return Press("submit", {**_data(fallback), **sent}, button.title or button.id)
    if button.type == "Action.Submit":
        if via == "execute":
            raise RehearsalError(f"The button {button.id!r} is a Submit; press it via submit.")
        return Press("submit", {**_data(button.element), **sent}, button.title or button.id)
    raise RehearsalError(f"The button {button.id!r} is an {button.type}, which sends nothing to the bot.")


def _find(card: Element | None, action: object, title: object, number: object) -> Button:
    shown = buttons(card)
    found = [button for button in shown if button.id == action]
    if title is not None:
        found = [button for button in found if button.title == title]
    refresh = refresh_of(card)
    if not found and refresh is not None and action in ("refresh", refresh.id):
        return refresh
    if not found:
        there = ", ".join(dict.fromkeys(button.id for button in shown)) or "no buttons"
        raise RehearsalError(f"There is no button {action!r} on this card; there are {there}.")
    if number is None:
        return found[0]
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(found):
        raise RehearsalError(f"There are {len(found)} buttons {action!r}; number {number!r} is not one of them.")
    return found[number]


def _takes_inputs(action: Element) -> bool:
    """An action with `associatedInputs: none` sends none of the card's inputs."""
    return str(action.get("associatedInputs", "auto")).casefold() != "none"


def _sent(known: list[Field], inputs: Mapping[str, object], raw: bool) -> dict[str, Any]:
    """What stands in the card's inputs. An empty one is left out, as the official renderer does; one that the person
    emptied is sent as the empty text."""
    if raw:
        return dict(inputs)
    by_id = {entry.id: entry for entry in known}
    strange = [name for name in inputs if name not in by_id]
    if strange:
        there = ", ".join(by_id) or "none"
        raise RehearsalError(f"There is no input {strange[0]!r} on this card; there are {there}.")
    untouched = {entry.id: entry.value for entry in known if entry.value != ""}
    return {**untouched, **{name: by_id[name].said(value) for name, value in inputs.items()}}


def _data(element: Element) -> dict[str, Any]:
    data = element.get("data")
    return {name: value for name, value in data.items() if name != "msteams"} if isinstance(data, dict) else {}
