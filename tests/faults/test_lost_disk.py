"""A backup of a bot at work, its disk lost, the store restored elsewhere: everybody goes on where they were."""

import threading
from pathlib import Path

from bot.store.backup import Backup, back_up, restore
from tests.faults.story import begin, references, tell
from tests.harness import Rehearsal


def test_a_bot_at_work_is_backed_up_and_goes_on_from_the_restored_store(tmp_path: Path) -> None:
    with Rehearsal(tmp_path / "old") as tenant:
        tell(tenant, begin(tenant))
        enough, made = threading.Event(), list[Backup]()

        def again_and_again() -> None:
            while not enough.is_set():
                made.append(back_up(tenant.folder / "bot", tmp_path / f"{len(made)}.sqlite3"))

        beside = threading.Thread(target=again_and_again)
        beside.start()
        for _ in range(3):
            tell(tenant, begin(tenant))
        dana = tenant.person("dana")
        dana.presses(dana.card(action="acknowledge"), "acknowledge")
        enough.set()
        beside.join()
        made.append(back_up(tenant.folder / "bot", tmp_path / "last.sqlite3"))
        before = references(tenant)
    assert all(not backup.audited.flaws for backup in made)

    restore(tmp_path / "last.sqlite3", tmp_path / "new" / "bot")
    with Rehearsal(tmp_path / "new", at="2026-11-20T16:05:00+00:00") as tenant:
        assert references(tenant) == before
        rowan = tenant.person("rowan")
        rowan.says("my reports")
        newest = rowan.sees("personal")[-1].words
        assert all(reference in newest for reference in before)
        tell(tenant, begin(tenant))
        assert references(tenant)[-1] == "NTK-2026-0105", "a number that may have been given out meanwhile is not used"
