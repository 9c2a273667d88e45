"""The bot itself, wired by `bot.app.build` as in production, with reports that are checked and wait to be sent.

`python -m bench.our_bot COUNT FOLDER` prints `ready PORT TOKEN`. A turn is complete when it is answered: token, tenant
and host checks, the policy's decision, one durable commit of report, duties, deliveries and journal, and the card.
What is then delivered is no part of the turn, so the engine is not started.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import bot.rehearsal
from bench.microsoft import Microsoft
from bench.reports import ANSWERS, APP, SERVICE_HOST, TENANT, author, draft_id
from bench.serving import serve
from bot.app import Outside, build
from bot.notifications.draft import Draft
from bot.services.ports import Work
from bot.settings import Settings
from bot.store.database import DataFolder, open_store
from bot.store.unit_of_work import SqlStore

ORGANISATION = Path(bot.rehearsal.__file__).parent / "organisations" / "informing-the-director.yaml"
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


class Still:
    """A Tuesday morning that does not pass."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        return NOW


def write_reports(data: Path, count: int) -> None:
    """Put that many checked reports into a new data folder."""
    folder = DataFolder(data)
    store = SqlStore(open_store(folder), lambda _: None)

    def write(work: Work) -> None:
        for number in range(count):
            draft = Draft(draft_id(number), author(number), "Rowan Reporter", NOW, NOW, step="check", answers=ANSWERS)
            work.add_draft(draft)

    store.run_here(write)
    store.close()
    folder.close()


async def main(count: int, data: Path) -> None:
    """Serve until the process is ended."""
    write_reports(data, count)
    microsoft = Microsoft()
    settings = Settings(
        app_id=APP,
        tenant_id=TENANT,
        service_hosts=(SERVICE_HOST,),
        organisation=ORGANISATION,
        data=data,
        app_password="not a secret",
    )
    application = build(settings, Outside(clock=Still(), http=microsoft.http, reach=lambda _: None, limits={}))
    await serve(application.web, microsoft.token())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
