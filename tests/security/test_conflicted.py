"""A conflict that somebody else than the reporter declares: who may, of whom, and what becomes of what they did."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.notifications.duty import DutyKind
from bot.notifications.restriction import RESTRICTED
from bot.notifications.sight import Sight
from bot.services.screens import WordsScreen
from tests.engine.council import Council, authority_of
from tests.security.test_restricted import CANARY, REPORT
from tests.security.test_restricting import Matter, reported


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    opened = Council(tmp_path, authority=authority_of("luton"))
    yield opened
    opened.close()


def keep(matter: Matter, by: str, *who: str) -> str:
    people = ",".join(matter.council.actor(each).id for each in who)
    return matter.does(by, "conflict", {"conflict.who": people, "conflict.why": f"{CANARY}: they are married."})


def owed(matter: Matter, kind: DutyKind, role: str) -> list[str]:
    return [d.id for d in matter.record.open_duties(kind) if role in (d.role or "").split(",")]


def test_whoever_is_close_to_it_says_so_of_themselves_and_is_out_of_it(council: Council) -> None:
    matter = reported(council, "no")
    assert keep(matter, "sid", "sid") == "out-of-it"
    assert matter.sees("sid") is Sight.NOTHING
    sent = matter.deliver()
    own = [p for p in sent if p.delivery.recipient == council.actor("sid").id]
    assert all(p.delivery.is_update for p in own)
    assert CANARY not in matter.card("sid")
    for verb in ("refresh", "acknowledge", "tell", "open", "more"):
        assert isinstance(council.attempt("sid", verb, matter.id, 9).screen, WordsScreen), verb


@pytest.mark.parametrize(
    ("by", "whom", "may"),
    [
        ("lee", "sid", True),  # sees a restricted report whole, and restricts
        ("dana", "sid", False),  # manages him, but does not take part
        ("sid", "sam", True),  # manages him
        ("sid", "dana", False),  # is managed by her
        ("sam", "sid", False),
        ("sam", "lee", False),
        ("rowan", "sam", True),  # reported it, and reads it whole
        ("billie", "sam", False),
    ],
)
def test_of_others_the_readers_the_restricting_roles_and_their_managers_say_it(
    council: Council, by: str, whom: str, may: bool
) -> None:
    matter = reported(council)
    people = council.actor(whom).id
    typed = {"conflict.who": people, "conflict.why": "Married."}
    assert council.attempt(by, "do", f"{matter.id}:conflict:form", inputs=typed).changed is may


def test_the_stand_in_is_told_and_asked_for_what_is_open(council: Council) -> None:
    matter = reported(council)
    keep(matter, "lee", "sid")
    recipients = {p.delivery.recipient for p in matter.deliver()}
    stand_in = matter.record.notification.within(council.authority.organisation).told("SD", council.clock.now())[0]
    assert stand_in.id in recipients
    assert council.attempt(stand_in.key, "acknowledge", matter.id, 1).changed


def test_an_acknowledgement_of_somebody_kept_out_later_counts_no_more(council: Council) -> None:
    matter = reported(council)
    council.press("sid", "acknowledge", matter.id, 1)
    assert owed(matter, DutyKind.ACKNOWLEDGE, "SD") == []
    council.advance(timedelta(hours=1))
    assert keep(matter, "lee", "sid") == "kept-from-them"
    [duty_id] = owed(matter, DutyKind.ACKNOWLEDGE, "SD")
    [entry] = [e for e in matter.record.journal if e.verb == "counts-no-more"]
    assert (entry.content or {})["whose"] == "Sid Service-Director"
    duty = next(d for d in matter.record.duties if d.id == duty_id)
    assert duty.due > council.clock.now()
    stand_in = matter.record.notification.within(council.authority.organisation).told("SD", council.clock.now())[0]
    for _ in range(2):  # in a role of their own first, which was told meanwhile
        council.press(stand_in.key, "acknowledge", matter.id, 1)
    assert owed(matter, DutyKind.ACKNOWLEDGE, "SD") == []


@pytest.mark.parametrize("verb", ["tell", "do-not-tell"])
def test_a_decision_against_telling_is_made_anew_and_one_to_tell_stands(council: Council, verb: str) -> None:
    matter = reported(council)
    council.press("sid", verb, matter.id, 1, inputs={"reason": "So."})
    keep(matter, "lee", "sid")
    assert bool(owed(matter, DutyKind.DECIDE, "SD")) is (verb == "do-not-tell")
    assert bool([d for d in matter.record.duties if d.kind is DutyKind.NOTIFY and d.role == "DCS"]) is (verb == "tell")


def test_that_it_need_not_be_notified_is_decided_anew(council: Council) -> None:
    notification = council.report("rowan", {**REPORT, RESTRICTED: "yes"})
    matter = Matter(council, notification.id, council.deliver())
    council.press("sam", "not-needed", matter.id, 1, inputs={"needed.reason": "A quarrel."})
    keep(matter, "lee", "sam")
    assert owed(matter, DutyKind.FIRST, "SM")
    sky = matter.record.notification.within(council.authority.organisation).told("SM", council.clock.now())[0]
    assert council.attempt(sky.key, "needed", matter.id, 1).changed


def test_what_only_the_lado_could_do_goes_to_whoever_stands_in_for_them(council: Council) -> None:
    matter = reported(council)
    keep(matter, "rowan", "lee")
    assert matter.sees("lee") is Sight.NOTHING
    assert matter.sees("hollis") is Sight.WHOLE
    assert "Write" in matter.asks("hollis")
    assert council.actor("hollis").id in {p.delivery.recipient for p in matter.deliver()}


def test_names_that_leave_nobody_are_refused(council: Council) -> None:
    matter = reported(council)
    everybody = [key for key in council.authority.organisation.people if key != "rowan"]
    assert keep(matter, "lee", *everybody) == "fix-these"
    assert matter.record.notification.kept_from == frozenset()


def test_why_stands_on_no_card_and_on_no_sheet(council: Council) -> None:
    from bot.documents.sheet import printed

    matter = reported(council, "no")
    keep(matter, "sid", "sam")
    assert "married" not in matter.card("lee") + matter.card("rowan") + matter.card("sid")
    assert "married" not in printed(matter.record, council.authority)


@pytest.mark.parametrize("subject", ["sam", "sid", "lee"])
def test_no_message_reaches_them_from_then_on_however_long_nobody_acts(council: Council, subject: str) -> None:
    matter = reported(council)
    keep(matter, "rowan", subject)
    aad, mail = council.actor(subject).id, council.authority.organisation.people[subject].mail
    before = {d.id for d in matter.record.deliveries}
    council.advance(timedelta(days=2))
    new = [d for d in matter.record.deliveries if d.id not in before]
    assert new
    assert not [d for d in new if d.recipient in (aad, mail) and d.sent_at is not None]
