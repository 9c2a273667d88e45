"""The bot tells no statutory body, and never says or implies that it did: on no card, mail, sheet or answer."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.documents.sheet import printed
from bot.notifications.delivery import Purpose
from bot.notifications.duty import DutyKind
from bot.outlook.message import compose
from bot.services.asking import asked_of
from bot.services.progress import told_lines
from bot.views import banners
from rules.load import load_overlay, load_pack, shipped_packs
from tests.docs.wordings import every_wording, said
from tests.engine.council import Council, Standing, authority_of

BODIES = (
    r"(national panel|safeguarding practice review panel|safeguarding partners|safeguarding board|secretary of state"
    r"|ofsted|lado|designated officer|mash|police)"
)
ACTS = r"(told|notified|informed|reported to|sent to|referred to|telling|notifying|informing)"
FORBIDDEN = (
    rf"\b(we|i|need to know|the bot|this bot) (has |have |had |will |is |are )?(now )?{ACTS} (the )?{BODIES}",
    rf"\b{BODIES} (has|have|was|were|is|are|will be) (now |being )?(told|notified|informed)(?! \?)",
    rf"{BODIES}: (told|being told|notified)",
    rf"\b(told|notified|informed) (the )?{BODIES} (for you|on your behalf)",
)
ASKED_OR_CONDITIONAL = re.compile(
    r"(\?$|\bwhether\b|\bif\b|\bonce\b|\bafter\b|\bit cannot be ruled out\b)", re.IGNORECASE
)
"""A question, or what would follow, claims nothing."""
DIED = {
    "subject.kind": "child",
    "happened": "death",
    "child.status": "cla",
    "about.staff": "no",
    "media.interest": "none",
    "abuse.suspected": "yes",
    "incident.details": "Died this morning.",
}


def claims(text: str) -> list[str]:
    """The sentences that say that a statutory body was told."""
    sentences = re.split(r"(?<=[.;!?])\s+|\n", re.sub(r"<[^>]+>", " ", text))
    wrong = [s for s in sentences for pattern in FORBIDDEN if re.search(pattern, s, re.IGNORECASE)]
    return [s for s in wrong if not ASKED_OR_CONDITIONAL.search(s)]


@pytest.fixture
def knowsley(tmp_path: Path) -> Iterator[Council]:
    """Knowsley's council, which has switched every statutory row on."""
    council = Council(tmp_path, Standing(datetime(2026, 11, 24, 10, 0, tzinfo=UTC)), authority_of("knowsley"))
    yield council
    council.close()


@pytest.mark.parametrize(
    "claim",
    [
        "We told the national panel.",
        "Ofsted has been notified.",
        "The Secretary of State was told at 10:00.",
        "Need to Know notified Ofsted for you.",
        "LADO: told.",
    ],
)
def test_a_claim_would_be_found(claim: str) -> None:
    assert claims(claim.replace("has been", "was"))


def test_no_answer_banner_or_duty_says_so() -> None:
    duties = [*load_overlay().duties, *(duty for name in shipped_packs() for duty in load_pack(name).duties)]
    texts = [made.text for wording in every_wording().values() for made in said(wording)]
    texts += [*banners._NOT_DONE.values(), *(f"{duty.title}. {duty.what}." for duty in duties)]
    assert [claim for text in texts for claim in claims(text)] == []
    for duty in load_overlay().duties:
        assert re.match(r"(Notify|Tell|See that|Refer|Offer|Ask)\b", duty.what), "a duty tells a person what to do"


def test_nothing_that_people_read_of_a_death_says_so_before_and_after_it_is_recorded_as_done(knowsley: Council) -> None:
    report = knowsley.report("rowan", DIED)
    knowsley.deliver()
    for done in (False, True):
        if done:
            for duty in [d for d in knowsley.record(report.id).open_duties(DutyKind.TASK) if d.role == "DCS"]:
                knowsley.press("dana", "done", duty.id, inputs={f"task.{duty.trigger}.reference": "R-1"})
        record = knowsley.record(report.id)
        asks = [
            f"{ask.title}. {ask.note}"
            for person in knowsley.authority.organisation.people.values()
            for ask in asked_of(record, person.id, knowsley.authority)
        ]
        mail = compose(record, Purpose.INBOX, "inbox@x.example", knowsley.authority, knowsley.clock.now())
        read = [*asks, *told_lines(record, knowsley.authority), printed(record, knowsley.authority), mail.html]
        assert [claim for text in (*read, record.status) for claim in claims(text)] == []
    assert "done, says Dana Director" in "\n".join(told_lines(record, knowsley.authority)), "a person says so, by name"


def test_of_a_home_that_is_not_ours_it_is_asked_whether_the_provider_has_notified(knowsley: Council) -> None:
    (duty,) = [d for d in knowsley.authority.pack.duties if d.id == "sta-reg40"]
    assert duty.title == "Has the provider notified?"
