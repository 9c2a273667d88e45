"""A message of a chat as Teams hands it to a message action: HTML of anybody's making, read as plain words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from bot.services.quoting import Quote

_NEW_LINE = frozenset({"br", "p", "div", "li", "tr", "blockquote", "pre", "h1", "h2", "h3", "hr", "table"})
_UNSAID = frozenset({"script", "style", "head", "title", "template"})
_NAMED = {"img": "picture", "attachment": "attachment", "video": "video", "audio": "recording"}


class _Words(HTMLParser):
    """Collects what a person would read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unsaid = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSAID:
            self._unsaid += 1
        elif tag in _NEW_LINE:
            self.parts.append("\n")
        elif tag in _NAMED:
            said = " ".join((dict(attrs).get("alt") or "").split())
            self.parts.append(f"({_NAMED[tag]}{': ' if said else ''}{said[:100]})")
        elif tag == "emoji":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSAID:
            self._unsaid = max(self._unsaid - 1, 0)
        elif tag in _NEW_LINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unsaid:
            self.parts.append(data)


def plain_words(html: str) -> str:
    """The words of an HTML fragment, however broken; tags, scripts and attributes are gone, entities are characters."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


def quote_of(payload: object) -> Quote:
    """`value.messagePayload` of composeExtension/fetchTask. Whatever is missing or of another type counts as absent."""
    message = _mapping(payload)
    body, sender = _mapping(message.get("body")), _mapping(message.get("from"))
    content = body.get("content")
    text = content if isinstance(content, str) else ""
    if body.get("contentType") != "text":
        text = plain_words(text)
    named = (_mapping(sender.get(kind)).get("displayName") for kind in ("user", "application"))
    author = next((name for name in named if isinstance(name, str) and name.strip()), "")
    return Quote(text, author, _instant(message.get("createdDateTime")))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _instant(value: object) -> datetime | None:
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        return read.astimezone(UTC) if read is not None and read.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
