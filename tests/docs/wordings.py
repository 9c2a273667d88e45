"""Where each sentence of docs/messages.md lives: found in the code itself, so that none is written down twice."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from bot.services import (
    assistant_words,
    comment_words,
    cover_words,
    deed_words,
    draft_words,
    list_words,
    operator_words,
    outlook_words,
    required_words,
    restriction_words,
    words,
)
from bot.services.words import Words
from cards import plain
from cards.views import Notice

ROOT = Path(__file__).parents[2]

WORDINGS = (
    *(words, comment_words, assistant_words, draft_words, cover_words, deed_words, list_words, required_words),
    restriction_words,
    outlook_words,
    operator_words,
)
"""Where everything is worded that the bot answers."""

SAMPLES: dict[str, tuple[object, ...]] = {
    "reference": ("NTK-2026-0001",),
    "role": ("Director of Children's Services",),
    "by": ("Dana Director",),
    "at": ("Tue 24 Nov 16:05",),
    "outcome": ("Director of Children's Services is told",),
    "label": ("Review date",),
    "phone": ("the emergency duty team on 01632 960 999",),
    "tell": (True, False),
    "reached": (True, False),
    "count": (1, 3),
    "whom": ("the Service Manager",),
    "name": ("question 1",),
    "names": ("Morgan Team-Manager",),
    "done": (("NTK-2026-0001",), ()),
    "refused": (("NTK-2026-0002: this is not asked of you any more",),),
}
"""An example for everything that a wording may name. What somebody typed is not among it, and must never be."""


def every_wording() -> dict[str, Callable[..., Words]]:
    """The functions of the modules that hold wordings, as "module.name", in the order they stand there."""
    every: dict[str, Callable[..., Words]] = {}
    for module in WORDINGS:
        found = inspect.getmembers(module, inspect.isfunction)
        own = [(name, made) for name, made in found if made.__module__ == module.__name__]
        ordered = sorted(own, key=lambda pair: pair[1].__code__.co_firstlineno)
        every |= {f"{module.__name__.rpartition('.')[2]}.{name}": made for name, made in ordered}
    return every


def said(wording: Callable[..., Words]) -> list[Words]:
    """What a wording says, once for each of the examples. Raises KeyError where it names something not in SAMPLES."""
    names = list(inspect.signature(wording).parameters)
    return [wording(*chosen) for chosen in product(*(SAMPLES[name] for name in names))]


def when(made: Callable[..., object]) -> str:
    """The first sentence of a wording's docstring: when it is said."""
    return _first_sentence(inspect.getdoc(made) or "")


def calls_of_wordings() -> Iterator[tuple[str, str, ast.Call]]:
    """Every use of a wording, `words.NAME(...)` or one looked up in a table: the file, the name, the call."""
    for file, tree in _modules("bot"):
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=made):
                    call = node
                case ast.Dict(values=values):
                    for made in values:
                        if name := _wording(made):
                            yield file, name, ast.Call(func=made, args=[], keywords=[])
                    continue
                case _:
                    continue
            if (name := _wording(made)) and not name.endswith(".Words"):
                yield file, name, call


def _wording(node: ast.AST) -> str:
    """The wording that this attribute is, as "module.name"; "" for something else."""
    for module in WORDINGS:
        short = module.__name__.rpartition(".")[2]
        if (name := _attribute_of(node, short)) and not hasattr(str, name):  # a local text may be called words, too
            return f"{short}.{name}"
    return ""


def makers_of_words() -> set[str]:
    """The files in which a `Words` is made."""
    return {
        file
        for file, tree in _modules("bot")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and "Words" in (getattr(node.func, "id", ""), _attribute_of(node.func, "words"))
    }


def chat_notices() -> dict[str, Notice]:
    """What the chat says whatever is written, out of cards/plain.py: the warnings among what the bot uses of it."""
    used = {
        name for _, tree in _modules("bot") for node in ast.walk(tree) if (name := _attribute_of(node, "plain")) != ""
    }
    phone = str(SAMPLES["phone"][0])
    simple = {
        name: made(phone)
        for name in sorted(used)
        if list(inspect.signature(made := getattr(plain, name)).parameters) == ["phone"]
    }
    return {name: notice for name, notice in simple.items() if notice.tone in ("warning", "attention")}


def wrong_answers() -> list[str]:
    """What stands at a question whose answer cannot be used, as the code says it."""
    found: list[str] = []
    for _, tree in _modules("bot/notifications", "bot/services"):
        for node in ast.walk(tree):
            match node:
                case ast.FunctionDef(name="unusable"):
                    returned = [each.value for each in ast.walk(node) if isinstance(each, ast.Return)]
                    found += [text for each in returned if each is not None and (text := _template(each))]
                case ast.Call(func=ast.Name(id="AnswerError"), args=[ast.Constant(value=str(text))]):
                    found.append(text)
                case ast.Assign(
                    targets=[ast.Subscript(value=ast.Name(id="problems"))], value=ast.Constant(value=str(text))
                ):
                    found.append(text)
                case ast.Call(func=ast.Name(id="DraftScreen"), args=[_, ast.Dict(values=values), *_]):
                    found += [
                        one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str)
                    ]
    return list(dict.fromkeys(found))


def door_answers() -> list[tuple[str, str]]:
    """The statuses and sentences with which the web door and the turn refuse a request, in the order of the code."""
    found: list[tuple[str, str]] = []
    for _, tree in (*_modules("bot/incoming.py"), *_modules("bot/teams")):
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    func=ast.Name(id="_says" | "BodyRefused"), args=[status, ast.Constant(value=str(sentence))]
                ):
                    found.append((ast.unparse(status), sentence))
                case ast.Call(
                    func=ast.Name(id="answer_invoke"),
                    args=[
                        _,
                        status,
                        ast.Dict(keys=[ast.Constant(value="error")], values=[ast.Constant(value=str(text))]),
                    ],
                ):
                    found.append((ast.unparse(status), text))
    return list(dict.fromkeys(found))


VOLUNTEERED: dict[str, tuple[tuple[str, str], ...]] = {
    "A draft that waits, is closed, or is about to be discarded": (("bot/views/draft_notices.py", ""),),
    "A draft whose time comes, to its author and then to the manager": (("bot/views/report.py", "reminder"),),
    "Why somebody is asked beside, or instead of, whoever owes it": (("bot/views/banners.py", ""),),
    "Somebody whom no message reached": (
        ("bot/services/asking.py", "_reach"),
        ("bot/services/progress.py", "_reach_line"),
        ("bot/outlook/message.py", "_stand_in"),
        ("bot/outlook/message.py", "_reach"),
    ),
    "Cover that cannot be, or is over": (("bot/views/cover.py", ""), ("bot/views/cover_sent.py", "")),
    "A card that shows less than before": (
        ("bot/views/notification.py", "channel"),
        ("cards/plain.py", "newer"),
        ("bot/outlook/message.py", "_closed"),
    ),
    "The form of what somebody does by themselves, with what is wrong in it": (("bot/views/deeds.py", "form"),),
    "A client that cannot show a card": (("cards/elements.py", "card"),),
}
"""What is said without being asked when something is late, waits, or did not arrive: the functions that word it."""


ORGANISATION = ("bot/organisation.py", "bot/leave.py", "bot/file_values.py")
"""The checks of an organisation file: what they raise is said as OrganisationError, with the file and the key."""


def notices() -> set[tuple[str, str]]:
    """Where the views make a notice: the file, and the function nearest around it."""
    found = set()
    for file, tree in _modules("bot/views"):
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and any(
                isinstance(node, ast.Call) and _attribute_of(node.func, "v") == "Notice" for node in ast.walk(function)
            ):
                found.add((file, function.name))
    return found


def volunteered() -> dict[str, list[str]]:
    """The sentences of VOLUNTEERED, as the code has them; "\u2026" stands for a name, a time, a reference."""
    trees = {file: tree for folder in ("bot", "cards") for file, tree in _modules(folder)}
    found: dict[str, list[str]] = {}
    for occasion, places in VOLUNTEERED.items():
        sentences: list[str] = []
        for file, function in places:
            sentences += [text for node in _inside(trees[file], function) for text in _sentences(node)]
        found[occasion] = list(dict.fromkeys(sentences))
    return found


def errors_worded() -> dict[str, list[str]]:
    """The sentence of every error that is made with one, by the error's name; "\u2026" stands for what it names."""
    found: dict[str, list[str]] = {}
    for file, tree in (*_modules("rules"), *_modules("bot")):
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=kind), args=args) if kind.endswith("Error"):
                    worded = [text for arg in args if len((text := _template(arg)).split()) > 3]
                    said_as = "OrganisationError" if kind == "ValueError" and file in ORGANISATION else kind
                    found.setdefault(said_as, []).extend(worded[-1:])
    return {kind: sorted(set(texts)) for kind, texts in found.items()}


def _inside(tree: ast.Module, function: str) -> Iterator[ast.AST]:
    """The nodes of one function, or of the whole module but for its docstrings."""
    inside = (
        [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == function] if function else [tree]
    )
    if not inside:
        raise LookupError(f"There is no function {function} any more: correct VOLUNTEERED.")
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    nodes = [node for each in inside for node in ast.walk(each)]
    docstrings = {id(n.body[0].value) for n in nodes if isinstance(n, documented) and isinstance(n.body[0], ast.Expr)}
    parts = {id(part) for n in nodes if isinstance(n, ast.JoinedStr) for part in n.values}
    buttons = {id(part) for n in nodes if _attribute_of(getattr(n, "func", n), "v") == "Action" for part in ast.walk(n)}
    return (n for n in nodes if id(n) not in docstrings | parts | buttons)


def _sentences(node: ast.AST) -> list[str]:
    """The sentences and titles that a string of the code holds, without its tags."""
    text = re.sub(r"<[^>]*>", "\n", _template(node))
    return [line.strip() for line in text.split("\n") if len(line.split()) > 2 and line.strip()[0].isupper()]


def _template(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text.replace("{}", "\u2026")
        case ast.JoinedStr(values=values):
            return "".join(str(each.value) if isinstance(each, ast.Constant) else "\u2026" for each in values)
        case ast.BinOp(left=left, right=right):
            return f"{_template(left)}{_template(right)}"
    return ""


def _first_sentence(text: str) -> str:
    line = " ".join(text.split("\n\n")[0].split())
    head, full_stop, _ = line.partition(". ")
    return head + "." if full_stop else line


def _attribute_of(node: ast.AST, module: str) -> str:
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == module:
            return attribute
    return ""


def _modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        named = ROOT / folder
        for path in [named] if named.is_file() else sorted(named.rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
