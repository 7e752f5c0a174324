"""A client's connection: requests one after the other, each read whole before anybody is asked to answer it."""

import asyncio

from .http_answer import has_body, head_of, why_unsendable
from .http_head import LONGEST_HEAD, BadRequest, Chunks, parse_head
from .pool import Broken
from .reply import Reply, text_reply

# For a request to come whole.
REQUEST_SECONDS = 60
# Longer than a router's, so that it and not we close idle connections.
KEEP_ALIVE_SECONDS = 65
# How long a client that sends what it may not has to read the answer, and one that reads nothing to go on.
PATIENCE_SECONDS = 1
STALL_SECONDS = 120


class Connection(asyncio.Protocol):
    """Asks `front` for answers, and is in its `connections` while it is open."""

    def __init__(self, front):
        self._front = front
        self._buffer = bytearray()
        self._head = None
        self._chunks = None
        self._continued = False
        self._timer = None
        self._task = None
        self._ended = False
        self._writable = asyncio.Event()
        self._writable.set()
        self.is_idle = True

    def connection_made(self, transport):
        self._transport = transport
        self._front.connections.add(self)
        self._wait(REQUEST_SECONDS)
        if len(self._front.connections) > self._front.most_connections:
            self._refuse(BadRequest("there are too many connections", 503))

    def connection_lost(self, _error):
        self._ended = True
        self._front.connections.discard(self)
        self._wait(None)
        if self._task is not None:
            self._task.cancel()

    def eof_received(self):
        """A client may close its half and wait for its answer; the loop closes the other half where there is none."""
        return self._task is not None

    def data_received(self, data):
        if self._ended:
            return
        if self.is_idle:
            self.is_idle = False
            self._wait(REQUEST_SECONDS)
        self._buffer += data
        if self._task is None:
            self._read()
        elif len(self._buffer) > self._front.body_limit + LONGEST_HEAD:
            self._transport.abort()

    def close(self):
        """When nothing is under way."""
        self._ended = True
        self._transport.close()

    def pause_writing(self):
        self._writable.clear()
        self._wait(STALL_SECONDS)

    def resume_writing(self):
        self._writable.set()
        self._wait(KEEP_ALIVE_SECONDS if self._task is None else None)

    def _wait(self, seconds):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._transport.abort)

    def _read(self):
        try:
            body = self._whole_body() if self._has_head() else None
        except BadRequest as error:
            return self._refuse(error)
        if body is None:
            return
        head, self._head, self._chunks, self._continued = self._head, None, None, False
        self._wait(None)
        self._task = asyncio.ensure_future(self._answer(head, body))

    def _has_head(self) -> bool:
        if self._head is not None:
            return True
        while self._buffer[:2] == b"\r\n":
            del self._buffer[:2]
        end = self._buffer.find(b"\r\n\r\n", 0, LONGEST_HEAD + 4)
        if end < 0:
            if len(self._buffer) > LONGEST_HEAD:
                raise BadRequest("the head is too long", 431)
            return False
        self._head = parse_head(bytes(self._buffer[:end]))
        del self._buffer[: end + 4]
        if self._head.length > self._front.body_limit:
            raise BadRequest(f"the body is larger than {self._front.body_limit} bytes", 413)
        if self._head.length < 0:
            self._chunks = Chunks(self._front.body_limit)
        return True

    def _whole_body(self):
        if self._head.expects and not self._continued:
            self._continued = True
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if self._chunks is not None:
            return bytes(self._chunks.body) if self._chunks.take(self._buffer) else None
        if len(self._buffer) < self._head.length:
            return None
        body = bytes(self._buffer[: self._head.length])
        del self._buffer[: self._head.length]
        return body

    async def _answer(self, head, body):
        try:
            reply = await self._sendable(head, body)
        except asyncio.CancelledError:
            return
        stays = head.keeps_alive and not self._front.is_draining
        if reply.parts is not None:
            stays = stays and head.takes_chunks
            try:
                await self._stream(reply, stays, head)
            except asyncio.CancelledError:
                return
            except Broken:
                # Without its last chunk an answer is none; what ends with its connection must not seem to.
                stays = False
                if not head.takes_chunks:
                    self._transport.abort()
            finally:
                reply.parts.leave()
        self._task = None
        if reply.parts is None:
            self._write(reply, stays, wants_body=head.method != "HEAD")
        if not stays:
            return self.close()
        self.is_idle = not self._buffer
        self._wait(KEEP_ALIVE_SECONDS if self.is_idle else REQUEST_SECONDS)
        if self._buffer:
            self._read()

    async def _sendable(self, head, body) -> Reply:
        """The front's answer; in place of one that it fails to give, or that HTTP cannot carry, a sentence."""
        try:
            reply = await self._front.answer(head, body)
        except Exception as error:
            self._front.log(f"{head.method} {head.path}: {error!r}")
            return text_reply(500, "the request could not be served")
        why = why_unsendable(reply)
        if why is None:
            return reply
        if reply.parts is not None:
            reply.parts.leave()
        self._front.log(f"{head.method} {head.path}: the answer cannot be sent: {why}")
        return text_reply(500, f"the answer cannot be sent: {why}")

    def _refuse(self, error: BadRequest):
        """Answers, and cuts off a client that goes on sending."""
        self._ended = True
        self._buffer.clear()
        self._write(text_reply(error.status, str(error)), stays=False, wants_body=True)
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._wait(PATIENCE_SECONDS)

    async def _stream(self, reply: Reply, stays: bool, head):
        """Each part as it comes, no faster than the client takes them. Raises `Broken`."""
        is_told = head.method != "HEAD" and has_body(reply.status)
        framing = "transfer-encoding: chunked\r\n" if head.takes_chunks and is_told else ""
        self._transport.write(head_of(reply, stays, framing))
        part = reply.body
        while is_told and part is not None:
            if part:
                self._transport.write(b"%x\r\n%b\r\n" % (len(part), part) if framing else part)
            await self._writable.wait()
            part = await reply.parts.next()
        if framing:
            self._transport.write(b"0\r\n\r\n")

    def _write(self, reply: Reply, stays: bool, wants_body: bool):
        is_told = has_body(reply.status)
        framing = f"content-length: {len(reply.body)}\r\n" if is_told else ""
        head = head_of(reply, stays, framing)
        self._transport.write(head + reply.body if is_told and wants_body else head)
