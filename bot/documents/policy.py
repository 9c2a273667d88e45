"""A policy as a document to read beside the procedure: as text, and as a web page that needs nothing else."""

from html import escape
from textwrap import wrap

from rules.pack import Pack
from rules.policy_table import HEADS, Block, Line, blocks

WIDTH = 110
_LABEL = max(len(head) for head in HEADS) + 2
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 90rem; padding: 1rem }
body { color: #1b1b1b; background: #fff }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #767676; padding: .4rem .5rem; text-align: left; vertical-align: top }
thead th { background: #eee }
tbody th { font-weight: 600 }
.scroll { overflow-x: auto }
@media (prefers-color-scheme: dark) { body { color: #f2f2f2; background: #1b1b1b } thead th { background: #333 } }
"""


def as_text(pack: Pack) -> str:
    """The policy as lines of at most WIDTH characters, each row a paragraph."""
    lines = [
        f"{pack.title} ({pack.id}, version {pack.version})",
        f"Source: {pack.source}",
        *_wrapped(_legend(pack), ""),
    ]
    for block in blocks(pack):
        lines += ["", block.title, "=" * len(block.title)]
        for row in block.rows:
            lines += ["", row[0]]
            for head, text in zip(HEADS[1:], row[1:], strict=True):
                if text:
                    lines += _wrapped(text, f"  {head:<{_LABEL}}")
        for text in block.texts:
            lines += _wrapped(text, "- ")
    return "\n".join(lines)


def as_page(pack: Pack, *, nonce: str = "") -> str:
    """The policy as a web page: one table a section, with headings, readable without the network.

    `nonce` is for a server that allows styles by nonce alone.
    """
    title = escape(pack.title)
    style = f"<style{f' nonce={chr(34)}{escape(nonce)}{chr(34)}' if nonce else ''}>{_STYLE}</style>"
    head = f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
    intro = f"<p>{escape(pack.id)}, version {escape(pack.version)}. Source: {escape(pack.source)}.</p>"
    body = "".join(_section(n, block) for n, block in enumerate(blocks(pack)))
    meta = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    return (
        f"{head}{meta}{style}</head><body><main><h1>{title}</h1>{intro}<p>{escape(_legend(pack))}</p>{body}"
        "</main></body></html>"
    )


def _legend(pack: Pack) -> str:
    rows = "Each row says in square brackets on which answers it rests. "
    if pack.kind == "overlay":
        return rows + "These are public duties; the council confirms them for itself, and switches them on row by row."
    return rows + "Where no time is stated, the organisation's local limit counts."


def _section(number: int, block: Block) -> str:
    parts = [f'<section aria-labelledby="s{number}"><h2 id="s{number}">{escape(block.title)}</h2>']
    if block.rows:
        heads = "".join(f'<th scope="col">{escape(head.capitalize())}</th>' for head in HEADS)
        rows = "".join(_html_row(row) for row in block.rows)
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        parts.append(f'<div class="scroll" tabindex="0" role="group" aria-labelledby="s{number}">{table}</div>')
    if block.texts:
        parts.append(f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in block.texts)}</ul>")
    return "".join([*parts, "</section>"])


def _html_row(row: Line) -> str:
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
    return f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'


def _wrapped(text: str, first: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False)
