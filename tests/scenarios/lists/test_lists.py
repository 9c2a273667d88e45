"""Late, several done in one press, the monitor: each within what the asker may see, each act by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.notifications.notification import Notification
from bot.services import looking_up, together
from bot.services.asking import asked_of
from bot.services.delivering import Failed
from bot.services.screens import FoundScreen, LateScreen, MonitorScreen, WaitingScreen, WordsScreen
from bot.views.lists import ListViews
from bot.views.looked_up import LookedUpViews
from tests.engine.council import MISSING, PRACTICE, Council, Standing, authority_of

TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
INJURED = {
    "subject.kind": "child",
    "happened": "serious-injury",
    "child.status": "cla",
    "about.staff": "no",
    "media.interest": "none",
    "abuse.suspected": "no",
    "incident.details": "Broke a leg.",
}
PEOPLE = ("rowan", "sasha", "member", "morgan", "alex", "avery", "charlie", "dana", "deputy", "ola", "billie")


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    made = Council(tmp_path)
    yield made
    made.close()


@pytest.fixture
def luton(tmp_path: Path) -> Iterator[Council]:
    """A council whose administrative support watches over all notifications."""
    made = Council(tmp_path, Standing(TUESDAY_TEN), authority_of("luton"))
    yield made
    made.close()


def late(council: Council, who: str) -> list[str]:
    screen = council.press(who, "late")
    assert isinstance(screen, LateScreen)
    return [record.notification.reference for record in screen.records]


def monitored(council: Council, who: str) -> str:
    """What the monitor says, as one text."""
    screen = council.press(who, "monitor")
    assert isinstance(screen, MonitorScreen)
    view = LookedUpViews(council.authority, ListViews(council.authority)).monitor(screen, council.clock.now())
    return "\n".join(f"{'LATE ' if i.tone == 'attention' else ''}{i.title} | {i.subtitle}" for i in view.items)


def test_what_is_late_stands_the_latest_first_for_those_who_may_see_it(council: Council) -> None:
    first = council.report("rowan", MISSING)
    council.deliver()
    assert late(council, "rowan") == []
    council.advance(timedelta(days=4))
    second = council.report("rowan", PRACTICE)
    council.deliver()
    council.advance(timedelta(days=4))
    assert late(council, "rowan") == [first.reference, second.reference]
    assert late(council, "alex") == [second.reference]
    assert first.reference in late(council, "dana")
    assert not {r for who in ("sasha", "member") for r in late(council, who)}
    for duty in ("dana", "charlie"):
        council.press(duty, "acknowledge", first.id, first.version)
    assert first.reference not in late(council, "dana")


def test_each_late_entry_says_since_when(council: Council) -> None:
    council.report("rowan", MISSING)
    council.deliver()
    council.advance(timedelta(days=4))
    screen = council.press("dana", "late")
    assert isinstance(screen, LateScreen)
    view = LookedUpViews(council.authority, ListViews(council.authority)).late(screen, council.clock.now())
    assert view.items[0].subtitle.startswith("Late since Mon 23 Nov")
    assert view.items[0].tone == "attention"


# -- several in one press -----------------------------------------------------------------------


def ticked(council: Council, who: str, *keys: str) -> WaitingScreen:
    screen = council.press(who, "together", inputs={together.TICKED: ",".join(keys)})
    assert isinstance(screen, WaitingScreen)
    assert screen.words is not None
    return screen


def keys_of(council: Council, who: str) -> list[str]:
    """The keys that the list of what waits offers to tick."""
    screen = council.press(who, "waiting")
    assert isinstance(screen, WaitingScreen)
    view = ListViews(council.authority).waiting(screen, council.clock.now())
    return [choice.id for question in view.questions for choice in question.choices]


def acknowledged(council: Council, of: Notification) -> set[str]:
    return {e.actor for e in council.record(of.id).journal if e.verb == "acknowledged"}


def test_several_incidents_are_acknowledged_in_one_press_each_journalled_by_itself(council: Council) -> None:
    reports = [council.report("rowan", MISSING) for _ in range(3)]
    council.deliver()
    keys = [f"acknowledge~{each.id}" for each in reports]
    assert sorted(keys_of(council, "dana")) == sorted(keys)
    screen = ticked(council, "dana", *keys[:2])
    assert screen.words is not None
    assert screen.words.title == f"Done: {reports[0].reference}, {reports[1].reference}."
    assert [record.notification.reference for record in screen.records] == [reports[2].reference]
    dana = council.actor("dana").id
    assert [dana in acknowledged(council, each) for each in reports] == [True, True, False]


def test_one_incident_alone_is_not_offered_to_be_ticked(council: Council) -> None:
    council.report("rowan", MISSING)
    council.deliver()
    assert keys_of(council, "dana") == []


def test_what_cannot_be_done_so_is_said_and_the_rest_is_done(council: Council) -> None:
    mine, gone = council.report("rowan", MISSING), council.report("rowan", MISSING)
    other = council.report("rowan", PRACTICE)
    council.deliver()
    council.press("dana", "acknowledge", gone.id, gone.version)
    keys = [f"acknowledge~{mine.id}", f"acknowledge~{gone.id}", f"acknowledge~{other.id}", f"done~{mine.id}", "x", "~"]
    screen = ticked(council, "dana", *keys)
    assert screen.words is not None
    assert screen.words.title == f"Done: {mine.reference}."
    assert f"{gone.reference}: this is not asked of you any more" in screen.words.next
    assert other.reference not in screen.words.text, "what somebody may not see is not named to them"
    assert "refused" in council.verbs(other.id)
    assert council.actor("dana").id not in acknowledged(council, other)


def test_a_press_without_a_tick_changes_nothing(council: Council) -> None:
    council.report("rowan", MISSING)
    council.deliver()
    tried = council.attempt("dana", "together")
    assert (tried.code, tried.changed) == ("nothing-ticked", False)


def test_that_somebody_was_reached_by_phone_is_never_ticked(council: Council) -> None:
    unreachable = council.actor("charlie").id
    for _ in range(2):
        council.report("rowan", MISSING)
    council.deliver(lambda p: Failed("http-403", permanent=True) if p.delivery.recipient == unreachable else None)
    assert keys_of(council, "morgan") == []


def test_records_are_confirmed_for_several_in_one_press(luton: Council) -> None:
    reports = [luton.report("sam", INJURED) for _ in range(2)]
    luton.deliver()
    keys = [key for key in keys_of(luton, "tess") if key.startswith("done~")]
    assert len(keys) == 2
    ticked(luton, "tess", *keys)
    for report in reports:
        assert "task-done" in luton.verbs(report.id)
        assert not [d for d in luton.record(report.id).open_duties() if d.trigger == "lut-recording"]


def test_the_same_press_again_acknowledges_nothing_twice(council: Council) -> None:
    reports = [council.report("rowan", MISSING) for _ in range(2)]
    council.deliver()
    inputs = {together.TICKED: ",".join(f"acknowledge~{each.id}" for each in reports)}
    for _ in range(3):
        council.press("dana", "together", inputs=inputs, key="one-press")
    for report in reports:
        assert council.verbs(report.id).count("acknowledged") == 1
        assert "refused" not in council.verbs(report.id)


# -- the monitor --------------------------------------------------------------------------------


@pytest.mark.shows("lut-monitoring")
def test_the_monitor_shows_all_that_is_open_the_oldest_first_and_whose_record_is_not_confirmed(luton: Council) -> None:
    first = luton.report("sam", INJURED)
    luton.clock.at += timedelta(minutes=1)
    second = luton.report("sam", INJURED)
    luton.deliver()
    said = monitored(luton, "billie")
    assert said.index(first.reference) < said.index(second.reference)
    assert said.count("not closed") == 2
    assert said.count("record not confirmed") == 2
    recording = next(d for d in luton.record(first.id).open_duties() if d.trigger == "lut-recording")
    luton.press("tess", "done", recording.id)
    assert monitored(luton, "billie").count("record not confirmed") == 1
    assert "monitored" in luton.verbs(looking_up.SUBJECT)


def test_the_monitor_says_what_is_late(luton: Council) -> None:
    luton.report("sam", INJURED)
    luton.deliver()
    luton.advance(timedelta(hours=5))
    assert "LATE NTK-2026-0001" in monitored(luton, "billie")
    assert "late: an acknowledgement" in monitored(luton, "billie")


def test_what_many_may_not_read_is_in_the_monitor_without_a_word_of_it(luton: Council) -> None:
    about_staff = {**INJURED, "subject.kind": "staff", "about.staff": "yes", "happened": "serious-injury"}
    luton.report("sam", about_staff)
    kept = luton.report("sam", {**INJURED, "kept.from": luton.actor("billie").id})
    said = monitored(luton, "billie")
    assert "NTK-2026-0001: not shown in this list" in said
    assert kept.reference not in said, "what somebody must not know is not there for them at all"


def test_nobody_else_sees_the_monitor(luton: Council) -> None:
    luton.report("sam", INJURED)
    for who in luton.authority.organisation.people:
        shown = isinstance(luton.press(who, "monitor"), MonitorScreen)
        assert shown is (who == "billie"), who


def test_a_policy_that_names_nobody_to_monitor_has_no_monitor(council: Council) -> None:
    for who in PEOPLE:
        screen = council.press(who, "monitor")
        assert isinstance(screen, WordsScreen)
        assert screen.words.code == "monitor-not-yours"


@pytest.mark.parametrize("verb", ["find", "late", "monitor", "together"])
@pytest.mark.parametrize("place", ["channel", "groupChat", "outlook"])
def test_no_list_is_made_where_others_read(council: Council, verb: str, place: str) -> None:
    council.report("rowan", MISSING)
    council.deliver()
    assert isinstance(council.press("dana", verb, place=place, inputs={"find.words": "missing"}), WordsScreen)


def test_what_waits_goes_on_with_show_more(council: Council) -> None:
    for _ in range(13):
        council.report("rowan", MISSING)
    council.deliver()
    views = ListViews(council.authority)
    first, further = (council.press("dana", "waiting", start) for start in ("", "10"))
    assert isinstance(first, WaitingScreen)
    assert isinstance(further, WaitingScreen)
    shown = [views.waiting(screen, council.clock.now()) for screen in (first, further)]
    assert [len(view.items) for view in shown] == [10, 3]
    assert [("Show more" in [a.label for a in view.actions]) for view in shown] == [True, False]
    assert asked_of(first.records[0], council.actor("dana").id, council.authority)


# -- restricted ---------------------------------------------------------------------------------

ALLEGED = {
    "subject.kind": "position-of-trust",
    "happened": "abuse-allegation",
    "about.staff": "yes",
    "media.interest": "none",
    "abuse.suspected": "yes",
    "restricted.name": "yes",
    "incident.details": "CANARY: what is alleged.",
    "basic.child_name": "Child K-104",
}


def test_a_restricted_one_is_matched_by_its_words_for_its_readers_alone(luton: Council) -> None:
    report = luton.report("rowan", ALLEGED)
    luton.press("sam", "needed", report.id, report.version)
    luton.deliver()
    assert luton.record(report.id).notification.is_restricted
    row = next(t.id for t in luton.record(report.id).notification.decision.triggers)
    for search in ({"find.words": "canary"}, {"find.words": "k-104"}, {"find.row": row}):
        found = {who for who in luton.authority.organisation.people if _finds(luton, who, search)}
        assert found == {"rowan", "lee"}, search
    by_reference = {"find.words": report.reference.lower()}
    assert _finds(luton, "sid", by_reference), "the anonymised one is there for whoever was told"
    assert not _finds(luton, "hollis", by_reference)
    assert "CANARY" not in monitored(luton, "billie")
    assert f"{report.reference}: not shown in this list" in monitored(luton, "billie")


def _finds(council: Council, who: str, inputs: dict[str, str]) -> bool:
    screen = council.press(who, "find", inputs=inputs)
    assert isinstance(screen, FoundScreen)
    view = LookedUpViews(council.authority, ListViews(council.authority)).found(screen, council.clock.now())
    assert "CANARY" not in repr([*view.items, view.intro])
    return bool(screen.records)
