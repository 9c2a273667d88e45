"""What only the operator can put right is their duty: reminded until it is, ended by a person or by the bot itself."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.engine.watch import EVERY, STALE, Watch
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.finding import Finding, Kind, Outcome
from bot.notifications.journal import OPERATOR, SYSTEM
from bot.services import drilling, operating, operator_words, watching
from bot.services.auditing import audit
from bot.services.delivering import Failed, Parcel
from bot.services.screens import WordsScreen
from bot.teams.rendering import Renderer
from cards.views import Notice
from tests.engine.council import Council, with_operator
from tests.engine.test_watch import Machine, break_it, look, on

HOUR = timedelta(hours=1)
REFUSED = "operator:refused:mailbox"


@pytest.fixture
def council(tmp_path: Path, database: str) -> Iterator[Council]:
    """Ola runs the software."""
    opened = Council(tmp_path, authority=with_operator("ola"), database=database)
    yield opened
    opened.close()


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def watch(council: Council, machine: Machine) -> Watch:
    return Watch(council.store, council.authority, council.clock, machine)


def duty_of(council: Council, matter: str) -> Duty:
    found = council.run(lambda work: work.duty(f"{OPERATOR}:{matter}"))
    assert found is not None
    return found


def when_due(council: Council, matter: str) -> None:
    """The instant of its next step, which is taken; nothing is sent yet."""
    council.clock.at = duty_of(council, matter).next_at or council.clock.at
    council.run(lambda work: watching.act_on_due(work, council.authority, council.clock.now()))


def told(council: Council, answer: Callable[[Parcel], Failed | None] = lambda parcel: None) -> list[Delivery]:
    """What goes to the operator now."""
    return [p.delivery for p in council.deliver(answer) if p.delivery.purpose is Purpose.OPERATOR]


def mails_refused(parcel: Parcel) -> Failed | None:
    return Failed("mailbox-full", permanent=True) if parcel.delivery.via is Via.MAIL else None


def said(council: Council, who: str, identity: str) -> str:
    screen = council.press(who, "put-right", identity)
    assert isinstance(screen, WordsScreen)
    return screen.words.code


def test_what_the_audit_cannot_mend_is_the_operators_until_it_is_clean(council: Council, watch: Watch) -> None:
    notification = council.report("rowan")
    break_it(council)
    look(watch)
    duty = duty_of(council, operating.AUDIT)
    assert (duty.kind, duty.is_open, duty.person) == (DutyKind.OPERATE, True, council.actor("ola").id)
    assert notification.reference in duty.reason
    assert sorted(d.via for d in told(council)) == [Via.MAIL, Via.PERSONAL]
    council.clock.at += EVERY
    look(watch)  # everything was sent meanwhile
    ended = duty_of(council, operating.AUDIT)
    assert (ended.status, ended.met_by) == (DutyStatus.MET, SYSTEM)
    (card,) = [p for p in council.deliver() if p.delivery.purpose is Purpose.OPERATOR]
    _, view = Renderer(council.authority).parcel(card, council.clock.now())
    assert isinstance(view, Notice)
    assert "Put right by itself" in view.lines[0]
    assert not view.actions


def test_the_operator_is_reminded_until_it_is_put_right(council: Council) -> None:
    council.report("rowan")
    assert len(told(council, mails_refused)) == 2
    for _ in range(6):
        when_due(council, "refused:mailbox")
        cards = [d.recipient for d in told(council, mails_refused) if d.via is Via.PERSONAL]
        assert cards == [council.actor("ola").id], "and nobody else, who could not mend it"
    assert duty_of(council, "refused:mailbox").late_since is not None
    screen = council.press("ola", "put-right", REFUSED)
    assert isinstance(screen, WordsScreen)
    assert screen.words == operator_words.put_right()
    assert duty_of(council, "refused:mailbox").met_by == council.actor("ola").id
    council.advance(timedelta(days=1))
    assert [d for d in told(council) if not d.is_update] == []


def test_only_the_operator_may_say_that_it_is_put_right(council: Council) -> None:
    council.report("rowan")
    told(council, mails_refused)
    for who in council.authority.organisation.people:
        if who != "ola":
            assert said(council, who, REFUSED) == "not-yours", who
    assert duty_of(council, "refused:mailbox").is_open
    assert said(council, "ola", "operator:nothing") == "gone"
    assert said(council, "ola", REFUSED) == "put-right"
    assert said(council, "ola", REFUSED) == "already-put-right"


def test_what_was_refused_is_put_right_by_the_first_message_that_goes_through_and_begins_anew(
    council: Council,
) -> None:
    council.report("rowan")
    told(council, mails_refused)
    council.clock.at += HOUR
    council.report("rowan")
    council.deliver()
    assert duty_of(council, "refused:mailbox").met_by == SYSTEM
    council.clock.at += HOUR
    council.report("rowan")
    new = [d for d in told(council, mails_refused) if d.is_coming]
    assert sorted(d.via for d in new) == [Via.MAIL, Via.PERSONAL]
    assert duty_of(council, "refused:mailbox").is_open
    assert council.verbs(OPERATOR).count("operator.told") == 2
    assert council.verbs(OPERATOR).count("operator.put-right") == 1


def test_a_stale_heartbeat_is_theirs_until_it_beats(council: Council, machine: Machine, watch: Watch) -> None:
    on(council, machine, STALE + timedelta(minutes=1))
    for _ in range(3):
        asyncio.run(watch.pulse())
        on(council, machine, timedelta(minutes=1))
    assert len(told(council)) == 2
    assert duty_of(council, operating.HEARTBEAT).is_open
    look(watch)
    assert not duty_of(council, operating.HEARTBEAT).is_open


def test_a_drill_that_failed_is_theirs_until_one_arrives(council: Council, watch: Watch) -> None:
    operator, at = council.authority.organisation.operator, council.clock.now()
    assert operator is not None
    council.run(lambda work: work.begin_routine(drilling.ROUTINE, at, at))
    council.run(lambda work: drilling.begin(work, council.authority, operator, at))
    council.advance(council.authority.limits.windows.any_hour)
    assert duty_of(council, operating.DRILL).is_open
    again = council.clock.now()
    council.run(lambda work: drilling.begin(work, council.authority, operator, again))
    council.deliver()
    assert council.run(lambda work: drilling.acknowledge(work, council.authority, again))
    assert duty_of(council, operating.DRILL).met_by == SYSTEM


def test_a_reminder_of_it_that_would_never_come_is_found_by_the_audit(council: Council) -> None:
    council.report("rowan")
    told(council, mails_refused)
    council.deliver()
    with council.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE duties SET next_at = NULL WHERE kind = 'operate'")
    found = council.run(lambda work: audit(work, council.authority, council.clock.now()))
    assert found == (Finding(Kind.NOTHING_DUE, Outcome.MENDED),)


def test_without_a_person_in_teams_the_mailbox_is_reminded_until_it_ends_by_itself(
    tmp_path: Path, database: str
) -> None:
    council = Council(tmp_path, authority=with_operator(), database=database)
    operator = council.authority.organisation.operator
    assert operator is not None
    on_behalf = Watch(council.store, council.authority, council.clock, Machine())
    council.report("rowan")
    break_it(council)
    look(on_behalf)
    told(council, mails_refused)
    for _ in range(3):
        when_due(council, operating.AUDIT)
        assert [d.recipient for d in told(council) if d.duty == f"{OPERATOR}:{operating.AUDIT}"] == [operator.address]
    assert said(council, "ola", f"{OPERATOR}:{operating.AUDIT}") == "not-yours"
    council.close()
