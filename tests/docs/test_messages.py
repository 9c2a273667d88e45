"""docs/messages.md says what the code says; no wording is dead, worded twice, or repeats what somebody typed."""

import ast
import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

import bot
import cards
import rules
from bot.services.words import Words
from cards.actions import Verb
from rules.errors import NeedToKnowError
from tests.docs.messages import COMMANDS, DOCUMENT, document
from tests.docs.wordings import (
    ROOT,
    SAMPLES,
    VOLUNTEERED,
    WORDINGS,
    calls_of_wordings,
    chat_notices,
    every_wording,
    makers_of_words,
    notices,
    said,
)

TYPED = re.compile(r"\b(inputs?|given|answers?|typed|text|value|reason|comment|activity|body)\b")
"""Names under which the code holds what somebody typed."""

GENERATOR = ("messages.py", "wordings.py", "test_messages.py")
WHOLE = re.sub(
    r'"\s*\n\s*f?"',
    "",
    "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("*.py") if p.name not in GENERATOR),
)
"""Every test's text but this page's own, strings that go on in the next line joined."""

SAID_OTHERWISE = {
    "CardTooLargeError": "a card is cut until it fits; a test holds that every card of ours can",
    "Conflict": "said as not-saved",
    "HostRefused": "the door answers 403",
    "KeysUnavailable": "the door answers 503",
    "LimitsError": "said as OrganisationError, with the file's name",
    "NotSaved": "said as not-saved",
    "SignInFailed": "tried again by the engine",
    "SubmissionError": "said as not-understood",
    "TimescaleError": "said as PackError, with the file's name",
    "TokenRefused": "the door answers 401 or 403",
    "YamlError": "said as PackError, OrganisationError or FactsError",
}
"""Errors whose sentence no person reads as it stands, and what is said instead."""


def test_the_document_is_what_the_code_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "Run: python -m tests.docs.messages"


def test_every_wording_is_said_somewhere() -> None:
    assert len(every_wording()) > 20
    assert set(every_wording()) - {name for _, name, _ in calls_of_wordings()} == set()


def test_whatever_is_said_is_a_wording() -> None:
    assert {name for _, name, _ in calls_of_wordings()} - set(every_wording()) == set()


def test_words_are_made_in_one_place() -> None:
    """Besides, an earlier answer is read back for the same press sent twice."""
    worded = {module.__name__.replace(".", "/") + ".py" for module in WORDINGS}
    assert makers_of_words() == worded | {"bot/services/pressing.py"}


def test_every_wording_says_when_it_is_said_and_a_refusal_what_to_do() -> None:
    for name, wording in every_wording().items():
        assert inspect.getdoc(wording), name
        for made in said(wording):
            assert made.title.endswith("."), name
            assert made.next or made.tone not in ("warning", "attention"), name


def test_a_code_belongs_to_one_kind_of_answer() -> None:
    tones: dict[str, set[str]] = {}
    for wording in every_wording().values():
        for made in said(wording):
            assert re.fullmatch(r"[a-z]+(-[a-z]+)*", made.code)
            tones.setdefault(made.code, set()).add(made.tone)
    assert [code for code, found in tones.items() if len(found) > 1] == []


def test_no_wording_has_a_place_for_what_somebody_typed() -> None:
    """Its parameters are names, times, references and counts, each with an example."""
    for name, wording in every_wording().items():
        assert set(inspect.signature(wording).parameters) <= set(SAMPLES), name


def test_no_wording_is_given_what_somebody_typed() -> None:
    given = [
        f"{file}: words.{name}({source})"
        for file, name, call in calls_of_wordings()
        for source in map(ast.unparse, (*call.args, *(keyword.value for keyword in call.keywords)))
        if TYPED.search(source)
    ]
    assert given == []


def test_the_chat_has_one_answer_to_whatever_is_written() -> None:
    assert list(chat_notices()) == ["not_understood"]


def test_every_notice_of_a_view_is_in_the_document() -> None:
    """What is said without being asked: a view that makes a new notice is listed, or this says which is not."""
    listed = {place for places in VOLUNTEERED.values() for place in places}
    assert {(file, name) for file, name in notices() if not {(file, name), (file, "")} & listed} == set()


@pytest.mark.parametrize("name", list(every_wording()))
def test_every_wording_is_met_in_a_test(name: str) -> None:
    """Some test asks for it by name, by its code, or for four words of it in a row."""
    made = said(every_wording()[name])
    codes = {f'"{each.code}"' for each in made if each.code not in {str(verb) for verb in Verb} and "-" in each.code}
    met = f"{name}(" in WHOLE or any(phrase in WHOLE for each in made for phrase in (*codes, *_phrases(each)))
    assert met, "ask for it where somebody meets it, in tests/docs/test_reached.py for example"


def _phrases(made: Words) -> Iterator[str]:
    for sentence in re.split(r"[.:] ?", f"{made.title} {made.next}"):
        words = sentence.split()
        for start in range(len(words) - 3):
            yield " ".join(words[start : start + 4])
        if 1 < len(words) < 4:
            yield f"{sentence}."


def test_every_kind_of_error_is_in_the_document_or_said_in_other_words() -> None:
    for package in (bot, cards, rules):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if "migrations" not in module.name and not module.name.endswith("__main__"):
                import_module(module.name)
    known = {kind.__name__ for kind in COMMANDS} | set(SAID_OTHERWISE)
    direct = {
        kind.__name__
        for kind in NeedToKnowError.__subclasses__()
        if kind.__module__.split(".")[0] in ("bot", "cards", "rules")
    }
    assert direct == known
