"""The words in which the tests of cover are told: somebody says that they are away, and who was told."""

from datetime import UTC, datetime

from bot.notifications.absence import Absence
from bot.notifications.delivery import Purpose
from bot.notifications.leaving import hear
from bot.services import covering
from bot.services.delivering import Parcel
from bot.services.screens import CoverScreen, Screen
from bot.teams.rendering import Renderer
from tests.engine.council import MISSING, Council
from tests.scenarios.telling.council import words_of

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SERIOUS = {**MISSING, "happened": "serious-injury"}


def says(council: Council, who: str, sentence: str) -> Screen:
    """Type it in one's own chat."""
    said = hear(sentence, council.authority.organisation, council.clock.now())
    assert said is not None
    actor, at = council.actor(who), council.clock.now()
    return council.run(lambda work: covering.hear(work, council.authority, actor, said, at))


def goes_away(council: Council, who: str, sentence: str) -> Absence:
    """Say it, confirm it, and let everything go out."""
    screen = says(council, who, sentence)
    assert isinstance(screen, CoverScreen)
    assert screen.proposal is not None, screen.words
    done = council.press(who, "confirm-away", screen.proposal.id, screen.proposal.version)
    assert isinstance(done, CoverScreen)
    assert done.running is not None
    council.deliver()
    return done.running


def told(council: Council, notification: str, purpose: Purpose = Purpose.TELL) -> set[str]:
    """Who has a card of this purpose about it, by key."""
    keys = {p.id: p.key for p in council.authority.organisation.people.values()}
    return {keys[d.recipient] for d in council.record(notification).deliveries if d.purpose is purpose}


def cards(council: Council, parcels: list[Parcel], who: str) -> list[str]:
    """The words of what was sent to somebody."""
    renderer, mine = Renderer(council.authority), council.actor(who).id
    return [words_of(renderer.parcel(p, council.clock.now())[0]) for p in parcels if p.delivery.recipient == mine]
