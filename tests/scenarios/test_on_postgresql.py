"""The stories that matter most, told again by two processes on one PostgreSQL: not a word of them changes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.harness import Rehearsal
from tests.scenarios.cover import test_away as away
from tests.scenarios.outlook import test_from_a_mail as from_a_mail
from tests.scenarios.telling import test_acknowledging as acknowledging
from tests.scenarios.telling import test_deciding as deciding
from tests.scenarios.telling import test_escalation as escalation
from tests.scenarios.telling import test_telling as telling
from tests.scenarios.telling.council import Council


def from_outlook(folder: Path) -> None:
    """The director answers from a mail."""
    with Council(folder) as council:
        from_a_mail.test_the_director_acknowledges_comments_and_sets_a_date_from_a_mail(council)


STORIES: tuple[Callable[[Path], None], ...] = (
    telling.test_always_told_roles_get_a_card_each_the_channel_the_minimum_and_the_inbox_everything,
    acknowledging.test_a_press_in_the_channel_meets_the_pressers_own_role_alone,
    deciding.test_a_decision_to_tell_needs_a_reason_and_tells_the_director_who_then_owes_an_acknowledgement,
    escalation.test_reminder_then_cover_then_the_next_role_then_every_window_until_somebody_acknowledges,
    away.test_a_decision_is_made_as_cover,
    from_outlook,
)


@pytest.fixture
def shared(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rehearsal of this test is two processes of the bot on one PostgreSQL."""
    monkeypatch.setattr(Rehearsal, "usual", (postgres_url, 2))


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_same_story(story: Callable[[Path], None], tmp_path: Path) -> None:
    story(tmp_path)
