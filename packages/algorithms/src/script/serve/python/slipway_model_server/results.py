"""What functions return, as an answer."""

from .contents import JSON
from .encoding import json_text
from .reply import Reply


def reply_of(result, content_type: str, context) -> Reply:
    """Bytes and text as they are, with the type beside them in a tuple; a response of Flask's kind; anything else as JSON."""
    if isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], str):
        result, content_type = result
    status, headers = 200, {}
    if hasattr(result, "get_data") and hasattr(result, "status_code"):
        status, headers = result.status_code, {name.lower(): value for name, value in result.headers.items()}
        result = result.get_data()
    if isinstance(result, str):
        body = result.encode("utf-8")
    elif isinstance(result, (bytes, bytearray, memoryview)):
        body = bytes(result)
    elif result is None:
        body = b""
    else:
        body, content_type = json_text(result).encode("utf-8"), JSON
    headers.setdefault("content-type", content_type)
    if context is not None:
        headers.update(context.headers)
        status = context.status or status
    return Reply(status, [(name, _one_line(value)) for name, value in headers.items()], body)


def _one_line(value) -> str:
    return str(value).replace("\r", " ").replace("\n", " ")
