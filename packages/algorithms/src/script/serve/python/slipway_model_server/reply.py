"""An answer to a request, before it is one of HTTP."""

from typing import Any, NamedTuple, Sequence, Tuple


class Reply(NamedTuple):
    status: int
    headers: Sequence[Tuple[str, str]]
    body: bytes
    """Of an answer that comes by and by, its first part."""
    parts: Any = None
    """The others: in a worker an iterator of bytes, in the server an object of `pool.Parts`."""


def text_reply(status: int, text: str, content_type: str = "text/plain; charset=utf-8") -> Reply:
    return Reply(status, [("content-type", content_type)], text.encode("utf-8", "replace"))
