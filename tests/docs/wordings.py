"""Where each sentence of docs/messages.md lives: found in the code itself, so that none is written down twice."""

import ast
import inspect
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from bot.services import cover_words, draft_words, outlook_words, words
from bot.services.words import Words
from cards import plain
from cards.views import Notice

ROOT = Path(__file__).parents[2]

WORDINGS = (words, draft_words, cover_words, outlook_words)
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
    "names": ("Morgan Team-Manager",),
}
"""An example for everything that a wording may name. What somebody typed is not among it, and must never be."""


def every_wording() -> dict[str, Callable[..., Words]]:
    """The functions of the modules that hold wordings, by name, in the order they stand there."""
    every: dict[str, Callable[..., Words]] = {}
    for module in WORDINGS:
        found = inspect.getmembers(module, inspect.isfunction)
        own = [(name, made) for name, made in found if made.__module__ == module.__name__]
        every |= dict(sorted(own, key=lambda pair: pair[1].__code__.co_firstlineno))
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
            if (name := _wording(made)) and name != "Words":
                yield file, name, call


def _wording(node: ast.AST) -> str:
    """The name of the wording that this attribute is, "" for something else."""
    found = (_attribute_of(node, module.__name__.rpartition(".")[2]) for module in WORDINGS)
    return next(filter(None, found), "")


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
