"""The only place that wires things together. Production and rehearsal differ in `Outside` and nowhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import requests
from aiohttp import web

from bot.clock import SystemClock
from bot.engine.deliver import Deliverer, Sender
from bot.engine.pacing import LIMITS, Limit, Pacing
from bot.engine.sweep import Engine
from bot.engine.watch import Watch
from bot.fitting import load_governing
from bot.health import Health
from bot.incoming import LARGEST
from bot.notifications.delivery import Via
from bot.organisation import load_organisation
from bot.outlook.actions import OutlookActions
from bot.outlook.card import PATH, MailCards
from bot.outlook.mailer import Mailer
from bot.refusals import Refusals
from bot.services.authority import Authority
from bot.services.ports import Clock, Reach
from bot.settings import OutlookSettings, Part, Settings, SettingsError
from bot.store.storage import Storage, open_storage
from bot.teams.answering import Answers
from bot.teams.connector import ConnectorCredentials, Connectors, KeptAuthentication
from bot.teams.dialogs import Dialogs
from bot.teams.http import TeamsDoor
from bot.teams.members import Members
from bot.teams.rendering import Renderer
from bot.teams.sender import TeamsSender
from bot.teams.turns import Turns
from bot.tokens import OUTLOOK_ACTIONS_APP, ConnectorDoor, OutlookDoor, outlook_expectation


def _nothing(step: str) -> None:
    """In production no step is special."""


@dataclass(frozen=True)
class Outside:
    """Everything outside the process: the clock, the HTTP sessions, how fast the providers may be called, and the crash
    harness's hook."""

    clock: Clock
    http: Callable[[], requests.Session]
    reach: Reach = _nothing
    limits: Mapping[str, tuple[Limit, ...]] = field(default_factory=lambda: LIMITS)


def production() -> Outside:
    """The real outside. Proxies and certificates come from the environment, as `requests` reads them."""
    return Outside(clock=SystemClock(), http=requests.Session)


@dataclass(frozen=True)
class Settled:
    """How the engine stands: the next instant (UTC) at which something is due; `still` names what is unfinished."""

    next_due: datetime | None
    still: tuple[str, ...] = ()
    done: int = 0
    """Attempts and steps of this process since its start."""


class Application:
    """The bot: its web application, its engine, its store."""

    def __init__(
        self,
        web_application: web.Application,
        health: Health,
        storage: Storage,
        refusals: Refusals,
        outlook: OutlookDoor | None = None,
        *,
        works: bool = True,
    ) -> None:
        self.web = web_application
        self.metrics = health.metrics()
        self._engine, self._watch, self._door = health.engine, health.watch, health.door
        self._works = works
        self._storage = storage
        self._refusals = refusals
        self._outlook = outlook

    async def start(self) -> None:
        """Begin working: keys are fetched, what a killed process left is taken over, the engine runs."""
        await self._door.warm()
        if self._outlook is not None:
            await self._outlook.warm()
        if self._works:
            await self._engine.start()
        await self._watch.start()

    async def stop(self) -> None:
        """Stop after the work in hand, and let the database go."""
        await self._watch.stop()
        if self._works:
            await self._engine.stop()
        await self._refusals.count()
        self._storage.close()

    async def settle(self) -> Settled:
        """Do everything that is due at the clock's instant, and what the watch over the bot then finds.

        A process that only answers does nothing by itself.
        """
        if not self._works:
            return Settled(None)
        due = await self._engine.settle()
        alone = self._storage.queue is None  # another process may be at work on what seems to be left undone
        while await self._watch.look(settled=alone):
            due = await self._engine.settle()
        drill = await self._watch.next_drill()
        next_due = min((at for at in (due, drill) if at is not None), default=None)
        return Settled(next_due, done=self._engine.done)


def build(settings: Settings, outside: Outside, part: Part = Part.ALL) -> Application:
    """Wire the bot, or one part of it beside other processes.

    Raises SettingsError, OrganisationError, PackError or StoreError, each naming what to mend.
    """
    if not settings.app_id or not settings.tenant_id or not settings.service_hosts:
        raise SettingsError("NTK_APP_ID, NTK_TENANT_ID and NTK_SERVICE_HOSTS are needed: the bot has no open door.")
    if part is not Part.ALL and not settings.database:
        raise SettingsError(
            f"A process that is only {part} needs NTK_DATABASE: the embedded database serves one process."
        )
    organisation = load_organisation(settings.organisation)
    authority = Authority(load_governing(organisation), organisation)
    credential = credential_of(settings)
    storage = open_storage(settings.data, settings.database, outside.reach, authority.follow)
    store = storage.store
    credentials = ConnectorCredentials(settings.app_id, settings.tenant_id, credential, outside.http)
    connectors = Connectors(credentials, settings.service_hosts, outside.http)
    renderer = Renderer(authority)
    teams = TeamsSender(connectors, renderer, organisation, outside.clock, settings.app_id, settings.tenant_id)
    cards = MailCards(authority, settings.outlook, settings.app_id) if settings.outlook else None
    mailer = Mailer(settings.app_id, settings.tenant_id, credential, authority, outside.clock, outside.http, cards)
    senders: dict[Via, Sender] = {Via.PERSONAL: teams, Via.CHANNEL: teams, Via.MAIL: mailer}
    pacing = Pacing(outside.limits)
    deliverer = Deliverer(store, authority, outside.clock, senders, outside.reach, pacing, workers=storage.queue)
    engine = Engine(store, authority, outside.clock, deliverer, storage.queue)
    members = Members(connectors, organisation, settings.tenant_id)
    authentication = KeptAuthentication(settings.app_id, connectors)
    answers = Answers(renderer, connectors, outside.clock)
    dialogs = Dialogs(renderer, authority)
    turns = Turns(authentication, members, answers, dialogs, authority, store, outside.clock, engine.wake)
    door = ConnectorDoor(settings.app_id, outside.http)
    refusals = Refusals(store, outside.clock)
    teams_door = TeamsDoor(
        door, turns.take, tenant=settings.tenant_id, hosts=settings.service_hosts, refused=refusals.note
    )
    application = web.Application(client_max_size=LARGEST + 1024)
    if part is not Part.WORKER:
        application.router.add_post("/api/messages", teams_door.handle)
    outlook = None
    if part is not Part.WORKER and settings.outlook is not None and cards is not None:
        outlook = outlook_door(settings, settings.outlook, outside)
        key, clock = settings.outlook.key, outside.clock
        actions = OutlookActions(outlook, key, cards, authority, store, clock, refusals, engine.wake)
        application.router.add_post(PATH, actions.handle)

    watch = Watch(store, authority, outside.clock, drill_at=settings.drill_at)
    health = Health(store, engine, watch, door)
    health.add_to(application)
    return Application(application, health, storage, refusals, outlook, works=part is not Part.WEB)


def outlook_door(settings: Settings, outlook: OutlookSettings, outside: Outside) -> OutlookDoor:
    """The Outlook door's verifier, as the settings expect its tokens."""
    expectation = outlook_expectation(
        settings.tenant_id,
        outlook.audiences,
        issuers=outlook.issuers,
        caller=outlook.caller or OUTLOOK_ACTIONS_APP,
        scopes=outlook.scopes,
    )
    return OutlookDoor(expectation, outside.http)


def credential_of(settings: Settings) -> str | dict[str, str]:
    """A certificate first; a secret where there is none. Raises SettingsError."""
    if settings.certificate_path is None:
        if not settings.app_password:
            raise SettingsError("NTK_CERTIFICATE or NTK_APP_PASSWORD is needed: the bot has no credential.")
        return settings.app_password
    if not settings.certificate_path.is_file():
        raise SettingsError(f"NTK_CERTIFICATE names {settings.certificate_path}, which is not a file: give its path.")
    return {
        "private_key_pfx_path": str(settings.certificate_path),
        "passphrase": settings.certificate_passphrase,
    }
