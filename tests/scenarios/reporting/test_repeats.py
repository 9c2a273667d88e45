"""The same activity again, one after another and all at once: one notification, one post, one mail."""

import pytest

from tests.harness import Rehearsal
from tests.scenarios.reporting.writing import CLA_MISSING, Writing, mails, posts, reference, reports_of, told

AGAIN = {("execute", False): "morgan", ("execute", True): "billie", ("submit", False): "ola", ("submit", True): "avery"}


@pytest.mark.parametrize(("via", "together"), AGAIN)
def test_the_same_press_three_times_more_sends_one_report(front_door: Rehearsal, via: str, together: bool) -> None:
    author = front_door.person(AGAIN[via, together])
    writing = Writing(author, via)
    writing.to_check(CLA_MISSING)
    before = reports_of(author)
    sent = writing.press("send")

    again = front_door.repeat(sent.wire[0], 3, together=together)

    assert set(again.statuses) <= {200, 202}
    assert again.settled
    report = reference(sent)
    assert set(reports_of(author)) - set(before) == {report}
    assert len(posts(front_door, report)) == 1
    assert len(mails(front_door, report)) == 1
    for key in ("dana", "charlie"):
        assert len(told(front_door.person(key), report)) == 1
    assert len(told(author, report)) == 1


def test_a_press_that_was_lost_with_the_bot_and_comes_three_times_at_once_is_one_report(tenant: Rehearsal) -> None:
    """The bot is killed before it could commit: nobody was answered, and Teams sends it again."""
    rowan = tenant.person("rowan")
    Writing(rowan).opened()
    tenant.kill_bot(at="before-commit")
    lost = Writing(rowan).press("tell-now", {"incident.details": "Child K-104"})
    assert lost.status == 0
    tenant.start_bot()
    assert reports_of(rowan) == []

    again = tenant.repeat(lost.wire[0], 3, together=True)

    assert again.settled
    (report,) = reports_of(rowan)
    assert len(mails(tenant, report)) == 1
    assert len(told(tenant.person("dana"), report)) == 1


def test_the_word_report_three_times_opens_one_draft(front_door: Rehearsal) -> None:
    deputy = front_door.person("deputy")
    said = deputy.says("report")
    cards = len(deputy.sees("personal"))

    front_door.repeat(said.wire[0], 3, together=True)

    assert len(deputy.sees("personal")) == cards
    Writing(deputy).press("start", {"incident.details": "One draft."})
    deputy.says("my reports")
    assert deputy.sees("personal")[-1].actions.count("resume") == 1
