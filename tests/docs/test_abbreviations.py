"""Nobody who is new has to ask what letters stand for: each abbreviation is spelled out, or its question says it."""

import json
from collections.abc import Iterator

import pytest

from bot.notifications.form.ask import Ask, fact_ask, field_ask
from bot.organisation import load_organisation
from bot.rehearsal.shipped import organisation_file, shipped_organisations
from bot.views.report import filled_in
from cards.views import Question
from rules.load import load_overlay, load_pack, shipped_packs
from rules.pack import Pack
from rules.vocabulary import SUBJECT_KINDS, VOCABULARY
from rules.vocabulary.abbreviations import ABBREVIATIONS, meanings, unexplained
from tests.cards.examples import EXAMPLES
from tests.docs.wordings import every_wording, said

OURS = {"LATE", "REMINDER", "DRILL", "NTK"}
"""Our own words in capitals, and the beginning of a reference: no abbreviations of the field."""
PACKS = (*map(load_pack, shipped_packs()), load_overlay())


def questions() -> Iterator[Question]:
    """Every question that a form can ask, as its card asks it."""
    kinds = Ask("subject.kind", "choice", "Who is this about?", choices=tuple((c.id, c.label) for c in SUBJECT_KINDS))
    asks = [kinds, *(fact_ask(fact, 1) for fact in VOCABULARY), *(field_ask(f) for pack in PACKS for f in pack.form)]
    return (filled_in(ask, {}) for ask in asks)


def rows(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """The id of each row and duty, its title, and the sentence that stands under it."""
    yield from ((row.id, row.title, row.when) for row in pack.triggers)
    yield from ((duty.id, duty.title, duty.what) for duty in pack.duties)
    yield from ((role.id, role.title, role.note) for role in pack.roles)
    yield from ((f"{pack.id} {kind}", homes.title, homes.what) for kind, homes in pack.otherwise)


def texts(card: object) -> Iterator[str]:
    """What a card shows, one element at a time."""
    if isinstance(card, dict):
        for name, part in card.items():
            if name in ("text", "title", "label", "placeholder", "fallbackText") and isinstance(part, str):
                yield part
            elif name not in ("data", "type", "$schema"):
                yield from texts(part)
    elif isinstance(card, list):
        for part in card:
            yield from texts(part)


def test_a_question_its_choices_and_its_hint_explain_their_abbreviations() -> None:
    for each in questions():
        beside = " ".join((each.label, each.group, each.hint, *(choice.label for choice in each.choices)))
        shown = (each.label, each.group, each.hint, *(choice.label for choice in each.choices))
        assert not [letters for text in shown for letters in unexplained(text, beside)], (each.id, each.label)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: str(pack.id))
def test_a_policys_titles_and_sentences_spell_theirs_out(pack: Pack) -> None:
    for name, title, sentence in rows(pack):
        assert not unexplained(title, sentence), (name, title)
        assert not unexplained(sentence, title), (name, sentence)


@pytest.mark.parametrize("name", shipped_organisations())
def test_a_rehearsed_councils_roles_are_named_in_words(name: str) -> None:
    for role in load_organisation(organisation_file(name)).roles.values():
        assert not unexplained(role.name)


@pytest.mark.parametrize("name", tuple(EXAMPLES))
def test_a_card_has_no_abbreviation_that_it_does_not_explain(name: str) -> None:
    shown = list(texts(json.loads(json.dumps(EXAMPLES[name]()))))
    assert not set(unexplained(" ".join(shown))) - OURS


def test_what_the_bot_answers_is_said_without_abbreviations() -> None:
    for name, wording in every_wording().items():
        assert not {each for words in said(wording) for each in unexplained(words.text)} - OURS, name


def test_what_a_procedure_does_not_spell_out_keeps_its_letters_and_says_so() -> None:
    form = {field.id: field for field in load_pack("informing-the-director").form}
    for field, letters in (("basic.csw", "CSW"), ("basic.pod", "POD")):
        assert letters in form[field].label
        assert "As the procedure's form has it" in form[field].hint
        assert letters not in ABBREVIATIONS, "we do not guess"


def test_a_choice_in_letters_is_explained_once_by_the_hint() -> None:
    ask = Ask(
        "basic.plan", "choice", "Which plan?", "One only.", (("a", "CP"), ("b", "TAC, or both TACs"), ("c", "XYZ"))
    )
    assert ask.explained == "One only. CP: child protection. TAC: team around the child."
    assert unexplained("XYZ or CP") == ("XYZ", "CP")
    assert meanings("A child protection (CP) plan") == ""
