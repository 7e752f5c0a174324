"""Messages between the server and its workers: a head as JSON and a body of bytes, with the sizes of both before them."""

import json
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

    def send(self, head: dict, body=b"") -> None:
        self._connection.sendall(packed(head, body))
