"""Heads of HTTP/1.1 requests, read strictly: what two servers might read in two ways is refused."""

import re
from typing import Dict, NamedTuple

LONGEST_HEAD = 64 * 1024
_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\x7e\x80-\xff]+) HTTP/1\.([01])")
_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,12})([\t ]*;[\t\x20-\x7e\x80-\xff]*)?")
# What says where a body ends must be known before it.
_FRAMING = ("content-length", "transfer-encoding")


class BadRequest(Exception):
    """Carries the status that answers it."""

    def __init__(self, message: str, status: int = 400):
        super().__init__(message)
        self.status = status


class Head(NamedTuple):
    method: str
    target: str
    headers: Dict[str, str]
    """By names in lower case; what came more than once is joined by commas."""
    keeps_alive: bool
    length: int
    """Of the body; -1 where it comes in chunks."""
    takes_chunks: bool
    """Is of HTTP/1.1: an answer whose length is not known may be told in chunks."""
    expects: bool
    """Waits for `100 Continue` before it sends its body."""

    @property
    def path(self) -> str:
        return self.target.split("?", 1)[0]


def parse_head(data: bytes) -> Head:
    """Of all bytes before the empty line."""
    first, *lines = data.split(b"\r\n")
    found = _LINE.fullmatch(first)
    if found is None or b"\n" in data.replace(b"\r\n", b""):
        raise BadRequest("this is no request of HTTP/1.1")
    headers: Dict[str, str] = {}
    for line in lines:
        key, text = _field_in(line)
        if key in headers and key in (*_FRAMING, "host"):
            raise BadRequest(f"{key} comes twice")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    connection = headers.get("connection", "").lower()
    is_newest = found.group(3) == b"1"
    return Head(
        method=found.group(1).decode("ascii"),
        target=found.group(2).decode("latin-1"),
        headers=headers,
        keeps_alive="close" not in connection if is_newest else "keep-alive" in connection,
        length=_length_in(headers),
        takes_chunks=is_newest,
        expects=headers.get("expect", "").lower() == "100-continue",
    )


def _field_in(line: bytes):
    """A name in lower case, and its value."""
    name, colon, value = line.partition(b":")
    value = value.strip(b" \t")
    if not colon or not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
        raise BadRequest("a header is malformed")
    return name.decode("ascii").lower(), value.decode("latin-1")


def _length_in(headers: Dict[str, str]) -> int:
    encoding, length = headers.get("transfer-encoding"), headers.get("content-length")
    if encoding is not None:
        if length is not None or encoding.lower() != "chunked":
            raise BadRequest("a body has either Content-Length or Transfer-Encoding: chunked")
        return -1
    if length is None:
        return 0
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise BadRequest("Content-Length is no number")
    return int(length)


class Chunks:
    """A body that comes in chunks, taken out of a buffer as it comes. Extensions and trailers are read as strictly as a head, are together no longer, and say nothing."""

    def __init__(self, limit: int):
        self._limit = limit
        self._left = 0
        self._beside = 0
        self._state = "size"
        self.body = bytearray()

    def take(self, buffer: bytearray) -> bool:
        """Takes what is whole out of the buffer; says whether the body has come to its end."""
        while True:
            if self._state == "data" and not self._take_data(buffer):
                return False
            line = self._line_of(buffer)
            if line is None:
                return False
            if self._state == "size":
                self._begin(line)
            elif self._state == "after":
                self._end(line)
            elif line:
                self._pass_over(line)
            else:
                return True

    def _take_data(self, buffer: bytearray) -> bool:
        """Whether it was all of the chunk's."""
        part = buffer[: self._left]
        self.body += part
        self._left -= len(part)
        del buffer[: len(part)]
        if self._left > 0:
            return False
        self._state = "after"
        return True

    def _line_of(self, buffer: bytearray):
        end = buffer.find(b"\r\n", 0, LONGEST_HEAD + 2)
        if end < 0:
            if len(buffer) > LONGEST_HEAD:
                raise BadRequest("a chunk is malformed")
            return None
        line = bytes(buffer[:end])
        del buffer[: end + 2]
        return line

    def _begin(self, line: bytes) -> None:
        found = _SIZE.fullmatch(line)
        if found is None:
            raise BadRequest("a chunk has no size")
        self._count(found.group(2) or b"")
        self._left = int(found.group(1), 16)
        if len(self.body) + self._left > self._limit:
            raise BadRequest(f"the body is larger than {self._limit} bytes", 413)
        self._state = "data" if self._left else "trailer"

    def _end(self, line: bytes) -> None:
        if line:
            raise BadRequest("a chunk is longer than it says")
        self._state = "size"

    def _pass_over(self, trailer: bytes) -> None:
        name, _ = _field_in(trailer)
        if name in _FRAMING:
            raise BadRequest(f"{name} is no trailer")
        self._count(trailer)

    def _count(self, beside: bytes) -> None:
        self._beside += len(beside)
        if self._beside > LONGEST_HEAD:
            raise BadRequest("the extensions and trailers of the chunks are too long", 431)
