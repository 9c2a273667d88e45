"""kill -9 at every step: nothing saved is lost, nothing visible is doubled but where the provider makes it unavoidable.

Unavoidable is one window: Teams took a post and the bot died before it could record that (after-call, before-record).
Teams offers nothing to look a post up by, so the card is posted again, marked REPEAT. A mail is looked for by its key.
"""

from collections.abc import Iterator

import pytest

from bot.notifications.proof import verify
from bot.store.reader import read_record
from tests.faults.story import TOLD, begin, cards_of, mails_of, references, repeated, tell
from tests.harness import Rehearsal
from tests.security.kept import rows

STEPS = [
    ("before-commit", 1),
    ("after-commit", 1),
    ("before-call", 1),
    ("after-call", 4),
    ("before-record", 5),
]


@pytest.fixture(scope="module")
def tenant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with Rehearsal(tmp_path_factory.mktemp("killed")) as running:
        yield running


@pytest.mark.parametrize(("step", "nth"), STEPS)
def test_killed_while_a_report_is_sent_it_is_kept_and_told_once(tenant: Rehearsal, step: str, nth: int) -> None:
    before = references(tenant)
    card = begin(tenant)
    tenant.kill_bot(at=step, nth=nth)
    died = tell(tenant, card)
    assert not tenant.clock()["running"]
    saved = references(tenant)
    if step == "before-commit":
        assert died.status == 0
        assert saved == before
    else:
        assert len(saved) == len(before) + 1

    tenant.start_bot()
    tenant.repeat(died.wire[0])  # Teams sends what was not answered again
    (reference,) = set(references(tenant)) - set(before)
    cards = cards_of(tenant, reference)
    assert mails_of(tenant, reference) == 1
    assert set(cards) >= {*TOLD, "managers"}
    again = repeated(tenant, reference)
    for place in (*TOLD, "managers"):
        # Several calls are under way at once: any of them may be in the window when the process dies.
        assert cards[place] in ((1, 2) if place in again else (1,)), place
    if step in ("before-commit", "after-commit"):
        assert not again
    left = rows(
        tenant.folder,
        "SELECT d.id, d.status FROM deliveries d JOIN notifications n ON n.id = d.notification "
        "WHERE n.reference = ? AND d.status != 'sent'",
        reference,
    )
    assert left == []


@pytest.mark.parametrize("step", ["before-commit", "after-commit", "before-call", "after-call", "before-record"])
def test_killed_while_somebody_acknowledges_the_press_counts_once(tenant: Rehearsal, step: str) -> None:
    reported = begin(tenant)
    tell(tenant, reported)
    reference = references(tenant)[-1]
    before = cards_of(tenant, reference)
    dana = tenant.person("dana")
    card = dana.card(text=reference, action="acknowledge", place="personal")
    tenant.kill_bot(at=step)
    died = dana.presses(card, "acknowledge", {})
    assert not tenant.clock()["running"]
    assert _acknowledged(tenant, reference) == (0 if step == "before-commit" else 1)

    tenant.start_bot()
    tenant.repeat(died.wire[0])
    assert _acknowledged(tenant, reference) == 1
    assert cards_of(tenant, reference) == before
    assert mails_of(tenant, reference) == 1
    told = tenant.person("rowan").card(text=reference, place="personal")
    assert "acknowledged by Dana Director" in told.words
    assert "acknowledged by Dana Director" in dana.card(text=reference, place="managers").words


def test_after_all_that_no_number_was_given_twice_or_lost_and_every_journal_holds(tenant: Rehearsal) -> None:
    found = references(tenant)
    assert found == [f"NTK-2026-{n:04d}" for n in range(1, len(found) + 1)]
    for reference in found:
        journal = read_record(tenant.folder / "bot", reference).journal
        assert journal
        assert verify(journal) is None


def _acknowledged(tenant: Rehearsal, reference: str) -> int:
    query = (
        "SELECT count(*) AS n FROM journal j JOIN notifications n ON n.id = j.subject "
        "WHERE n.reference = ? AND j.verb = 'acknowledged'"
    )
    return int(rows(tenant.folder, query, reference)[0]["n"])
