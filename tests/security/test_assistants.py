"""A director's registered assistant reads and records "told orally"; in Teams and from Outlook they do nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.documents.knowledge import knowledge
from bot.documents.sheet import printed
from bot.notifications.access import assisted, is_open_to_assistants, may_open
from bot.notifications.assistants import copies
from bot.notifications.delivery import Purpose, Via
from bot.notifications.duty import DutyKind
from bot.notifications.leaving import hear
from bot.notifications.notification import Notification, Record
from bot.notifications.restriction import Restriction
from bot.outlook.message import compose
from bot.services import covering, words
from bot.services.asking import asked_of
from bot.services.authority import Authority
from bot.services.progress import told_lines
from bot.services.screens import CoverScreen, NotificationScreen, WordsScreen
from bot.views.notification import NotificationViews
from cards.actions import Verb
from tests.engine.council import ORGANISATION, Council, Standing, authority_of
from tests.outlook.test_every_kind import HURT
from tests.scenarios.authorities.test_calls import HARMED
from tests.security.kept import rows
from tests.security.outlook_door import CANARY, OutlookDoor

TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OWN = ("report", "new", "my-reports", "cover", "away", "i-am-back")
"""Verbs about the presser's own things, whatever id the card carries."""
VERBS = tuple(str(verb) for verb in Verb if verb not in OWN)
ALL_INPUTS = {
    "reason": "She must know.",
    "needed.reason": "No.",
    "director.dcs_comment": "In her name.",
    "review.dcs_comment": "In her name.",
    "task.sta-panel.reference": "CSPR-12",
    "task.sta-panel.reason": "No.",
    "stand-down.what": "Over.",
}


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """A council in which Parker is the registered assistant of Dana, the director."""
    made = Council(tmp_path, Standing(TUESDAY_TEN), authority_of("significant-incident"))
    yield made
    made.close()


def reported(council: Council, **change: str) -> Notification:
    sent = council.report("rowan", {**HURT, **change})
    council.deliver()
    return council.record(sent.id).notification


def told(council: Council, record: Record, whom: str = "dana") -> str:
    """The id that the button "I told ..." carries."""
    return f"{record.notification.id}:{council.actor(whom).id}"


def records(council: Council, sent: Notification, **inputs: str) -> str:
    """Parker records that they told Dana; the code of what is answered."""
    dana = council.actor("dana").id
    given = {f"told-orally.{dana}.at{key}": value for key, value in inputs.items()}
    button = told(council, council.record(sent.id))
    screen = council.press("parker", "told-orally", button, sent.version, inputs=given)
    assert isinstance(screen, NotificationScreen)
    assert screen.words is not None
    return screen.words.code


# Reading.


def test_the_assistant_gets_what_the_director_is_told_marked_as_theirs_to_read(council: Council) -> None:
    sent = reported(council)
    record, parker = council.record(sent.id), council.actor("parker").id
    view = NotificationViews(council.authority).personal(record, parker, council.clock.now())
    assert view.banner.startswith("You read this as the assistant of Dana Director.")
    assert view.account == HURT["incident.details"]
    assert [action.verb for ask in view.asks for action in ask.actions] == ["told-orally"]
    assert view.offer is None, "no comment in the director's name"

    mail = compose(
        record, Purpose.ASSISTANT, "parker@rehearsal.example", council.authority, council.clock.now(), link="https://x"
    )
    assert mail.subject.endswith("(to read, as assistant)")
    assert "You read this as the assistant of Dana Director." in mail.html
    assert mail.flag == ""


def test_each_assistant_gets_one_card_and_one_mail_and_neither_tells_a_role(council: Council) -> None:
    sent = reported(council)
    made = [d for d in council.record(sent.id).deliveries if d.purpose is Purpose.ASSISTANT]
    assert sorted((d.via, d.recipient) for d in made) == [
        (Via.MAIL, "parker@rehearsal.example"),
        (Via.PERSONAL, council.actor("parker").id),
    ]
    assert all(d.roles == () for d in made)


def test_before_the_director_is_told_their_assistant_reads_nothing(council: Council) -> None:
    sent = reported(council)
    record, parker = council.record(sent.id), council.actor("parker").id
    untold = replace(record, deliveries=tuple(d for d in record.deliveries if d.recipient != council.actor("dana").id))
    assert may_open(record, parker, council.authority.organisation)
    assert not may_open(untold, parker, council.authority.organisation)


def test_nobody_elses_assistant_and_nobody_without_an_entry_reads_it(council: Council) -> None:
    record = council.record(reported(council).id)
    for who in ("billie", "sasha", "member"):
        assert assisted(record, council.actor(who).id, council.authority.organisation) == ()
        assert isinstance(council.attempt(who, "refresh", record.notification.id, 1).screen, WordsScreen)


# Restricted: closed by default.


@pytest.mark.parametrize("about", ["yes", "unknown", ""])
def test_what_is_or_may_be_about_staff_is_closed_to_assistants(council: Council, about: str) -> None:
    sent = reported(council, **{"about.staff": about})
    record, parker = council.record(sent.id), council.actor("parker").id
    assert not [d for d in record.deliveries if d.purpose is Purpose.ASSISTANT]
    assert not may_open(record, parker, council.authority.organisation)
    assert council.attempt("parker", "open", sent.id, sent.version).code == words.not_your_role().code
    assert council.attempt("parker", "told-orally", told(council, record), sent.version).kind == "-"


def test_what_becomes_a_staff_matter_later_is_closed_from_then_on_whatever_was_sent_before(council: Council) -> None:
    sent = reported(council)
    record, parker = council.record(sent.id), council.actor("parker").id
    closed = replace(record, notification=replace(record.notification, staff_matter="yes"))
    view = NotificationViews(council.authority).personal(closed, parker, council.clock.now())
    assert HURT["incident.details"] not in repr(view)
    assert view.asks == ()

    mail = compose(closed, Purpose.ASSISTANT, "parker@rehearsal.example", council.authority, council.clock.now())
    assert HURT["incident.details"] not in mail.html
    assert "Badly hurt" not in mail.html
    assert "not for you any more" in mail.html


def test_only_what_is_known_to_be_open_is_open(council: Council) -> None:
    """Whoever adds a field to a notification says here whether it restricts, and if so asks it in access.py."""
    notification = reported(council)
    for answer in ("yes", "unknown", "", "No", "restricted"):
        assert not is_open_to_assistants(replace(notification, staff_matter=answer))
    restricted = Restriction(on=True, since=notification.created_at, by="somebody")
    assert not is_open_to_assistants(replace(notification, restriction=restricted))
    restricts = {"staff_matter", "restriction"}
    restricts_nothing = {
        *("id", "reference", "reporter", "reporter_name", "created_at", "aware", "answers", "decision", "told_now"),
        *("judgement", "sent_by", "typed", "told_orally", "remarks", "additions", "version", "drill"),
    }
    assert {f.name for f in fields(Notification)} == restricts | restricts_nothing


def test_a_restricted_one_is_copied_to_no_assistant(council: Council) -> None:
    sent = reported(council)
    organisation = council.authority.organisation
    cards = tuple(d for d in council.record(sent.id).deliveries if d.purpose is Purpose.TELL)
    assert copies(cards, sent, organisation)
    assert copies(cards, replace(sent, staff_matter="unknown"), organisation) == ()


# Acting: never.


def _ids(record: Record) -> list[str]:
    return [record.notification.id, *(duty.id for duty in record.duties)]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A council in which everything that is tried is taken back."""
    made = Council(tmp_path_factory.mktemp("tried"), Standing(TUESDAY_TEN), authority_of("significant-incident"))
    reported(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def wigan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """The same in Wigan, where an assistant director is to be phoned; Billie is their assistant."""
    authority = authority_of("wigan")
    people = dict(authority.organisation.people)
    people["casey"] = people["casey"].model_copy(update={"assistants": ("billie",)})
    organisation = authority.organisation.model_copy(update={"people": people})
    made = Council(tmp_path_factory.mktemp("wigan"), Standing(TUESDAY_TEN), Authority(authority.pack, organisation))
    reported(made, **HARMED)
    yield made
    made.close()


def _only(council: Council) -> Record:
    found = council.run(lambda work: work.find_reference("NTK-2026-0001"))
    assert found is not None
    return council.record(found)


@pytest.mark.parametrize("verb", VERBS)
def test_in_teams_an_assistant_can_press_nothing_but_what_reads_and_records(tried: Council, verb: str) -> None:
    record = _only(tried)
    version = record.notification.version
    came = [tried.attempt("parker", verb, each, version, inputs=ALL_INPUTS) for each in _ids(record)]
    if verb == "open":
        assert came[0].changed, "a card of their own"
        came = came[1:]
    assert not any(each.changed for each in came), verb
    assert tried.attempt("parker", "told-orally", told(tried, record), version).changed


@pytest.mark.parametrize("verb", VERBS)
def test_the_assistant_of_somebody_who_is_to_be_phoned_cannot_record_the_call(wigan: Council, verb: str) -> None:
    """Whoever takes part may record it; whoever only reads may not."""
    record = _only(wigan)
    assert any(duty.kind is DutyKind.PHONE and duty.is_open for duty in record.duties)
    assert wigan.attempt("billie", "refresh", record.notification.id).kind == "see"
    for duty in record.duties:
        assert not wigan.attempt("billie", verb, duty.id, inputs={"phone.ad.answered": "yes"}).changed


def test_a_refused_assistant_is_told_why_and_it_is_journalled(council: Council) -> None:
    sent = reported(council)
    tried = council.attempt("parker", "acknowledge", sent.id, sent.version)
    assert tried.code == "assistant-reads"
    assert "refused" in tried.verbs


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OutlookDoor]:
    organisation = ORGANISATION.with_name("significant-incident.yaml")
    opened = OutlookDoor(tmp_path_factory.mktemp("door"), HURT, organisation=organisation)
    yield opened
    opened.close()


def acted(door: OutlookDoor) -> list[dict[str, Any]]:
    """Everything that acting could change."""
    queries = ("SELECT * FROM duties", "SELECT * FROM notifications", "SELECT id, roles FROM deliveries")
    return [row for query in queries for row in rows(door.folder, query)]


@pytest.mark.parametrize("verb", [v for v in VERBS if v not in ("told-orally", "open")])
def test_from_a_mail_of_their_own_an_assistant_can_press_nothing_else(door: OutlookDoor, verb: str) -> None:
    """Even with a button that we sealed for them: every use case authorises again."""
    before, parker = acted(door), door.people["parker"]
    mail = door.mails["parker@rehearsal.example"]
    door.calm()
    for about in (door.notification, *(row["id"] for row in rows(door.folder, "SELECT id FROM duties"))):
        body = door.body(ALL_INPUTS, id=about, verb=verb, to=parker, delivery=mail)
        status, said, _ = door.press(body, door.token({"oid": parker}))
        assert status in (200, 400, 403), said
    assert acted(door) == before


def test_in_the_directors_mailbox_an_assistants_press_is_refused(door: OutlookDoor) -> None:
    door.calm()
    before, parker = acted(door), door.people["parker"]
    status, _, text = door.press(door.body(), door.token({"oid": parker}))
    assert (status, text) == (403, "")
    status, _, text = door.press(door.body(to=parker), door.token({"oid": parker}))
    assert (status, text) == (403, ""), "sealed for the assistant, but the mail is the director's"
    assert acted(door) == before
    assert door.refusals()[-2:] == ["wrong-oid", "not-the-addressee"]


def test_the_assistants_mail_offers_to_record_and_nothing_else(tmp_path: Path) -> None:
    own = OutlookDoor(tmp_path, HURT, organisation=ORGANISATION.with_name("significant-incident.yaml"))
    assert own.offers("parker") == ["told-orally"]
    assert own.presses("parker", "told-orally") == (
        200,
        "Recorded: you told Dana Director at Fri 20 Nov 16:00 (now). "
        "Dana Director still acknowledges: this does not do it.",
    )
    waiting = [row for row in rows(own.folder, "SELECT kind, status, role FROM duties") if row["kind"] == "acknowledge"]
    assert {row["status"] for row in waiting} == {"open"}
    assert CANARY in str(own.shown["parker"]) or CANARY in str(rows(own.folder, "SELECT answers FROM notifications"))
    own.close()


# Recording.


def test_told_orally_shows_everywhere_with_both_names_and_meets_nothing(council: Council) -> None:
    sent = reported(council)
    before = {d.id: d.status for d in council.record(sent.id).duties}
    assert records(council, sent, **{"": "2026-11-24", ".time": "10:00"}) == "told-orally"
    record = council.record(sent.id)
    assert {d.id: d.status for d in record.duties} == before
    assert "acknowledge" in [
        b.verb for a in asked_of(record, council.actor("dana").id, council.authority) for b in a.buttons
    ]

    told = "Dana Director: told in person or by phone at Tue 24 Nov 10:00"
    line = told + "{now}, as their assistant Parker Personal-Assistant"
    assert any(each.startswith(line.format(now="")) for each in told_lines(record, council.authority))
    sheet = printed(record, council.authority)
    assert "(acting: assistant of Dana Director; whom: Dana Director; when: Tue 24 Nov 10:00)" in sheet
    assert line.format(now="") in sheet
    mails = (
        (Purpose.INBOX, "need-to-know@rehearsal.example"),
        (Purpose.DIRECTOR, "dana@rehearsal.example"),
        (Purpose.ASSISTANT, "parker@rehearsal.example"),
    )
    for purpose, to in mails:
        assert line.format(now=" (now)") in compose(record, purpose, to, council.authority, council.clock.now()).html
    for who in ("dana", "casey", "parker"):
        view = NotificationViews(council.authority).personal(record, council.actor(who).id, council.clock.now())
        assert any(each.startswith(line.format(now=" (now)")) for each in view.told)

    known = knowledge(record, council.authority, council.clock.now())
    people = {person.name: person for person in known.people}
    assert people["Dana Director"].orally == TUESDAY_TEN
    assert people["Dana Director"].acknowledged is None
    assert people["Parker Personal-Assistant"].roles == ("Assistant of Dana Director",)
    assert any("recorded, as assistant of Dana Director: told Dana Director" in h.words for h in known.happenings)


def test_the_director_is_reminded_and_it_escalates_as_if_nothing_had_been_recorded(council: Council) -> None:
    sent = reported(council)
    records(council, sent)
    council.advance(timedelta(hours=2))
    record, dana = council.record(sent.id), council.actor("dana").id
    duty = next(d for d in record.duties if d.kind is DutyKind.ACKNOWLEDGE and d.role == "DCS")
    assert duty.is_open
    assert duty.late_since is not None
    assert [d for d in record.deliveries if d.recipient == dana and d.purpose is Purpose.REMINDER]
    assert not [d for d in record.deliveries if d.recipient == council.actor("parker").id and d.purpose in ASKS]


ASKS = (Purpose.REMINDER, Purpose.ESCALATION, Purpose.TELL)


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({}, "told-orally"),
        ({".time": "10:00"}, "told-orally"),
        ({"": "2026-11-24T10:00"}, "told-orally"),
        ({"": "2026-11-24"}, "told-when"),
        ({".time": "10:01"}, "told-when"),
        ({".time": "09:59"}, "told-when"),
        ({"": "2025-11-24", ".time": "10:00"}, "told-when"),
        ({"": "soon"}, "told-when"),
        ({".time": "ten"}, "told-when"),
    ],
    ids=str,
)
def test_the_time_is_now_or_given_and_never_impossible(council: Council, inputs: dict[str, str], code: str) -> None:
    sent = reported(council)
    assert records(council, sent, **inputs) == code
    assert len(council.record(sent.id).notification.told_orally) == (1 if code == "told-orally" else 0)


def test_the_same_again_is_one_record_and_there_is_a_bound(council: Council) -> None:
    sent = reported(council)
    assert [records(council, sent), records(council, sent)] == ["told-orally", "done-before"]
    for _ in range(25):
        council.clock.at += timedelta(minutes=2)
        records(council, sent)
    assert len(council.record(sent.id).notification.told_orally) == 20


# Cover.


def test_nobody_names_their_own_assistant_as_cover(council: Council) -> None:
    dana = council.actor("dana")
    said = hear("I am away until Friday, Parker covers for me", council.authority.organisation, council.clock.now())
    assert said is not None
    screen = council.run(lambda work: covering.hear(work, council.authority, dana, said, council.clock.now()))
    assert isinstance(screen, CoverScreen)
    assert screen.proposal is None
    assert screen.words is not None
    assert screen.words.code == "cover-assistant"
