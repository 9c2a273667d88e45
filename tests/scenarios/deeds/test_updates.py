"""Updates: short, typed, only what is new; everybody told before is told once; what bears on the policy counts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.notifications.delivery import Purpose, Via
from bot.notifications.duty import DutyKind
from bot.notifications.notification import Notification
from bot.views.notification import NotificationViews
from tests.engine.council import MISSING, Council, Standing, authority_of
from tests.scenarios.deeds.by_themselves import does, form, said, wrong

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CHILD = "Child K-104"
HURT = {
    "subject.kind": "child",
    "happened": "serious-injury",
    "child.status": "cin",
    "abuse.suspected": "yes",
    "about.staff": "no",
    "danger.now": "no",
    "media.interest": "none",
    "basic.child_name": CHILD,
    "incident.details": "Badly hurt at home.",
}


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """A council by Informing the Director: a looked-after child is missing, everybody told has their cards."""
    council = Council(tmp_path, Standing(TUESDAY))
    yield council
    council.close()


@pytest.fixture
def told(council: Council) -> Notification:
    sent = council.report("rowan", MISSING)
    council.deliver()
    council.clock.at += timedelta(hours=1)
    return council.record(sent.id).notification


def card(council: Council, who: str, notification: str) -> tuple[str, ...]:
    """The updates as they stand above what is asked on somebody's card."""
    record = council.record(notification)
    view = NotificationViews(council.authority).personal(record, council.actor(who).id, council.clock.now())
    return tuple(f"{row.label}: {row.value}" for row in view.remarks)


def fresh(council: Council, notification: str) -> dict[str, int]:
    """How many fresh cards with news each person was sent."""
    people = {p.id: key for key, p in council.authority.organisation.people.items()}
    found: dict[str, int] = {}
    for d in council.record(notification).deliveries:
        if d.purpose is Purpose.UPDATE and d.sent_at is not None:
            found[people[d.recipient]] = found.get(people[d.recipient], 0) + 1
    return found


def mails(council: Council, notification: str, purpose: Purpose) -> int:
    """How many mails of a purpose went out."""
    sent = council.record(notification).deliveries
    return len([d for d in sent if d.via is Via.MAIL and d.purpose is purpose and d.sent_at is not None])


# What an update says


def test_it_is_short_of_a_known_kind_and_says_only_what_is_new(council: Council, told: Notification) -> None:
    long = does(council, "rowan", told.id, "update", kind="worse", what="x" * 601)
    assert wrong(long) == {"what": "Shorten this to 600 characters: it has 601 now."}
    assert "kind" in wrong(does(council, "rowan", told.id, "update", kind="gossip", what="News."))
    assert wrong(does(council, "rowan", told.id, "update")) == {
        "kind": "Please choose one.",
        "what": "Please fill this in.",
    }
    again = does(council, "rowan", told.id, "update", kind="other", what=" did not COME back, from school ")
    assert "This is what the report says already." in wrong(again)["what"]
    assert not council.record(told.id).notification.additions


def test_the_last_update_again_is_refused_kindly_by_whoever_and_another_is_not(
    council: Council, told: Notification
) -> None:
    does(council, "rowan", told.id, "update", kind="better", what="She is awake.")
    twice = does(council, "dana", told.id, "update", kind="better", what="She is awake")
    assert wrong(twice) == {
        "what": "This is the last update again, which Rowan Reporter wrote. Write only what is new since."
    }
    does(council, "dana", told.id, "update", kind="worse", what="She is in surgery.")
    does(council, "rowan", told.id, "update", kind="better", what="She is awake.")
    assert len(council.record(told.id).notification.additions) == 3


def test_the_latest_stands_first_on_every_card_and_old_ones_are_folded(council: Council, told: Notification) -> None:
    for n in range(1, 6):
        council.clock.at += timedelta(minutes=11)
        does(council, "rowan", told.id, "update", kind="other", what=f"News {n}.")
    for who in ("dana", "charlie", "rowan"):
        above = card(council, who, told.id)
        assert [line.rpartition(": ")[2] for line in above] == ["News 5.", "News 4.", "News 3."], who
    record = council.record(told.id)
    view = NotificationViews(council.authority).personal(record, council.actor("dana").id, council.clock.now())
    assert [row.value for row in view.rows if row.section == "Earlier updates"] == ["News 2.", "News 1."]


# Who is told of it


def test_everybody_told_before_gets_one_fresh_card_and_the_inbox_a_mail(council: Council, told: Notification) -> None:
    inbox = mails(council, told.id, Purpose.INBOX)
    does(council, "rowan", told.id, "update", kind="worse", what="She was seen with a stranger.")
    council.deliver()
    assert fresh(council, told.id) == {"dana": 1, "charlie": 1}, "not whoever wrote it, and nobody else"
    assert mails(council, told.id, Purpose.INBOX) == inbox + 1
    does(council, "dana", told.id, "update", kind="other", what="The press has rung.")
    council.deliver()
    council.advance(timedelta(minutes=11))
    assert fresh(council, told.id) == {"dana": 1, "charlie": 2, "rowan": 1}


def test_many_updates_at_once_are_one_message_that_shows_them_all(council: Council, told: Notification) -> None:
    for n in range(1, 8):
        does(council, "rowan", told.id, "update", kind="other", what=f"News {n}.")
        council.deliver()
    assert fresh(council, told.id) == {"dana": 1, "charlie": 1}
    council.clock.at += timedelta(minutes=11)
    council.deliver()
    assert fresh(council, told.id) == {"dana": 2, "charlie": 2}
    council.clock.at += timedelta(hours=2)
    council.deliver()
    assert fresh(council, told.id) == {"dana": 2, "charlie": 2}, "nothing further: all of it stands on the second"


def test_what_keeps_office_hours_waits_for_the_morning(council: Council, told: Notification) -> None:
    council.clock.at = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    council.deliver()
    does(council, "rowan", told.id, "update", kind="other", what="Her phone was found.")
    council.deliver()
    assert fresh(council, told.id) == {}
    assert "Her phone was found." in card(council, "dana", told.id)[0], "the card that stands shows it at once"
    council.clock.at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    council.deliver()
    assert fresh(council, told.id) == {"dana": 1, "charlie": 1}


def test_news_of_a_death_waits_for_no_message_before_it(council: Council, told: Notification) -> None:
    does(council, "rowan", told.id, "update", kind="worse", what="She was seen on the bridge.")
    council.deliver()
    does(council, "rowan", told.id, "update", kind="died", what="She was taken from the river.")
    council.deliver()
    assert fresh(council, told.id) == {"dana": 2, "charlie": 2}


# News that bears on the policy


def test_a_death_is_told_to_whoever_the_policy_names_and_acknowledged_anew(
    council: Council, told: Notification
) -> None:
    council.press("dana", "acknowledge", told.id, told.version)
    assert "policy asks for more" in said(
        does(council, "rowan", told.id, "update", kind="died", what="Her body was found in the canal.")
    )
    record = council.record(told.id)
    rows = {row.id for row in record.notification.decision.triggers if row.live}
    assert {"itd-cla-missing", "itd-death-or-serious-injury-child"} <= rows
    asked = [d for d in record.open_duties(DutyKind.ACKNOWLEDGE) if d.role == "DCS"]
    assert [d.trigger for d in asked] == ["itd-death-or-serious-injury-child"]
    assert asked[0].any_hour, "a death speaks up at night"
    council.advance(timedelta(hours=2))
    sent = {d.purpose for d in council.record(told.id).deliveries if d.duty == asked[0].id and d.sent_at is not None}
    assert {Purpose.REMINDER, Purpose.ESCALATION} <= sent, "and goes on to the cover, and the next role"
    council.press("dana", "acknowledge", told.id, record.notification.version)
    assert not [d for d in council.record(told.id).open_duties(DutyKind.ACKNOWLEDGE) if d.role == "DCS"]


def test_worse_with_what_has_happened_since_decides_anew(council: Council, told: Notification) -> None:
    open_form = form(council, "rowan", told.id, "update")
    from bot.services.updating import fields

    offered = {ask.id: ask for ask in fields(open_form.record, council.actor("rowan").id, council.authority)}
    assert "death" in dict(offered["now"].choices)
    assert "missing" not in dict(offered["now"].choices), "that is what the report says already"
    does(council, "rowan", told.id, "update", kind="worse", what="Stabbed on the way.", now="serious-injury")
    record = council.record(told.id)
    assert record.notification.answers["happened"] == "missing,serious-injury"
    assert "itd-death-or-serious-injury-child" in {row.id for row in record.notification.decision.triggers}
    assert "Happened since: Somebody was seriously injured. Stabbed on the way." in card(council, "dana", told.id)[0]


def test_details_sent_later_lose_nothing_that_an_update_said(council: Council) -> None:
    first = council.tell_now("rowan")
    council.deliver()
    council.press("rowan", "complete", first.id, 1)
    (draft,) = council.run(lambda work: work.drafts_of(council.actor("rowan").id, 5))
    does(council, "rowan", first.id, "update", kind="died", what="She died in hospital.")
    council.fill(draft, {**MISSING, "incident.details": "A child is missing."})
    answers = council.record(first.id).notification.answers
    assert set(answers["happened"].split(",")) == {"missing", "death"}


@pytest.mark.shows("kno-updates")
def test_a_charge_is_of_a_child_or_of_an_adult(tmp_path: Path) -> None:
    knowsley = Council(tmp_path, Standing(TUESDAY), authority_of("knowsley"))
    both = {**HURT, "subject.kind#2": "community-member", "happened#2": "crime-alleged"}
    sent = knowsley.report("rowan", both)
    knowsley.deliver()
    refused = does(knowsley, "rowan", sent.id, "update", kind="adult-charged", whom="1", what="The father is charged.")
    assert "somebody else" in wrong(refused)["whom"]
    does(knowsley, "rowan", sent.id, "update", kind="adult-charged", whom="2", what="The father is charged.")
    answers = knowsley.record(sent.id).notification.answers
    assert answers["happened#2"] == "crime-alleged,charged"
    assert answers["happened"] == "serious-injury"
    does(knowsley, "rowan", sent.id, "update", kind="child-charged", whom="1", what="The boy is charged.")
    record = knowsley.record(sent.id)
    assert "kno-police" in {row.id for row in record.notification.decision.triggers if row.live}
    knowsley.close()


def test_what_was_told_stays_told_and_what_was_owed_is_still_owed(council: Council, told: Notification) -> None:
    before = {d.id for d in council.record(told.id).open_duties()}
    does(council, "rowan", told.id, "update", kind="died", what="She died.")
    after = {d.id for d in council.record(told.id).open_duties()}
    assert before <= after


def test_a_report_that_nobody_was_told_of_is_told_once_an_update_makes_a_row_require_it(tmp_path: Path) -> None:
    from tests.engine.council import kept_report

    council = Council(tmp_path, Standing(TUESDAY))
    education = {**MISSING, "happened": "out-of-education", "education.out_since": "2026-11-20"}
    kept = kept_report(council, "rowan", education)
    does(council, "rowan", kept.id, "update", kind="other", what="Still no school place.")
    assert not [d for d in council.record(kept.id).duties if d.kind is DutyKind.NOTIFY]
    assert council.record(kept.id).open_duties(DutyKind.WATCH)
    does(council, "rowan", kept.id, "update", kind="worse", what="She has gone.", now="missing")
    assert {d.role for d in council.record(kept.id).duties if d.kind is DutyKind.NOTIFY} >= {"DCS", "CM"}
    council.close()
