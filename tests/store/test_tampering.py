"""`needtoknow audit` against somebody who may write to the database's file: what they did is found, and where."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.notifications.digest import SUBJECT, Head, read, written
from bot.notifications.journal import chained
from bot.services import digesting
from bot.services.ports import Work
from bot.store.database import FILE, DataFolder, open_store
from bot.store.unit_of_work import SqlStore

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
DAY = timedelta(days=1)


NOTIFICATION = {
    "id": "'x'",
    "reference": "'NTK-2026-0001'",
    **dict.fromkeys(("reporter", "reporter_name", "staff_matter", "judgement", "sent_by"), "''"),
    **dict.fromkeys(("created_at", "aware", "told_now"), "0"),
    **dict.fromkeys(("answers", "decision"), "'{}'"),
    "version": "1",
}
"""A notification without a journal, as SQL."""


@contextmanager
def opened(folder: Path) -> Iterator[SqlStore]:
    lock = DataFolder(folder)
    store = SqlStore(open_store(lock), lambda step: None)
    yield store
    store.close()
    lock.close()


@pytest.fixture(scope="module")
def as_it_was(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two journals of four lines and one of one; a day later a digest, sent as a mail, and one line more."""
    folder = tmp_path_factory.mktemp("store")

    def yesterday(work: Work) -> None:
        for subject, lines in (("n", 4), ("m", 4), ("door", 1)):
            for number in range(lines):
                work.journal(subject, NOW, "someone", "done", note=f"note {number}")

    with opened(folder / "data") as store:
        store.run_here(yesterday)
        kept = store.run_here(lambda work: digesting.make(work, NOW + DAY))
        store.run_here(lambda work: work.journal("n", NOW + DAY, "someone", "done"))
    (folder / "mail.txt").write_text(f"From: Need to Know\n\n> {written(kept)}\n\nKeep this mail.\n")
    return folder


@pytest.fixture
def data(as_it_was: Path, tmp_path: Path) -> Path:
    """A data folder of one's own to tamper with; `mail.txt` lies beside it."""
    shutil.copytree(as_it_was, tmp_path, dirs_exist_ok=True)
    return tmp_path / "data"


def tamper(data: Path, *statements: str) -> None:
    """What somebody does who has the file: the database's own refusal is taken off first."""
    with sqlite3.connect(data / FILE) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def verified(data: Path, capsys: pytest.CaptureFixture[str], *files: Path) -> list[str]:
    """What `audit verify` finds wrong; its exit status agrees."""
    options = [word for path in files for word in ("--digest", str(path))]
    status = main(["audit", "verify", "--data", str(data), *options])
    found = [line.removeprefix("WRONG  ") for line in capsys.readouterr().out.splitlines() if line.startswith("WRONG")]
    assert status == (1 if found else 0)
    return found


def test_a_journal_that_nobody_touched_holds(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(data, capsys) == verified(data, capsys, tmp_path / "mail.txt") == []
    main(["audit", "verify", "--data", str(data)])
    said = capsys.readouterr().out
    assert "4 journals, 11 lines (0 of them erased), 1 digests in the store, 0 heads from elsewhere." in said
    assert "No digest was given" in said
    assert "Everything holds." in said


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE journal SET verb = 'undone' WHERE subject = 'n' AND seq = 2", ["n: line 2 was changed"]),
        ("UPDATE journal SET at = at + 1 WHERE subject = 'n' AND seq = 5", ["n: line 5 was changed"]),
        ("UPDATE journal SET at = 'noon' WHERE subject = 'n' AND seq = 2", ["n: line 2 was changed"]),
        (
            "UPDATE journal_content SET content = '{\"note\":\"another\"}' WHERE subject = 'm' AND seq = 3",
            ["m: line 3 says something else than when it was written"],
        ),
        (
            "UPDATE journal_content SET content = 'no json' WHERE subject = 'm' AND seq = 3",
            ["m: line 3 says something else than when it was written"],
        ),
        (
            "DELETE FROM journal_content WHERE subject = 'm' AND seq = 3",
            ["m: line 3 has lost what it said, and no erasure says so"],
        ),
        ("DELETE FROM journal WHERE subject = 'n' AND seq = 3", ["n: line 3 was removed"]),
        # The two lines' numbers are exchanged: neither carries the hash of the number it now has.
        (
            "UPDATE journal SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE subject = 'n' AND seq IN (2, 3);"
            "UPDATE journal SET seq = -seq WHERE seq < 0",
            [
                "n: line 2 says something else than when it was written",
                "n: line 2 was changed",
                "n: line 3 says something else than when it was written",
                "n: line 3 was changed",
            ],
        ),
        # The newest digest in the store knows where this journal must reach.
        (
            "DELETE FROM journal WHERE subject = 'm' AND seq > 2; "
            "DELETE FROM journal_content WHERE subject = 'm' AND seq > 2",
            ["m: line 3 was cut off: a digest knows it"],
        ),
        (
            "DELETE FROM journal WHERE subject = 'door'; DELETE FROM journal_content WHERE subject = 'door'",
            ["door: line 1 was cut off: a digest knows it"],
        ),
        # What was written after the newest digest is missed only where something of it was left behind.
        ("DELETE FROM journal WHERE subject = 'n' AND seq = 5", ["n: line 5 was removed"]),
        (f"INSERT INTO notifications ({', '.join(NOTIFICATION)}) VALUES ({', '.join(NOTIFICATION.values())})", None),
    ],
)
def test_tampering_with_the_file_is_found_and_located(
    data: Path, capsys: pytest.CaptureFixture[str], statement: str, found: list[str] | None
) -> None:
    tamper(data, *statement.split(";"))
    assert verified(data, capsys) == (["x: line 1 was removed"] if found is None else found)


def test_a_tail_cut_off_together_with_the_digests_shows_against_the_mail(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = [
        f"DELETE FROM {table} WHERE subject = '{SUBJECT}' OR (subject = 'm' AND seq > 2)"
        for table in ("journal", "journal_content")
    ]
    tamper(data, *cut)
    assert verified(data, capsys) == [], "the file alone cannot know"
    assert sorted(verified(data, capsys, tmp_path / "mail.txt")) == [
        "digests: line 1 was cut off: a digest knows it",
        "m: line 3 was cut off: a digest knows it",
    ]


def test_a_chain_written_anew_with_its_digest_shows_against_the_mail(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody who knows how the hashes are made leaves a file that holds in itself."""
    with sqlite3.connect(data / FILE) as connection:
        previous = "0" * 64
        changed = [
            "DELETE FROM journal WHERE subject = 'digests'",
            "DELETE FROM journal_content WHERE subject = 'digests'",
        ]
        rows = connection.execute("SELECT * FROM journal WHERE subject = 'm' ORDER BY seq").fetchall()
        for subject, seq, at, _, verb, committed, *_ in rows:
            link = chained(previous, subject, seq, at, "another", verb, committed)
            changed.append(
                f"UPDATE journal SET actor = 'another', previous = '{previous}', hash = '{link}' "
                f"WHERE subject = 'm' AND seq = {seq}"
            )
            previous = link
    connection.close()
    tamper(data, *changed)
    assert verified(data, capsys) == []
    assert "m: line 4 is not the line that a digest knows" in verified(data, capsys, tmp_path / "mail.txt")


def test_an_erasure_is_no_tampering(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(data) as store:
        store.run_here(lambda work: work.erase("m", NOW + DAY, "someone", "kept for long enough"))
    assert verified(data, capsys, tmp_path / "mail.txt") == []
    with sqlite3.connect(data / FILE) as connection:
        left = connection.execute("SELECT content FROM journal_content WHERE subject = 'm'").fetchall()
    connection.close()
    assert [json.loads(content)["why"] for (content,) in left] == ["kept for long enough"]


def test_a_digest_lists_what_grew_and_its_own_newest_line(data: Path) -> None:
    with opened(data) as store:
        kept = store.run_here(lambda work: digesting.make(work, NOW + 3 * DAY))
        assert [(head.subject, head.seq) for head in kept] == [(SUBJECT, 2), ("n", 5)]
        again = store.run_here(lambda work: digesting.make(work, NOW + 4 * DAY))
        assert [(head.subject, head.seq) for head in again] == [(SUBJECT, 3)], "nothing grew, and that is said"


def test_the_output_of_audit_digest_is_a_digest_to_check_against(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "digest", "--data", str(data)]) == 0
    (tmp_path / "heads.txt").write_text(capsys.readouterr().out)
    assert verified(data, capsys, tmp_path / "heads.txt") == []
    tamper(data, *(f"DELETE FROM {table} WHERE subject = 'n' AND seq = 5" for table in ("journal", "journal_content")))
    assert verified(data, capsys) == []
    assert verified(data, capsys, tmp_path / "heads.txt") == ["n: line 5 was cut off: a digest knows it"]


def test_what_cannot_be_checked_is_said_in_a_sentence(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("Dear operator, all is well.")
    for options, sentence in (
        (["--data", str(tmp_path)], "There is no store in"),
        (["--data", str(data), "--digest", str(tmp_path / "letter.txt")], "There is no digest in"),
        (["--data", str(data), "--digest", str(tmp_path / "nowhere.txt")], "cannot be read"),
    ):
        assert main(["audit", "verify", *options]) == 2
        assert sentence in capsys.readouterr().err
    (data / FILE).write_bytes((data / FILE).read_bytes()[:8192] + b"\0" * 65536)
    assert main(["audit", "verify", "--data", str(data)]) == 2
    assert "restore a backup" in capsys.readouterr().err


def test_a_head_survives_a_mail_that_was_quoted_or_made_html() -> None:
    head = Head("Zk-9_x", 12, "a" * 64)
    assert list(read(f"&gt; <p>{head}<br>\n> {head}\r\n")) == [head, head]
