"""A restricted report, with a canary in every field, on every surface there is: nobody but the named few reads a word.

Every verb, every purpose of a message, every screen, everything that can be typed, every document and command is walked
for everybody. A surface that is added and not walked fails here, by name.
"""

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

import bot.cli
import bot.documents
import bot.outlook
import bot.views
from bot.cli.policy_replay import _stored as stored
from bot.documents.knowledge import knowledge
from bot.documents.sheet import printed
from bot.notifications.absence import Absence, AbsenceStatus
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.notification import Notification, Record
from bot.notifications.restriction import RESTRICTED
from bot.outlook.absence import compose_about
from bot.outlook.message import compose
from bot.services.deeds import BY_ID
from bot.services.delivering import Parcel
from bot.services.earlier import earlier
from bot.services.pressing import USE_CASES
from bot.services.screens import DeedScreen, DeedsScreen, Screen
from bot.store.work import SqlWork
from bot.teams.rendering import Renderer
from bot.teams.typed import TYPED, answer, wanted
from bot.views.deeds import DeedViews
from tests.engine.council import Council, authority_of
from tests.security.test_restricted import CANARY, REPORT

FEW = ("rowan", "lee")
INBOX = "inbox"
OWN = {"sam": "quagga", "sid": "okapi"}
"""What readers of the anonymised version wrote themselves as the reason of a decision: theirs alone to read again."""


@dataclass
class World:
    council: Council
    notification: Notification
    secrets: tuple[str, ...]

    @property
    def record(self) -> Record:
        return self.council.record(self.notification.id)

    @property
    def others(self) -> list[str]:
        return [key for key in self.council.authority.organisation.people if key not in FEW] + ["member"]

    def told(self, text: str, who: str = "", *, listed: bool = False) -> list[str]:
        """What a text says of it to `who`; where a card has `listed` the policy's rows, their titles say nothing."""
        secrets = (CANARY, *OWN.values()) if listed else self.secrets
        return [s for s in secrets if s.lower() in text.lower() and s != OWN.get(who)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Rowan reports; Sam decides that it is needed; words are added by everybody who can; a version waits."""
    council = Council(tmp_path_factory.mktemp("surfaces"), authority=authority_of("luton"))
    notification = council.report("rowan", {**REPORT, RESTRICTED: "yes", "basic.case_id": f"{CANARY}-77"})
    council.deliver()
    identity = notification.id
    council.press("sam", "needed", identity, 1, inputs={"needed.reason": f"{OWN['sam']}: needed."})
    council.deliver()
    for n, (who, deed, typed) in enumerate(
        (
            ("rowan", "update", {"update.kind": "other", "update.what": f"{CANARY}: new."}),
            ("lee", "update", {"update.kind": "other", "update.what": f"{CANARY}: newer."}),
            ("lee", "anonymise", {"anonymise.title": f"{CANARY} title", "anonymise.text": f"{CANARY} text"}),
            ("lee", "name-readers", {"name-readers.readers": council.actor("hollis").id, "name-readers.why": CANARY}),
            ("lee", "name-readers", {"name-readers.taken": council.actor("hollis").id, "name-readers.why": CANARY}),
        )
    ):
        council.press(who, "do", f"{identity}:{deed}:form-{n}", inputs=typed)
    council.press("sid", "tell", identity, 9, inputs={"reason": f"{OWN['sid']}: she must know."})
    council.deliver()
    council.advance(timedelta(hours=14))
    decision = council.record(identity).notification.decision
    titles = {*(row.title for row in decision.triggers), *(p.title for p in decision.duties if p.title)}
    assert titles
    yield World(council, notification, (CANARY, *OWN.values(), *sorted(titles)))
    council.close()


def drawn(world: World, screen: Screen) -> str:
    """A screen as its reader gets it, at either door."""
    now, authority = world.council.clock.now(), world.council.authority
    shown = repr(Renderer(authority).screen(screen, now)[0])
    beside = getattr(screen, "beside", None)
    shown += repr(Renderer(authority).screen(beside, now)[0]) if beside is not None else ""
    deeds = DeedViews(authority)
    if isinstance(screen, DeedsScreen):
        shown += repr(deeds.all_in_a_mail(screen))
    if isinstance(screen, DeedScreen):
        shown += repr(deeds.form_in_a_mail(screen))
    return shown


def test_the_few_read_it_or_this_shows_nothing(world: World) -> None:
    now = world.council.clock.now()
    for who in FEW:
        screen = world.council.attempt(who, "refresh", world.notification.id, 1).screen
        assert CANARY in repr(Renderer(world.council.authority).screen(screen, now)[0])


# Everything that can be pressed, at both doors and in a channel.


@pytest.mark.parametrize("place", ["personal", "outlook", "channel"])
@pytest.mark.parametrize("verb", sorted(USE_CASES))
def test_no_press_of_anybody_else_shows_a_word_of_it(world: World, verb: str, place: str) -> None:
    record = world.record
    ids = [world.notification.id, *(duty.id for duty in record.duties)]
    if verb in ("begin", "do"):
        ids = [f"{world.notification.id}:{deed}:form" for deed in BY_ID]
    if verb in ("together", "find", "late", "monitor", "waiting", "my-reports"):
        ids = [""]
    inputs = {"find.words": CANARY, "reason": "So.", "together.ticked": f"acknowledge~{world.notification.id}"}
    for who in world.others:
        for identity in ids:
            tried = world.council.attempt(who, verb, identity, 9, inputs=inputs, place=place)
            shown = drawn(world, tried.screen).replace(f"'value': '{CANARY}'", "")  # their own words, given back
            assert world.told(shown, who, listed=verb == "find") == [], (who, verb, identity)


@pytest.mark.parametrize("text", [*sorted(TYPED), "find", f"find {CANARY}", "find lut-pot-harm", "REFERENCE", "?"])
def test_nothing_that_can_be_typed_finds_it(world: World, text: str) -> None:
    council = world.council
    text = world.notification.reference if text == "REFERENCE" else text
    wants, about = wanted(text, council.authority)
    for who in world.others:
        actor, now = council.actor(who), council.clock.now()
        with council._taken_back() as connection:
            screen = answer(SqlWork(connection), council.authority, actor, wants, about, now)
        shown = drawn(world, screen).replace(f"'value': '{CANARY}'", "")
        assert world.told(shown, who, listed=wants == "find") == [], who
        if text == f"find {CANARY}":
            assert world.notification.reference not in shown, "to be found by its words would say what is in there"


# Everything that is sent.


def purposes(world: World) -> Iterator[tuple[str, Purpose, str]]:
    """Every purpose to everybody, whether it was sent or not, as a card and as a mail."""
    for who in (*world.others[:-1], INBOX):
        for purpose in Purpose:
            yield who, purpose, "mail"
            if who != INBOX:
                yield who, purpose, "card"


def test_no_message_of_any_purpose_to_anybody_else_holds_a_word_of_it(world: World) -> None:
    authority, now, record = world.council.authority, world.council.clock.now(), world.record
    organisation, renderer = authority.organisation, Renderer(authority)
    for who, purpose, how in purposes(world):
        address = organisation.inbox.address if who == INBOX else organisation.people[who].mail
        if how == "mail":
            if purpose in (Purpose.OPERATOR, Purpose.COVER, Purpose.COVER_CHANGED, Purpose.COVER_OVER):
                continue  # about no notification: outlook/absence.py is walked below
            mail = compose(record, purpose, address, authority, now)
            assert world.told(repr(mail), who) == [], (who, purpose)
            continue
        aad = organisation.people[who].id
        for duty in (None, *record.duties):
            delivery = Delivery("d", "d", Via.PERSONAL, purpose, aad, False, now, record.notification.id)
            parcel = Parcel(delivery, record=record, duty=duty, digest=(record,))
            if purpose is Purpose.OWN_COVER:
                continue  # about no notification
            assert world.told(repr(renderer.parcel(parcel, now)[0]), who) == [], (who, purpose)


def test_neither_does_the_summary_for_whoever_was_away(world: World) -> None:
    authority, now = world.council.authority, world.council.clock.now()
    for who in world.others[:-1]:
        person = authority.organisation.people[who]
        gone = now - timedelta(days=9)
        absence = Absence("a", person.id, gone, now, status=AbsenceStatus.OVER, started_at=gone, ended_at=now)
        for purpose in (Purpose.HANDED_BACK, Purpose.COVER, Purpose.COVER_CHANGED):
            delivery = Delivery("d", "d", Via.PERSONAL, purpose, person.id, False, now, absence="a")
            parcel = Parcel(delivery, absence=absence, digest=(world.record,))
            assert world.told(repr(Renderer(authority).parcel(parcel, now)[0]), who) == [], (who, purpose)
            mail = compose_about(
                replace(parcel, delivery=replace(delivery, recipient=person.mail)), absence, authority, ""
            )
            assert world.told(repr(mail), who) == [], (who, purpose)


def test_the_channel_and_what_was_really_sent_hold_nothing(world: World) -> None:
    authority, now = world.council.authority, world.council.clock.now()
    assert not [d for d in world.record.deliveries if d.via is Via.CHANNEL]
    delivery = Delivery("d", "d", Via.CHANNEL, Purpose.POST, "managers", False, now, world.notification.id)
    parcel = Parcel(delivery, record=world.record)
    assert world.told(repr(Renderer(authority).parcel(parcel, now)[0])) == []


# Documents, matching, drafts.


def test_no_document_for_nobody_in_particular_holds_a_word_of_it(world: World) -> None:
    record = world.record
    assert world.told(printed(record, world.council.authority)) == []
    assert world.told(repr(knowledge(record, world.council.authority, world.council.clock.now()))) == []


def test_it_is_no_earlier_report_of_the_same_child_to_anybody(world: World) -> None:
    """Whoever judges a later report may not read this one."""
    later = replace(world.notification, id="later", reference="NTK-2026-0099")
    said = world.council.run(lambda work: earlier(work, later))
    assert world.told(said) == []
    assert world.notification.reference not in said


def test_a_draft_says_nothing_to_the_manager_who_is_asked_to_send_it(tmp_path: Path) -> None:
    council = Council(tmp_path, authority=authority_of("luton"))
    draft = council.draft("rowan", {}, "facts").draft
    council.press("rowan", "next", draft.id, draft.version, inputs={**REPORT, RESTRICTED: "unknown"})
    sent: list[Parcel] = []
    deliver = council.deliver
    council.deliver = lambda *args: sent.extend(found := deliver(*args)) or found  # type: ignore[method-assign,func-returns-value]
    council.advance(timedelta(days=4))
    others = [p for p in sent if p.delivery.recipient != council.actor("rowan").id]
    assert others
    cards = []
    for parcel in others:
        shown = repr(Renderer(council.authority).parcel(parcel, council.clock.now())[0])
        assert CANARY not in shown
        assert "alleg" not in shown.lower()
        cards.append(shown)
    assert any("it is restricted" in card for card in cards)
    for who in council.authority.organisation.people:
        screen = council.attempt(who, "waiting").screen
        if who != "rowan":
            assert CANARY not in repr(Renderer(council.authority).screen(screen, council.clock.now())[0])
    council.close()


def test_a_replay_does_not_name_it(world: World) -> None:
    """The rows that a proposed policy changes say what happened."""
    incidents = stored(world.council.folder)
    assert incidents
    assert world.notification.reference not in {incident.name for incident in incidents}
    assert "a restricted report" in {incident.name for incident in incidents}


# Whoever adds a surface says here that it is walked, or why it need not be.

SCREENS = {
    *("WelcomeScreen", "HelpScreen", "DraftScreen", "AboutDraftScreen", "NotificationScreen", "OlderScreen"),
    *("OpenedScreen", "DeedsScreen", "DeedScreen", "BesideScreen", "ChannelScreen", "ReportsScreen", "WaitingScreen"),
    *("FoundScreen", "LateScreen", "MonitorScreen", "CoverScreen", "WordsScreen"),
}
PURPOSES = {
    *("tell", "post", "inbox", "director", "assistant", "receipt", "reminder", "escalation", "form", "draft", "reach"),
    *("task", "digest", "opened", "stand-in", "own-cover", "cover", "cover-changed", "cover-over", "operator"),
    *("handed-back", "answered", "update"),
}
DOCUMENTS = {"for_anybody", "happenings", "knowledge", "sheet", "policy"}
"""`policy` is about a policy, and no notification."""
COMMANDS = {
    "sheet",  # walked: documents/sheet.py
    "policy_replay",  # walked: test_a_replay_does_not_name_it
    *("decide", "facts", "policy", "package", "setup", "doctor", "where"),  # read no notification
    "audit",  # ids and hashes alone
    "backup",  # the whole database, for whoever holds the key to it: as sealed as the store itself
    *("serve", "rehearse"),  # the bot itself
}
MAILS = {"message", "restricted", "asks", "absence", "card", "actions", "mailer", "looking", "nonce", "page", "graph"}
VIEWS = {
    *("banners", "cover", "cover_sent", "deeds", "draft_notices", "lists", "looked_up", "notification", "report"),
    "restricted",
    "operator",  # ids and counts alone, about no notification
}


def modules(package: object) -> set[str]:
    return {module.name for module in pkgutil.iter_modules(package.__path__)}  # type: ignore[attr-defined]


def test_every_surface_is_known_here() -> None:
    assert {screen.__name__ for screen in get_args(Screen)} == SCREENS
    assert {str(purpose) for purpose in Purpose} == PURPOSES
    assert modules(bot.documents) == DOCUMENTS
    assert modules(bot.cli) == COMMANDS
    assert modules(bot.outlook) == MAILS
    assert modules(bot.views) == VIEWS
