"""The same activity again, one after another and all at once: one notification, one post, one mail."""

import pytest

from tests.harness import Rehearsal
from tests.scenarios.reporting.writing import CLA_MISSING, INBOX, Writing, posts, reports_in, told


@pytest.mark.parametrize("via", ["execute", "submit"])
@pytest.mark.parametrize("together", [False, True], ids=["one after another", "all at once"])
def test_the_same_press_three_times_more_sends_one_report(tenant: Rehearsal, via: str, together: bool) -> None:
    rowan = tenant.person("rowan")
    writing = Writing(rowan, via)
    writing.to_check(CLA_MISSING)
    sent = writing.press("send")

    again = tenant.repeat(sent.wire[0], 3, together=together)

    assert set(again.statuses) <= {200, 202}
    assert again.settled
    assert reports_in(tenant, rowan) == ["NTK-2026-0001"]
    assert len(posts(tenant)) == 1
    assert len(tenant.mail_to(INBOX)) == 1
    for person in ("rowan", "dana", "charlie"):
        assert len(told(tenant.person(person))) == 1


def test_three_first_presses_at_once_make_one_report(tenant: Rehearsal) -> None:
    """Nobody saw the first of them answered: the bot is killed before it could commit, and Teams sends it again."""
    rowan = tenant.person("rowan")
    Writing(rowan).opened()
    tenant.kill_bot(at="before-commit")
    lost = Writing(rowan).press("tell-now", {"incident.details": "Child K-104"})
    assert lost.status == 0
    tenant.start_bot()
    assert tenant.mail_to(INBOX) == []

    again = tenant.repeat(lost.wire[0], 3, together=True)

    assert again.settled
    assert reports_in(tenant, rowan) == ["NTK-2026-0001"]
    assert len(tenant.mail_to(INBOX)) == 1
    assert len(told(tenant.person("dana"))) == 1


def test_the_word_report_three_times_opens_one_draft(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    said = rowan.says("report")

    tenant.repeat(said.wire[0], 3, together=True)

    assert len([m for m in rowan.sees("personal") if "tell-now" in m.actions]) == 1
    rowan.says("my reports")
    assert rowan.sees("personal")[-1].actions.count("resume") == 1
