"""What holds for every card, whatever it is about."""

import json
from pathlib import Path

import adaptive_cards
import pytest
from adaptive_cards.card import AdaptiveCard
from adaptive_cards.validation import CardValidatorFactory
from jsonschema import Draft6Validator

from cards.actions import VERBS
from cards.elements import MAX_BYTES, CardTooLargeError, Room, fitted, size
from cards.notification import notification
from cards.plain import notice
from cards.report import first_card, form_step
from cards.views import Action, FirstCard, FormStep, Notice, Notification, Question, Row, summary
from tests.cards.examples import EXAMPLES, agencies
from tests.cards.reading import action_ids, actions, inputs, lines, of_type

OFFICIAL = json.loads(
    (Path(adaptive_cards.__file__).parent / "schemas" / "schema-1.5.json").read_text(encoding="utf-8")
)
every_card = pytest.mark.parametrize("name", EXAMPLES)


def without_teams(card: dict[str, object]) -> dict[str, object]:
    """The card without Teams' own width and its filtered lists, which are legal but not in the schema (platform.md)."""
    shown = json.loads(json.dumps(card).replace('"style": "filtered"', '"style": "compact"'))
    return {key: value for key, value in shown.items() if key != "msteams"}


@every_card
def test_it_follows_the_official_schema_of_version_1_5(name: str) -> None:
    card = EXAMPLES[name]()
    assert card["version"] == "1.5"
    assert [error.message for error in Draft6Validator(OFFICIAL).iter_errors(without_teams(card))] == []


@every_card
@pytest.mark.filterwarnings("ignore:Accessing the 'model_fields'")  # the library's validator, not our cards
def test_it_passes_the_librarys_check_for_teams(name: str) -> None:
    validator = CardValidatorFactory.create_validator_microsoft_teams()
    model = AdaptiveCard.model_validate(without_teams(EXAMPLES[name]()))
    assert validator.validate(model, debug=False).is_ok(), validator.details()


@every_card
def test_the_librarys_models_know_everything_in_it(name: str) -> None:
    """They drop what they do not know in silence, so a card read back must be the card that was made."""
    card = EXAMPLES[name]()
    again = AdaptiveCard.model_validate(card).model_dump(mode="json", by_alias=True, exclude_none=True)
    assert without_default_mode(again) == card


def without_default_mode(part: object) -> object:
    """The same without `mode: primary`, the library's default for every button."""
    if isinstance(part, dict):
        return {key: without_default_mode(each) for key, each in part.items() if (key, each) != ("mode", "primary")}
    return [without_default_mode(each) for each in part] if isinstance(part, list) else part


@every_card
def test_it_is_full_width_in_teams_and_speaks_english(name: str) -> None:
    card = EXAMPLES[name]()
    assert card["msteams"] == {"width": "Full"}
    assert card["lang"] == "en-GB"


@every_card
def test_every_button_names_its_verb_carries_three_things_and_has_its_submit(name: str) -> None:
    for action in actions(EXAMPLES[name]()):
        data, fallback = action["data"], action["fallback"]
        assert isinstance(data, dict)
        assert isinstance(fallback, dict)
        assert action["verb"] == data["verb"] == str(action["id"]).partition("#")[0]
        assert action["verb"] in VERBS
        assert set(data) == {"verb", "id", "version"}
        assert fallback["type"] == "Action.Submit"
        assert [fallback[key] for key in ("id", "title", "data")] == [action[key] for key in ("id", "title", "data")]


@every_card
def test_no_id_occurs_twice(name: str) -> None:
    card = EXAMPLES[name]()
    ids = [str(node["id"]) for node in inputs(card)] + action_ids(card)
    assert len(ids) == len(set(ids))


@every_card
def test_every_input_has_a_label_and_none_can_stop_a_button(name: str) -> None:
    for node in inputs(EXAMPLES[name]()):
        assert node["label"]
        assert not node.get("isRequired")


@every_card
def test_it_has_a_heading_for_screen_readers_and_wraps_everything(name: str) -> None:
    blocks = of_type(EXAMPLES[name](), "TextBlock")
    assert blocks
    assert all(block["style"] == "heading" and block["wrap"] for block in blocks)


@every_card
def test_nothing_stands_side_by_side_so_a_phone_shows_it_whole(name: str) -> None:
    assert not of_type(EXAMPLES[name](), "ColumnSet", "Table", "FactSet", "Image")


@every_card
def test_at_most_three_buttons_are_in_sight_and_the_rest_is_behind_more(name: str) -> None:
    card = EXAMPLES[name]()
    bar = card.get("actions", [])
    assert isinstance(bar, list)
    assert all(action.get("mode") == "secondary" for action in bar[3:])
    assert not any("mode" in action for action in bar[:3])


def test_a_seventh_button_or_an_unknown_verb_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="at most 6"):
        notice(Notice("n", 1, "Too many", actions=(Action("open", "Open"),) * 7))
    with pytest.raises(ValueError, match="delete"):
        notice(Notice("n", 1, "Unknown", actions=(Action("delete", "Delete"),)))


@pytest.mark.parametrize("value", ["x" * 254, "é" * 100, "漢" * 60])
def test_ten_agencies_with_long_answers_fit_with_every_answer_in_its_input(value: str) -> None:
    card = form_step(FormStep("d", 1, 3, 4, "Other agencies", questions=agencies(value, value)))
    assert size(card) <= MAX_BYTES
    assert [node["value"] for node in inputs(card)] == ["yes", value, value] * 10


def test_answers_too_long_for_one_card_are_kept_without_an_input_never_cut() -> None:
    questions = (
        Question("incident.details", "long-text", "What happened?", value="x" * 20_000),
        Question("incident.actions_taken", "long-text", "What was done?", value="y" * 20_000),
        Question("contact.key_contact", "text", "Who can be rung?", value="Rowan Reporter"),
    )
    for card in (
        form_step(FormStep("d", 1, 3, 4, "The account", questions=questions)),
        first_card(FirstCard("d", 1, tell_now=questions)),
    ):
        assert size(card) <= MAX_BYTES
        assert [(node["id"], node["value"]) for node in inputs(card)] == [("contact.key_contact", "Rowan Reporter")]
        assert any("Saved as you wrote it (20,000 characters)" in line for line in lines(card))


def test_one_very_long_answer_alone_stays_editable() -> None:
    card = form_step(
        FormStep("d", 1, 3, 4, "t", questions=(Question("whereabouts", "long-text", "Where?", value="x" * 20_000),))
    )
    assert [len(str(node["value"])) for node in inputs(card)] == [20_000]


def test_long_rows_are_shortened_and_say_so_while_the_head_stays_whole() -> None:
    rows = tuple(Row(f"Question {number}", "word " * 4000) for number in range(40))
    told = tuple(f"Role {number}: told" for number in range(200))
    card = notification(
        Notification("n", 1, "NTK-2026-0042", "A child is missing", deadline="By 17:00", rows=rows, told=told)
    )
    assert size(card) <= MAX_BYTES
    assert lines(card)[:3] == ["NTK-2026-0042", "A child is missing", "By 17:00"]
    assert any(line.endswith("… (shortened)") for line in lines(card))
    assert "• Role 0: told" in lines(card)
    assert any("more not shown here" in line for line in lines(card))


def test_more_questions_than_a_card_can_hold_is_said_not_sent() -> None:
    questions = tuple(Question(f"q{number}", "yes-no", "A question? " * 20) for number in range(120))
    with pytest.raises(CardTooLargeError, match="more steps"):
        form_step(FormStep("d", 1, 1, 1, "t", questions=questions))


def test_the_lock_screen_never_says_what_it_is_about() -> None:
    view = Notification("n", 1, "NTK-2026-0042", "Child K-104 is missing", rows=(Row("Child", "K-104"),))
    assert summary(view) == "Need to Know: something needs your attention"
    assert summary(Notice("n", 1, "Child K-104")) == "Need to Know: a message for you"


def test_a_card_that_fits_is_drawn_once() -> None:
    """Speed: no validator and no second drawing while somebody waits."""
    rooms: list[Room] = []

    def draw(room: Room) -> dict[str, object]:
        rooms.append(room)
        return {"type": "AdaptiveCard"}

    fitted(draw)
    assert len(rooms) == 1


def test_a_long_list_of_people_can_be_searched_and_a_short_one_is_read() -> None:
    few = next(each for each in inputs(EXAMPLES["my_cover"]()) if each["id"] == "away.cover")
    many = next(each for each in inputs(EXAMPLES["my_cover_of_many"]()) if each["id"] == "away.cover")
    assert (few["style"], many["style"]) == ("compact", "filtered")
    assert "Not known" not in json.dumps(few)
