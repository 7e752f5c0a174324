"""What functions return, as an answer."""

from .contents import JSON, JSON_LINES
from .encoding import json_text
from .reply import Reply


def reply_of(result, content_type: str, context) -> Reply:
    """Bytes and text as they are, with the type beside them in a tuple; a response of Flask's kind; an iterator part by part; anything else as JSON."""
    if isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], str):
        result, content_type = result
    status, headers, parts = 200, {}, None
    if hasattr(result, "get_data") and hasattr(result, "status_code"):
        status, headers = result.status_code, {name.lower(): value for name, value in result.headers.items()}
        result = result.get_data()
    if isinstance(result, str):
        body = result.encode("utf-8")
    elif isinstance(result, (bytes, bytearray, memoryview)):
        body = bytes(result)
    elif result is None:
        body = b""
    elif hasattr(result, "__next__"):
        body, parts, content_type = _begun(result, content_type)
    else:
        body, content_type = json_text(result).encode("utf-8"), JSON
    headers.setdefault("content-type", content_type)
    if context is not None:
        headers.update(context.headers)
        status = context.status or status
    return Reply(int(status), [(str(name), _one_line(value)) for name, value in headers.items()], body, parts)


def _begun(items, content_type: str):
    """The first part of what a generator gives, so that one that fails at once is an error like any other; bytes and text as they are, else lines of JSON."""
    first = next(items, b"")
    if not isinstance(first, (str, bytes, bytearray, memoryview)):
        content_type = JSON_LINES
    return _part(first), Mapped(items), content_type


class Mapped:
    """Parts of what a generator gives; closing it closes that."""

    def __init__(self, items):
        self._items = items

    def __iter__(self):
        return map(_part, self._items)

    def close(self):
        if hasattr(self._items, "close"):
            self._items.close()


def _part(item) -> bytes:
    if isinstance(item, str):
        return item.encode("utf-8")
    if isinstance(item, (bytes, bytearray, memoryview)):
        return bytes(item)
    return f"{json_text(item)}\n".encode("utf-8")


def _one_line(value) -> str:
    return str(value).replace("\r", " ").replace("\n", " ")
