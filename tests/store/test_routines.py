"""What the self-audit asks and the routines keep, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.digest import SUBJECT
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.services import digesting
from bot.services.ports import Work
from bot.store.unit_of_work import SqlStore

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOMORROW = NOW + timedelta(days=1)
DUTY = Duty("d", DutyKind.ACKNOWLEDGE, NOW, True, "any_hour", NOW - HOUR, notification="n", role="DCS")
CARD = Delivery("c", "c", Via.PERSONAL, Purpose.TELL, "dana", True, NOW, notification="n")


def duties(work: Work) -> None:
    for name, changed in {
        "idle": {"next_at": None},
        "overdue": {"next_at": NOW - HOUR},
        "put-off": {"next_at": TOMORROW},
        "late": {"next_at": TOMORROW, "late_since": NOW},
        "late-and-put-off": {"next_at": NOW + timedelta(days=30), "late_since": NOW},
        "met": {"next_at": None, "status": DutyStatus.MET},
    }.items():
        work.add_duty(replace(DUTY, id=name, **changed))  # type: ignore[arg-type]


def test_each_question_finds_its_own_among_the_duties(store: SqlStore) -> None:
    store.run_here(duties)
    at = NOW + timedelta(minutes=1)

    def ask(work: Work) -> list[set[str]]:
        answers = (
            work.idle_duties(9),
            work.overdue_duties(at, 9),
            work.past_duties(at, NOW + timedelta(days=14), 9),
            work.duties_within(NOW, NOW, 9),
            work.duties_within(TOMORROW, TOMORROW, 9),
        )
        return [{duty.id for duty in answer} for answer in answers]

    assert store.run_here(ask) == [
        {"idle"},
        {"overdue"},
        {"put-off", "late-and-put-off"},
        {"idle", "overdue", "put-off", "late", "late-and-put-off"},
        set(),
    ]


def test_each_question_finds_its_own_among_the_deliveries(store: SqlStore) -> None:
    def unit(work: Work) -> None:
        for name, status, next_at in (
            ("idle", DeliveryStatus.WAITING, None),
            ("overdue", DeliveryStatus.TRYING, NOW - HOUR),
            ("coming", DeliveryStatus.WAITING, TOMORROW),
            ("sent", DeliveryStatus.SENT, None),
            ("refused", DeliveryStatus.REFUSED, None),
        ):
            work.add_delivery(replace(CARD, id=name, key=name, status=status, next_at=next_at))

    store.run_here(unit)
    assert [d.id for d in store.run_here(lambda work: work.idle_deliveries(9))] == ["idle"]
    assert [d.id for d in store.run_here(lambda work: work.overdue_deliveries(NOW, 9))] == ["overdue"]
    assert store.run_here(lambda work: work.unfinished()) == {"duties_open": 0, "deliveries_unfinished": 3}


def test_a_routine_is_begun_once_by_whoever_comes_first_and_first_when_it_is_due(store: SqlStore) -> None:
    assert store.run_here(lambda work: work.routine_at("digest")) is None
    assert not store.run_here(lambda work: work.begin_routine("digest", NOW, TOMORROW)), "never done: due tomorrow"
    assert store.run_here(lambda work: work.routine_at("digest")) == TOMORROW
    later = TOMORROW + timedelta(days=1)
    assert not store.run_here(lambda work: work.begin_routine("digest", TOMORROW - HOUR, later))
    assert store.run_here(lambda work: work.begin_routine("digest", TOMORROW, later))
    assert not store.run_here(lambda work: work.begin_routine("digest", TOMORROW, later)), "another process was first"
    assert store.run_here(lambda work: work.routine("digest")) == ""
    store.run_here(lambda work: work.leave("digest", "something"))
    assert store.run_here(lambda work: work.routine("digest")) == "something"


def test_a_digest_lists_the_journals_that_grew(store: SqlStore) -> None:
    def unit(work: Work) -> None:
        for subject, at in (("n", NOW - HOUR), ("n", NOW), ("m", NOW - HOUR), ("later", TOMORROW)):
            work.journal(subject, at, "someone", "done")

    store.run_here(unit)
    first = store.run_here(lambda work: digesting.make(work, NOW + HOUR))
    assert [(head.subject, head.seq) for head in first] == [(SUBJECT, 1), ("m", 1), ("n", 2)]
    second = store.run_here(lambda work: digesting.make(work, TOMORROW + HOUR))
    assert [(head.subject, head.seq) for head in second] == [(SUBJECT, 2), ("later", 1)]
