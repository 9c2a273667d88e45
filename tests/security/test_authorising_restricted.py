"""The tables of test_authorising.py and test_deeds.py for a restricted report: every verb, every deed, every person.

Who may act is what they hold, as for any other report; what they see meanwhile is the whole for two, the anonymised
version for everybody else. What is about a draft, or about the presser's own things, is in test_authorising.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.notifications.notification import Record
from bot.notifications.restriction import RESTRICTED
from bot.services.deeds import BY_ID, offered
from bot.services.pressing import USE_CASES
from bot.services.screens import NotificationScreen
from bot.views.notification import NotificationViews
from tests.engine.council import Council, authority_of
from tests.security.test_authorising import OWN
from tests.security.test_restricted import CANARY, REPORT

WHOLE = frozenset({"rowan", "lee"})
"""Its reporter, and the reader by role."""
ANONYMISED = frozenset({"tess", "sam", "sky", "sid", "sage", "ola"})
"""Told, asked, or covering such: Tess owes the referral that the law asks for."""
NOTHING = frozenset({"sasha", "dana", "devon", "hollis", "billie", "casey", "member"})
PEOPLE = (*sorted(WHOLE), *sorted(ANONYMISED), *sorted(NOTHING))
OF_DRAFTS = frozenset(
    {
        *("resume", "tell-now", "start", "next", "back", "add-person", "send", "change-who", "change-facts"),
        *("change-account", "change-agencies", "use-other", "leave-other", "close", "discard-it", "discard", "keep"),
    }
)
OWN_THINGS = OWN | {"confirm-away", "cannot-cover"}
NO_CARD = frozenset({"begin", "do", "leave", "done", "decide-not-to", "phoned", "put-right"})
"""Verbs about a deed or a duty: with the notification's own id they do nothing."""
DO: dict[str, frozenset[str]] = {
    "acknowledge": frozenset({"sid", "sage", "ola"}),
    "tell": frozenset({"sid", "sage"}),
    "do-not-tell": frozenset({"sid", "sage"}),
    "open": WHOLE | ANONYMISED,
    **dict.fromkeys(NO_CARD, frozenset()),
    **dict.fromkeys(
        (
            "comment",
            "confirm",
            "answer",
            "complete",
            "more",
            "needed",
            "not-needed",
            "refresh",
            "send-now",
            "stand-down",
            "still",
        ),
        frozenset(),
    ),
    **dict.fromkeys(("take-further", "told-orally"), frozenset()),
}
"""Who changes something with each verb; whoever else may open it sees their card, everybody else words alone."""
REPORTERS = frozenset({"complete"})
"""Verbs that show a card to the reporter alone."""
DUTIES: dict[tuple[str, str], frozenset[str]] = {
    ("done", "lut-lado-completes"): frozenset({"lee"}),
    ("decide-not-to", "lut-lado-completes"): frozenset({"lee"}),
    ("done", "sta-lado"): frozenset({"tess"}),
    ("decide-not-to", "sta-lado"): frozenset({"tess"}),
}
DEEDS: dict[str, frozenset[str]] = {
    "update": WHOLE,  # news of what somebody may not read is no news of theirs
    "found": frozenset(),  # nobody is missing
    "anonymise": WHOLE,
    "approve-version": frozenset(),  # none waits
    "restrict": frozenset(),  # it is
    "name-readers": WHOLE,
    "lift-restriction": WHOLE,
    "conflict": (WHOLE | ANONYMISED),
    # Of a restricted one by somebody who was told and reads it whole: nobody here is both.
    "ask": frozenset(),
    "require": frozenset(),
    "take-back": frozenset(),
}


@dataclass
class World:
    council: Council
    id: str

    @property
    def record(self) -> Record:
        return self.council.record(self.id)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    council = Council(tmp_path_factory.mktemp("restricted-table"), authority=authority_of("luton"))
    notification = council.report("rowan", {**REPORT, RESTRICTED: "yes"})
    council.deliver()
    council.press("sam", "needed", notification.id, 1)
    council.deliver()
    yield World(council, notification.id)
    council.close()


def test_the_table_has_every_verb_and_every_deed_and_everybody(world: World) -> None:
    lists = {"together", "find", "late", "monitor"}  # their own lists: test_every_surface.py
    assert set(DO) | OF_DRAFTS | OWN_THINGS | lists == set(USE_CASES)
    assert set(DEEDS) == set(BY_ID)
    assert set(PEOPLE) == {*world.council.authority.organisation.people, "member"}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("verb", sorted(DO))
def test_who_may_act_and_what_they_see_of_it(world: World, verb: str, who: str) -> None:
    inputs = {"reason": "So."} if verb in ("tell", "do-not-tell") else {}
    tried = world.council.attempt(who, verb, world.id, 9, inputs=inputs)
    sees = who in WHOLE | ANONYMISED and verb not in NO_CARD and (verb not in REPORTERS or who == "rowan")
    expected = "do" if who in DO[verb] else "see" if sees else "-"
    assert tried.kind == expected, tried.code
    if isinstance(tried.screen, NotificationScreen):
        view = NotificationViews(world.council.authority)
        card = repr(view.personal(tried.screen.record, tried.screen.viewer, world.council.clock.now()))
        assert (CANARY in card) is (who in WHOLE)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("verb", "task"), sorted(DUTIES))
def test_who_may_do_what_is_owed_besides(world: World, verb: str, task: str, who: str) -> None:
    duty = next(d for d in world.record.duties if d.trigger == task)
    inputs = {f"task.{task}.reference": "R-1", f"task.{task}.reason": "Because."}
    assert world.council.attempt(who, verb, duty.id, 9, inputs=inputs).changed is (who in DUTIES[verb, task])


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("deed", sorted(BY_ID))
def test_who_may_do_which_deed(world: World, deed: str, who: str) -> None:
    found = offered(world.record, world.council.actor(who).id, world.council.authority)
    assert (deed in {each.id for each in found}) is (who in DEEDS[deed])
