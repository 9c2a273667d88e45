"""`make bench`: one pass of the self-audit over a large store, and a backup of it. Wall time, on this machine's disk.

The store is made with bulk inserts: finished notifications with four duties and four deliveries each, and 5,000 open
ones (20,000 open duties, half of them late, and 1,000 deliveries on their way), far more than a council has. Exits 1
when the target is missed.
"""

import argparse
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from bot.fitting import load_governing
from bot.organisation import load_organisation
from bot.services.auditing import audit
from bot.services.authority import Authority
from bot.store.backup import back_up
from bot.store.database import DataFolder, open_store
from bot.store.tables import to_ms
from bot.store.unit_of_work import SqlStore

ORGANISATION = Path(__file__).parents[1] / "bot/rehearsal/organisations/informing-the-director.yaml"
AT = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
MOST_SECONDS = 1.0
"""What the slowest twentieth of the passes over a million notifications may take at most."""
MANY, FEW = 1_000_000, 20_000
OPEN = 5_000
PASSES = 60

KINDS = """(SELECT 'notify' AS kind, 'DCS' AS role UNION SELECT 'notify', 'CM'
    UNION SELECT 'acknowledge', 'DCS' UNION SELECT 'acknowledge', 'CM')"""
PLACES = """(SELECT 'tell' AS purpose, 'personal' AS via UNION SELECT 'post', 'channel'
    UNION SELECT 'inbox', 'mail' UNION SELECT 'receipt', 'personal')"""


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help=f"{FEW:,} notifications instead of {MANY:,}")
    parser.add_argument("--report-only", action="store_true", help="exit 0 even when the target is missed")
    chosen = parser.parse_args()
    many = FEW if chosen.short else MANY
    with tempfile.TemporaryDirectory() as folder:
        held = DataFolder(Path(folder) / "data")
        engine = open_store(held)
        begun = time.monotonic()
        fill(engine, many)
        print(f"self-audit: {many:,} notifications, {OPEN:,} of them open; made in {time.monotonic() - begun:.0f} s")
        organisation = load_organisation(ORGANISATION)
        store = SqlStore(engine, lambda step: None)
        good = passes(store, Authority(load_governing(organisation), organisation))
        begun = time.monotonic()
        made = back_up(held.path, Path(folder) / "backup.sqlite3")
        print(f"backup: {made.size / 1e6:.0f} MB copied and checked in {time.monotonic() - begun:.1f} s")
        store.close()
        held.close()
    return 0 if good or chosen.report_only else 1


def passes(store: SqlStore, authority: Authority) -> bool:
    """Time the passes over a clean store; True when the target is met."""
    spent = []
    for number in range(PASSES):
        at = AT + timedelta(seconds=number)
        begun = time.perf_counter()
        found = store.run_here(lambda work, at=at: audit(work, authority, at))  # type: ignore[misc]
        spent.append(time.perf_counter() - begun)
        assert not found, f"the store was to be clean: {found[:3]}"
    p95 = statistics.quantiles(spent, n=20)[-1]
    good = p95 < MOST_SECONDS
    print(
        f"one pass: median {statistics.median(spent) * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms   "
        f"target: p95 under {MOST_SECONDS:g} s   {'met' if good else 'MISSED'}"
    )
    return good


def fill(engine: Engine, many: int) -> None:
    """Finished notifications, then the open ones: every other duty late and escalating, some cards on their way."""
    at, hour = to_ms(AT), 3_600_000
    duty = {
        "id": "'n' || i || ':' || kind || ':' || role",
        "kind": "kind",
        "role": "role",
        "notification": "'n' || i",
        "created_at": f"{at} - i",
        "any_hour": "1",
        "window_kind": "'any_hour'",
        "step": "i % 3",
        '"trigger"': "'row'",
        "source": "'page 1'",
        **dict.fromkeys(("about", "met_as", "outcome", "reason"), "''"),
    }
    delivery = {
        "id": "'n' || i || purpose",
        "key": "'n' || i || purpose",
        "via": "via",
        "purpose": "purpose",
        "recipient": "'dana'",
        "urgent": "1",
        "created_at": f"{at} - i",
        "notification": "'n' || i",
        "roles": "'[]'",
        "about": "'[]'",
        "attempt": "1",
        "unclear": "0",
        "provider_id": "'id'",
        "conversation": "'a:1'",
        "replaced": "0",
        "error": "''",
        "wanted": "1",
        "shown": "1",
    }
    done = {"status": "'met'", "due": f"{at - hour}", "met_at": f"{at - hour}"}
    late = {"due": f"CASE i % 2 WHEN 0 THEN {at - hour} ELSE {at + hour} END"}
    late |= {"late_since": f"CASE i % 2 WHEN 0 THEN {at - hour} END", "status": "'open'", "next_at": f"{at + hour} + i"}
    sent = {"status": "'sent'", "sent_at": f"{at}"}
    coming = "purpose = 'tell' AND i % 5 = 0"
    under_way = {"status": f"CASE WHEN {coming} THEN 'waiting' ELSE 'sent' END"}
    under_way |= {"next_at": f"CASE WHEN {coming} THEN {at + hour} END"}
    under_way |= {"sent_at": f"CASE WHEN {coming} THEN NULL ELSE {at} END"}
    notification = {
        "id": "'n' || i",
        "reference": "'NTK-' || i",
        "reporter": "'rowan'",
        "created_at": f"{at} - i",
        "aware": f"{at} - i",
        "answers": "'{}'",
        "decision": "'{}'",
        "staff_matter": "'no'",
        "told_now": "0",
        "version": "1",
        **dict.fromkeys(("reporter_name", "judgement", "sent_by"), "''"),
    }
    with engine.begin() as connection:
        for span, of_duty, of_delivery in (
            ((1, many - OPEN), done, sent),
            ((many - OPEN + 1, many), late, under_way),
        ):
            insert(connection, "notifications", notification, span)
            insert(connection, "duties", duty | of_duty, span, KINDS)
            insert(connection, "deliveries", delivery | of_delivery, span, PLACES)


def insert(connection: Connection, table: str, row: dict[str, str], span: tuple[int, int], each: str = "") -> None:
    """Rows from expressions over the numbers `i` of a span, and over `each` of some more."""
    connection.exec_driver_sql(
        f"WITH RECURSIVE n(i) AS (SELECT {span[0]} UNION ALL SELECT i + 1 FROM n WHERE i < {span[1]}) "
        f"INSERT INTO {table} ({', '.join(row)}) SELECT {', '.join(row.values())} FROM n{each and ', '}{each}"
    )


if __name__ == "__main__":
    sys.exit(main())
