"""What the platform and the operator may ask of the process: alive, ready, and the metrics. Counts and names only."""

from collections import Counter
from dataclasses import dataclass

from aiohttp import web

from bot.engine.sweep import Engine
from bot.engine.watch import Watch
from bot.notifications.finding import Kind
from bot.services.ports import Store
from bot.tokens import ConnectorDoor
from rules.errors import NeedToKnowError


@dataclass(frozen=True)
class Health:
    """How the bot is, asked over HTTP. `/healthz` and `/readyz` stand beside the doors, the metrics on a port apart."""

    store: Store
    engine: Engine
    watch: Watch
    door: ConnectorDoor

    def add_to(self, application: web.Application) -> None:
        """The two pages without authentication: they say nothing of anybody."""
        application.router.add_get("/healthz", self._alive)
        application.router.add_get("/readyz", self._ready)

    def metrics(self) -> web.Application:
        """An application of its own with `/metrics`, in Prometheus' text form."""
        application = web.Application()
        application.router.add_get("/metrics", self._metrics)
        return application

    async def _alive(self, _: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _ready(self, _: web.Request) -> web.Response:
        wrong = await self._wrong()
        return web.json_response({"ready": not wrong, "not_ready": wrong}, status=503 if wrong else 200)

    async def _wrong(self) -> list[str]:
        """The parts that are not well. A stale heartbeat is not one: to take the bot out of service mends nothing."""
        wrong = [name for name, bad in (("keys", not self.door.keys.ready), ("engine", self.engine.failing)) if bad]
        try:
            await self.store.run(lambda work: work.next_due())
        except NeedToKnowError:
            wrong.append("store")
        return wrong

    async def _metrics(self, _: web.Request) -> web.Response:
        found = Counter(each.kind for each in self.watch.findings)
        lines = [
            f"need_to_know_ready {int(not await self._wrong())}",
            f"need_to_know_heartbeat_age_seconds {self.watch.age.total_seconds():.0f}",
            f"need_to_know_heartbeat_stale {int(self.watch.stale)}",
            f"need_to_know_drill_failed {int(bool(self.watch.failed_drill))}",
            *(f'need_to_know_audit_findings{{kind="{kind}"}} {found[kind]}' for kind in Kind),
            f"need_to_know_posted_again_total {self.engine.deliverer.repeated}",
            *(f"need_to_know_{name} {count}" for name, count in self.watch.counts.items()),
        ]
        return web.Response(text="\n".join(lines) + "\n", content_type="text/plain")
