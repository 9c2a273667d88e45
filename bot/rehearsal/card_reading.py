"""What a person finds on a card: its words, its buttons and its inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Element = Mapping[str, object]

_ONLY_SHOW = ("Action.ShowCard", "Action.ToggleVisibility")


@dataclass(frozen=True)
class Button:
    """An action somebody can press. `element` is the card's own JSON for it."""

    id: str
    title: str
    element: Element

    @property
    def type(self) -> str:
        """`Action.Execute`, `Action.Submit`, `Action.OpenUrl` ..."""
        return str(self.element.get("type", ""))

    def as_data(self) -> dict[str, object]:
        """This button for `GET seen`."""
        data: dict[str, object] = {"id": self.id, "title": self.title, "type": self.type}
        for name in ("verb", "data", "style", "url"):
            if name in self.element:
                data[name] = self.element[name]
        data["fallback"] = fallback_of(self.element) is not None
        return data


@dataclass(frozen=True)
class Field:
    """An input of a card, with what stands in it when nobody touches it."""

    id: str
    label: str
    type: str
    value: str
    required: bool
    choices: tuple[tuple[str, str], ...]
    element: Element

    def as_data(self) -> dict[str, object]:
        """This input for `GET seen`."""
        return {
            "id": self.id,
            "label": self.label,
            "type": self.type,
            "value": self.value,
            "required": self.required,
            "choices": [{"title": title, "value": value} for title, value in self.choices],
        }

    def said(self, value: object) -> str:
        """A value as a client submits it: a switch as its own words, several choices joined by commas."""
        if isinstance(value, bool):
            if self.type == "Input.Toggle":
                return str(self.element.get("valueOn" if value else "valueOff", "true" if value else "false"))
            return "true" if value else "false"
        if isinstance(value, list | tuple):
            return ",".join(str(item) for item in value)
        return "" if value is None else str(value)


def fallback_of(action: Element) -> Element | None:
    """The Submit that stands in for an Execute on a client without Execute."""
    fallback = action.get("fallback")
    return fallback if isinstance(fallback, dict) and fallback.get("type") == "Action.Submit" else None


def buttons(card: Element | None) -> list[Button]:
    """Every action that can be sent, in reading order (a card's `refresh` is not shown; showing more sends nothing)."""
    found = []
    for element in _walk(card or {}):
        if str(element.get("type", "")).startswith("Action.") and element.get("type") not in _ONLY_SHOW:
            identifier = element.get("id") or element.get("verb") or _verb(element)
            found.append(Button(str(identifier), str(element.get("title") or ""), element))
    return found


def refresh_of(card: Element | None) -> Button | None:
    """The action a client runs by itself when it shows the card, or None."""
    refresh = (card or {}).get("refresh")
    action = refresh.get("action") if isinstance(refresh, dict) else None
    if not isinstance(action, dict):
        return None
    return Button(str(action.get("id") or action.get("verb") or "refresh"), str(action.get("title") or ""), action)


def fields(card: Element | None) -> list[Field]:
    """Every input of the card, in reading order."""
    return [
        _field(element)
        for element in _walk(card or {})
        if str(element.get("type", "")).startswith("Input.") and element.get("id")
    ]


def words(card: Element | None) -> str:
    """The text a person reads on the card, one block a line; titles of buttons and labels included."""
    return "\n".join(line for line in _lines(card or {}) if line)


def headline(card: Element | None) -> str:
    """The first words on the card."""
    return words(card).partition("\n")[0]


def _field(element: Element) -> Field:
    kind = str(element.get("type"))
    rows = element.get("choices")
    choices = tuple(
        (str(row.get("title", "")), str(row.get("value", "")))
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
    )
    value = element.get("value")
    if kind == "Input.Toggle" and value is None:
        value = element.get("valueOff", "false")
    label = element.get("label") or element.get("title") or element.get("placeholder") or ""
    text = "" if value is None else str(value)
    return Field(str(element["id"]), str(label), kind, text, bool(element.get("isRequired")), choices, element)


def _walk(element: object) -> Iterator[Element]:
    """The element and everything shown inside it; never a fallback, whose original is shown instead."""
    if isinstance(element, list):
        for item in element:
            yield from _walk(item)
    elif isinstance(element, dict):
        yield element
        for name, part in element.items():
            if name in ("fallback", "refresh", "data", "msteams", "authentication"):
                continue
            if isinstance(part, dict | list):
                yield from _walk(part)


def _lines(card: Element) -> Iterator[str]:
    for element in _walk(card):
        kind = str(element.get("type", ""))
        if kind == "TextBlock":
            yield str(element.get("text", ""))
        elif kind == "RichTextBlock":
            inlines = element.get("inlines")
            yield "".join(
                str(item.get("text", "")) if isinstance(item, dict) else str(item)
                for item in (inlines if isinstance(inlines, list) else ())
            )
        elif kind == "FactSet":
            facts = element.get("facts")
            for fact in facts if isinstance(facts, list) else ():
                if isinstance(fact, dict):
                    yield f"{fact.get('title', '')} {fact.get('value', '')}".strip()
        elif kind.startswith("Input."):
            yield str(element.get("label") or element.get("title") or "")
        elif kind.startswith("Action."):
            yield str(element.get("title") or "")


def _verb(element: Element) -> str:
    data = element.get("data")
    return str(data.get("verb", "")) if isinstance(data, dict) else ""
