"""A draft whose facts are already reportable carries the duty to send it. Nobody else sees what is in it."""

import json
from pathlib import Path

from tests.harness import Message, Rehearsal
from tests.scenarios.reporting.writing import (
    CLA_MISSING,
    CP_MISSING,
    INBOX,
    NOT_ABOUT_STAFF,
    Writing,
    answer,
    posts,
    reports_in,
    told,
)

NAME = "K-104"


def _half_written(tenant: Rehearsal, who: dict[str, str]) -> Writing:
    """A draft with the child's name in it, left on its fourth step."""
    writing = Writing(tenant.person("rowan")).started()
    writing.press("next", who)
    writing.press("next", NOT_ABOUT_STAFF)
    writing.press("next", {"basic.child_name": f"Child {NAME}", "incident.details": f"{NAME} is gone."})
    return writing


def _waiting(tenant: Rehearsal, key: str) -> list[Message]:
    """The cards about a draft of somebody else, or of one's own, that asks to be sent."""
    return [m for m in tenant.person(key).sees("personal") if "send-now" in m.actions]


def test_a_reportable_draft_says_that_it_is_not_sent_and_by_when_it_must_be(tenant: Rehearsal) -> None:
    writing = Writing(tenant.person("rowan")).started()

    writing.press("next", CLA_MISSING)

    assert "must be reported by Mon 23 Nov 17:00" in writing.card("next").words
    assert "not sent" in writing.card("next").words


def test_an_urgent_draft_reminds_its_author_then_goes_to_the_manager_who_may_send_it(tenant: Rehearsal) -> None:
    rowan, morgan = tenant.person("rowan"), tenant.person("morgan")
    _half_written(tenant, CP_MISSING)

    tenant.advance("31m")
    assert len(_waiting(tenant, "rowan")) == 1, "reminded halfway to the limit of one hour"
    assert _waiting(tenant, "morgan") == []

    tenant.advance("30m")
    (card,) = _waiting(tenant, "morgan")
    assert "Rowan Reporter" in card.words
    assert "Child with a child protection plan missing" in card.words
    assert NAME not in json.dumps(dict(card.data)), "the manager learns that it waits, not whom it is about"
    assert _waiting(tenant, "sasha") == _waiting(tenant, "ola") == []

    outcome = morgan.presses(card, "send-now")

    assert "Sent as NTK-2026-0001" in answer(outcome)
    again = morgan.presses(card, "send-now", via="submit") if "send-now" in _actions(tenant, card) else None
    assert again is None or "already sent" in answer(again)
    assert len(told(tenant.person("dana"))) == 1
    assert len(tenant.mail_to(INBOX)) == 1
    assert len(posts(tenant)) == 1
    receipt = rowan.card(text="NTK-2026-0001", place="personal")
    assert "Morgan Team-Manager" in receipt.words, "the author is told who sent it"
    assert reports_in(tenant, rowan) == ["NTK-2026-0001"]


def test_at_night_the_draft_goes_to_the_person_on_call(tmp_path: Path) -> None:
    with Rehearsal(tmp_path, at="2026-11-20T22:00:00+00:00") as tenant:
        _half_written(tenant, CP_MISSING)

        tenant.advance("61m")

        (card,) = _waiting(tenant, "ola")
        assert NAME not in card.words
        assert _waiting(tenant, "morgan") == []


def test_a_draft_with_days_to_go_does_not_disturb_the_night(tenant: Rehearsal) -> None:
    _half_written(tenant, CLA_MISSING)

    tenant.advance_to("2026-11-23T08:59")
    assert _waiting(tenant, "rowan") == []
    tenant.advance_to("2026-11-23T09:00")
    assert len(_waiting(tenant, "rowan")) == 1
    assert _waiting(tenant, "morgan") == []


def test_an_author_who_is_reminded_can_send_it_as_it_is_and_owes_the_rest(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    _half_written(tenant, CP_MISSING)
    tenant.advance("31m")

    outcome = rowan.presses(rowan.card(action="send-now"), "send-now")

    assert "Saved as NTK-2026-0001" in answer(outcome)
    assert NAME in told(tenant.person("dana"))[0].words
    tenant.advance("31m")
    assert _waiting(tenant, "morgan") == [], "the duty to send it is met"
    assert "complete" in rowan.card(text="NTK-2026-0001").actions


def test_a_discarded_draft_ends_its_duty(tenant: Rehearsal) -> None:
    writing = _half_written(tenant, CP_MISSING)

    writing.press("discard")
    tenant.advance("3h")

    assert _waiting(tenant, "rowan") == _waiting(tenant, "morgan") == []


def test_a_sent_draft_ends_its_duty(tenant: Rehearsal) -> None:
    writing = _half_written(tenant, CP_MISSING)
    writing.press("next")
    writing.press("send")

    tenant.advance("3h")

    assert _waiting(tenant, "rowan") == _waiting(tenant, "morgan") == []


def test_nobody_else_can_open_change_or_send_a_draft(tenant: Rehearsal) -> None:
    writing = _half_written(tenant, CP_MISSING)
    draft = next(a["data"]["id"] for a in writing.card("next").data["actions"])
    dana = tenant.person("dana")
    dana.says("report")
    own = dana.card(action="tell-now")

    for verb in ("resume", "next", "send", "send-now", "discard", "complete", "open"):
        outcome = tenant.send(
            **{"as": "dana", "text": "", "change": {"value": {"verb": verb, "id": draft, "version": 4}}}
        )
        assert outcome.settled
        assert NAME not in json.dumps([dict(m.data) for m in dana.sees()])

    assert own.inputs
    assert tenant.mail_to(INBOX) == []
    writing.press("next")
    assert NAME in writing.card("send").words, "the author's draft is untouched"


def test_my_reports_shows_drafts_and_reports_and_opens_both(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    Writing(rowan).opened().press("tell-now", {"incident.details": "Child K-200"})
    _half_written(tenant, CLA_MISSING)

    rowan.says("my reports")

    listing = rowan.sees("personal")[-1]
    assert "NTK-2026-0001" in listing.words
    assert "not sent" in listing.words
    rowan.presses(listing, "open")
    assert "Child K-200" in rowan.sees("personal")[-1].words
    rowan.says("my reports")
    rowan.presses(rowan.sees("personal")[-1], "resume")
    assert "Step 4 of 5" in rowan.sees("personal")[-1].words


def test_a_reference_opens_for_the_entitled_and_says_nothing_to_others(tenant: Rehearsal) -> None:
    Writing(tenant.person("rowan")).opened().press("tell-now", {"incident.details": f"Child {NAME}"})

    for entitled in ("rowan", "dana", "charlie"):
        person = tenant.person(entitled)
        person.says("what about ntk-2026-0001?")
        assert NAME in person.sees("personal")[-1].words

    for other in ("sasha", "member", "morgan"):
        person = tenant.person(other)
        person.says("NTK-2026-0001")
        real = person.sees("personal")[-1].words
        person.says("NTK-2026-0999")
        assert real == person.sees("personal")[-1].words, "not even whether it exists"
        assert "not yours to open" in real
        assert NAME not in real

    before = len(tenant.person("morgan").sees("managers"))
    tenant.person("dana").says("NTK-2026-0001", "managers")
    seen = tenant.person("morgan").sees("managers")[before:]
    assert NAME not in json.dumps([dict(m.data) for m in seen]), "asked in the channel, it is shown in the own chat"


def _actions(tenant: Rehearsal, message: Message) -> tuple[str, ...]:
    return next((m.actions for m in tenant.person("morgan").sees("personal") if m.id == message.id), ())
