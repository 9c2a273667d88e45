"""A phone on a desk shows the words beside a card: for every purpose of a message they say nothing about anybody."""

import copy
from pathlib import Path

import yaml

from bot.notifications.delivery import Purpose, Via
from tests.harness import Message
from tests.scenarios.cover.leaving import goes_away
from tests.scenarios.directing.at_work import does, person_id
from tests.scenarios.telling.council import (
    FRIDAY_FOUR,
    LOOKED_AFTER_MISSING,
    SERIOUS_INJURY,
    SHIPPED,
    Council,
    organisation,
)
from tests.security.kept import rows

GENERIC = {
    "Need to Know: something needs your attention",
    "Need to Know: your report form",
    "Need to Know: a message for you",
}
"""All that may stand outside a card: no name, no category, no reference."""
BY_MAIL = {Purpose.INBOX, Purpose.DIRECTOR, Purpose.STAND_IN}


def with_everybody(folder: Path) -> Path:
    """The shipped council; the director has an assistant, the operator is a person, a statutory duty is switched on."""
    people = copy.deepcopy(yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))["people"])
    people["dana"]["assistants"] = ["sasha"]
    return organisation(
        folder,
        people=people,
        statutory={"rows": ["sta-return-interview"]},
        operator={"address": "operator@rehearsal.example", "person": "rowan"},
    )


def seen(council: Council) -> dict[str, Message]:
    """Every message of the bot that ever came to anybody's screen, by its id."""
    people = [each["key"] for each in council.people()]
    return {m.id: m for who in people for m in council.person(who).sees(ever="1") if m.sender == "bot"}


def sent(council: Council) -> dict[str, set[str]]:
    """The ids of the messages in Teams that the bot keeps as deliveries, by purpose."""
    query = "SELECT purpose, provider_id FROM deliveries WHERE via != ? AND provider_id != ''"
    found: dict[str, set[str]] = {}
    for row in rows(council.folder, query, str(Via.MAIL)):
        found.setdefault(row["purpose"], set()).add(row["provider_id"])
    return found


def test_for_every_purpose_the_words_beside_the_card_are_generic(tmp_path: Path) -> None:
    with Council(tmp_path / "data", at=FRIDAY_FOUR, organisation=with_everybody(tmp_path)) as council:
        council.to_check(SERIOUS_INJURY, by="sasha")  # and left there: its author and the manager are reminded
        avery, said = council.person("avery"), council.person("morgan").says("Please look at this.", "group")
        avery.says("help")
        avery.reports_message(next(m for m in said.messages if m.sender == "morgan"))
        avery.presses_dialog("start")

        for _ in range(2):  # with the third, a list on Monday morning
            council.report(LOOKED_AFTER_MISSING)
        council.report({**LOOKED_AFTER_MISSING, "happened": "missing,found"}, by="billie")
        council.fault("connector", status=403, code="MessageWritesBlocked", times=9, match=council.chat_of("charlie"))
        reference = council.report(SERIOUS_INJURY)
        council.clear_faults()
        council.person("dana").says(reference)
        asked = {"ask.whom": person_id(council, "rowan"), "ask.what": "Which ward?", "ask.when": "any_hour"}
        does(council, "dana", "Ask", asked, reference)
        answered = council.person("rowan").card(action="done", text=reference)
        council.person("rowan").presses(answered, "done", {"question.1.answer": "Ward 9."})
        news = {"update.kind": "better", "update.what": "She is awake."}
        does(council, "rowan", "Add an update", news, reference)
        council.runs_to("2026-11-20T17:30")

        goes_away(council, "dana", "I am away until Tuesday, Ola covers for me")
        ola = council.person("ola")
        ola.presses(ola.card(action="cannot-cover"), "cannot-cover")
        goes_away(council, "alex", "away until Monday, Billie covers for me")
        council.runs_to("2026-11-23T10:00")

        on_screen, kept = seen(council), sent(council)
        assert set(kept) == {str(each) for each in Purpose} - BY_MAIL
        for purpose, ids in kept.items():
            assert ids & set(on_screen), purpose
        for message in on_screen.values():
            assert message.summary in GENERIC, message.headline
            assert not message.text
