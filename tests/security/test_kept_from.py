"""security.md 15: the subject of an allegation sees, receives, covers, acknowledges and finds nothing of it.

Whatever role they hold: each is tried as the subject, and each has somebody who stands in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.notifications.conflict import KEPT_FROM, for_matter
from bot.notifications.delivery import Via
from bot.notifications.duty import DutyKind, DutyStatus
from bot.notifications.notification import Notification, Record
from bot.outlook.message import compose
from bot.services.delivering import Parcel
from bot.services.pressing import USE_CASES
from bot.services.screens import BesideScreen, DraftScreen, WordsScreen
from bot.views.notification import NotificationViews
from tests.engine.council import FRIDAY, MISSING, Council, authority_of

ALLEGATION = {
    "subject.kind": "position-of-trust",
    "happened": "abuse-allegation",
    "about.staff": "yes",
    "abuse.suspected": "yes",
    "media.interest": "none",
    "judgement.other": "yes",
    "judgement.reason": "Where no row names it, somebody judges so.",
    "incident.details": "CANARY-ACCOUNT: what is alleged.",
    "basic.child_name": "Child K-104",
}


@dataclass
class Case:
    """An allegation against whoever holds a role, sent by Rowan and left for fourteen hours without anybody acting."""

    council: Council
    subject: str
    role: str
    notification: Notification
    sent: list[Parcel]

    @property
    def aad(self) -> str:
        return self.council.actor(self.subject).id

    @property
    def mail(self) -> str:
        return self.council.authority.organisation.people[self.subject].mail

    @property
    def record(self) -> Record:
        return self.council.record(self.notification.id)


SUBJECTS = [
    ("luton", "sam", "SM"),
    ("luton", "sid", "SD"),
    ("luton", "dana", "DCS"),
    ("luton", "lee", "LADO"),
    ("wigan", "casey", "AD"),
    ("wigan", "dana", "DCS"),
    ("knowsley", "dana", "SLT"),
    ("knowsley", "hollis", "HoS"),
    ("significant-incident", "casey", "AD"),
    ("informing-the-director", "dana", "DCS"),
    ("informing-the-director", "charlie", "CM"),
]


@pytest.fixture(scope="module", params=SUBJECTS, ids=lambda p: f"{p[0]}-{p[2]}")
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    name, subject, role = request.param
    council = Council(tmp_path_factory.mktemp("kept"), authority=authority_of(name))
    answers = {**ALLEGATION, KEPT_FROM: council.actor(subject).id}
    notification = council.report("rowan", answers)
    sent: list[Parcel] = council.deliver()
    deliver = council.deliver
    council.deliver = lambda *args: sent.extend(found := deliver(*args)) or found  # type: ignore[method-assign,func-returns-value]
    council.advance(timedelta(hours=14))
    yield Case(council, subject, role, notification, sent)
    council.close()


def test_no_message_reaches_the_subject_however_long_nobody_acts(case: Case) -> None:
    to = {(p.delivery.via, p.delivery.recipient) for p in case.sent}
    assert to, "somebody is told"
    assert (Via.PERSONAL, case.aad) not in to
    assert (Via.MAIL, case.mail) not in to
    assert not any(d.recipient in (case.aad, case.mail) for d in case.record.deliveries), "none was even made"


def test_nothing_goes_to_the_managers_channel(case: Case) -> None:
    assert not any(d.via is Via.CHANNEL for d in case.record.deliveries)


def test_every_role_is_told_all_the_same_through_somebody_else(case: Case) -> None:
    told = [d for d in case.record.duties if d.kind is DutyKind.NOTIFY]
    assert told
    assert all(d.status is DutyStatus.MET for d in told), [d.role for d in told if d.is_open]
    reached = {role for d in case.record.deliveries if d.sent_at for role in d.roles}
    assert {d.role for d in told} <= reached


def test_the_shared_mailbox_learns_the_reference_and_whom_to_phone_alone(case: Case) -> None:
    inbox = [p for p in case.sent if p.delivery.recipient == case.council.authority.organisation.inbox.address]
    for parcel in inbox:
        assert parcel.record is not None
        now = case.council.clock.now()
        mail = compose(parcel.record, parcel.delivery.purpose, parcel.delivery.recipient, case.council.authority, now)
        said = mail.subject + mail.html
        assert case.notification.reference in mail.subject
        assert "restricted" in mail.subject
        names = [p.name for p in case.council.authority.organisation.people.values()]
        assert not [n for n in ("CANARY-ACCOUNT", "K-104", *names, "allegation", "Director") if n in said]
        assert case.council.authority.organisation.phone in said


@pytest.mark.parametrize("verb", sorted(USE_CASES))
def test_no_verb_shows_or_changes_anything_for_the_subject(case: Case, verb: str) -> None:
    council, record = case.council, case.record
    for id in (record.notification.id, *(d.id for d in record.duties)):
        tried = council.attempt(
            case.subject, verb, id, record.notification.version, inputs={"incident.details": "Mine."}
        )
        if verb in ("report", "new", "my-reports", "cover", "away", "confirm-away", "i-am-back", "cannot-cover"):
            assert id not in repr(tried.screen), "their own things, and not a word of this"
            continue
        assert isinstance(tried.screen, WordsScreen), verb
        assert not tried.changed
        assert tried.code in ("gone", "not-yours", "not-understood"), tried.code


def test_whoever_stands_in_acknowledges_in_the_role_and_it_shows(case: Case) -> None:
    owed = [d for d in case.record.duties if d.kind is DutyKind.ACKNOWLEDGE and d.role == case.role]
    organisation = case.notification.within(case.council.authority.organisation)
    for duty in owed:
        stand_in = organisation.told(case.role, case.council.clock.now())[0]
        assert stand_in.id != case.aad
        tried = case.council.attempt(stand_in.key, "acknowledge", case.notification.id, 1)
        assert tried.kind == "do", duty.id


@pytest.mark.parametrize("name", ["informing-the-director", "luton", "wigan", "significant-incident"])
def test_whoever_answers_to_the_director_does_not_stand_in_for_them(name: str) -> None:
    """The deputy covers the director by the file; an allegation against the director is for somebody above."""
    organisation = authority_of(name).organisation
    dana = organisation.people["dana"]
    matter = for_matter(organisation, "", {KEPT_FROM: dana.id})
    stand_ins = {p.key for p in matter.told("DCS", FRIDAY)}
    assert stand_ins
    assert stand_ins.isdisjoint(p.key for p in organisation.cover("DCS"))


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    opened = Council(tmp_path)
    yield opened
    opened.close()


def test_a_draft_about_the_authors_manager_goes_to_the_manager_above(council: Council) -> None:
    """Morgan manages Rowan; what Rowan has begun about Morgan, and not sent, is for Morgan's own manager to see to."""
    kept = {**MISSING, KEPT_FROM: council.actor("morgan").id}
    draft = council.draft("rowan", {}, "facts").draft
    council.press("rowan", "next", draft.id, draft.version, inputs={**kept})
    filled = council.run(lambda work: work.draft(draft.id))
    assert filled is not None
    assert filled.given[KEPT_FROM] == council.actor("morgan").id
    council.advance(timedelta(days=4))
    cards = council.run(lambda work: work.cards_of_draft(draft.id))
    assert council.actor("alex").id in {d.recipient for d in cards}
    assert council.actor("morgan").id not in {d.recipient for d in cards}
    assert council.attempt("morgan", "send-now", draft.id, filled.version).code == "gone"


def test_said_later_it_takes_back_what_the_card_showed_and_the_journal_says_who_had_seen_it(council: Council) -> None:
    notification = council.tell_now("rowan", "CANARY: about the director.")
    council.deliver()
    dana = council.actor("dana")
    council.press("dana", "refresh", notification.id, 1)
    details = council.press("rowan", "complete", notification.id, 1)
    assert isinstance(details, BesideScreen)
    assert isinstance(details.beside, DraftScreen)
    council.fill(details.beside.draft, {**details.beside.draft.given, "about.staff": "yes", KEPT_FROM: dana.id})

    sent = council.deliver()
    own = [p for p in sent if p.delivery.recipient == dana.id]
    assert own, "her card is brought up to date"
    assert all(p.delivery.is_update for p in own)
    view = NotificationViews(council.authority).personal(council.record(notification.id), dana.id, council.clock.now())
    assert "CANARY" not in repr(view)
    assert view.asks == ()
    [entry] = [e for e in council.record(notification.id).journal if e.verb == "kept-from"]
    assert entry.content is not None
    assert entry.content["told_before"] == entry.content["opened_before"] == "Dana Director"
    for verb in ("refresh", "acknowledge", "open", "comment"):
        assert council.attempt("dana", verb, notification.id, 9).code == "gone", verb
    casey = [p for p in sent if p.delivery.recipient == council.actor("casey").id]
    assert casey, "somebody stands in for her"


def test_names_that_leave_nobody_are_refused_and_nothing_typed_is_lost(council: Council) -> None:
    everybody = ",".join(p.id for p in council.authority.organisation.people.values())
    draft = council.draft("rowan", {}, "first").draft
    inputs = {"incident.details": "What is alleged.", KEPT_FROM: everybody}
    screen = council.press("rowan", "tell-now", draft.id, draft.version, inputs=inputs)
    assert isinstance(screen, DraftScreen)
    assert "nobody is left" in screen.problems[KEPT_FROM]
    assert screen.draft.given["incident.details"] == "What is alleged."
    only = council.actor("dana").id
    council.press("rowan", "tell-now", draft.id, screen.draft.version, inputs={**inputs, KEPT_FROM: only})
    assert council.of_draft(draft.id).kept_from == {only}
