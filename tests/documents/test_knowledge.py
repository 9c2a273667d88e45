"""Who knew what, person by person, from the journal and the deliveries: told, opened, acknowledged are never mixed."""

from dataclasses import replace

from bot.documents.happenings import KINDS, happening
from bot.documents.knowledge import Knower, knowledge
from bot.documents.sheet import WHAT
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.duty import DutyKind
from bot.notifications.journal import SYSTEM, Entry
from bot.notifications.notification import Record
from bot.services.authority import Authority
from rules.load import load_pack
from tests.notifications.small_council import council, duty, london, notification, record, row, told

COUNCIL = council()
AUTHORITY = Authority(load_pack("informing-the-director"), COUNCIL)
AT = london("2026-11-24 10:00")
LATER = london("2026-11-24 10:30")
ROWAN, DANA, DEVON, CHARLIE = (COUNCIL.people[key].id for key in ("rowan", "dana", "devon", "charlie"))


def entry(seq: int, verb: str, actor: str = SYSTEM, at: str = "2026-11-24 10:00", **content: str) -> Entry:
    """A line of the journal."""
    return Entry("n1", seq, london(at), actor, verb, "", "", "", content)


def card(key: str, purpose: Purpose, at: str = "2026-11-24 10:00", *roles: str) -> Delivery:
    """A card that Teams took."""
    return replace(told(COUNCIL.people[key], purpose, at=london(at)), roles=roles)


def known(*entries: Entry, deliveries: tuple[Delivery, ...] = ()) -> dict[str, Knower]:
    """What everybody knew, by their names."""
    return {knower.name: knower for knower in knowledge(made(*entries, deliveries=deliveries), AUTHORITY, AT).people}


def made(*entries: Entry, deliveries: tuple[Delivery, ...] = ()) -> Record:
    """A notification with an open acknowledgement of the DCS."""
    whole = record(notification(row(at=AT), at=AT), duty(at=AT), deliveries=deliveries)
    return replace(whole, journal=entries)


def test_told_is_said_of_whom_teams_took_a_card_for_and_nothing_more() -> None:
    people = known(deliveries=(card("dana", Purpose.TELL, "2026-11-24 10:00", "DCS"),))
    assert people["Dana"] == Knower(DANA, "Dana", roles=("Director",), told=AT)


def test_a_card_that_nobody_took_told_nobody() -> None:
    waiting = replace(card("dana", Purpose.TELL, "2026-11-24 10:00", "DCS"), sent_at=None)
    assert "Dana" not in known(deliveries=(waiting,))


def test_the_reporter_comes_first_and_their_own_receipt_told_them_nothing() -> None:
    people = known(deliveries=(card("dana", Purpose.TELL), card("rowan", Purpose.RECEIPT)))
    assert list(people) == ["Rowan", "Dana"]
    assert people["Rowan"] == Knower(ROWAN, "Rowan", reported=AT)


def test_opened_and_acknowledged_are_the_first_press_of_each() -> None:
    people = known(
        entry(1, "opened", DANA, "2026-11-24 10:10", name="Dana"),
        entry(2, "opened", DANA, "2026-11-24 10:20", name="Dana"),
        entry(3, "acknowledged", DANA, "2026-11-24 10:30", name="Dana", role="DCS", acting="holder"),
        entry(4, "acknowledged", DANA, "2026-11-24 10:40", name="Dana", role="CM", acting="holder"),
        entry(5, "acknowledged-again", DANA, "2026-11-24 10:50"),
    )
    assert people["Dana"].opened == london("2026-11-24 10:10")
    assert people["Dana"].acknowledged == LATER
    assert people["Dana"].told is None


def test_asking_in_the_channel_is_not_opening() -> None:
    assert "Dana" not in known(entry(1, "asked", DANA, name="Dana"))


def test_reminders_are_counted_and_whoever_was_asked_instead_shows_from_when() -> None:
    people = known(
        entry(1, "decided", CHARLIE, "2026-11-24 11:00", name="Charlie", outcome="tell", about="DCS", acting="cover"),
        deliveries=(
            card("dana", Purpose.REMINDER, "2026-11-24 10:15"),
            card("dana", Purpose.REMINDER, "2026-11-24 10:30"),
            card("devon", Purpose.ESCALATION, "2026-11-24 10:30"),
        ),
    )
    assert people["Dana"].reminded == (london("2026-11-24 10:15"), LATER)
    assert people["Devon"] == Knower(DEVON, "Devon", told=LATER, escalated=LATER)
    assert (people["Charlie"].decided, people["Charlie"].acting) == (london("2026-11-24 11:00"), "cover")


def test_the_channel_and_the_mailbox_are_places_and_not_people() -> None:
    post = replace(card("dana", Purpose.POST), via=Via.CHANNEL, recipient="managers")
    mail = replace(card("dana", Purpose.INBOX), via=Via.MAIL, recipient="inbox@council.example")
    whole = knowledge(made(deliveries=(post, mail)), AUTHORITY, AT)
    assert whole.places == (("The channel Managers", AT), ("The mailbox inbox@council.example", AT))
    assert [person.name for person in whole.people] == ["Rowan"]


def test_what_is_open_names_who_owes_it_now() -> None:
    [owed] = knowledge(made(), AUTHORITY, AT).owed
    assert (owed.kind, owed.title, owed.people, owed.late) == (DutyKind.ACKNOWLEDGE, "Director", (DANA,), False)


def sentence(verb: str, **content: str) -> str:
    """The line as it is read."""
    line = happening(entry(1, verb, **content), AUTHORITY)
    return f"{line.name} {line.words}"


def test_the_lines_are_plain_sentences_about_whom_they_concern() -> None:
    assert sentence("told", to="Dana", roles="DCS", via="personal") == "Dana was told in Teams, as Director"
    assert sentence("told", to="Ola", roles="on-call") == "Ola was told in Teams, as the person on call"
    assert sentence("told-now", name="Rowan", roles="DCS, CM", rows="a-row") == (
        "Rowan reported with Tell now; saved. To be told: Director and City Manager"
    )
    assert sentence("sent", to="Managers", purpose="post", via="channel") == (
        "The channel Managers shows the post, without details"
    )
    assert sentence("sent", to="Devon", purpose="escalation", via="personal") == (
        "Devon was told, because somebody else had not acted"
    )
    assert sentence("acknowledged", name="Ola", role="DCS", acting="cover", covers="Dana") == (
        "Ola acknowledged, as Director (cover for Dana)"
    )
    assert sentence("handed-over", to="Ola", covers="Dana") == "Ola is asked, as cover for Dana"
    assert sentence("handed-back", to="Dana") == "Dana is back: what is open is theirs again"
    assert sentence("acknowledged", name="Devon", role="DCS", acting="cover") == (
        "Devon acknowledged, as Director (cover)"
    )
    assert sentence("decided", name="Alex", role="ACM", outcome="do-not-tell", about="DCS", reason="Known.") == (
        "Alex decided, as Assistant: do not tell the Director. Reason: Known."
    )
    assert sentence("reminded", duty="acknowledge", role="CM", told="Charlie") == (
        "Need to Know reminds Charlie: the City Manager has not acknowledged yet"
    )
    assert sentence("escalated", duty="complete", role="", told="Rowan, Morgan") == (
        "Need to Know asks Rowan, Morgan: the rest of the details is missing"
    )
    assert sentence("moved-on", undecided="ACM,CM", told="DCS") == (
        "Need to Know tells the Director, because the Assistant or City Manager has not decided"
    )
    assert sentence("draft.reportable", by="2026-11-24T17:00:00+00:00", row="a-row") == (
        "Need to Know sees that the report, not sent yet, must be told by Tue 24 Nov 17:00"
    )
    assert sentence("reached", name="Ola", whom="Dana") == "Ola told somebody by phone or in person (whom: Dana)"


def test_a_line_whose_content_was_erased_still_says_what_it_was() -> None:
    erased = replace(entry(1, "decided", DANA), content=None)
    assert happening(erased, AUTHORITY).words == "decided (content erased)"


def test_a_reminder_that_arrived_is_found_among_the_reminders() -> None:
    assert happening(entry(1, "sent", to="Dana", purpose="reminder", via="personal"), AUTHORITY).kind == "reminded"
    assert happening(entry(1, "sent", to="Dana", purpose="inbox", via="mail"), AUTHORITY).kind == "posted"


def test_every_verb_that_the_sheet_knows_has_its_kind() -> None:
    without = {"draft.discarded", "staff-matter", "sent"}
    assert set(WHAT) - set(KINDS) <= without
