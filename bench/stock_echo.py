"""A stock botbuilder echo bot, as favourable to it as it can be set up and still work.

Authentication is off (its own check makes it slower) and the body is read once. The handler is ours, because the
adapter's own needs another package; every turn goes through the SDK's cloud adapter, as its samples do.
"""

from http import HTTPStatus

from aiohttp import web
from botbuilder.core import ActivityHandler, MessageFactory, TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity
from botframework.connector.auth import BotFrameworkAuthenticationFactory, PasswordServiceClientCredentialFactory

from bench.serving import run


class StockAdapter(CloudAdapterBase):
    """The SDK's cloud adapter, with what is abstract in it."""


class EchoBot(ActivityHandler):
    """Says what it was told, with one message through the connector."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Echo."""
        await turn_context.send_activity(MessageFactory.text(f"Echo: {turn_context.activity.text}"))


async def build() -> web.Application:
    """The application."""
    credentials = PasswordServiceClientCredentialFactory("", "")
    adapter = StockAdapter(BotFrameworkAuthenticationFactory.create(credential_factory=credentials))
    bot = EchoBot()

    async def turn(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        header = request.headers.get("Authorization", "")
        answer = await adapter.process_activity(header, activity, bot.on_turn)
        if answer:
            return web.json_response(answer.body, status=answer.status)
        return web.Response(status=HTTPStatus.CREATED)

    app = web.Application()
    app.router.add_post("/api/messages", turn)
    return app


if __name__ == "__main__":
    run(build)
