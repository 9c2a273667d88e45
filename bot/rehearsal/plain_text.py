"""The plain-text part that Exchange makes of an HTML mail, for clients that show no HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "h1", "h2", "h3", "ul", "ol", "li", "dl", "dt", "dd", "div", "table", "tr", "br"})
_SILENT = frozenset({"head", "script", "style"})
_EMPTY_LINES = re.compile(r"\n\s*\n\s*")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self.parts.append("\n\n" if tag in ("p", "h1", "h2", "h3") else "\n")
        if tag == "li":
            self.parts.append("* ")
        if tag == "a":
            self._link = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent -= 1
        if tag == "a" and self._link:
            self.parts.append(f" <{self._link}>")
            self._link = ""
        if tag in ("p", "h1", "h2", "h3", "ul", "dl"):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(" ".join(data.split()) if not data.strip() else re.sub(r"\s+", " ", data))


def plain_text(html: str) -> str:
    """The words of a mail in reading order, one block a line."""
    reader = _Reader()
    reader.feed(html)
    return _EMPTY_LINES.sub("\n\n", "".join(reader.parts)).strip()
