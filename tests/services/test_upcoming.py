"""What is due next, said in words: the same steps as the engine takes, before it takes them."""

from dataclasses import replace

import pytest

from bot.notifications.absence import Absence
from bot.notifications.delivery import DeliveryStatus, Purpose, Via
from bot.notifications.draft import Draft
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.notification import Record
from bot.services.authority import Authority
from bot.services.upcoming import Coming, Subjects, coming
from rules.decision import PlannedDuty
from rules.load import load_pack
from tests.notifications.small_council import council, duty, london, notification, record, row, told

COUNCIL = council()
AUTHORITY = Authority(load_pack("informing-the-director"), COUNCIL)
AT = london("2026-11-24 10:00")
ROWAN, MORGAN, DANA = (COUNCIL.people[key].id for key in ("rowan", "morgan", "dana"))


def said(one: Duty, *others: Duty) -> str:
    """What is said about the first duty."""
    one = one if one.next_at else started(one, COUNCIL)
    subjects = Subjects({"n1": record(notification(row(at=AT), at=AT), one, *others)}, {})
    return coming((one,), (), subjects, AUTHORITY)[0].words


def of_person(kind: DutyKind, person: str, about: str = "") -> Duty:
    """A duty of a person rather than a role."""
    return started(replace(duty(kind, at=AT), role=None, person=person, about=about), COUNCIL)


def test_first_its_owner_is_reminded() -> None:
    assert said(duty(at=AT)) == "Dana is reminded to acknowledge NTK-2026-0001"
    assert said(duty(DutyKind.DECIDE, role="ACM,CM", about="DCS", at=AT)) == (
        "Alex and Charlie are reminded to decide about NTK-2026-0001"
    )
    assert said(of_person(DutyKind.COMPLETE, ROWAN)) == (
        "Rowan is reminded to give the rest of the details of NTK-2026-0001"
    )
    assert said(of_person(DutyKind.REACH, MORGAN, about=DANA)) == "Morgan is reminded to phone Dana about NTK-2026-0001"


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (1, "Devon (cover) is told: the Director has not acknowledged NTK-2026-0001"),
        (2, "Charlie (City Manager) is told: the Director has not acknowledged NTK-2026-0001"),
        (9, "Charlie (City Manager) is told: the Director has not acknowledged NTK-2026-0001"),
    ],
)
def test_then_cover_is_told_then_the_next_role_again_and_again(step: int, words: str) -> None:
    late = replace(duty(at=AT), step=step)
    assert said(replace(late, next_at=late.due)) == words


def test_a_decision_that_nobody_makes_moves_on_and_is_said_to_do_so_once() -> None:
    late = replace(duty(DutyKind.DECIDE, role="ACM,CM", about="DCS", at=AT), step=2)
    late = replace(late, next_at=late.due)
    assert said(late) == "The Director is told about NTK-2026-0001, because nobody has decided"
    told_now = duty(DutyKind.NOTIFY, role="DCS", at=AT)
    assert said(late, told_now) == "Alex and Charlie are reminded to decide about NTK-2026-0001"


def test_the_manager_is_told_of_details_that_are_missing_and_of_a_report_not_sent() -> None:
    owed = replace(of_person(DutyKind.COMPLETE, ROWAN), step=1)
    assert said(replace(owed, next_at=owed.due)) == (
        "Morgan is told: Rowan has not given the rest of the details of NTK-2026-0001"
    )
    unsent = replace(
        of_person(DutyKind.SEND, ROWAN), notification=None, draft="d1", step=1, limit=london("2026-11-24 17:00")
    )
    words = coming((replace(unsent, next_at=unsent.due),), (), Subjects({}, {}), AUTHORITY)[0].words
    assert words == "Morgan is told: Rowan has not sent a report that must be told by Tue 24 Nov 17:00"


def test_a_first_decision_a_watch_and_a_call_are_said_in_their_own_words() -> None:
    first = duty(DutyKind.FIRST, role="ACM", at=AT)
    assert said(first) == ("Avery (cover) is told: the Assistant has not decided whether NTK-2026-0001 is notified")
    late = replace(first, step=9, next_at=first.due)
    assert said(late) == "Everybody whom the policy names is told about NTK-2026-0001, because nobody has decided"
    watch = of_person(DutyKind.WATCH, ROWAN)
    assert said(watch) == "Rowan is reminded to say whether NTK-2026-0001 still holds"
    unanswered = replace(watch, step=9, next_at=watch.due)
    assert (
        said(unanswered) == "Everybody whom the policy names is told about NTK-2026-0001, because nobody has answered"
    )
    call = of_person(DutyKind.PHONE, MORGAN, about="DCS")
    assert said(call) == "Morgan is reminded to phone the Director about NTK-2026-0001"
    assert said(of_person(DutyKind.TASK, MORGAN)) == "Morgan is reminded about NTK-2026-0001"


def test_a_task_is_called_as_its_policy_calls_it() -> None:
    planned = PlannedDuty("tell-ofsted", "reporter's manager", None, title="Tell Ofsted", closed_by="done")
    made = notification(row(at=AT), at=AT)
    made = replace(made, decision=replace(made.decision, duties=(planned,)))
    task = replace(of_person(DutyKind.TASK, ROWAN), trigger="tell-ofsted")
    subjects = Subjects({"n1": record(made, task)}, {})
    [due] = coming((task,), (), subjects, AUTHORITY)
    assert due.words == "Rowan is reminded to do what NTK-2026-0001 asks for: Tell Ofsted"
    late = replace(task, step=1, next_at=task.due)
    [due] = coming((late,), (), subjects, AUTHORITY)
    assert due.words == "Morgan is told: Rowan has not done what NTK-2026-0001 asks for: Tell Ofsted"


def test_those_who_are_reminded_of_the_same_stand_in_one_sentence() -> None:
    director, manager = started(duty(at=AT), COUNCIL), started(duty(role="CM", at=AT), COUNCIL)
    subjects = Subjects({"n1": record(notification(row(at=AT), at=AT), director, manager)}, {})
    [due] = coming((director, manager), (), subjects, AUTHORITY)
    assert due.words == "Dana and Charlie are reminded to acknowledge NTK-2026-0001"


def test_a_role_that_no_message_reaches_has_somebody_phone() -> None:
    assert said(duty(DutyKind.NOTIFY, at=AT)) == (
        "If no message has reached the Director by then, somebody is asked to phone them about NTK-2026-0001"
    )


def test_the_author_of_a_draft_is_named_even_where_the_organisation_file_does_not_know_them() -> None:
    draft = Draft("d1", "44444444-0000-4000-8000-000000000004", "Marlow", AT, AT)
    unsent = replace(of_person(DutyKind.SEND, draft.author), notification=None, draft="d1", limit=AT)
    [due] = coming((unsent,), (), Subjects({}, {"d1": draft}), AUTHORITY)
    assert due.words == "Marlow is reminded to send a report that must be told by Tue 24 Nov 10:00"
    assert due.reference == ""


def test_a_message_that_waits_for_another_try_is_said_too_and_everything_once_soonest_first() -> None:
    waiting = replace(
        told(COUNCIL.people["dana"], Purpose.TELL, at=AT),
        status=DeliveryStatus.WAITING,
        sent_at=None,
        attempt=1,
        next_at=AT,
    )
    post = replace(
        waiting, id="post", via=Via.CHANNEL, recipient="managers", attempt=0, next_at=london("2026-11-24 10:01")
    )
    whole: Record = record(notification(row(at=AT), at=AT))
    first = started(duty(at=AT), COUNCIL)
    due = coming((first, first), (post, waiting), Subjects({"n1": whole}, {}), AUTHORITY)
    assert [each.words for each in due] == [
        "A message for Dana about NTK-2026-0001 is tried again",
        "A message for the channel Managers about NTK-2026-0001 is sent",
        "Dana is reminded to acknowledge NTK-2026-0001",
    ]


def test_an_absence_ends_and_its_summary_is_due() -> None:
    away = Absence("a", DANA, AT, london("2026-11-27 09:00")).running(AT, AUTHORITY.limits)
    [due] = coming((), (), Subjects({}, {}), AUTHORITY, (away,))
    assert due == Coming(london("2026-11-27 09:00"), "Dana is back, and is told what came in")
