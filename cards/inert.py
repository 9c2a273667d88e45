"""Making what somebody typed inert: it is read on a card, and does nothing there.

Where text may stand, and why. Teams reads a subset of Markdown in a TextBlock and in the facts of a FactSet (bold,
lists, links), so what people typed never goes there as it is. A TextRun of a RichTextBlock knows no Markdown ("Text
to display. Markdown is not supported", schema 1.5): every text goes there, except headings, which need TextBlock for
the heading style that screen readers use. Backslash escapes differ between Teams clients, so headings swap each
active character for a look-alike instead. Clients also expand `{{DATE(...)}}` in both kinds; the braces are moved
apart. A mention needs `msteams.entities` to work, which no card of ours has; `<at>` and other tags lose their
brackets all the same.
"""

import re
import unicodedata

_KEPT_FORMAT_CHARACTERS = {"\u200c", "\u200d"}  # the joiners: Persian and Indic spelling, family emoji
_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BRACES = re.compile(r"\{(?=\{)")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LOOKALIKES = str.maketrans(
    {
        "*": "\u2217",
        "_": "\u02cd",
        "`": "\u02cb",
        "~": "\u223c",
        "[": "\u27e6",
        "]": "\u27e7",
        "<": "\u2039",
        ">": "\u203a",
        "#": "\uff03",
        "\\": "\u29f5",
        "|": "\u00a6",
    }
)
_LIST_MARK = re.compile(r"^([-+])(?=\s|$)")
_NUMBER_MARK = re.compile(r"^(\d+)([.)])(?=\s|$)")
_RULE = re.compile(r"^[-=+](?=[-=+ ]*$)")
_WEB = re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*:)(?=//)|\b(www)\.|\b(mailto|tel|javascript|data):")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a text, each inert and without a line end in it; empty lines left out."""
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    return tuple(line for line in (_inert_line(line) for line in lines) if line)


def one_line(text: str) -> str:
    """The text inert and on one line, for a TextRun: a forged line end cannot start a line that looks like ours."""
    return " ".join(paragraphs(text))


def for_markdown(text: str) -> str:
    """The text inert and on one line, for a TextBlock, where Markdown would be read."""
    line = one_line(text).translate(_LOOKALIKES)
    line = _LIST_MARK.sub("\u2010", line)
    line = _RULE.sub("\u2010", line)
    line = _NUMBER_MARK.sub(lambda m: m[1] + "\u2024", line)
    line = _ENTITY.sub("\uff06", line)
    return _WEB.sub(_without_link, line)


def as_typed(text: str) -> str:
    """An answer on its way back into its input: unchanged, but for half surrogate pairs, which cannot be sent."""
    return _SURROGATES.sub("\ufffd", text)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, ending with a mark where some were left out."""
    return text if len(text) <= limit else text[: max(limit - len(_CUT), 1)].rstrip() + _CUT


_CUT = " \u2026 (shortened)"


def _inert_line(line: str) -> str:
    if not line.isascii() or not line.isprintable():
        line = "".join(_visible(character) for character in line)
    line = _TAG.sub("\u2039", _BRACES.sub("{ ", line))
    return _BLANKS.sub(" ", line).strip()


def _visible(character: str) -> str:
    match unicodedata.category(character):
        case "Cc":
            return " "
        case "Cf":
            return character if character in _KEPT_FORMAT_CHARACTERS else ""
        case "Cs" | "Co":
            return "\ufffd"
        case _:
            return character


def _without_link(found: re.Match[str]) -> str:
    if found[2]:
        return found[2] + "\u2024"
    return found[0][:-1] + "\u2236"
