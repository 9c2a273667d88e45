"""What somebody typed is read on a card and does nothing there."""

import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cards import plain
from cards.inert import as_typed, for_markdown, one_line, paragraphs, shortened
from cards.lists import listing
from cards.notification import channel_post, notification
from cards.report import check, first_card, form_step
from cards.views import (
    Action,
    Ask,
    ChannelPost,
    Check,
    Choice,
    FirstCard,
    FormStep,
    Item,
    ListView,
    Notice,
    Notification,
    Question,
    Row,
    Tell,
)
from tests.cards.reading import headings, inputs, is_inert, is_plain_markdown, shown_texts

NASTY = (
    "**bold** _it_ [a](https://evil.example) ![i](https://evil.example/x.png)",
    "<at>Everyone</at> <b onclick='x()'>hi</b> <!-- x --> <https://evil.example>",
    "# title\r\n- item\r\n1. one\n> quote\n```\ncode\n```\n| a | b |\n|---|---|",
    "1) one",
    "- - -",
    "===",
    "{{DATE(2026-11-22T00:00:00Z,SHORT)}} ${name}",
    "\u202eesrever\u202c \u2066x\u2069 \u200b\ufeff\u00ad\U000e0041 \x00\x07\x1b[31m",
    "a\u2028b\u2029c\x85d\x0be",
    "half \ud800 a pair",
    "&lt;at&gt; &#x3c;b&#62; www.evil.example javascript:alert(1) MAILTO:x@evil.example",
    "a  \\\nb\\*c ~~gone~~ `code`",
)
typed = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.lists(st.sampled_from([*"*_`~[]()<>#\\|-+=!&;:/.{}1 \n\r\t\u202e\u200b", "at>", "{{", "http://", "x"])).map(
        "".join
    ),
)


@pytest.mark.parametrize("text", NASTY)
def test_a_heading_holds_nothing_that_markdown_would_read(text: str) -> None:
    assert is_plain_markdown(for_markdown(text))
    assert is_inert(for_markdown(text))


@given(typed)
@example("1. ")
@example("+")
@example("   -")
@example("a&copy;b")
def test_no_text_at_all_becomes_markdown_in_a_heading(text: str) -> None:
    shown = for_markdown(text)
    assert is_inert(shown)
    assert shown == "" or is_plain_markdown(shown)
    assert "://" not in shown


@given(typed)
def test_a_line_stays_one_line_and_ordinary_words_stay_as_they_are(text: str) -> None:
    assert is_inert(one_line(text))
    assert all(is_inert(each) for each in paragraphs(text))


@pytest.mark.parametrize(
    "text", ["Zoë O'Brien-Smith", "Ng\u0169g\u0129", "سارا می\u200cروم", "5 < 6 & 7 > 3", "😀 ok", "a_b@c.example"]
)
def test_names_spellings_and_sums_are_shown_exactly(text: str) -> None:
    assert one_line(text) == text


def test_an_answer_comes_back_exactly_as_it_was_typed() -> None:
    assert as_typed("**a**\r\n<at>b</at> \u202ec") == "**a**\r\n<at>b</at> \u202ec"
    assert as_typed("half \ud800") == "half \ufffd"


def test_a_shortened_text_says_so_and_keeps_to_its_limit() -> None:
    assert shortened("x" * 100, 100) == "x" * 100
    assert len(shortened("x" * 101, 100)) <= 100
    assert shortened("x" * 101, 100).endswith("… (shortened)")


def every_card(text: str) -> list[dict[str, object]]:
    """Every builder, with the text in every field that can hold one."""
    question = Question("child.name", "text", text, text, (), text, text, text)
    chosen = replace(question, id="child.status", kind="choice", choices=(Choice("cla", text),), value="cla")
    tell = Tell(text, text, text, text, urgent=True)
    pressed = (Action("open", text, tooltip=text),)
    rows = (Row(text, text, text), Row(text, text + "\n" + text, text))
    return [
        first_card(FirstCard("i", 1, text, (question, chosen), text, pressed)),
        form_step(FormStep("i", 1, 1, 2, text, text, (question, chosen), text, (text,), pressed)),
        check(Check("i", 1, rows, (tell,), (tell,), (text,), text, text, pressed, text)),
        plain.notice(Notice("i", 1, text, (text,), "warning", pressed)),
        notification(
            Notification(
                *("i", 1, text, text, text, text, text, "good", text, text, text, rows, rows),
                asks=(Ask(text, text, True, text, (question,), pressed), Ask(text)),
                offer=Ask(text, questions=(chosen,), actions=pressed),
                rows=rows,
                told=(text,),
                why=(tell,),
                actions=pressed,
            )
        ),
        channel_post(ChannelPost("i", 1, text, text, text, text, rows, (text,), text, text, pressed)),
        listing(ListView(text, text, (Item(text, text, "attention", pressed[0]),), text, pressed)),
    ]


@given(typed)
@example(NASTY[0])
@example(NASTY[2])
def test_no_field_of_any_card_lets_text_act(text: str) -> None:
    for card in every_card(text):
        assert all(is_inert(shown) for shown in shown_texts(card))
        assert all(is_plain_markdown(heading) for heading in headings(card))


@given(typed)
def test_every_card_survives_json_and_gives_the_answers_back(text: str) -> None:
    for card in every_card(text):
        assert json.loads(json.dumps(card)) == card
        json.dumps(card, ensure_ascii=False).encode("utf-8")
        given_back = [node.get("value", "") for node in inputs(card) if node["id"] == "child.name"]
        assert all(value == as_typed(text) for value in given_back)
