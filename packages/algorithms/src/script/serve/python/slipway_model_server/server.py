"""The server: takes requests, has the workers answer them, and ends without dropping one."""

import asyncio
import json
import signal
import sys

from .connection import Connection
from .pool import LoadFailed, Pool
from .reply import Reply, text_reply
from .settings import MEBIBYTE

MOST_CONNECTIONS = 1024
# Beyond it the machinery kills us anyway.
LONGEST_END_SECONDS = 3600


class Front:
    """What connections ask."""

    def __init__(self, settings, pool):
        self.connections = set()
        self.most_connections = MOST_CONNECTIONS
        self.body_limit = settings.body_limit
        self.is_draining = False
        self._settings = settings
        self._pool = pool
        self._last_ping = None

    def log(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    async def answer(self, head, body: bytes) -> Reply:
        path, method = head.path, head.method
        if path == "/ping" and method in ("GET", "HEAD"):
            return await self._ping(head)
        if self._pool.facts.get("allPaths"):
            return await self._ask(head, body)
        if path == "/invocations":
            return await self._ask(head, body) if method == "POST" else text_reply(405, "wrong method")
        if path == "/execution-parameters":
            return await self._parameters(head) if method == "GET" else text_reply(405, "wrong method")
        return text_reply(405 if path == "/ping" else 404, "wrong method" if path == "/ping" else "no such path")

    async def _ping(self, head) -> Reply:
        if self.is_draining or not self._pool.is_ready:
            return Reply(503, [], b"")
        return await self._ping_of_application(head) if self._pool.facts.get("answersPing") else Reply(200, [], b"")

    async def _ping_of_application(self, head) -> Reply:
        """While all workers are busy it is what it was when one was free: to be busy is not to be unready."""
        if self._last_ping is not None and not self._pool.has_free_worker:
            return self._last_ping
        try:
            reply = await self._ask(head, b"")
        except asyncio.CancelledError:
            # Whoever asked has lost patience.
            self._last_ping = None
            raise
        self._last_ping = Reply(reply.status, [], b"")
        return reply

    async def _parameters(self, head) -> Reply:
        if self._pool.facts.get("answersParameters"):
            return await self._ask(head, b"")
        facts = {
            "MaxConcurrentTransforms": self._settings.workers,
            "BatchStrategy": "MULTI_RECORD",
            "MaxPayloadInMB": min(6, self.body_limit // MEBIBYTE),
        }
        return text_reply(200, json.dumps(facts), "application/json")

    def _ask(self, head, body: bytes):
        request = {"method": head.method, "target": head.target, "headers": head.headers}
        return self._pool.ask(request, body)


def serve(settings, command) -> int:
    """Until this process is asked to end; returns its exit code."""
    return asyncio.run(_serve(settings, command))


async def _serve(settings, command) -> int:
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    pool = Pool(settings, command, lambda line: print(line, file=sys.stderr, flush=True))
    front = Front(settings, pool)
    try:
        if not await _unless(asked, pool.start()):
            return 0
    except LoadFailed as failure:
        print(failure, file=sys.stderr, flush=True)
        return 1
    server = await loop.create_server(
        lambda: Connection(front), settings.host, settings.port, backlog=MOST_CONNECTIONS
    )
    port = server.sockets[0].getsockname()[1]
    workers = "1 worker" if settings.workers == 1 else f"{settings.workers} workers"
    print(f"Serving {pool.facts['says']} on {settings.host}:{port} with {workers}", flush=True)
    waiting = asyncio.ensure_future(asked.wait())
    await asyncio.wait({waiting, pool.has_given_up}, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        front.log("No worker can load the model any more")
        return 1
    await _drain(server, front, settings)
    await pool.closed()
    return 0


async def _drain(server, front, settings) -> None:
    """Says that it is not ready, still answers what comes until routers know, finishes what is under way."""
    front.is_draining = True
    await asyncio.sleep(settings.farewell)
    server.close()
    loop = asyncio.get_running_loop()
    deadline = loop.time() + LONGEST_END_SECONDS
    while front.connections and loop.time() < deadline:
        for connection in [one for one in front.connections if one.is_idle]:
            connection.close()
        await asyncio.sleep(0.02)


async def _unless(event: asyncio.Event, work) -> bool:
    """Does the work; breaks it off, and says so, when the event comes first."""
    doing, waiting = asyncio.ensure_future(work), asyncio.ensure_future(event.wait())
    await asyncio.wait({doing, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if doing.done():
        await doing
        return True
    doing.cancel()
    await asyncio.wait({doing})
    return False
