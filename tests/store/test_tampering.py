"""`needtoknow audit` against somebody who may write to the database: what they did is found, and where. On both."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from bot.__main__ import main
from bot.notifications.digest import SUBJECT, Head, read, written
from bot.notifications.journal import chained
from bot.services import digesting
from bot.services.ports import Work
from bot.store.database import FILE, DataFolder, open_store
from bot.store.postgres import open_postgresql, read_url
from bot.store.unit_of_work import SqlStore

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
DAY = timedelta(days=1)


NOTIFICATION = {
    "id": "'x'",
    "reference": "'NTK-2026-0001'",
    **dict.fromkeys(("reporter", "reporter_name", "staff_matter", "judgement", "sent_by"), "''"),
    **dict.fromkeys(("created_at", "aware"), "0"),
    "told_now": "false",
    **dict.fromkeys(("answers", "decision"), "'{}'"),
    "version": "1",
}
"""A notification without a journal, as SQL."""


@dataclass(frozen=True)
class Place:
    """A store that somebody may write to beside the bot: a file, or, with an address, a PostgreSQL."""

    folder: Path
    address: str
    capsys: pytest.CaptureFixture[str]

    @property
    def mail(self) -> Path:
        """The digest that left the database."""
        return self.folder / "mail.txt"

    @contextmanager
    def opened(self) -> Iterator[SqlStore]:
        """The bot's own way in."""
        lock = None if self.address else DataFolder(self.folder)
        store = SqlStore(open_postgresql(self.address) if lock is None else open_store(lock), lambda step: None)
        yield store
        store.close()
        if lock is not None:
            lock.close()

    def _beside(self) -> Engine:
        if self.address:
            return create_engine(read_url(self.address))
        return create_engine(f"sqlite:///{self.folder / FILE}")

    def tamper(self, *statements: str) -> None:
        """What somebody does who owns the database: its own refusal is taken off first."""
        engine = self._beside()
        with engine.begin() as connection:
            if self.address:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            else:
                triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                for (name,) in triggers.fetchall():
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    def rows(self, query: str) -> list[Any]:
        """What stands there."""
        engine = self._beside()
        with engine.connect() as connection:
            found = list(connection.exec_driver_sql(query))
        engine.dispose()
        return found

    def audit(self, action: str, *options: str) -> tuple[int, str]:
        """`needtoknow audit ...`: its exit status, and what it prints."""
        status = main(["audit", action, *options, *(() if self.address else ("--data", str(self.folder)))])
        return status, self.capsys.readouterr().out

    def verified(self, *files: Path) -> list[str]:
        """What `audit verify` finds wrong; its exit status agrees."""
        status, said = self.audit("verify", *(word for path in files for word in ("--digest", str(path))))
        found = [line.removeprefix("WRONG  ") for line in said.splitlines() if line.startswith("WRONG")]
        assert status == (1 if found else 0)
        return found


@pytest.fixture(params=["sqlite", "postgresql"])
def place(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Place:
    """Two journals of four lines and one of one; a day later a digest, sent as a mail, and one line more."""
    address = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    if address:
        monkeypatch.setenv("NTK_DATABASE", address)
    made = Place(tmp_path, address, capsys)

    def yesterday(work: Work) -> None:
        for subject, lines in (("n", 4), ("m", 4), ("door", 1)):
            for number in range(lines):
                work.journal(subject, NOW, "someone", "done", note=f"note {number}")

    with made.opened() as store:
        store.run_here(yesterday)
        kept = store.run_here(lambda work: digesting.make(work, NOW + DAY))
        store.run_here(lambda work: work.journal("n", NOW + DAY, "someone", "done"))
    made.mail.write_text(f"From: Need to Know\n\n> {written(kept)}\n\nKeep this mail.\n")
    return made


def test_a_journal_that_nobody_touched_holds(place: Place) -> None:
    assert place.verified() == place.verified(place.mail) == []
    _, said = place.audit("verify")
    assert "4 journals, 11 lines (0 of them erased), 1 digests in the store, 0 heads from elsewhere." in said
    assert "No digest was given" in said
    assert "Everything holds." in said


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE journal SET verb = 'undone' WHERE subject = 'n' AND seq = 2", ["n: line 2 was changed"]),
        ("UPDATE journal SET at = at + 1 WHERE subject = 'n' AND seq = 5", ["n: line 5 was changed"]),
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
def test_tampering_with_the_database_is_found_and_located(
    place: Place, statement: str, found: list[str] | None
) -> None:
    place.tamper(*statement.split(";"))
    assert place.verified() == (["x: line 1 was removed"] if found is None else found)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_an_instant_that_is_none_is_found(place: Place) -> None:
    """SQLite takes any value in any column."""
    place.tamper("UPDATE journal SET at = 'noon' WHERE subject = 'n' AND seq = 2")
    assert place.verified() == ["n: line 2 was changed"]


def test_a_tail_cut_off_together_with_the_digests_shows_against_the_mail(place: Place) -> None:
    cut = [
        f"DELETE FROM {table} WHERE subject = '{SUBJECT}' OR (subject = 'm' AND seq > 2)"
        for table in ("journal", "journal_content")
    ]
    place.tamper(*cut)
    assert place.verified() == [], "the database alone cannot know"
    assert sorted(place.verified(place.mail)) == [
        "digests: line 1 was cut off: a digest knows it",
        "m: line 3 was cut off: a digest knows it",
    ]


def test_a_chain_written_anew_with_its_digest_shows_against_the_mail(place: Place) -> None:
    """Somebody who knows how the hashes are made leaves a database that holds in itself."""
    previous = "0" * 64
    changed = [
        "DELETE FROM journal WHERE subject = 'digests'",
        "DELETE FROM journal_content WHERE subject = 'digests'",
    ]
    for subject, seq, at, _, verb, committed, *_ in place.rows(
        "SELECT * FROM journal WHERE subject = 'm' ORDER BY seq"
    ):
        link = chained(previous, subject, seq, at, "another", verb, committed)
        changed.append(
            f"UPDATE journal SET actor = 'another', previous = '{previous}', hash = '{link}' "
            f"WHERE subject = 'm' AND seq = {seq}"
        )
        previous = link
    place.tamper(*changed)
    assert place.verified() == []
    assert "m: line 4 is not the line that a digest knows" in place.verified(place.mail)


def test_an_erasure_is_no_tampering(place: Place) -> None:
    with place.opened() as store:
        store.run_here(lambda work: work.erase("m", NOW + DAY, "someone", "kept for long enough"))
    assert place.verified(place.mail) == []
    left = place.rows("SELECT content FROM journal_content WHERE subject = 'm'")
    assert [json.loads(content)["why"] for (content,) in left] == ["kept for long enough"]


def test_a_digest_lists_what_grew_and_its_own_newest_line(place: Place) -> None:
    with place.opened() as store:
        kept = store.run_here(lambda work: digesting.make(work, NOW + 3 * DAY))
        assert [(head.subject, head.seq) for head in kept] == [(SUBJECT, 2), ("n", 5)]
        again = store.run_here(lambda work: digesting.make(work, NOW + 4 * DAY))
        assert [(head.subject, head.seq) for head in again] == [(SUBJECT, 3)], "nothing grew, and that is said"


def test_the_output_of_audit_digest_is_a_digest_to_check_against(place: Place) -> None:
    status, heads = place.audit("digest")
    assert status == 0
    kept = place.folder / "heads.txt"
    kept.write_text(heads)
    assert place.verified(kept) == []
    place.tamper(*(f"DELETE FROM {table} WHERE subject = 'n' AND seq = 5" for table in ("journal", "journal_content")))
    assert place.verified() == []
    assert place.verified(kept) == ["n: line 5 was cut off: a digest knows it"]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_what_cannot_be_checked_is_said_in_a_sentence(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = place.folder
    (tmp_path / "empty").mkdir()
    (tmp_path / "letter.txt").write_text("Dear operator, all is well.")
    for options, sentence in (
        (["--data", str(tmp_path / "empty")], "There is no store in"),
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
