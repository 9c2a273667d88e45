"""People, screens, presses, mail, the clock, faults and deaths, through the control API."""

from __future__ import annotations

import pytest

from tests.harness import Refused, Rehearsal


def test_a_message_reaches_the_bot_and_its_answer_reaches_the_screen(tenant: Rehearsal) -> None:
    outcome = tenant.person("rowan").says("hello")
    assert outcome.settled
    assert outcome.status == 202
    assert [(m.sender, m.text) for m in outcome.messages] == [("rowan", "hello"), ("bot", "You said hello")]
    assert tenant.person("dana").sees() == ()


def test_an_execute_replaces_the_card_for_the_presser_alone(tenant: Rehearsal) -> None:
    tenant.person("sam").says("channel", "managers")
    sam, dana = tenant.person("sam"), tenant.person("dana")
    outcome = sam.presses(sam.card(text="A question"), "answer", {"what": "a fire", "sure": True})
    assert outcome.status == 200
    assert outcome.card is not None
    assert sam.sees("managers")[-1].headline == "Thank you for a fire"
    assert dana.sees("managers")[-1].headline == "A question"
    pressed = next(row for row in tenant.wire() if row["id"] == outcome.wire[0])["body"]
    assert pressed["name"] == "adaptiveCard/action"
    assert pressed["value"]["trigger"] == "manual"
    assert pressed["value"]["action"]["data"] == {"verb": "answer", "id": "N-1", "what": "a fire", "sure": "true"}


def test_a_submit_sends_a_message_with_data_and_inputs_and_its_update_reaches_everybody(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    rowan.says("card")
    outcome = rowan.presses(rowan.card(), "answer", {"what": "a fire"}, via="submit")
    assert outcome.status == 202
    sent = next(row for row in tenant.wire() if row["id"] == outcome.wire[0])["body"]
    assert sent["value"] == {"verb": "answer", "id": "N-1", "what": "a fire", "sure": "false"}
    assert "Submitted" in rowan.card().headline
    assert rowan.card().updated


def test_a_client_that_still_shows_an_earlier_card_can_press_its_button(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    rowan.says("card")
    card = rowan.card()
    rowan.presses(card, "answer", {"what": "a fire"})
    assert rowan.sees()[-1].actions == ()
    assert rowan.presses(card, "answer", {"what": "a flood"}).status == 200
    assert rowan.sees()[-1].headline == "Thank you for a flood"
    assert "on a card that had changed meanwhile" in tenant.timeline()[-1]


def test_what_a_client_cannot_do_is_refused_in_one_sentence(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    rowan.says("card")
    with pytest.raises(Refused, match="There is no button 'close' on this card; there are answer."):
        rowan.presses(rowan.card(), "close")
    with pytest.raises(Refused, match="There is no input 'why' on this card; there are what, sure."):
        rowan.presses(rowan.card(), "answer", {"why": "x"})
    with pytest.raises(Refused, match="Rowan Reporter is not a member of the channel Need to know."):
        rowan.says("hello", "managers")
    with pytest.raises(Refused, match="Nobody in this rehearsal is called 'nobody'"):
        tenant.person("nobody").sees()


def test_mail_is_drafted_sent_and_delivered(tenant: Rehearsal) -> None:
    tenant.person("rowan").says("mail")
    (mail,) = tenant.mail_to("inbox@rehearsal.example")
    assert (mail["subject"], mail["body"]) == ("Notification", "<p>Child K-104</p>")


def test_the_clock_stops_at_each_due_instant(tenant: Rehearsal) -> None:
    tenant.person("rowan").says("later")
    assert tenant.clock()["next_due"] == "2026-11-20T18:00:00+00:00"
    outcome = tenant.advance("1d")
    assert outcome.at == "2026-11-21T16:00:00+00:00"
    late = tenant.person("rowan").sees()[-1]
    assert (late.text, late.data["at"]) == ("It is later.", "2026-11-20T18:00:00+00:00")
    with pytest.raises(Refused, match="does not go back"):
        tenant.advance_to("2026-11-20T09:00:00+00:00")


def test_a_fault_befalls_the_matching_call_as_often_as_asked(tenant: Rehearsal) -> None:
    tenant.person("rowan").says("later")
    tenant.fault("connector", status=503, times=2, match="activities")
    tenant.advance("3h")
    tried = [row["status"] for row in tenant.wire() if "It is later" in str(row["body"])]
    assert tried == [503, 503, 201]


@pytest.mark.parametrize(("cut", "posts"), [("before", 1), ("after", 2)])
def test_a_connection_cut_after_the_call_leaves_its_effect(tenant: Rehearsal, cut: str, posts: int) -> None:
    rowan = tenant.person("rowan")
    tenant.fault("connector", cut=cut, match="activities")
    assert rowan.says("first").status == 500
    rowan.says("second")
    assert len([m for m in rowan.sees() if m.sender == "bot"]) == posts


def test_the_bot_dies_at_the_armed_step_and_everything_else_survives(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    rowan.says("hello")
    tenant.kill_bot(at="after-commit")
    died = rowan.says("later")
    assert (died.status, died.settled, died.still) == (0, False, ("bot is not running",))
    assert tenant.advance("1h").settled is False
    assert [m.text for m in rowan.sees()] == ["hello", "You said hello", "later"]
    assert tenant.start_bot().settled
    tenant.advance("1h")
    assert rowan.sees()[-1].text == "It is later."


def test_a_killed_bot_is_told_its_installations_again_only_when_its_store_is_empty(tenant: Rehearsal) -> None:
    installs = [row for row in tenant.wire() if "installationUpdate" in str(row["body"])]
    assert len(installs) == 6  # three people, the member without a role, the team and the group chat
    tenant.kill_bot()
    tenant.start_bot()
    assert len([row for row in tenant.wire() if "installationUpdate" in str(row["body"])]) == 6


def test_identical_bytes_can_be_sent_again_together(tenant: Rehearsal) -> None:
    outcome = tenant.person("rowan").says("hello")
    again = tenant.repeat(outcome.wire[0], 3, together=True)
    assert again.statuses == (202, 202, 202)
    bodies = [row["body"] for row in tenant.wire() if row["direction"] == "to-bot" and row["body"].get("text")]
    assert len(bodies) == 4
    assert all(body == bodies[0] for body in bodies)


def test_tokens_can_be_made_wrong_in_any_way(tenant: Rehearsal) -> None:
    assert tenant.send(token=tenant.sign(), text="hello").status == 202
    assert tenant.send(token=None, text="hello").status == 401
    assert tenant.send(token=tenant.sign(key="rogue"), text="hello").status == 401
    assert tenant.send(token=tenant.sign({"aud": "somebody-else"}), text="hello").status == 401
    assert tenant.send(token=tenant.sign({"exp": 1}), text="hello").status == 401
    assert tenant.send(token=tenant.sign(header={"alg": "none"}), text="hello").status == 401
    assert tenant.send(token=tenant.sign(header={"alg": "HS256"}), text="hello").status == 401
    tenant.rotate_keys()
    assert tenant.send(token=tenant.sign(key="rehearsal-1"), text="hello").status == 401
    assert tenant.send(token=tenant.sign(), text="hello").status == 202


def test_tokens_and_secrets_are_not_shown_on_the_wire(tenant: Rehearsal) -> None:
    tenant.person("rowan").says("hello")
    shown = str(tenant.wire())
    assert "eyJ" not in shown
    assert "client_secret': '(hidden)'" in shown


WRONG: list[tuple[str, dict[str, object], str]] = [
    ("clock", {"advance": "soon"}, "'soon' is not a step of the clock"),
    ("clock", {}, "Move the clock with either"),
    ("fault", {"service": "post"}, "A fault is in one of"),
    ("fault", {"service": "graph"}, "Say what goes wrong"),
    ("bot", {}, "Say either"),
    ("bot", {"kill": True, "at": "lunch"}, "There is no step 'lunch'"),
    ("bot", {"start": True}, "The bot is running already."),
    ("repeat", {"wire": 10**6}, "There is no exchange"),
    ("sign", {"key": "lost"}, "There is no key 'lost'"),
    ("say", {"as": "rowan"}, "Say what the person writes"),
]


def test_bad_control_input_is_answered_with_one_sentence(tenant: Rehearsal) -> None:
    for what, request, sentence in WRONG:
        with pytest.raises(Refused, match=sentence):
            tenant.change(what, request)


def test_it_counts_what_came_for_everybody_and_knows_who_opens_the_inbox(tenant: Rehearsal) -> None:
    tenant.person("sam").says("channel", "managers")
    tenant.person("rowan").says("card")
    news = tenant.read("news")
    assert (news["sam"]["managers"], news["dana"]["managers"]) == (1, 1)
    assert (news["rowan"], news["sam"].get("personal")) == ({"personal": 1}, None)
    people = {row["key"]: row for row in tenant.people()}
    assert [key for key, row in people.items() if row["reads_inbox"]] == ["sam", "dana"]
    assert people["dana"]["titles"] == ["DCS"]


def test_of_a_bot_that_keeps_no_store_of_ours_nothing_is_guessed(tenant: Rehearsal) -> None:
    tenant.person("rowan").says("later")
    assert tenant.read("knowledge") == []
    assert tenant.read("clock")["coming"] == []
