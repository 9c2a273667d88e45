"""The life of a restriction: a version written, approved, revised; restricted later; lifted; readers named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.notifications.delivery import Purpose, Via
from bot.notifications.duty import DutyKind
from bot.notifications.notification import Record
from bot.notifications.restriction import RESTRICTED
from bot.notifications.sight import Sight, sight
from bot.outlook.message import compose
from bot.services.asking import asked_of
from bot.services.deeds import offered
from bot.services.delivering import Parcel
from bot.services.screens import BesideScreen, DeedScreen, DraftScreen, WordsScreen
from bot.views.deeds import DeedViews
from bot.views.notification import NotificationViews
from tests.engine.council import Council, authority_of
from tests.security.test_restricted import CANARY, REPORT

WRITTEN = {"anonymise.title": "An allegation against an adult", "anonymise.text": "A child is safe. Police know."}


@dataclass
class Matter:
    """An allegation in Luton, and what people do about it."""

    council: Council
    id: str
    sent: list[Parcel]

    @property
    def record(self) -> Record:
        return self.council.record(self.id)

    def deliver(self) -> list[Parcel]:
        self.sent = self.council.deliver()
        return self.sent

    def card(self, who: str) -> str:
        """Everything on somebody's card."""
        view = NotificationViews(self.council.authority).personal(
            self.record, self.council.actor(who).id, self.council.clock.now()
        )
        return repr(view)

    def does(self, who: str, deed: str, inputs: Mapping[str, str]) -> str:
        """Fill in and send the form of a deed. Returns the code of the answer."""
        screen = self.council.press(who, "do", f"{self.id}:{deed}:form-{len(self.record.journal)}", inputs=inputs)
        assert isinstance(screen, WordsScreen | DeedScreen), screen
        assert screen.words is not None
        return screen.words.code

    def asks(self, who: str) -> list[str]:
        return [a.what for a in asked_of(self.record, self.council.actor(who).id, self.council.authority)]

    def may(self, who: str) -> set[str]:
        found = offered(self.record, self.council.actor(who).id, self.council.authority)
        return {deed.id for deed in found}

    def sees(self, who: str) -> Sight:
        return sight(self.record, self.council.actor(who).id, self.council.authority.organisation)


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    opened = Council(tmp_path, authority=authority_of("luton"))
    yield opened
    opened.close()


def reported(council: Council, said: str = "yes", by: str = "rowan") -> Matter:
    notification = council.report(by, {**REPORT, RESTRICTED: said})
    matter = Matter(council, notification.id, council.deliver())
    council.press("sam", "needed", notification.id, 1)
    matter.deliver()
    return matter


def test_the_version_is_owed_by_whom_the_policy_names_with_a_limit_and_reminds(council: Council) -> None:
    matter = reported(council)
    [duty] = matter.record.open_duties(DutyKind.ANONYMISE)
    assert duty.role == "LADO"
    assert "Write" in matter.asks("lee")
    assert "Write" not in matter.asks("sid")
    council.advance(timedelta(days=3))
    cards = [d for d in matter.record.deliveries if d.duty == duty.id]
    assert {d.purpose for d in cards} >= {Purpose.TASK, Purpose.REMINDER, Purpose.ESCALATION}
    assert CANARY not in matter.card("sid")
    assert "anonymised version is not written" in matter.card("sid")


@pytest.mark.shows("lut-restricted")
def test_written_by_one_approved_by_another_and_then_shown_to_everybody_else(council: Council) -> None:
    matter = reported(council)
    assert matter.does("lee", "anonymise", WRITTEN) == "version-waits"
    assert "Police know" not in matter.card("sid")
    assert "Police know" in matter.card("lee")
    assert "Police know" in matter.card("rowan")
    assert "approve-version" not in matter.may("lee"), "nobody approves their own"
    assert "approve-version" not in matter.may("sid")
    assert "Approve" in matter.asks("rowan")
    assert matter.does("rowan", "approve-version", {"approve-version.answer": "yes"}) == "version-shown"
    assert matter.record.open_duties(DutyKind.ANONYMISE, DutyKind.APPROVE) == ()

    for who in ("sid", "sam"):
        card = matter.card(who)
        assert "An allegation against an adult" in card
        assert "Police know" in card
        assert CANARY not in card
    [mail] = [p for p in matter.deliver() if p.delivery.purpose is Purpose.INBOX]
    assert mail.record is not None
    said = compose(mail.record, Purpose.INBOX, mail.delivery.recipient, council.authority, council.clock.now())
    assert "Police know" in said.html
    assert CANARY not in said.html + said.subject


def test_one_sent_back_is_never_shown_and_is_written_again(council: Council) -> None:
    matter = reported(council)
    matter.does("lee", "anonymise", WRITTEN)
    assert matter.does("rowan", "approve-version", {"approve-version.answer": "no"}) == "fix-these"
    no = {"approve-version.answer": "no", "approve-version.why": "The school can be told."}
    assert matter.does("rowan", "approve-version", no) == "version-sent-back"
    assert "The school can be told." in matter.card("lee")
    assert "Police know" not in matter.card("sid")
    assert "Write" in matter.asks("lee")


def test_a_revised_version_replaces_the_shown_one_once_it_is_approved_and_all_are_kept(council: Council) -> None:
    matter = reported(council)
    matter.does("lee", "anonymise", WRITTEN)
    matter.does("rowan", "approve-version", {"approve-version.answer": "yes"})
    matter.does("lee", "anonymise", {**WRITTEN, "anonymise.text": "The adult was suspended."})
    assert "Police know" in matter.card("sid")
    assert "suspended" not in matter.card("sid")
    matter.does("rowan", "approve-version", {"approve-version.answer": "yes"})
    assert "suspended" in matter.card("sid")
    assert "Police know" not in matter.card("sid")
    restriction = matter.record.notification.restriction
    assert restriction is not None
    assert [v.text for v in restriction.versions] == ["A child is safe. Police know.", "The adult was suspended."]


def test_what_the_reporter_writes_is_approved_by_whom_the_policy_names(council: Council) -> None:
    matter = reported(council)
    assert matter.does("rowan", "anonymise", WRITTEN) == "version-waits"
    assert "Approve" in matter.asks("lee")
    assert matter.does("lee", "approve-version", {"approve-version.answer": "yes"}) == "version-shown"


def test_a_lado_who_reports_and_writes_it_names_who_approves(council: Council) -> None:
    """An allegation is normally completed by the LADO: nobody approves their own version."""
    matter = reported(council, by="lee")
    assert matter.does("lee", "anonymise", WRITTEN) == "fix-these"
    hollis = council.actor("hollis").id
    assert matter.does("lee", "anonymise", {**WRITTEN, "anonymise.approver": council.actor("sid").id}) == "fix-these"
    assert matter.does("lee", "anonymise", {**WRITTEN, "anonymise.approver": hollis}) == "version-waits"
    assert matter.sees("hollis") is Sight.WHOLE
    assert matter.does("hollis", "approve-version", {"approve-version.answer": "yes"}) == "version-shown"


def test_nothing_of_the_report_is_in_the_form_it_is_written_on(council: Council) -> None:
    matter = reported(council)
    form = council.press("lee", "begin", f"{matter.id}:anonymise")
    assert isinstance(form, BesideScreen)
    assert isinstance(form.beside, DeedScreen)
    assert form.beside.given == {}
    assert CANARY not in repr(DeedViews(council.authority).form(form.beside))


# Restricting later, and lifting.

WHY = {"restrict.why": f"{CANARY}: he is known here."}


def test_restricted_later_every_card_in_place_changes_and_the_list_says_who_had_opened_it(council: Council) -> None:
    matter = reported(council, "no")
    council.press("sid", "refresh", matter.id, 1)
    assert CANARY in matter.card("sid")
    assert matter.may("sid") & {"restrict", "lift-restriction"} == set()
    assert matter.does("lee", "restrict", WHY) == "restricted-now"
    assert CANARY not in matter.card("sid")
    updated = {p.delivery.recipient for p in matter.deliver() if p.delivery.is_update}
    assert {council.actor(who).id for who in ("sid", "sam", "lee", "rowan")} <= updated

    card = matter.card("lee")
    assert "Sid Service-Director: told in Teams Fri 20 Nov 16:00; opened Fri 20 Nov 16:00." in card
    assert "Ola On-Call: told in Teams" in card or "Sam Service-Manager: told in Teams" in card
    assert "A mail cannot be taken back" in card
    assert "he is known here" in card
    assert "Write" in matter.asks("lee")


def test_whether_somebody_opened_it_is_not_known_where_no_press_fetched_it(council: Council) -> None:
    matter = reported(council, "no")
    matter.does("lee", "restrict", WHY)
    assert "Sid Service-Director: told in Teams Fri 20 Nov 16:00; whether they opened it is not known." in matter.card(
        "lee"
    )


def test_lifting_needs_a_reason_and_gives_everybody_the_whole_again(council: Council) -> None:
    matter = reported(council)
    assert matter.does("lee", "lift-restriction", {}) == "fix-these"
    assert matter.does("sid", "lift-restriction", {"lift-restriction.why": "I want to read it."}) == "deed-over"
    assert matter.does("lee", "lift-restriction", {"lift-restriction.why": "He was cleared."}) == "restriction-lifted"
    assert CANARY in matter.card("sid")
    assert "He was cleared." in matter.card("sid")
    assert matter.record.open_duties(DutyKind.ANONYMISE) == ()
    [entry] = [e for e in matter.record.journal if e.verb == "restriction-lifted"]
    assert entry.content is not None
    assert entry.content["said.why"] == "He was cleared."


def test_somebody_named_reads_the_whole_until_they_are_taken_away_again(council: Council) -> None:
    matter = reported(council)
    hollis = council.actor("hollis").id
    named = {"name-readers.readers": hollis, "name-readers.why": "She chairs the meeting."}
    assert matter.does("lee", "name-readers", {**named, "name-readers.readers": council.actor("sid").id}) == "fix-these"
    assert matter.does("lee", "name-readers", named) == "reader-named"
    assert hollis in {p.delivery.recipient for p in matter.deliver()}
    assert CANARY in matter.card("hollis")
    taken = {"name-readers.taken": hollis, "name-readers.why": "The meeting is over."}
    assert matter.does("lee", "name-readers", taken) == "reader-taken"
    assert CANARY not in matter.card("hollis")


def test_nobody_else_restricts_lifts_names_or_writes(council: Council) -> None:
    matter = reported(council)
    for who in ("sid", "sam", "ola", "sky", "tess", "dana", "billie", "sasha"):
        mine = {"anonymise", "approve-version", "restrict", "lift-restriction", "name-readers"}
        assert matter.may(who) & mine == set(), who


def test_the_answer_no_ends_what_was_not_known_and_the_cards_follow(council: Council) -> None:
    matter = reported(council, "unknown")
    assert "Nobody has said yet" in matter.card("lee")
    assert (
        matter.does("rowan", "lift-restriction", {"lift-restriction.why": "No name is in it."}) == "restriction-lifted"
    )
    assert CANARY in matter.card("sid")


# Reads.


def test_every_read_of_restricted_content_is_a_line_of_the_journal(council: Council) -> None:
    matter = reported(council)
    for who, verb in (("lee", "refresh"), ("lee", "comment"), ("rowan", "acknowledge"), ("lee", "open")):
        before = len(matter.record.journal)
        council.press(who, verb, matter.id, 1)
        verbs = [e.verb for e in matter.record.journal[before:] if e.actor == council.actor(who).id]
        assert {"read", "opened"} & set(verbs), (who, verb, verbs)
    before = len(matter.record.journal)
    council.press("sid", "acknowledge", matter.id, 1)
    assert "read" not in [e.verb for e in matter.record.journal[before:]], "what they saw is not the whole"


def test_a_repeated_press_that_shows_it_again_is_a_read_as_well(council: Council) -> None:
    matter = reported(council)
    council.press("lee", "comment", matter.id, 1, key="same")
    before = len(matter.record.journal)
    council.press("lee", "comment", matter.id, 1, key="same")
    assert [e.verb for e in matter.record.journal[before:]] == ["read"]


def test_the_channel_holds_nothing_of_it_any_more(council: Council) -> None:
    matter = reported(council, "no")
    assert not [d for d in matter.record.deliveries if d.via is Via.CHANNEL], "about staff: it was never there"


# An allegation is normally completed by the LADO, and recorded on the allegations database.


@pytest.mark.shows("lut-lado-completes")
def test_an_allegation_told_at_once_is_completed_by_the_lado_and_closed_by_the_databases_reference(
    council: Council,
) -> None:
    draft = council.draft("rowan", {}, "first").draft
    first = {"incident.details": f"{CANARY}: what is alleged.", "about.staff": "yes", RESTRICTED: "yes"}
    council.press("rowan", "tell-now", draft.id, draft.version, inputs=first)
    matter = Matter(council, council.of_draft(draft.id).id, council.deliver())
    assert {d.role or "reporter" for d in matter.record.open_duties(DutyKind.COMPLETE)} == {"reporter", "LADO"}
    assert "Give the details" in matter.asks("lee")
    for who in ("sam", "sid", "hollis", "tess"):
        assert not council.attempt(who, "complete", matter.id, 1).changed

    begun = council.press("lee", "complete", matter.id, 1)
    assert isinstance(begun, BesideScreen)
    assert isinstance(begun.beside, DraftScreen)
    council.fill(begun.beside.draft, {**begun.beside.draft.given, **REPORT, RESTRICTED: "yes"})
    assert matter.record.open_duties(DutyKind.COMPLETE) == ()
    assert matter.record.notification.is_restricted
    council.press("sam", "needed", matter.id, 9)
    [task] = [d for d in matter.record.open_duties(DutyKind.TASK) if d.trigger == "lut-lado-completes"]
    council.press("lee", "done", task.id, 1, inputs={"task.lut-lado-completes.reference": "AMD-7"})
    assert not [d for d in matter.record.open_duties(DutyKind.TASK) if d.trigger == "lut-lado-completes"]
    assert "AMD-7" not in matter.card("sid")


def test_what_is_not_about_staff_is_completed_by_its_reporter_alone(council: Council) -> None:
    told = council.tell_now("rowan", "A child is missing.")
    assert [d.role for d in council.record(told.id).open_duties(DutyKind.COMPLETE)] == [None]
