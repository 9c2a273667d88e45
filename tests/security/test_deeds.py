"""What people do by themselves: who may do which deed, every cell of the table, from the list and by hand."""

from collections.abc import Iterator

import pytest

from bot.services.deeds import BY_ID, offered
from bot.services.delivering import Failed
from bot.services.screens import BesideScreen, DeedScreen, WordsScreen
from tests.engine.council import Council
from tests.security.test_authorising import PEOPLE

RESTRICTING = ("anonymise", "approve-version", "restrict", "name-readers", "lift-restriction")
"""Not of this policy, which restricts nothing: tests/security/test_restricting.py has them."""
TABLE: dict[str, frozenset[str]] = {
    "update": frozenset({"rowan", "avery", "charlie", "dana", "deputy", "morgan"}),
    "found": frozenset({"rowan", "avery", "charlie", "dana", "deputy", "morgan"}),
    "ask": frozenset({"avery", "charlie", "dana", "deputy"}),
    "require": frozenset({"avery", "charlie", "dana", "deputy"}),
    "take-back": frozenset({"dana", "deputy"}),
    "conflict": frozenset({"avery", "charlie", "dana", "deputy", "morgan"}),
    **dict.fromkeys(RESTRICTING, frozenset()),
}
"""Who may do each deed of a report of Rowan's, told to Dana and Charlie, with Morgan asked to phone; nobody else.

Dana has asked Charlie something: she alone, and her cover, may take it back.
"""
ROWAN = "11111111-0000-4000-8000-000000000001"
TYPED: dict[str, dict[str, str]] = {
    "update": {"update.kind": "worse", "update.what": "CANARY what is new"},
    "found": {"found.condition": "safe", "found.seen": "CANARY at the bus stop", "found.what": "CANARY well"},
    "ask": {"ask.whom": ROWAN, "ask.what": "CANARY who saw him?", "ask.when": "any_hour"},
    "require": {"require.whom": ROWAN, "require.what": "CANARY ring the school", "require.day": "2026-12-01"},
    "take-back": {"take-back.which": "first-form", "take-back.why": "CANARY not needed"},
    "conflict": {"conflict.why": "CANARY why"},
    **{deed: {f"{deed}.why": "CANARY", f"{deed}.text": "CANARY"} for deed in RESTRICTING},
}
"""What is typed on each form, so that it can be done."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Council, str]]:
    """Dana and Charlie are told of a missing child; Morgan, Rowan's manager, is to phone Charlie."""
    council = Council(tmp_path_factory.mktemp("deeds"))
    missing, unreachable = council.report("rowan"), council.actor("charlie").id
    council.deliver(
        lambda parcel: Failed("http-403", permanent=True) if parcel.delivery.recipient == unreachable else None
    )
    asked = {**TYPED["ask"], "ask.whom": council.actor("charlie").id}
    council.press("dana", "do", f"{missing.id}:ask:first-form", inputs=asked)
    yield council, missing.id
    council.close()


def test_the_table_has_every_deed() -> None:
    assert set(TABLE) == set(TYPED) == set(BY_ID)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("deed", sorted(BY_ID))
def test_who_may_do_what(world: tuple[Council, str], deed: str, who: str) -> None:
    council, identity = world
    may = who in TABLE[deed]
    record, person = council.record(identity), council.actor(who).id
    assert (deed in {each.id for each in offered(record, person, council.authority)}) is may
    begun = council.attempt(who, "begin", f"{identity}:{deed}").screen
    assert isinstance(begun, BesideScreen if may else WordsScreen)
    typed = TYPED[deed] | ({"conflict.who": person} if deed == "conflict" else {})  # each of themselves
    done = council.attempt(who, "do", f"{identity}:{deed}:form-of-{who}", inputs=typed)
    assert done.changed is may, done.code
    assert isinstance(done.screen, WordsScreen)
    assert "CANARY" not in repr(done.screen)


@pytest.mark.parametrize("place", ["channel", "groupChat"])
@pytest.mark.parametrize("verb", ["more", "begin", "do", "leave"])
def test_no_form_is_shown_where_others_read(world: tuple[Council, str], verb: str, place: str) -> None:
    council, identity = world
    about = identity if verb == "more" else f"{identity}:update:form"
    tried = council.attempt("dana", verb, about, place=place, inputs=TYPED["update"])
    assert not isinstance(tried.screen, BesideScreen | DeedScreen)
    assert not tried.changed


@pytest.mark.parametrize(
    "about", ["", ":", "::", "{}:", "{}:no-such-deed:x", "unknown:update:x", "{}:update", "{}:update:"]
)
@pytest.mark.parametrize("verb", ["begin", "do"])
def test_an_id_put_together_by_hand_does_nothing(world: tuple[Council, str], verb: str, about: str) -> None:
    council, identity = world
    tried = council.attempt("dana", verb, about.format(identity), inputs=TYPED["update"])
    assert not tried.changed
