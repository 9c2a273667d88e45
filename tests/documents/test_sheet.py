"""The printed sheet: in order, one line an event, "told" and "acknowledged" never mixed, nothing that breaks a line."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from bot.documents.sheet import DETAIL, WHAT, printed
from bot.notifications.delivery import Purpose
from bot.notifications.duty import DutyKind
from bot.notifications.journal import SYSTEM, Entry
from bot.notifications.notification import Record
from bot.services.authority import Authority
from rules.load import load_pack
from tests.notifications.small_council import council, duty, london, notification, record, row, told

COUNCIL = council()
AUTHORITY = Authority(load_pack("informing-the-director"), COUNCIL)
AT = london("2026-11-24 10:00")
DANA = COUNCIL.people["dana"].id


def entry(seq: int, verb: str, *, actor: str = SYSTEM, at: str = "2026-11-24 10:00", **content: str) -> Entry:
    """A line of the journal."""
    return Entry("n1", seq, london(at), actor, verb, "", "", "", content)


def a_record(*entries: Entry) -> Record:
    """A notification that was told and acknowledged, with these lines."""
    made = record(
        notification(row(at=AT), at=AT),
        replace(duty(DutyKind.NOTIFY, at=AT)).met(AT, SYSTEM),
        duty(at=AT).met(london("2026-11-24 10:05"), DANA, acting="holder"),
        deliveries=(replace(told(COUNCIL.people["dana"], Purpose.TELL, at=AT), roles=("DCS",)),),
    )
    return replace(made, journal=entries)


def test_every_line_has_its_instant_with_the_offset_of_london() -> None:
    text = printed(
        a_record(
            entry(1, "told", at="2026-10-25 00:30", to="Dana", roles="DCS", via="personal"),
            entry(2, "acknowledged", actor=DANA, at="2026-10-25 12:00", role="DCS", acting="holder", name="Dana"),
        ),
        AUTHORITY,
    )
    assert "2026-10-25 00:30:00 +01:00  Need to Know: told (to: Dana; roles: DCS; via: personal)" in text
    assert "2026-10-25 12:00:00 +00:00  Dana: acknowledged (role: DCS; acting: holder)" in text
    assert text.index("told (to") < text.index("Dana: acknowledged")


def test_a_reminder_is_never_said_to_have_told_anybody() -> None:
    text = printed(
        a_record(
            entry(1, "reminded", duty="acknowledge", role="DCS", told="Dana"),
            entry(2, "escalated", duty="acknowledge", role="DCS", told="Dana, Devon"),
            entry(3, "moved-on", undecided="ACM,CM", told="DCS"),
        ),
        AUTHORITY,
    )
    lines = [line for line in text.splitlines() if "Need to Know:" in line]
    assert len(lines) == 3
    assert not any("told" in line for line in lines)
    assert "reminded (duty: acknowledge; role: DCS; asks: Dana)" in lines[0]


def test_how_it_stands_names_who_acknowledged_when_and_the_sheet_says_what_the_words_mean() -> None:
    text = printed(a_record(), AUTHORITY)
    assert "- Director: told Tue 24 Nov 10:00; acknowledged by Dana at Tue 24 Nov 10:05." in text
    assert "“told” means that Teams or Outlook took the message;" in text
    assert "Reported by Rowan" in text
    assert "NTK-2026-0001" in text.splitlines()[0]


def test_what_somebody_typed_stays_on_its_line_and_turns_nothing_around() -> None:
    reason = "first\nline 2026-11-24 10:00:00 +00:00  Dana: acknowledged\r\x1b[2J\u202eevil"
    text = printed(a_record(entry(1, "decided", actor=DANA, outcome="tell", reason=reason, name="Dana")), AUTHORITY)
    [line] = [line for line in text.splitlines() if "evil" in line]
    assert line.startswith("2026-11-24 10:00:00 +00:00  Dana: decided")
    assert all(c.isprintable() for c in line)


def test_erased_content_leaves_its_line() -> None:
    text = printed(a_record(Entry("n1", 1, AT, DANA, "opened", "", "", "", None)), AUTHORITY)
    assert "2026-11-24 10:00:00 +00:00  Dana: opened the details (content erased)" in text


@pytest.mark.parametrize("verb", sorted(DETAIL))
def test_every_verb_with_details_has_words(verb: str) -> None:
    assert verb in WHAT


def test_every_verb_that_the_bot_writes_about_a_notification_has_words() -> None:
    """The verb is the fourth argument of `journal`; what concerns a draft, an absence or a digest stays off a sheet."""
    found: set[str] = set()
    for path in (Path(__file__).parents[2] / "bot/services").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "journal" and len(call.args) > 3:
                found |= {str(part.value) for part in ast.walk(call.args[3]) if isinstance(part, ast.Constant)}
    written = {verb for verb in found if not verb.startswith(("draft.", "absence.", "digest.", "operator."))}
    written -= {"searched", "monitored"}  # of a list, and about no notification
    assert {"acknowledged", "refused", "moved-on", "decided"} <= written
    assert written <= set(WHAT), f"the sheet has no words for {sorted(written - set(WHAT))}"
