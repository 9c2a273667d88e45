"""Stored incidents through a proposed policy: what the bot keeps is read beside it, and nothing personal comes out."""

import subprocess
import sys
from pathlib import Path

from rules.load import pack_file
from tests.scenarios.telling.council import ACCOUNT, CHILD, LOOKED_AFTER_MISSING, TUESDAY_TEN, Council


def test_a_stored_incident_is_replayed_while_the_bot_runs_and_shows_no_name(tmp_path: Path) -> None:
    present = pack_file("informing-the-director")
    proposed = tmp_path / "proposed.yaml"
    text = present.read_text(encoding="utf-8")
    assert "timescale: 1 working day" in text
    proposed.write_text(text.replace("timescale: 1 working day", "timescale: same day"), encoding="utf-8")
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(LOOKED_AFTER_MISSING)
        command = [sys.executable, "-m", "bot", "policy", "replay", "informing-the-director", str(proposed)]
        done = subprocess.run(
            [*command, "--data", str(council.folder / "bot")], capture_output=True, text=True, check=False
        )

    assert done.returncode == 0, done.stderr
    assert f"{reference} (Tue 24 Nov 2026 10:00)" in done.stdout
    assert "DCS would be told sooner: by Tue 24 Nov 2026 23:59, now by Wed 25 Nov 2026 17:00" in done.stdout
    assert "1 incident: 1 would be told" in done.stdout
    for secret in (CHILD, ACCOUNT, "Rowan"):
        assert secret not in done.stdout + done.stderr
