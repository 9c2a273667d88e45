"""A report on its way: the first card, the steps, check and send."""

import pytest

from cards.report import check, first_card, form_step
from cards.views import (
    EMERGENCY,
    Action,
    Check,
    Choice,
    FirstCard,
    FormStep,
    Kind,
    Question,
    Row,
    Tell,
)
from tests.cards.reading import Node, action_ids, actions, headings, inputs, lines, of_type

MISSING = Choice("missing", "Missing")
INJURY = Choice("serious-injury", "Serious injury")


def drawn(question: Question) -> list[Node]:
    return inputs(form_step(FormStep("d", 1, 1, 2, "Facts", questions=(question,))))


def titles(node: Node) -> list[tuple[str, str]]:
    choices = node["choices"]
    assert isinstance(choices, list)
    return [(choice["value"], choice["title"]) for choice in choices]


def test_the_first_card_starts_with_999() -> None:
    card = first_card(FirstCard("d", 1))
    assert lines(card)[0] == EMERGENCY == "If a child is in immediate danger, call 999 first. Then tell us here."


def test_the_first_card_asks_then_offers_to_tell_now() -> None:
    questions = (Question("whereabouts", "long-text", "Where is each child now?"),)
    actions_ = (Action("tell-now", "Tell now", "positive"), Action("start", "Full report"))
    card = first_card(FirstCard("d", 1, tell_now=questions, actions=actions_))
    assert [node["id"] for node in inputs(card)] == ["whereabouts"]
    assert action_ids(card) == ["tell-now", "start"]


def test_a_step_says_where_it_stands() -> None:
    assert lines(form_step(FormStep("d", 1, 2, 4, "Facts")))[0] == "Step 2 of 4"


def test_yes_no_offers_not_known_as_an_answer_of_its_own() -> None:
    (node,) = drawn(Question("danger.now", "yes-no", "Is anybody in danger now?", value="unknown"))
    assert titles(node) == [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")]
    assert (node["style"], node["value"]) == ("compact", "unknown")


def test_a_question_not_answered_yet_has_no_answer_in_it() -> None:
    (node,) = drawn(Question("danger.now", "yes-no", "Is anybody in danger now?"))
    assert "value" not in node


def test_a_choice_offers_not_known_once() -> None:
    (node,) = drawn(Question("kind", "choice", "What?", choices=(MISSING,)))
    assert titles(node) == [("missing", "Missing"), ("unknown", "Not known")]
    (node,) = drawn(Question("kind", "choice", "What?", choices=(Choice("unknown", "Cannot say"), MISSING)))
    assert titles(node) == [("unknown", "Cannot say"), ("missing", "Missing")]


def test_several_choices_are_kept_with_commas_between() -> None:
    value = "missing,serious-injury"
    (node,) = drawn(Question("happened", "choices", "What happened?", choices=(MISSING, INJURY), value=value))
    assert (node["isMultiSelect"], node["style"], node["value"]) == (True, "expanded", value)
    assert titles(node) == [("missing", "Missing"), ("serious-injury", "Serious injury")]


@pytest.mark.parametrize(
    ("value", "day", "clock"),
    [
        ("2026-11-22T19:40", "2026-11-22", "19:40"),
        ("2026-11-22T19:40:30", "2026-11-22", "19:40"),
        ("2026-11-22", "2026-11-22", None),
        ("", None, None),
    ],
)
def test_an_instant_is_a_date_and_a_time(value: str, day: str | None, clock: str | None) -> None:
    date, time = drawn(Question("missing.last_seen#2", "instant", "Last seen?", value=value))
    assert (date["type"], date["id"], date.get("value")) == ("Input.Date", "missing.last_seen#2", day)
    assert (time["type"], time["id"], time.get("value")) == ("Input.Time", "missing.last_seen#2.time", clock)
    assert (date["label"], time["label"]) == ("Last seen? Date", "Last seen? Time (24 hours, London)")


@pytest.mark.parametrize(
    ("kind", "id", "style", "many_lines"),
    [
        ("text", "basic.child_name", None, None),
        ("long-text", "incident.details", None, True),
        ("phone", "contact.telephone", "tel", None),
        ("text", "agencies.police.email", "email", None),
        ("text", "agencies.police.email#2", "email", None),
    ],
)
def test_a_text_gets_the_keyboard_it_needs(kind: Kind, id: str, style: str | None, many_lines: bool | None) -> None:
    (node,) = drawn(Question(id, kind, "A question", value="x\r\ny"))
    assert (node["type"], node.get("style"), node.get("isMultiline")) == ("Input.Text", style, many_lines)
    assert node["value"] == "x\r\ny"


def test_a_date_is_a_date() -> None:
    (node,) = drawn(Question("basic.date_of_birth", "date", "Date of birth", value="2015-02-01"))
    assert (node["type"], node["value"]) == ("Input.Date", "2015-02-01")


def test_a_wrong_answer_is_named_above_its_input_and_every_answer_is_kept() -> None:
    questions = (
        Question("whereabouts", "long-text", "Where is each child now?", value="At home with an aunt"),
        Question("contact.telephone", "phone", "Your number", value="0190", error="it needs at least 5 digits."),
    )
    card = form_step(FormStep("d", 1, 1, 2, "Facts", questions=questions))
    assert "Important: 1 answer needs another look, marked below. Nothing you wrote is lost." in lines(card)
    assert "Please correct “Your number”: it needs at least 5 digits." in lines(card)
    assert [node["value"] for node in inputs(card)] == ["At home with an aunt", "0190"]


def test_how_many_answers_are_wrong_is_said_once() -> None:
    wrong = Question("incident.details", "long-text", "What happened?", error="Say in a few words what happened.")
    other = Question("whereabouts", "text", "Where is each child now?")
    said = "One answer needs another look. Nothing you typed is lost."
    for card in (
        first_card(FirstCard("d", 1, tell_now=(wrong, other), error=said)),
        form_step(FormStep("d", 1, 1, 2, "Facts", questions=(wrong, other), alert=said)),
    ):
        assert [words for words in lines(card) if "another look" in words] == [said]
        assert "Please correct “What happened?”: Say in a few words what happened." in lines(card)


def test_what_is_needed_is_marked_in_words_and_hints_stay_in_sight() -> None:
    question = Question("contact.telephone", "phone", "Your number", "Where we reach you today.", required=True)
    card = form_step(FormStep("d", 1, 1, 2, "Facts", questions=(question,)))
    assert [node["label"] for node in inputs(card)] == ["Your number (needed)"]
    assert "Where we reach you today." in lines(card)


def test_a_section_has_its_heading_once() -> None:
    questions = tuple(Question(f"q{n}", "text", f"Question {n}", section="A" if n < 2 else "B") for n in range(4))
    assert headings(form_step(FormStep("d", 1, 1, 2, "Facts", questions=questions))) == ["Facts", "A", "B"]


DCS = Tell("Director", "Tue 24 Nov 17:00", "A child is missing.", "Procedure, row 2")


def test_check_says_who_is_told_by_when_why_and_by_which_row() -> None:
    card = check(Check("d", 1, tells=(DCS,)))
    read = lines(card)
    at = read.index("Director")
    assert read[at + 1 : at + 4] == [
        "By Tue 24 Nov 17:00",
        "Why: A child is missing.",
        "Source: Procedure, row 2",
    ]


def test_urgency_is_a_word() -> None:
    tell = Tell("City Manager", "16:30", "At risk.", "Row 8", urgent=True)
    read = lines(check(Check("d", 1, tells=(tell,))))
    assert "Urgent: City Manager" in read


def test_a_limit_that_is_no_time_reads_as_english() -> None:
    assert "Immediately, at any hour" in lines(
        check(Check("d", 1, tells=(Tell("MASH", "immediately, at any hour", "x"),)))
    )


def test_not_required_yet_never_means_do_nothing() -> None:
    tell = Tell("Director", "Wed 25 Nov 09:00", "Missing for 24 hours.")
    card = check(Check("d", 1, not_yet=(tell,), actions=(Action("send-now", "Send now"),)))
    assert "You can send this now. You need not wait." in lines(card)
    assert "Required from Wed 25 Nov 09:00" in lines(card)
    assert any(line.startswith("Nobody has to be told yet. You can still send it now") for line in lines(card))
    assert action_ids(card) == ["send-now"]


def test_check_names_what_is_not_known_and_that_it_blocks_nothing() -> None:
    card = check(Check("d", 1, tells=(DCS,), unknown=("Is there media interest?",)))
    assert "• Is there media interest?" in lines(card)
    assert any(line.startswith("You can send without these.") for line in lines(card))


def test_check_shows_every_answer_under_its_section() -> None:
    rows = (Row("Child", "Child K-104", "The child"), Row("What happened", "One line.\r\n\r\nAnother.", "The incident"))
    card = check(Check("d", 1, rows=rows, tells=(DCS,)))
    assert headings(card) == ["Check, then send", "Who will be told", "The child", "The incident"]
    assert [each["title"] for each in of_type(card, "Action.ToggleVisibility")] == ["Check or change your answers"]
    assert lines(card)[-3:] == ["What happened", "One line.", "Another."]
    assert "Child: Child K-104" in lines(card)


def test_an_empty_answer_is_shown_as_a_dash() -> None:
    assert "Child: –" in lines(check(Check("d", 1, rows=(Row("Child", ""),))))


def test_throwing_a_draft_away_sends_no_answers_with_it_but_asking_for_it_does() -> None:
    """Whoever keeps it after all has lost nothing."""
    card = check(Check("d", 1, actions=(Action("discard", "Discard"), Action("discard-it", "Yes, discard it"))))
    assert [action.get("associatedInputs") for action in actions(card)] == [None, "none"]
