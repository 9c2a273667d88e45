"""Acknowledging: each role for itself, once; everybody sees it; nobody is left without a clear answer."""

import subprocess
import sys
from pathlib import Path

from tests.scenarios.telling.council import (
    SERIOUS_INJURY,
    SHIPPED,
    TUESDAY_TEN,
    Council,
)


def sheet(council: Council, reference: str) -> str:
    """What `needtoknow sheet` prints while the bot is running."""
    command = [sys.executable, "-m", "bot", "sheet", reference, "--data", str(council.folder / "bot")]
    done = subprocess.run([*command, "--organisation", str(SHIPPED)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_role_acknowledges_for_itself_and_the_sheet_says_who_knew_what_when(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        [dana] = council.cards("dana", reference)

        council.advance("5m")
        words = council.acknowledges("dana")
        assert "You acknowledged this as Director of Children's Services." in words
        for screen in (council.newest("rowan"), council.newest("charlie"), council.newest("dana"), council.post()):
            assert "acknowledged by Dana Director at Tue 24 Nov 10:05" in screen.words
            assert "City Manager: told Tue 24 Nov 10:00 (5 minutes ago); not acknowledged yet" in screen.words
        assert "acknowledge" not in council.newest("dana").actions
        assert "acknowledge" in council.newest("charlie").actions

        council.advance("5m")
        assert "acknowledged this as Director of Children's Services at Tue 24 Nov 10:05" in council.acknowledges(
            "dana", card=dana
        ), "a second press, and from an old card, is answered with what stands"
        assert "not acknowledged yet" in council.newest("rowan").words

        council.acknowledges("charlie")
        assert "acknowledged by Charlie City-Manager at Tue 24 Nov 10:10" in council.newest("rowan").words
        assert "not acknowledged yet" not in council.newest("rowan").words

        before = {who: council.count(who) for who in ("dana", "charlie", "deputy", "avery", "alex", "rowan")}
        outcome = council.advance("3d")
        assert outcome.settled
        assert outcome.next_due is None, "with everything acknowledged nothing is left to watch"
        assert {who: council.count(who) for who in before} == before, "silence once it is acknowledged"

        printed = sheet(council, reference)
        lines = [line for line in printed.splitlines() if line.startswith("2026-")]
        assert lines == sorted(lines, key=lambda line: line[:19]), "in order"
        assert "2026-11-24 10:00:00 +00:00  Rowan Reporter: reported; saved" in printed
        told = next(n for n, line in enumerate(lines) if "told (to: Dana Director; roles: DCS; via: personal)" in line)
        acknowledged = next(n for n, line in enumerate(lines) if "Dana Director: acknowledged (role: DCS" in line)
        assert told < acknowledged
        assert lines[told].startswith("2026-11-24 10:00:00 +00:00  Need to Know: told")
        assert lines[acknowledged].startswith("2026-11-24 10:05:00 +00:00  Dana Director: acknowledged")
        assert "pressed acknowledge again" in printed
        assert not any("told" in line and "acknowledged" in line for line in lines), "never one word for both"


def test_a_press_in_the_channel_meets_the_pressers_own_role_alone(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        council.report(SERIOUS_INJURY)

        refused = council.acknowledges("morgan", place="managers")
        assert "This is not asked of you." in refused
        assert "Death or serious injury" in refused, "the current card comes back"
        assert "acknowledged by" not in council.post().words

        answer = council.acknowledges("charlie", place="managers")
        assert "You acknowledged this as City Manager." in answer
        assert "Child K-104" not in answer, "the answer stands in the channel too"
        assert (
            "Director of Children's Services: told Tue 24 Nov 10:00 (now); not acknowledged yet" in council.post().words
        )
        assert "acknowledge" not in council.newest("charlie").actions

        again = council.acknowledges("charlie", place="managers")
        assert "Charlie City-Manager acknowledged this as City Manager at Tue 24 Nov 10:00 (" in again
        assert (
            "Director of Children's Services: told Tue 24 Nov 10:00 (now); not acknowledged yet" in council.post().words
        )


def test_cover_acts_as_cover_and_shows_as_such(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        assert not council.cards("avery", reference)
        council.advance("30m")
        assert council.cards("avery", reference), "the window has passed: cover is told"
        words = council.acknowledges("avery")
        assert "You acknowledged this as cover for the City Manager." in words
        for screen in (council.newest("rowan"), council.newest("charlie"), council.post()):
            assert "acknowledged by Avery Assistant-City-Manager (as cover) at Tue 24 Nov 10:30" in screen.words
        late = council.acknowledges("charlie", place="managers")
        assert "Avery Assistant-City-Manager acknowledged this as City Manager" in late
        assert "(as cover)" in council.post().words, "the first press counts"


def test_details_asked_for_in_the_channel_go_to_the_entitled_in_their_own_chat_alone(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        council.report(SERIOUS_INJURY)
        charlie, morgan = council.person("charlie"), council.person("morgan")
        before = council.count("charlie")
        charlie.presses(council.post("charlie"), "open")
        assert council.count("charlie") == before + 1
        assert "Child K-104" in council.newest("charlie").words

        before = council.count("morgan")
        morgan.presses(council.post("morgan"), "open")
        assert council.count("morgan") == before
        assert "Child K-104" not in "".join(m.words for m in morgan.sees())
