"""Reading a card the way a person or a client does: its texts, its inputs, its buttons."""

import unicodedata
from collections.abc import Iterator

from markdown_it import MarkdownIt

Node = dict[str, object]


def nodes(part: object) -> Iterator[Node]:
    """Every object in a card, from the outside in, in reading order; a button's fallback is left out."""
    if isinstance(part, dict):
        yield part
        for key, value in part.items():
            if key not in ("fallback", "data"):
                yield from nodes(value)
    elif isinstance(part, list):
        for each in part:
            yield from nodes(each)


def of_type(card: object, *types: str) -> list[Node]:
    return [node for node in nodes(card) if node.get("type") in types]


def inputs(card: object) -> list[Node]:
    return [node for node in nodes(card) if str(node.get("type", "")).startswith("Input.")]


def actions(card: object) -> list[Node]:
    return of_type(card, "Action.Execute")


def action_ids(card: object) -> list[str]:
    return [str(action["id"]) for action in actions(card)]


def folded(card: object) -> list[Node]:
    """The parts that a button shows."""
    return [node for node in nodes(card) if node.get("isVisible") is False]


def unfolded(card: object) -> object:
    """The card without what is folded: the first look at it."""
    if isinstance(card, dict):
        return {key: unfolded(each) for key, each in card.items()}
    if isinstance(card, list):
        return [unfolded(each) for each in card if not (isinstance(each, dict) and each.get("isVisible") is False)]
    return card


def headings(card: object) -> list[str]:
    return [str(node["text"]) for node in of_type(card, "TextBlock")]


def lines(card: object) -> list[str]:
    """What is read, line by line: headings and rich text, without inputs."""
    read = []
    for node in of_type(card, "TextBlock", "RichTextBlock"):
        inlines = node.get("inlines")
        runs = inlines if isinstance(inlines, list) else [node]
        read.append("".join(str(run["text"]) for run in runs))
    return read


def shown_texts(card: object) -> list[str]:
    """Every text a client draws, except the answers inside inputs."""
    keys = ("text", "title", "label", "placeholder", "tooltip", "fallbackText", "errorMessage")
    return [str(node[key]) for node in nodes(card) for key in keys if isinstance(node.get(key), str)]


_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def is_plain_markdown(text: str) -> bool:
    """Whether a Markdown reader, at its most eager, sees one paragraph of nothing but text."""
    blocks = [token for token in _MARKDOWN.parse(text) if token.type not in ("paragraph_open", "paragraph_close")]
    if [block.type for block in blocks] != ["inline"]:
        return False
    parts = blocks[0].children or []
    return all(part.type == "text" for part in parts) and "".join(part.content for part in parts) == text


def is_inert(text: str) -> bool:
    """No line end, control, bidi override, half surrogate, tag or template in the text."""
    bad = any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in "\u200c\u200d" for c in text)
    tag = any(text[at] == "<" and text[at + 1 : at + 2].isalpha() for at in range(len(text)))
    return not bad and not tag and "</" not in text and "{{" not in text
