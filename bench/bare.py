"""The limit: bare aiohttp reads a JSON body and answers a small one. `/v3/...` plays a Bot Connector for the others."""

from aiohttp import web

from bench.serving import run


async def turn(request: web.Request) -> web.Response:
    """Read and answer, nothing else."""
    activity = await request.json()
    return web.json_response({"id": activity["id"]})


async def accept(request: web.Request) -> web.Response:
    """The Bot Connector's answer to a message."""
    await request.read()
    return web.json_response({"id": "1"}, status=201)


async def build() -> web.Application:
    """The application."""
    app = web.Application()
    app.router.add_post("/api/messages", turn)
    app.router.add_route("*", "/v3/{rest:.*}", accept)
    return app


if __name__ == "__main__":
    run(build)
