"""Heads of answers, written strictly: what a model says in a header cannot end it and begin another, or another answer."""

import re
from http import HTTPStatus
from typing import Optional

from .reply import Reply

_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus}
_OWN = ("connection", "content-length", "transfer-encoding", "keep-alive")
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile("[\t\x20-\x7e\x80-\U0010ffff]*")


def why_unsendable(reply: Reply) -> Optional[str]:
    """What of an answer's head HTTP cannot carry."""
    if not isinstance(reply.status, int) or not 200 <= reply.status <= 599:
        return f"{reply.status!r} is no status of an answer"
    for name, value in reply.headers:
        if not _NAME.fullmatch(name):
            return f"{name!r} is no name of a header"
        if not _VALUE.fullmatch(value):
            return f"the value of the header {name} has control characters"
    return None


def has_body(status: int) -> bool:
    return status not in (204, 304)


def head_of(reply: Reply, stays: bool, framing: str) -> bytes:
    """Of an answer that can be sent."""
    lines = [_LINES.get(reply.status) or f"HTTP/1.1 {reply.status} Status\r\n"]
    lines += [f"{name}: {value}\r\n" for name, value in reply.headers if name.lower() not in _OWN]
    lines += [framing, "\r\n" if stays else "connection: close\r\n\r\n"]
    return "".join(lines).encode("latin-1", "replace")
