"""
Messages between the server and its workers: a head as JSON and a body of bytes, with the sizes of both before them. An answer is one message
with `status` and `headers`; where that says `more`, parts follow until one that does not, or that says `broken`. The server may say `stop` meanwhile.
"""

import json
import select
import struct

_SIZES = struct.Struct("!IQ")
SIZES = _SIZES.size


def packed(head: dict, body=b"") -> bytes:
    text = json.dumps(head).encode()
    return b"".join((_SIZES.pack(len(text), len(body)), text, body))


def sizes_in(data: bytes):
    """The sizes of head and body."""
    return _SIZES.unpack(data)


class Link:
    """A worker's end of its socket, one message at a time."""

    def __init__(self, connection):
        self._connection = connection
        self._reader = connection.makefile("rb", buffering=1 << 16)

    def receive(self):
        """A message's head and body; None when the server is no more."""
        sizes = self._reader.read(SIZES)
        if len(sizes) < SIZES:
            return None
        head, body = sizes_in(sizes)
        text, data = self._reader.read(head), self._reader.read(body)
        if len(data) < body:
            return None
        return json.loads(text), data

    def has_message(self) -> bool:
        """Whether the server says something before it has its answer, or is no more."""
        return bool(select.select([self._connection], [], [], 0)[0])

    def send(self, head: dict, body=b"") -> None:
        self._connection.sendall(packed(head, body))
