"""The bot, wired as in production, with notifications whose director has a mail with a card: Outlook opens it.

`python -m bench.our_mails COUNT FOLDER` writes into FOLDER one request body a notification, as the card's
autoInvokeAction has it (`bodies`), and prints `ready PORT TOKEN`. Opening is complete when it is answered with the card
as it is now: token, seal, the mail looked up in the store, one durable line of the journal, the card.
"""

import asyncio
import json
import sys
from functools import partial
from pathlib import Path

from bench.microsoft import Microsoft
from bench.our_bot import NOW, ORGANISATION, Still, write_reports
from bench.reports import APP, SERVICE_HOST, TENANT, author, draft_id
from bench.serving import serve
from bot.app import Outside, build
from bot.fitting import load_governing
from bot.notifications.commands import Actor, Place, Press
from bot.notifications.delivery import Purpose
from bot.organisation import load_organisation
from bot.outlook.card import MailCards
from bot.services import pressing
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import NotificationScreen
from bot.settings import OutlookSettings, Settings
from bot.store.database import DataFolder, open_store
from bot.store.unit_of_work import SqlStore

OUTLOOK = OutlookSettings(
    provider="9b2f6c1e-5d38-4a7b-8e04-1c6f2a9d7b53",
    target="https://need-to-know.example",
    key=b"a key for the bench alone, long enough for a seal",
    audiences=(APP,),
)


def send_all(data: Path, count: int) -> tuple[str, list[str]]:
    """Send that many reports; the director's Entra object id, and what opening each of their mails would send."""
    write_reports(data, count)
    organisation = load_organisation(ORGANISATION)
    authority = Authority(load_governing(organisation), organisation)
    director = organisation.holders("DCS")[0]
    cards = MailCards(authority, OUTLOOK, APP)
    folder = DataFolder(data)
    store = SqlStore(open_store(folder), lambda _: None)

    def send(number: int, work: Work) -> str:
        actor = Actor(author(number), "Rowan Reporter")
        press = Press(actor, Place("personal", actor.id), "send", draft_id(number), 1, key=f"send-{number}")
        screen = pressing.press(work, authority, press, NOW)
        assert isinstance(screen, NotificationScreen)
        mail = next(
            d for d in screen.record.deliveries if d.purpose is Purpose.DIRECTOR and d.recipient == director.mail
        )
        opened = cards.card(screen.record, mail.id, director, NOW)["autoInvokeAction"]
        assert isinstance(opened, dict)
        return str(opened["body"])

    bodies = [store.run_here(partial(send, number)) for number in range(count)]
    store.close()
    folder.close()
    return director.id, bodies


async def main(count: int, data: Path) -> None:
    """Serve until the process is ended."""
    director, bodies = send_all(data / "bot", count)
    (data / "bodies").write_text(json.dumps(bodies), encoding="utf-8")
    microsoft = Microsoft()
    settings = Settings(
        app_id=APP,
        tenant_id=TENANT,
        service_hosts=(SERVICE_HOST,),
        organisation=ORGANISATION,
        data=data / "bot",
        app_password="not a secret",
        outlook=OUTLOOK,
    )
    application = build(settings, Outside(clock=Still(), http=microsoft.http, reach=lambda _: None, limits={}))
    await serve(application.web, microsoft.outlook_token(director))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
