"""The HTML of a mail: few elements that every client shows alike, inline styles, and no colour, image or table.

Without colours a client in dark mode chooses all of them itself, and nothing becomes unreadable; without images there
is nothing to switch off. Headings, lists and paragraphs are what screen readers and the plain-text part go by.
"""

import html
import unicodedata
from collections.abc import Iterable

from bot.services.summary import Line

_BODY = "font-family:Segoe UI,Arial,sans-serif;font-size:16px;line-height:1.5;max-width:680px"
_HEADINGS = {1: "font-size:24px;line-height:1.25;margin:16px 0 8px", 2: "font-size:19px;margin:28px 0 8px"}
_HEADINGS |= {3: "font-size:16px;margin:20px 0 6px"}


def page(parts: Iterable[str], card: str = "") -> str:
    """The whole mail. The card stands in the head, where Outlook looks for it; "<" in it cannot end the script."""
    script = (
        f'<script type="application/adaptivecard+json">{card.replace("<", chr(92) + "u003c")}</script>' if card else ""
    )
    head = (
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>Need to Know</title>{script}</head>'
    )
    body = f'<body><div lang="en-GB" style="{_BODY}">{"".join(parts)}</div></body>'
    return f'<!DOCTYPE html><html lang="en-GB">{head}{body}</html>'


def heading(level: int, words: str) -> str:
    """A heading; levels follow one another without a gap."""
    return f'<h{level} style="{_HEADINGS[level]}">{text(words)}</h{level}>'


def paragraph(inner: str) -> str:
    """A paragraph of HTML that is inert already."""
    return f'<p style="margin:0 0 12px">{inner}</p>'


def bullets(items: Iterable[str]) -> str:
    """A list of HTML that is inert already; nothing where there is no item."""
    inner = "".join(f'<li style="margin:0 0 8px">{item}</li>' for item in items)
    return f'<ul style="margin:0 0 12px;padding-left:24px">{inner}</ul>' if inner else ""


def answers(rows: Iterable[Line]) -> str:
    """Questions, each with its answer below: side by side they would not fit a phone."""
    inner = "".join(
        f'<dt><strong>{text(row.label)}</strong></dt><dd style="margin:0 0 12px">{lines(row.value)}</dd>'
        for row in rows
    )
    return f'<dl style="margin:0">{inner}</dl>' if inner else ""


def text(value: str) -> str:
    """Inert in HTML: escaped, and without control and direction-changing characters."""
    shown = "".join(c for c in value if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return html.escape(shown, quote=True)


def lines(value: str) -> str:
    """Text of several lines, inert."""
    return "<br>".join(text(line) for line in value.splitlines())
