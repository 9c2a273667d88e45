"""Every verb authorises again on the server: who may do what with whose, every cell of the table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.notifications.absence import Absence
from bot.notifications.access import may_open
from bot.notifications.journal import OPERATOR
from bot.notifications.leaving import hear
from bot.services import covering, handing_over, operating, words
from bot.services.delivering import Failed
from bot.services.ports import Work
from bot.services.pressing import USE_CASES
from bot.services.progress import told_lines
from bot.services.screens import (
    ChannelScreen,
    CoverScreen,
    NotificationScreen,
    OpenedScreen,
    ReportsScreen,
    WaitingScreen,
    WordsScreen,
)
from bot.teams.typed import LISTS
from cards.actions import Verb
from tests.engine.council import MISSING, PRACTICE, Council, with_operator

MANAGERS = "19:managers-rehearsal@thread.tacv2;messageid=1"
PEOPLE = ("rowan", "sasha", "member", "morgan", "alex", "avery", "charlie", "dana", "deputy", "ola", "billie")


@dataclass(frozen=True)
class World:
    council: Council
    ids: dict[str, tuple[str, int]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Rowan has a draft, and has reported a missing child, a matter of practice, and something by Tell now.

    Charlie could not be reached about the missing child, so Morgan (Rowan's manager) is asked to phone. Billie runs the
    software, and owes the operator something.
    """
    council = Council(tmp_path_factory.mktemp("table"), authority=with_operator("billie"))
    at = council.clock.now()
    council.run(
        lambda work: operating.owe(work, council.authority, at, operating.AUDIT, "Something is wrong", ("It.",))
    )
    missing, practice, told = council.report("rowan"), council.report("rowan", PRACTICE), council.tell_now("rowan")
    unreachable = council.actor("charlie").id
    council.deliver(
        lambda parcel: (
            Failed("http-403", permanent=True)
            if parcel.delivery.recipient == unreachable and parcel.delivery.notification == missing.id
            else None
        )
    )
    draft = council.draft("rowan", MISSING).draft
    first = council.draft("sasha", {}, "first").draft
    reach = next(d.id for d in council.record(missing.id).duties if d.kind == "reach")
    away = council.run(lambda work: _goes_away(work, council, "sasha", "billie"))
    proposed = council.run(lambda work: _says_away(work, council, "morgan", "I am away until Monday"))
    versions = {n.id: council.record(n.id).notification.version for n in (missing, practice, told)}
    yield World(
        council,
        {
            "draft": (draft.id, draft.version),
            "first": (first.id, first.version),
            "missing": (missing.id, versions[missing.id]),
            "practice": (practice.id, versions[practice.id]),
            "told": (told.id, versions[told.id]),
            "reach": (reach, 1),
            "absence": (away.id, away.version),
            "operate": (f"{OPERATOR}:{operating.AUDIT}", 0),
            "proposal": (proposed.id, proposed.version),
            "none": ("", 0),
            "unknown": ("not-an-id-of-ours", 1),
        },
    )
    council.close()


def _says_away(work: Work, council: Council, who: str, text: str) -> Absence:
    said = hear(text, council.authority.organisation, council.clock.now())
    assert said is not None
    screen = covering.hear(work, council.authority, council.actor(who), said, council.clock.now())
    assert isinstance(screen, CoverScreen)
    assert screen.proposal is not None
    return screen.proposal


def _goes_away(work: Work, council: Council, who: str, cover: str) -> Absence:
    proposal = _says_away(work, council, who, f"I am away until Monday, {cover} covers for me")
    return handing_over.begin(work, council.authority, proposal, council.actor(who), council.clock.now())


INPUTS = {
    "away": {"away.until": "2026-12-03"},
    "comment": {"director.dcs_comment": "Noted."},
    "tell-now": {"incident.details": "A child is missing."},
    "next": {"happened": "death"},
    "tell": {"reason": "She must know."},
    "do-not-tell": {"reason": "It is settled."},
}
NOT_HERE = ("still", "stand-down", "answer", "needed", "not-needed", "take-further")
"""Verbs about what this notification does not ask: whoever may see it sees it, and nothing changes."""
OPENS_MISSING: tuple[str, ...] = ("rowan", "avery", "charlie", "dana", "deputy", "morgan")
NAMED = tuple(who for who in PEOPLE if who != "member")
"""Everybody whom the organisation file names."""
OWN = frozenset({"report", "new", "my-reports", "cover", "away", "i-am-back"}) | LISTS
"""Verbs about the presser's own things, whatever id the card carries."""
TABLE: list[tuple[str, str, dict[str, tuple[str, ...]]]] = [
    # verb, of which thing, who does or sees it; everybody else gets words alone and changes nothing.
    ("resume", "draft", {"see": ("rowan",)}),
    ("tell-now", "draft", {"do": ("rowan",)}),
    ("start", "draft", {"do": ("rowan",)}),
    ("next", "draft", {"do": ("rowan",)}),
    ("back", "draft", {"do": ("rowan",)}),
    ("add-person", "draft", {"do": ("rowan",)}),
    ("send", "draft", {"do": ("rowan",)}),
    ("send-now", "draft", {"do": ("rowan",)}),
    ("change-who", "draft", {"do": ("rowan",)}),
    ("change-facts", "draft", {"do": ("rowan",)}),
    ("change-account", "draft", {"do": ("rowan",)}),
    ("change-agencies", "draft", {"do": ("rowan",)}),
    ("use-other", "draft", {"do": ("rowan",)}),
    ("leave-other", "draft", {"do": ("rowan",)}),
    ("close", "draft", {"do": ("rowan",)}),
    ("discard-it", "draft", {"do": ("rowan",)}),
    ("discard", "draft", {"see": ("rowan",)}),
    ("tell-now", "first", {"do": ("sasha",)}),
    ("start", "first", {"do": ("sasha",)}),
    ("send", "first", {"see": ("sasha",)}),
    ("open", "missing", {"do": ("rowan", "avery", "charlie", "dana", "deputy", "morgan")}),
    ("refresh", "missing", {"see": ("rowan", "avery", "charlie", "dana", "deputy", "morgan")}),
    ("acknowledge", "missing", {"do": ("avery", "charlie", "dana", "deputy"), "see": ("rowan", "morgan")}),
    ("tell", "missing", {"see": ("rowan", "avery", "charlie", "dana", "deputy", "morgan")}),
    ("do-not-tell", "missing", {"see": ("rowan", "avery", "charlie", "dana", "deputy", "morgan")}),
    ("comment", "missing", {"do": ("dana", "deputy"), "see": ("rowan", "avery", "charlie", "morgan")}),
    ("comment", "practice", {"see": ("rowan", "alex", "avery", "charlie")}),
    ("more", "missing", {"see": OPENS_MISSING}),
    ("begin", "missing", {}),
    ("do", "missing", {}),
    ("leave", "missing", {}),
    ("complete", "missing", {"see": ("rowan",)}),
    ("done", "missing", {}),
    ("open", "practice", {"do": ("rowan", "alex", "avery", "charlie")}),
    ("refresh", "practice", {"see": ("rowan", "alex", "avery", "charlie")}),
    ("acknowledge", "practice", {"see": ("rowan", "alex", "avery", "charlie")}),
    ("tell", "practice", {"do": ("alex", "avery", "charlie"), "see": ("rowan",)}),
    ("do-not-tell", "practice", {"do": ("alex", "avery", "charlie"), "see": ("rowan",)}),
    ("complete", "told", {"do": ("rowan",)}),
    ("done", "reach", {"do": ("morgan",)}),
    ("put-right", "missing", {}),
    ("put-right", "reach", {}),
    ("put-right", "operate", {"do": ("billie",)}),
    *((verb, "operate", {}) for verb in ("open", "refresh", "done", "acknowledge", "phoned")),
    *((verb, "missing", {"see": OPENS_MISSING}) for verb in NOT_HERE),
    # Everybody's own cover alone: whatever id a card carries, nobody else's absence is shown or changed.
    ("cover", "absence", {"see": NAMED}),
    ("away", "none", {"do": tuple(who for who in NAMED if who != "sasha"), "see": ("sasha",)}),
    ("away", "absence", {"do": ("sasha",), "see": tuple(who for who in NAMED if who != "sasha")}),
    ("confirm-away", "proposal", {"do": ("morgan",)}),
    ("confirm-away", "absence", {"see": ("sasha",)}),
    ("i-am-back", "absence", {"do": ("sasha",), "see": tuple(who for who in NAMED if who != "sasha")}),
    ("cannot-cover", "absence", {"do": ("billie",)}),
    *((verb, "unknown", {}) for verb in sorted(set(USE_CASES) - OWN)),
]
CELLS = [(verb, thing, who) for verb, thing, _ in TABLE for who in PEOPLE]
EXPECTED = {
    (verb, thing, who): next((kind for kind, people in kinds.items() if who in people), "-")
    for verb, thing, kinds in TABLE
    for who in PEOPLE
}


@pytest.mark.parametrize(("verb", "thing", "who"), CELLS)
def test_every_verb_authorises_again(world: World, verb: str, thing: str, who: str) -> None:
    identity, version = world.ids[thing]
    tried = world.council.attempt(who, verb, identity, version, inputs=INPUTS.get(verb, {}))
    assert tried.kind == EXPECTED[verb, thing, who], tried.code


def test_the_table_has_every_verb_of_every_card() -> None:
    assert {verb for verb, *_ in TABLE} | OWN == {str(v) for v in Verb} == set(USE_CASES)


def test_what_is_not_there_and_what_is_done_are_said_so(world: World) -> None:
    assert world.council.attempt("rowan", "resume", *world.ids["unknown"]).code == words.gone().code
    assert world.council.attempt("morgan", "done", *world.ids["reach"]).code == words.done().code


@pytest.mark.parametrize("who", PEOPLE)
def test_my_reports_are_the_askers_own_alone(world: World, who: str) -> None:
    screen = world.council.attempt(who, "my-reports").screen
    assert isinstance(screen, ReportsScreen)
    assert {r.notification.reporter for r in screen.records} <= {world.council.actor(who).id}
    assert {d.author for d in screen.drafts} <= {world.council.actor(who).id}
    assert len(screen.records) == (3 if who == "rowan" else 0)


@pytest.mark.parametrize("who", PEOPLE)
def test_what_waits_is_only_what_its_reader_may_open(world: World, who: str) -> None:
    screen = world.council.attempt(who, "waiting").screen
    assert isinstance(screen, WaitingScreen)
    organisation, reader = world.council.authority.organisation, world.council.actor(who).id
    assert all(may_open(record, reader, organisation) for record in screen.records)
    assert bool(screen.records) is (who in {"rowan", "alex", "charlie", "dana", "morgan"}), who


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("place", ["channel", "groupChat"])
@pytest.mark.parametrize("verb", ["open", "refresh", "acknowledge", "tell"])
def test_an_id_carried_to_another_channel_or_a_group_shows_nothing_there(
    world: World, verb: str, place: str, who: str
) -> None:
    identity, version = world.ids["missing"]
    tried = world.council.attempt(who, verb, identity, version, place=place)
    assert isinstance(tried.screen, WordsScreen)


def test_a_refusal_of_somebody_elses_notification_is_journalled(world: World) -> None:
    for verb in ("open", "acknowledge", "tell", "do-not-tell"):
        tried = world.council.attempt("sasha", verb, world.ids["missing"][0], 1, inputs=INPUTS.get(verb, {}))
        assert tried.code == "not-your-role"
        assert "refused" in tried.verbs


def test_a_repeated_activity_shows_nothing_to_somebody_else(world: World) -> None:
    """The same activity identity in another person's name: who may look is asked again."""
    council, (identity, version) = world.council, world.ids["missing"]
    council.press("dana", "open", identity, version, key="one-activity")
    council.press("dana", "my-reports", key="another-activity")
    assert isinstance(council.attempt("dana", "open", identity, version, key="one-activity").screen, OpenedScreen)
    assert isinstance(council.attempt("sasha", "open", identity, version, key="one-activity").screen, WordsScreen)
    again = council.attempt("sasha", "my-reports", key="another-activity").screen
    assert isinstance(again, ReportsScreen)
    assert not again.records


def test_a_manager_may_send_a_waiting_draft_and_see_nothing_of_it(tmp_path: Path) -> None:
    """Only once the duty reached them, and only to send it: a draft is its author's alone."""
    council = Council(tmp_path)
    first = council.draft("rowan", {}, "first").draft
    answers = {"subject.kind": "child", "happened": "death", "child.status": "cla"}
    council.press("rowan", "start", first.id, first.version)
    council.press("rowan", "next", first.id, first.version + 1, inputs=answers)
    assert council.attempt("morgan", "send-now", first.id, 1).code == "not-yours"
    council.advance(timedelta(days=3))
    reached = [
        p.key
        for p in council.authority.organisation.people.values()
        if council.attempt(p.key, "send-now", first.id, 1).changed
    ]
    assert "rowan" in reached
    assert set(reached) & {"morgan", "ola"}
    assert not set(reached) & {"sasha", "billie"}
    for who in set(reached) - {"rowan"}:
        for verb in ("resume", "next", "discard", "send", "tell-now"):
            assert council.attempt(who, verb, first.id, 3).code == "not-yours"
        assert isinstance(council.attempt(who, "send-now", first.id, 1).screen, WordsScreen)
    council.close()


def test_the_channels_card_is_the_same_minimum_whoever_presses_it(world: World) -> None:
    council, (identity, version) = world.council, world.ids["missing"]
    for who in PEOPLE:
        tried = council.attempt(who, "open", identity, version, place="channel", conversation=MANAGERS)
        assert isinstance(tried.screen, ChannelScreen)


def test_cover_acts_as_cover_and_shows_as_such(tmp_path: Path) -> None:
    council = Council(tmp_path)
    missing = council.report("rowan")
    screen = council.press("deputy", "acknowledge", missing.id, missing.version)
    assert isinstance(screen, NotificationScreen)
    assert screen.words is not None
    assert "cover for the Director" in screen.words.title
    duty = next(d for d in council.record(missing.id).duties if d.kind == "acknowledge" and d.role == "DCS")
    assert (duty.met_by, duty.met_as) == (council.actor("deputy").id, "cover")
    lines = told_lines(council.record(missing.id), council.authority)
    assert any("cover" in line and "Devon" in line for line in lines)
    council.close()
