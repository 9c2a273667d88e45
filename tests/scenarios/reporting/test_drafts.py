"""A draft whose facts are already reportable carries the duty to send it. Nobody else sees what is in it."""

import json
from pathlib import Path

from tests.harness import Message, Person, Rehearsal
from tests.scenarios.reporting.writing import (
    CLA_MISSING,
    CP_MISSING,
    INBOX,
    NOT_ABOUT_STAFF,
    Writing,
    answer,
    mails,
    posts,
    reference,
    reports_of,
    told,
)

NAME = "K-104"


def _half_written(author: Person, who: dict[str, str]) -> Writing:
    """A draft with the child's name in it, left on its fourth step."""
    writing = Writing(author).started()
    writing.press("next", who)
    writing.press("next", NOT_ABOUT_STAFF)
    writing.press("next", {"basic.child_name": f"Child {NAME}", "incident.details": f"{NAME} is gone."})
    return writing


def _waiting(tenant: Rehearsal, key: str) -> list[Message]:
    """The cards about a draft, one's own or somebody else's, that waits to be sent."""
    return [m for m in tenant.person(key).sees("personal") if "send-now" in m.actions]


def test_a_reportable_draft_says_that_it_is_not_sent_and_by_when_it_must_be(front_door: Rehearsal) -> None:
    writing = Writing(front_door.person("rowan")).started()

    writing.press("next", CLA_MISSING)

    assert "must be reported by Mon 23 Nov 17:00" in writing.card("next").words
    assert "not sent" in writing.card("next").words
    writing.discard()


def test_an_urgent_draft_reminds_its_author_then_goes_to_the_manager_who_may_send_it(tenant: Rehearsal) -> None:
    rowan, morgan = tenant.person("rowan"), tenant.person("morgan")
    _half_written(rowan, CP_MISSING)

    tenant.advance("31m")
    assert len(_waiting(tenant, "rowan")) == 1, "reminded halfway to the limit of one hour"
    assert _waiting(tenant, "morgan") == []

    tenant.advance("30m")
    (card,) = _waiting(tenant, "morgan")
    assert "Rowan Reporter" in card.words
    assert "01632 960 001" in card.words
    assert "Child with a child protection plan missing" in card.words
    assert NAME not in json.dumps(dict(card.data)), "the manager learns that it waits, not whom it is about"
    assert _waiting(tenant, "sasha") == _waiting(tenant, "ola") == []

    sent = morgan.presses(card, "send-now")
    again = tenant.repeat(sent.wire[0], 2, together=True)

    report = reference(sent)
    assert again.settled
    assert f"Sent as {report}" in answer(sent)
    assert "Its author is told that you sent it" in answer(sent)
    assert len(told(tenant.person("dana"), report)) == 1
    assert len(mails(tenant, report)) == 1
    assert len(posts(tenant, report)) == 1
    receipt = told(rowan, report)[-1]
    assert "(sent, unfinished, by Morgan Team-Manager)" in receipt.words, "the author is told who sent it"
    assert reports_of(rowan) == [report]
    assert NAME not in json.dumps([dict(m.data) for m in morgan.sees()])


def test_at_night_the_draft_goes_to_the_person_on_call_and_to_the_manager(tmp_path: Path) -> None:
    with Rehearsal(tmp_path, at="2026-11-20T22:00:00+00:00") as tenant:
        _half_written(tenant.person("rowan"), CP_MISSING)

        tenant.advance("61m")

        for who in ("ola", "morgan"):
            (card,) = _waiting(tenant, who)
            assert NAME not in card.words


def test_a_draft_with_days_to_go_does_not_disturb_the_weekend(tenant: Rehearsal) -> None:
    _half_written(tenant.person("rowan"), CLA_MISSING)

    tenant.advance_to("2026-11-23T08:59")
    assert _waiting(tenant, "rowan") == []
    tenant.advance_to("2026-11-23T09:00")
    assert len(_waiting(tenant, "rowan")) == 1
    assert _waiting(tenant, "morgan") == []


def test_the_clock_is_watched_for_a_draft_that_is_not_required_yet(tenant: Rehearsal) -> None:
    """Out of education for 27 days under a rule of four weeks: on the first working day after, it must be told."""
    writing = Writing(tenant.person("rowan")).started()
    writing.press("next", {"subject.kind": "child", "happened": "out-of-education", "child.status": "cla"})
    writing.press("next", {**NOT_ABOUT_STAFF, "education.out_since": "2026-10-24"})
    assert "must be reported by Mon 23 Nov 17:00" in writing.card("next").words

    tenant.advance_to("2026-11-23T17:01")

    assert _waiting(tenant, "rowan")
    managers = [*_waiting(tenant, "morgan"), *_waiting(tenant, "ola")]
    assert len(managers) == 1
    assert "Child out of education for four weeks" in managers[0].words


def test_an_author_who_is_reminded_can_send_it_as_it_is_and_owes_the_rest(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    _half_written(rowan, CP_MISSING)
    tenant.advance("31m")

    report = reference(rowan.presses(rowan.card(action="send-now"), "send-now"))

    assert NAME in told(tenant.person("dana"), report)[0].words
    tenant.advance("31m")
    assert _waiting(tenant, "morgan") == [], "the duty to send it is met"
    assert "complete" in rowan.card(text=report).actions


def test_sending_or_discarding_a_draft_ends_its_duty(tenant: Rehearsal) -> None:
    discarded = _half_written(tenant.person("rowan"), CP_MISSING)
    sent = _half_written(tenant.person("sasha"), CP_MISSING)
    discarded.discard()
    sent.press("next")
    sent.press("send")

    tenant.advance("3h")

    for key in ("rowan", "sasha", "morgan", "ola"):
        assert _waiting(tenant, key) == []


def test_nobody_else_can_open_change_or_send_a_draft(front_door: Rehearsal) -> None:
    writing = _half_written(front_door.person("rowan"), {**CP_MISSING, "aware": "2026-11-20"})
    card = writing.card("next")
    draft = next(a["data"] for a in card.data["actions"] if a["id"] == "next")
    before = len(front_door.mail_to(INBOX))
    drafts = "K-104 is gone."

    for verb in ("resume", "next", "back", "send", "send-now", "discard", "complete", "open", "refresh", "tell-now"):
        value = {**draft, "verb": verb, "incident.details": "Taken over"}
        outcome = front_door.send(**{"as": "deputy", "text": "", "change": {"value": value}})
        assert outcome.settled
        assert drafts not in json.dumps([dict(m.data) for m in front_door.person("deputy").sees("personal")])

    assert len(front_door.mail_to(INBOX)) == before
    writing.press("next")
    assert drafts in writing.card("send").words, "the author's draft is untouched"
    writing.discard()


def test_my_reports_shows_drafts_and_reports_and_opens_both(front_door: Rehearsal) -> None:
    marlow = front_door.person("member")
    report = reference(Writing(marlow).opened().press("tell-now", {"incident.details": "Child K-200"}))
    _half_written(marlow, CLA_MISSING)

    marlow.says("my reports")

    listing = marlow.sees("personal")[-1]
    assert report in listing.words
    assert "A draft, not sent\nSomebody is missing. Begun Fri 20 Nov 14:00" in listing.words
    marlow.presses(listing, "open", number=0)
    assert "Child K-200" in marlow.sees("personal")[-1].words
    marlow.says("my reports")
    marlow.presses(marlow.sees("personal")[-1], "resume", number=0)
    assert "Step 4 of 5" in marlow.sees("personal")[-1].words


def test_a_reference_opens_for_the_entitled_and_says_nothing_to_others(front_door: Rehearsal) -> None:
    sent = Writing(front_door.person("rowan")).opened().press("tell-now", {"incident.details": "Child K-301"})
    report = reference(sent)

    for entitled in ("rowan", "dana", "charlie"):
        person = front_door.person(entitled)
        person.says(f"what about {report.lower()}?")
        assert "K-301" in person.sees("personal")[-1].words

    for other in ("sasha", "member", "morgan"):
        person = front_door.person(other)
        person.says(report)
        real = person.sees("personal")[-1].words
        person.says("NTK-2026-0999")
        assert real == person.sees("personal")[-1].words, "not even whether it exists"
        assert "not yours to open" in real
        assert "K-301" not in real

    before = len(front_door.person("morgan").sees("managers"))
    front_door.person("dana").says(report, "managers")
    seen = front_door.person("morgan").sees("managers")[before:]
    assert "K-301" not in json.dumps([dict(m.data) for m in seen]), "asked in the channel, shown in the own chat"


def test_a_draft_whose_limit_becomes_sooner_is_chased_sooner(tmp_path: Path) -> None:
    with Rehearsal(tmp_path, at="2026-11-24T10:00:00+00:00") as tenant:
        writing = Writing(tenant.person("rowan")).started()
        writing.press("next", {"subject.kind": "child", "happened": "homeless", "child.status": "cp"})
        tenant.advance_to("2026-11-25T09:30")
        writing.press("back")
        writing.press("next", CP_MISSING)

        tenant.advance("61m")

        assert _waiting(tenant, "morgan"), "one hour counts now, not the close of office"


def test_an_overdue_draft_of_an_office_hours_row_keeps_the_night_and_goes_to_the_manager(tmp_path: Path) -> None:
    with Rehearsal(tmp_path, at="2026-11-24T16:50:00+00:00") as tenant:
        writing = Writing(tenant.person("rowan")).started()
        homeless = {"subject.kind": "child", "happened": "homeless", "child.status": "cp", "aware": "2026-11-20"}
        writing.press("next", homeless)
        writing.press("next", {**NOT_ABOUT_STAFF, "media.interest": "none"})

        tenant.advance_to("2026-11-25T08:59")
        assert _waiting(tenant, "ola") == []
        assert len(_waiting(tenant, "rowan")) <= 1
        tenant.advance_to("2026-11-25T14:00")

        assert "Mon 23 Nov 17:00" in _waiting(tenant, "morgan")[0].words, "the limit, not the grace that followed it"
        assert _waiting(tenant, "ola") == []
