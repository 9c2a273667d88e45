""" "Report as Need to Know" on anybody's message: the first card with the message quoted, as data, in a dialog."""

import json
from typing import Any

import pytest

from tests.harness import Message, Outcome, Person, Rehearsal
from tests.scenarios.reporting.writing import Writing, answer, mails, reference, reports_of, told
from tests.security.kept import counts, door_refusals

PARENT = "K-104 did not come home last night."


def message_in(tenant: Rehearsal, place: str | None, who: str = "sasha", text: str = PARENT) -> Message:
    """A message that somebody wrote there."""
    said = tenant.person(who).says(text, place)
    return next(m for m in said.messages if m.sender == who)


def task(outcome: Outcome) -> dict[str, Any]:
    """What the bot answered to a dialog."""
    assert outcome.status == 200
    found: dict[str, Any] = outcome.answer["task"]
    return found


def value(outcome: Outcome, input_id: str) -> str:
    """What stands in an input of the dialog's card."""
    body = (outcome.card or {})["body"]
    return str(next(part.get("value", "") for part in body if part.get("id") == input_id))


def buttons(outcome: Outcome) -> dict[str, str]:
    """The dialog's buttons, with their types."""
    return {action["id"]: action["type"] for action in (outcome.card or {})["actions"]}


@pytest.mark.parametrize(("place", "who"), [("group", "sasha"), ("managers", "dana"), (None, "sasha")])
def test_the_first_card_opens_with_the_message_quoted(front_door: Rehearsal, place: str | None, who: str) -> None:
    presser = front_door.person("morgan" if place else who)
    message = message_in(front_door, place, who)

    opened = presser.reports_message(message)

    assert task(opened)["type"] == "continue"
    assert task(opened)["value"]["title"] == "Report as Need to Know"
    assert task(opened)["value"]["card"]["contentType"] == "application/vnd.microsoft.card.adaptive"
    first, quoted = value(opened, "incident.details").splitlines()
    assert first in {
        f"Message in Teams by {name}, Fri 20 Nov 14:00:" for name in ("Sasha Social-Worker", "Dana Director")
    }
    assert quoted == f"> {PARENT}"
    assert "call 999 first" in answer(opened)
    assert "It is not sent yet" in answer(opened)
    assert buttons(opened) == dict.fromkeys(("tell-now", "start", "close", "discard"), "Action.Submit")
    assert "Action.Execute" not in json.dumps(opened.card)
    presser.presses_dialog("discard")
    assert "The draft is discarded." in task(presser.presses_dialog("discard-it"))["value"]


def test_tell_now_works_right_there(tenant: Rehearsal) -> None:
    alex = tenant.person("alex")
    message = message_in(tenant, "group")
    opened = alex.reports_message(message)
    account = value(opened, "incident.details") + "I rang the police."

    sent = alex.presses_dialog("tell-now", {"incident.details": account, "about.staff": "no"})

    assert task(sent)["type"] == "message"
    assert "Saved as NTK-2026-0001. The people who must know are being told." in task(sent)["value"]
    (report,) = reports_of(alex)
    words = told(tenant.person("dana"), report)[0].words
    for part in (f"> {PARENT}", "I rang the police.", "Message in Teams by Sasha Social-Worker"):
        assert part in words
    assert len(mails(tenant, report)) == 1
    assert any(report in m.words and "complete" in m.actions for m in alex.sees("personal")), "the receipt"
    assert not any(report in m.words for m in alex.sees("group")), "the group learns nothing"
    for part in (PARENT, "K-104", "Sasha"):
        assert part not in tenant.bot_log()
        assert not any(part in m.summary for m in tenant.person("dana").sees())


def test_the_full_report_goes_on_in_ones_own_chat(tenant: Rehearsal) -> None:
    avery = tenant.person("avery")
    avery.reports_message(message_in(tenant, "group"))

    said = avery.presses_dialog("start", {"whereabouts": "With an aunt"})

    assert "The form goes on in your own chat with this bot." in task(said)["value"]
    writing = Writing(avery)
    assert "Step 1 of 5" in writing.card("next").words
    assert not any("Step 1" in m.words for m in avery.sees("group"))
    for answers in ({"subject.kind": "child", "happened": "missing", "child.status": "cla"}, {"about.staff": "no"}):
        writing.press("next", answers)
    assert PARENT in writing.card("next").value("incident.details")
    for _ in range(2):
        writing.press("next")
    report = reference(writing.press("send"))
    assert PARENT in told(tenant.person("dana"), report)[0].words


def test_whatever_comes_twice_is_done_once(tenant: Rehearsal) -> None:
    """Teams sends both again after five seconds."""
    alex = tenant.person("alex")
    opened = alex.reports_message(message_in(tenant, "group"))
    again = tenant.repeat(opened.wire[0], 3, together=True)
    assert set(again.statuses) == {200}
    assert again.answer == opened.answer
    assert counts(tenant.folder)["drafts"] == 1
    alex.reports_message(opened_message(tenant))
    assert counts(tenant.folder)["drafts"] == 1, "chosen again on the same message, and untouched"

    started = alex.presses_dialog("start")
    tenant.repeat(started.wire[0], 3, together=True)
    assert sum("Step 1 of 5" in m.words for m in alex.sees("personal")) == 1

    alex.reports_message(opened_message(tenant))
    sent = alex.presses_dialog("tell-now", {"about.staff": "no"})
    again = tenant.repeat(sent.wire[0], 3, together=True)
    assert set(again.statuses) == {200}
    assert again.answer["task"]["value"] == task(sent)["value"]
    (report,) = reports_of(alex)
    assert len(mails(tenant, report)) == 1
    assert len(told(tenant.person("dana"), report)) == 1


def opened_message(tenant: Rehearsal) -> Message:
    """The message in the group that the story is about."""
    return next(m for m in tenant.person("alex").sees("group") if m.sender == "sasha")


HOSTILE = (
    "<div>Hello<script>alert('x')</script><style>p{}</style><at id='0'>Dana Director</at>&nbsp;"
    "<img src='https://evil.example/x.png' alt='a photo'><a href='https://evil.example'>click</a><br>"
    "I have rung the police.\r\n&lt;at&gt;everyone&lt;/at&gt; **bold** [x](https://evil.example) {{DATE(2026)}}"
    "<p>Message in Teams by Dana Director:</p><emoji alt='🙂'></emoji>\u202egnp.exe<unclosed"
)


def test_whatever_html_a_message_holds_it_is_quoted_as_words(front_door: Rehearsal) -> None:
    ola = front_door.person("ola")

    opened = ola.reports_message(message_in(front_door, "group"), html=HOSTILE)

    account = value(opened, "incident.details")
    lines = account.splitlines()
    assert all(line.startswith("> ") for line in lines[1:]), "nothing in it can look like the reporter's own words"
    assert "> Message in Teams by Dana Director:" in lines
    for gone in ("alert(", "p{}", "evil.example/x.png", "href"):
        assert gone not in account
    assert "(picture: a photo)" in account
    sent = ola.presses_dialog("tell-now", {"about.staff": "no"})
    report = next(word.rstrip(".") for word in task(sent)["value"].split() if word.startswith("NTK-"))
    card = told(front_door.person("dana"), report)[0]
    shown = json.dumps(card.card, ensure_ascii=False)
    for live in ("<at>", "{{DATE", "\u202e", '"url"', "Action.OpenUrl"):
        assert live not in shown
    assert "**bold**" in card.words, "Markdown is shown as it was typed, in a TextRun that knows none"
    (mail,) = mails(front_door, report)
    assert "<script" not in mail["body"]


@pytest.mark.parametrize("html", ["", "<div></div>", "<script>x</script>", "<" * 300, "&#0;&#xD800;"])
def test_a_message_without_words_opens_the_card_as_well(front_door: Rehearsal, html: str) -> None:
    billie = front_door.person("billie")
    opened = billie.reports_message(message_in(front_door, "group"), html=html or "<i></i>")
    assert task(opened)["type"] == "continue"
    assert value(opened, "incident.details").startswith("Message in Teams by Sasha Social-Worker")


def test_a_very_long_message_is_cut_and_says_so(front_door: Rehearsal) -> None:
    billie = front_door.person("billie")
    opened = billie.reports_message(message_in(front_door, "group"), html=f"<p>{'word ' * 4000}</p>")
    account = value(opened, "incident.details")
    assert len(account) < 3300
    assert "(The message is longer; the rest is not quoted.)" in account


def test_a_guest_is_refused_politely_and_nothing_is_kept(front_door: Rehearsal) -> None:
    message = message_in(front_door, "group")
    before, refusals = counts(front_door.folder), len(door_refusals(front_door.folder))

    for who in ("guest", "foreign"):
        said = front_door.person(who).reports_message(message)
        assert task(said)["type"] == "message"
        assert "members of the organisation" in task(said)["value"]
        assert "999" in task(said)["value"]
        assert "K-104" not in json.dumps(said.answer)

    assert counts(front_door.folder)["drafts"] == before["drafts"]
    assert door_refusals(front_door.folder)[refusals:] == ["not-a-member", "not-a-member"]


def test_an_outsiders_message_is_quoted_like_any_other(front_door: Rehearsal) -> None:
    morgan = front_door.person("morgan")
    opened = morgan.reports_message(message_in(front_door, "group", who="guest"))
    assert PARENT in value(opened, "incident.details")
    morgan.presses_dialog("discard")
    morgan.presses_dialog("discard-it")


def test_nothing_of_a_message_makes_a_chat_ones_own(tenant: Rehearsal) -> None:
    """In a chat between two people Teams calls the conversation personal: it is not the chat with the bot."""
    rowan = tenant.person("rowan")
    opened = rowan.reports_message(message_in(tenant, "group"))
    activity = next(e for e in tenant.wire() if e["id"] == opened.wire[0])["body"]
    between = {
        "conversationType": "personal",
        "id": "19:two-people@unq.gbl.spaces",
        "tenantId": tenant.about()["tenant"],
    }
    sent = tenant.send(activity={**activity, "id": "f:between", "conversation": between})
    assert sent.status == 200

    rowan.presses_dialog("start")

    assert any("Step 1 of 5" in m.words for m in rowan.sees("personal"))


@pytest.mark.parametrize(
    "data",
    [
        {"verb": "acknowledge", "id": "x", "version": 1},
        {"verb": "tell"},
        {"verb": "nobody"},
        {"verb": ["tell-now"]},
        "text",
        None,
        {"verb": "tell-now", "id": "../../x", "version": 1},
    ],
    ids=str,
)
def test_what_no_dialog_of_ours_sends_does_nothing(front_door: Rehearsal, data: object) -> None:
    morgan = front_door.person("morgan")
    opened = morgan.reports_message(message_in(front_door, "group"))
    activity = next(e for e in front_door.wire() if e["id"] == opened.wire[0])["body"]
    before = counts(front_door.folder)["notifications"]
    changed = {**activity, "id": f"f:changed-{data}", "name": "composeExtension/submitAction"}
    changed["value"] = {"commandId": "report-message", "data": data}

    sent = front_door.send(activity=changed)

    assert task(sent)["type"] == "message"
    assert "did not come from a current card" in task(sent)["value"]
    assert counts(front_door.folder)["notifications"] == before


def test_another_persons_dialog_is_not_ones_own(front_door: Rehearsal) -> None:
    message = message_in(front_door, "group")
    opened = front_door.person("alex").reports_message(message)
    data = next(action["data"] for action in (opened.card or {})["actions"] if action["id"] == "tell-now")
    activity = next(e for e in front_door.wire() if e["id"] == opened.wire[0])["body"]
    sasha = next(p for p in front_door.people() if p["key"] == "sasha")
    changed = {**activity, "id": "f:other", "name": "composeExtension/submitAction"}
    changed["from"] = {"id": sasha["id"], "name": "Alex", "aadObjectId": sasha["aad"]}
    changed["value"] = {"commandId": "report-message", "data": {**data, "incident.details": "Taken over"}}

    assert "not yours" in task(front_door.send(activity=changed))["value"]


def test_another_command_is_not_understood(front_door: Rehearsal) -> None:
    morgan: Person = front_door.person("morgan")
    opened = morgan.reports_message(message_in(front_door, "group"))
    activity = next(e for e in front_door.wire() if e["id"] == opened.wire[0])["body"]
    for command in ("other", None, 7):
        value_ = {**activity["value"], "commandId": command}
        sent = front_door.send(activity={**activity, "id": f"f:{command}", "value": value_})
        assert task(sent)["type"] == "message"
    assert front_door.send(activity={**activity, "id": "f:x", "value": "text"}).status == 200


def test_a_dialog_that_could_not_be_saved_keeps_what_was_typed(tenant: Rehearsal) -> None:
    alex = tenant.person("alex")
    alex.reports_message(message_in(tenant, "group"))
    flood = alex.says("report")
    tenant.repeat(flood.wire[0], 90, together=True)

    slowed = alex.presses_dialog("tell-now", {"whereabouts": "With an aunt"})

    assert task(slowed)["type"] == "continue"
    assert "too much at once" in answer(slowed)
    assert value(slowed, "whereabouts") == "With an aunt"
    assert PARENT in value(slowed, "incident.details")
