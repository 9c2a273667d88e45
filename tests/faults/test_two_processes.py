"""Two processes of the bot on one PostgreSQL: each answers, each works, and when one dies the other goes on."""

from pathlib import Path

from bot.notifications.proof import verify
from bot.store.reader import read_newest
from tests.faults.story import TOLD, begin, cards_of, mails_of, tell
from tests.harness import Rehearsal


def test_what_comes_to_one_process_is_known_to_the_other_and_said_once(tmp_path: Path, postgres_url: str) -> None:
    with Rehearsal(tmp_path, database=postgres_url, processes=2) as tenant:
        card = begin(tenant)
        tell(tenant, card)
        (record,) = read_newest(postgres_url, 9)
        reference = record.notification.reference
        cards = cards_of(tenant, reference)
        assert {place: cards[place] for place in (*TOLD, "managers")} == dict.fromkeys((*TOLD, "managers"), 1)
        assert mails_of(tenant, reference) == 1
        dana = tenant.person("dana")
        dana.presses(dana.card(text=reference, action="acknowledge"), "acknowledge", process="bot-2")
        assert "acknowledged by Dana Director" in tenant.person("rowan").card(text=reference, place="personal").words
        (record,) = read_newest(postgres_url, 9)
        assert verify(record.journal) is None
