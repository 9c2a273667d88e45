"""The bot drills itself: the whole way by itself, marked wherever it shows, loud when it does not arrive."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.harness import Rehearsal
from tests.scenarios.telling.council import SHIPPED
from tests.security.kept import rows

OPERATOR = "it-service@rehearsal.example"
REFERENCE = "DRILL-2026-0001"
OTHERS = ("rowan", "dana", "charlie", "alex", "avery", "deputy", "ola", "morgan")


@pytest.fixture
def organisation(tmp_path: Path) -> Path:
    """The rehearsal's council, with an operator."""
    path = tmp_path / "organisation.yaml"
    path.write_text(f"{SHIPPED.read_text()}\noperator: {{address: {OPERATOR}, person: billie}}\n")
    return path


def drilling(tmp_path: Path, organisation: Path, *allowed: str) -> Rehearsal:
    """Friday morning; the drill is at seven."""
    return Rehearsal(
        tmp_path / "tenant",
        at="2026-11-20T06:30:00+00:00",
        organisation=organisation,
        options=("--drill-at", "07:00"),
        allowed_errors=allowed,
    )


def test_a_drill_goes_the_whole_way_and_is_marked_wherever_it_shows(tmp_path: Path, organisation: Path) -> None:
    with drilling(tmp_path, organisation) as tenant:
        assert tenant.clock()["next_due"].startswith("2026-11-20T07:00")
        outcome = tenant.advance("1h")
        assert outcome.settled
        card = tenant.person("billie").card(text=REFERENCE)
        assert "DRILL, not real: Need to Know tests itself" in card.words
        assert "Nothing happened, and nobody need do anything" in card.words
        assert "acknowledged by Need to Know" in card.words
        assert "acknowledge" not in card.actions
        mail = next(m for m in tenant.mail_to(OPERATOR) if REFERENCE in m["subject"])
        assert mail["subject"].startswith("DRILL, not real: ")
        command = [sys.executable, "-m", "bot", "sheet", REFERENCE, "--data", str(tenant.folder / "bot")]
        sheet = subprocess.run(
            [*command, "--organisation", str(organisation)], capture_output=True, text=True, check=True
        )
        assert "DRILL, not real" in sheet.stdout
        assert "Need to Know: acknowledged" in sheet.stdout
        for who in OTHERS:
            assert not [m for m in tenant.person(who).sees() if "DRILL" in m.words], f"{who} is not troubled"
        tenant.advance("1d")
        assert len(rows(tenant.folder, "SELECT id FROM notifications WHERE drill")) == 2, "every day"


def test_the_operator_gets_the_digest_every_day_and_it_proves_the_journal(
    tmp_path: Path, organisation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with drilling(tmp_path, organisation) as tenant:
        tenant.advance("2d")
        mails = [m["body"] for m in tenant.mail_to(OPERATOR) if "journal digest" in m["subject"]]
        assert len(mails) == 2
        for number, body in enumerate(mails):
            (tmp_path / f"{number}.html").write_text(body)
        kept = [word for number in range(2) for word in ("--digest", str(tmp_path / f"{number}.html"))]
        assert main(["audit", "verify", "--data", str(tenant.folder / "bot"), *kept]) == 0
        said = capsys.readouterr().out
        assert "2 digests in the store" in said
        assert " 0 heads from elsewhere" not in said


def test_a_drill_that_does_not_arrive_is_loud_and_troubles_nobody_else(tmp_path: Path, organisation: Path) -> None:
    with drilling(tmp_path, organisation, "drill not acknowledged") as tenant:
        tenant.fault("connector", status=503, times=1000)
        tenant.advance("2h")
        tenant.clear_faults()
        tenant.advance("1h")
        assert [m for m in tenant.mail_to(OPERATOR) if "the drill was not acknowledged" in m["subject"]]
        assert "drill not acknowledged" in tenant.bot_log()
        verbs = [row["verb"] for row in rows(tenant.folder, "SELECT verb FROM journal ORDER BY rowid")]
        assert "drill-failed" in verbs
        assert "acknowledged" not in verbs
        for who in OTHERS:
            assert not [m for m in tenant.person(who).sees() if "DRILL" in m.words], f"{who} is not troubled"
